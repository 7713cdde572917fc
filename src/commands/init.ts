/**
 * `init`: brings a repository under guard, and takes it back.
 *
 * It looks first, then says what it would change and why, then asks (on a terminal) or goes ahead (`--yes`), and at the
 * end proves with `doctor` that the hook fires. A second run changes nothing.
 */

import { SPREADS, type Term } from '../baseline/spread.ts';
import { UserError } from '../errors.ts';
import { withLock } from '../files/lock.ts';
import { applyChanges, settle } from '../hooks/apply.ts';
import type { Change, Site } from '../hooks/define.ts';
import { managers } from '../hooks/index.ts';
import { refusalsInWords } from '../hooks/refusals.ts';
import { surveySite } from '../hooks/site.ts';
import type { Counted } from '../onboarding/count.ts';
import type { Translation } from '../onboarding/from/define.ts';
import { sources } from '../onboarding/from/index.ts';
import { describeTranslation } from '../onboarding/from/text.ts';
import { wantsColour } from '../text/colour.ts';
import { addDays, dayOf } from '../text/dates.ts';
import { escapeText } from '../text/escape.ts';
import { pushAll } from '../text/lists.ts';
import { termOf } from './baseline/create.ts';
import { defineCommand, type Io } from './define.ts';
import { diagnose, MESSAGE_PROOF } from './doctor/diagnose.ts';
import { describeAll } from './doctor.ts';
import { CI_SERVICES } from './init/ci.ts';
import { docsChanges, docsPaths, offeredDocs } from './init/docs.ts';
import { translationFor } from './init/from.ts';
import { hasRegistry, type InitPlan, makePlan } from './init/plan.ts';
import { choose, confirm } from './init/prompt.ts';
import { baselineChanges, baselineOfHandwritten, proposals } from './init/registry.ts';
import { type Done, describeChanges, describePlan, describeProposals, laterSteps, nextSteps } from './init/show.ts';
import { leftBehind, markUnfinished, recordMachine, type Staged, stageCreated } from './init/state.ts';
import { uninstall } from './init/uninstall.ts';
import type { OptionTable, Values } from './parse.ts';

/** Debt that `init` finds is known for so long: the least of a concept, and the most. */
const [FIRST_DAYS, LAST_DAYS] = [60, 180];

const options = {
  yes: { kind: 'flag', short: 'y', summary: 'do it without asking' },
  'dry-run': { kind: 'flag', short: 'n', summary: 'say what would change, and change nothing' },
  propose: { kind: 'flag', summary: 'only list what the registry could hold, and why; changes nothing' },
  all: { kind: 'flag', summary: 'with --propose: every proposal, however few files it touches' },
  pick: {
    kind: 'choice',
    value: '<what>',
    choices: ['deprecated', 'all', 'none'],
    summary: 'what a new registry holds: what calls itself deprecated, every proposal, or nothing',
  },
  from: {
    kind: 'list',
    value: '<linter>',
    summary: `translate the bans of another linter: ${sources.map(({ id }) => id).join(', ')}; may be repeated`,
  },
  until: {
    kind: 'days',
    value: '<date>',
    summary: `until when today's violations stop no commit, or <first>..<last>; default: in ${FIRST_DAYS} to ${LAST_DAYS} days`,
  },
  spread: {
    kind: 'choice',
    value: '<what>',
    choices: SPREADS,
    summary: 'with two dates: what gets a date of its own in between, the least debt the first',
  },
  manager: {
    kind: 'choice',
    value: '<name>',
    choices: ['auto', ...managers.map((manager) => manager.id)],
    summary: 'who runs the hook; auto: what does it here',
  },
  'commit-msg': { kind: 'flag', summary: 'also warn of commit messages that claim what is not so' },
  ci: { kind: 'choice', value: '<name>', choices: ['none', ...CI_SERVICES], summary: 'add a CI job' },
  docs: {
    kind: 'list',
    value: '<file>',
    summary: 'also write the registry as Markdown into this file, as in AGENTS.md; may be repeated',
  },
  codeowners: { kind: 'text', value: '<owner>', summary: 'name who owns registry and baseline in CODEOWNERS' },
  stage: { kind: 'toggle', summary: 'stage the files that were created (default)' },
  doctor: { kind: 'toggle', summary: 'prove at the end that the hook fires (default)' },
  uninstall: { kind: 'flag', summary: 'take everything back' },
} as const satisfies OptionTable;

type Options = Values<typeof options>;

export const init = defineCommand({
  name: 'init',
  summary: 'bring this repository under guard: hook, registry, proof that it works',
  usage: ['init [options]', 'init --uninstall'],
  positionals: null,
  options,
  examples: [
    { command: 'ssot-guard init', shows: 'look, say what would change, ask' },
    { command: 'ssot-guard init --yes', shows: 'the same without asking' },
    { command: 'ssot-guard init --from eslint,ruff', shows: 'with what these linters ban' },
    { command: 'ssot-guard init --propose', shows: 'what this repository would have a registry hold' },
    { command: 'ssot-guard init --yes --ci github --docs AGENTS.md', shows: 'with a CI job and a page to read' },
    { command: 'ssot-guard init --uninstall', shows: 'take it back, byte for byte' },
  ],
  run({ options: chosen }, io) {
    if (chosen.uninstall) return uninstall(io);
    if (chosen.all && !chosen.propose)
      throw new UserError('--all goes with --propose', 'ssot-guard init --propose --all');
    return chosen.propose ? list(chosen, io) : install(chosen, io);
  },
});

function list({ all, from }: Options, io: Io): number {
  const site = surveySite(io.repository, io.env.PATH ?? '');
  const [kinds, today] = [['deprecated', 'alias', 'duplicate', 'detour'] as const, dayOf(io.now())];
  io.stdout(
    all
      ? describeProposals(proposals(site, kinds, today, null), null)
      : describeProposals(proposals(site, kinds, today)),
  );
  if (from.length > 0) io.stdout(inLines(describeTranslation(translationFor(site, from, today))));
  return 0;
}

function inLines(lines: readonly string[]): string {
  return lines.map((line) => `${escapeText(line)}\n`).join('');
}

async function install(chosen: Options, io: Io): Promise<number> {
  const site = surveySite(io.repository, io.env.PATH ?? '');
  const asks = io.interactive && !chosen.yes && !chosen.dryRun;
  const translation = translationFor(site, chosen.from, dayOf(io.now()));
  const picks = hasRegistry(site) ? [] : await picked(site, chosen, asks, io);
  if (picks === null) return 130;
  const docs = await docsToWrite(site, chosen, asks, io);
  const plan = makePlan(site, { ...chosen, docs }, picks, translation);
  const owes = picks.some(({ findings }) => findings > 0) || translation.bans.length > 0;
  const today = dayOf(io.now());
  const until = chosen.until ?? `${addDays(today, FIRST_DAYS)}..${addDays(today, LAST_DAYS)}`;
  const term = termOf(until, chosen.spread, today);
  const later = laterSteps(owes || isNewTo(plan) ? term : null, plan.hasRegistry ? [] : docs);
  if (chosen.from.length > 0) io.stdout(inLines(describeTranslation(translation)));
  io.stdout(describePlan(site, plan, picks, later));
  if (chosen.dryRun) return 0;
  if (plan.changes.length > 0 && !chosen.yes) {
    if (!asks)
      throw new UserError('nothing was changed: there is no terminal to ask on', 'ssot-guard init --yes does it');
    if (!(await confirm('Go ahead?'))) return 130;
  }

  const done = await withLock(site.commonDir, 'init', () => carryOut({ chosen, docs, picks, translation, term, io }));
  // The hooks folder may be another one now.
  const found = chosen.doctor === false ? [] : diagnose(surveySite(io.repository, io.env.PATH ?? ''), io);
  const told = ['proof', ...(chosen.commitMsg ? [MESSAGE_PROOF] : [])];
  const notable = found.filter(({ check, status }) => status !== 'ok' || told.includes(check));
  const colour = wantsColour(null, io.env, () => io.isTTY);
  if (notable.length > 0) io.stdout(describeAll(notable, colour));
  const errors = found.filter(({ status }) => status === 'error');
  const isWell = errors.length === 0;
  io.stdout(nextSteps({ ...done, docs, isWell }));
  return errors.some(({ check }) => check === 'proof') ? 1 : 0;
}

/** A registry is there, and nothing has judged by it here. */
function isNewTo({ hasRegistry: isThere, hooks }: InitPlan): boolean {
  return isThere && hooks.length > 0;
}

interface Task {
  readonly chosen: Options;
  readonly docs: readonly string[];
  readonly picks: readonly Counted[];
  readonly translation: Translation;
  readonly term: Term;
  readonly io: Io;
}

/**
 * What was agreed to. It is planned once more, because another `init` may have been at work since, or one that was
 * interrupted is settled only now. The hooks come last: what they need is there by then, so that whenever this ends, a
 * commit finds the old hook or one that works.
 */
async function carryOut({ chosen, docs, picks, translation, term, io }: Task): Promise<Omit<Done, 'docs' | 'isWell'>> {
  const site = surveySite(io.repository, io.env.PATH ?? '');
  refusalsInWords(() => settle(site));
  const plan = makePlan(site, { ...chosen, docs }, picks, translation);
  const apply = (changes: readonly Change[]): string[] => refusalsInWords(() => applyChanges(site, changes, io.env));
  const stage = (paths: readonly string[]): Staged =>
    chosen.stage === false ? { staged: [], filtered: [] } : refusalsInWords(() => stageCreated(site, paths));

  const left = leftBehind(site);
  if (plan.changes.length > 0 || left !== null) refusalsInWords(() => markUnfinished(site, true));
  const created = [...(left?.created ?? []), ...apply(plan.changes.filter((change) => !plan.hooks.includes(change)))];
  const isOwed = translation.bans.length > 0 || (!plan.hasRegistry && picks.some(({ findings }) => findings > 0));
  const owes = left?.hasRegistry === true || isOwed;
  const today = dayOf(io.now());
  const debt = owes
    ? await baselineChanges(site, term, today)
    : isNewTo(plan)
      ? await baselineOfHandwritten(site, term, today)
      : [];
  const later = plan.hasRegistry ? debt : [...debt, ...docsChanges(site, docs)];
  io.stdout(describeChanges(site, later));
  pushAll(created, apply(later));
  const documents = stage(created);
  refusalsInWords(() => recordMachine(site));
  const hooks = apply(plan.hooks);
  const scripts = stage(hooks);
  refusalsInWords(() => markUnfinished(site, false));
  return {
    site,
    plan,
    changes: [...plan.changes, ...later],
    created: [...created, ...hooks],
    staged: [...documents.staged, ...scripts.staged],
    filtered: [...documents.filtered, ...scripts.filtered],
  };
}

/** Files that shall hold the registry as Markdown: those named, else the one that a person agrees to. */
async function docsToWrite(site: Site, chosen: Options, asks: boolean, io: Io): Promise<readonly string[]> {
  if (chosen.docs.length > 0 || !asks) return docsPaths(site, io.repository, chosen.docs);
  const offered = offeredDocs(site);
  if (offered === null) return [];
  return (await confirm(`Write the registry into ${offered}, too, for people and agents?`, false)) ? [offered] : [];
}

/** What a new registry holds. @returns null when the question was cancelled */
async function picked(site: Site, chosen: Options, asks: boolean, io: Io): Promise<Counted[] | null> {
  const today = dayOf(io.now());
  if (chosen.pick === 'none') return [];
  if (!asks) {
    const everything = chosen.pick === 'all';
    return proposals(site, everything ? ['deprecated', 'alias', 'duplicate', 'detour'] : ['deprecated'], today);
  }
  io.stderr('Looking for deprecated, repeated and second names …\n');
  const all = proposals(site, ['deprecated', 'alias', 'duplicate', 'detour'], today);
  if (all.length === 0) return [];
  io.stdout(describeProposals(all));
  return choose(all);
}
