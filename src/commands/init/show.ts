/**
 * What `init` says: proposals, the plan before, and what is left to do after. Paths are shown from the top of the work
 * tree.
 */
import { existsSync } from 'node:fs';
import { isAbsolute, relative } from 'node:path';
import { type Term, termWords } from '../../baseline/spread.ts';
import { contains } from '../../git/run.ts';
import { shellQuote } from '../../hooks/block.ts';
import type { Change, Site } from '../../hooks/define.ts';
import { isInManifest } from '../../hooks/package-json.ts';
import type { Counted } from '../../onboarding/count.ts';
import { isAdopted } from '../../onboarding/proposal.ts';
import { COMMENTED_REGISTRY_NAME } from '../../registry/load.ts';
import { escapeText } from '../../text/escape.ts';
import { largest } from '../../text/lists.ts';
import { ownersHint } from './owners.ts';
import type { InitPlan } from './plan.ts';

const SHOWN_PROPOSALS = 20;
const SHOWN_EVIDENCE = 3;

/**
 * Proposals in their order, each with its size and where to look: first what is written down unasked, then what a person has
 * to decide. @param most how many; null: all
 */
export function describeProposals(proposals: readonly Counted[], most: number | null = SHOWN_PROPOSALS): string {
  if (proposals.length === 0) return NOTHING_PROPOSED;
  const shownOnes = proposals.slice(0, most ?? proposals.length);
  const groups = [true, false].map((isFirst) =>
    shownOnes.filter(({ proposal }) => isAdopted(proposal.kind) === isFirst),
  );
  const rest = proposals.length - shownOnes.length;
  const lines = [
    ...groups.flatMap((group, at) =>
      group.length === 0 ? [] : [HEADS[at] ?? '', ...group.flatMap(describeProposal), ''],
    ),
    ...(rest > 0 ? [`and ${rest} more: ssot-guard init --propose --all`] : []),
  ];
  return `${lines.map(escapeText).join('\n').trimEnd()}\n`;
}

const NOTHING_PROPOSED = `No proposals: nothing here calls itself deprecated, and no name is surely one thing in two places.
ssot-guard init writes an empty registry, with examples in it.
`;

/** What is adopted, and what is not. */
const HEADS = [
  'The source says so itself. `ssot-guard init` writes these into the registry:',
  'Worth a look. `ssot-guard init` asks which of these to write into the registry (`--pick all` takes all):',
];

function describeProposal(counted: Counted): string[] {
  const { why, canonical, importFrom, evidence } = counted.proposal;
  const home =
    canonical === null ? [] : [`    home: ${canonical}${importFrom === null ? '' : `, imported from ${importFrom}`}`];
  const places = evidence.slice(0, SHOWN_EVIDENCE).map(({ path, line, says }) => `    ${path}:${line}  ${says}`);
  return [`${why}: ${sizeOf(counted)}`, ...home, ...places];
}

/** How much of it there is today. */
export function sizeOf({ proposal, findings }: Counted): string {
  if (findings === 0) return 'nothing uses it today';
  const importers = proposal.kind === 'deprecated' ? proposal.files.length : 0;
  const files = importers === 0 ? '' : `, in ${count(importers, 'file')}`;
  return `${count(findings, 'place')} to change today${files}`;
}

/** The plan, one line per change. */
export function describePlan(site: Site, plan: InitPlan, picks: readonly Counted[], later: readonly string[]): string {
  const seen = plan.found.map(({ manager, evidence }) => `${manager.title} (${shown(site, evidence)})`);
  const lines = [
    `Found: ${seen.join(', ')}`,
    `The guard is run by: ${plan.manager.title}`,
    ...picks.map((pick) => `Registry: ${pick.proposal.why} (${sizeOf(pick)})`),
    plan.changes.length === 0 ? 'Nothing to change: everything is there.' : 'Changes:',
  ];
  const last = [...later.map((step) => `Then: ${step}`), ...plan.manual.map((sentence) => `By hand: ${sentence}`)];
  const text = (all: readonly string[]): string => all.map((line) => `${escapeText(line)}\n`).join('');
  return text(lines) + describeChanges(site, plan.changes) + text(last);
}

/**
 * What follows when the new registry stands.
 * @param term when known debt ends; null when there is none
 */
export function laterSteps(term: Term | null, docs: readonly string[]): string[] {
  return [
    ...(term === null
      ? []
      : [`what breaks a rule today is listed in a baseline and stops no commit: known until ${termWords(term)}`]),
    ...docs.map((path) => `the registry goes into ${path} as Markdown`),
  ];
}

/** One line per change: what, where, why. */
export function describeChanges(site: Site, changes: readonly Change[]): string {
  const rows = changes.map((change) => rowOf(site, change));
  const width = (at: 0 | 1): number => Math.min(60, largest(rows.map((row) => row[at].length)));
  return rows
    .map(([what, where, why]) => `  ${escapeText(`${what.padEnd(width(0))}  ${where.padEnd(width(1))}  ${why}`)}\n`)
    .join('');
}

export interface Done {
  readonly site: Site;
  readonly plan: InitPlan;
  readonly changes: readonly Change[];
  /** Absolute paths. */
  readonly created: readonly string[];
  readonly staged: readonly string[];
  /** Created, and not staged because a filter has to see them. */
  readonly filtered: readonly string[];
  readonly docs: readonly string[];
  /** Doctor found nothing that keeps the guard from working. */
  readonly isWell: boolean;
}

/** What was done, and what only the user can do. */
export function nextSteps({ site, plan, changes, created, staged, filtered, docs, isWell }: Done): string {
  const edited = changes.flatMap((change) =>
    change.kind === 'write' && !created.includes(change.path) && isInTree(site, change.path)
      ? [shown(site, change.path)]
      : [],
  );
  const lines = [
    ...(staged.length > 0 ? [`Staged: ${staged.join(', ')}`] : []),
    ...(edited.length + filtered.length > 0
      ? [`Commit these, too: git add ${[...edited, ...filtered].map(shellQuote).join(' ')}`]
      : []),
    ...teamHint(site, plan),
    ...ownersHint(site),
    ...docs.map((path) => `${path} stays true by: ssot-guard registry docs ${shellQuote(path)} (--check for CI)`),
    ...(plan.manager.id === 'plain' && contains(site.commonDir, site.folder)
      ? ['Hooks are not cloned: everyone else runs npx ssot-guard init once.']
      : []),
    !isWell
      ? 'Fix what is wrong, see above, then: ssot-guard doctor'
      : plan.hasRegistry
        ? 'From now on every commit is checked.'
        : `Next: look at ${COMMENTED_REGISTRY_NAME}, name what may be defined in one place only, and commit. Ideas: ssot-guard init --propose`,
  ];
  return `${lines.map(escapeText).join('\n')}\n`;
}

/** How everyone else comes by the guard, where it is not installed in the repository. */
function teamHint(site: Site, plan: InitPlan): string[] {
  if (!isAbsolute(site.installed)) return [];
  const uses = `The hook uses ${site.installed}.`;
  if (isInManifest(site)) return [`${uses} For a whole team: npm install --save-dev ssot-guard`];
  if (plan.manager.id === 'pre-commit') return ['pre-commit installs the guard for everyone by itself.'];
  const isSaid = plan.manager.id === 'plain' && contains(site.commonDir, site.folder);
  return isSaid ? [uses] : [`${uses} Everyone else runs npx ssot-guard init once.`];
}

type Row = readonly [what: string, where: string, why: string];

function rowOf(site: Site, change: Change): Row {
  switch (change.kind) {
    case 'write':
      return [existsSync(change.path) ? 'edit' : 'create', shown(site, change.path), change.why];
    case 'move':
      return ['move', `${shown(site, change.from)} to ${shown(site, change.to)}`, change.why];
    case 'config':
      return ['git config', `${change.key} = ${shown(site, change.value)}`, change.why];
    case 'run':
      return ['run', change.shown, change.why];
  }
}

function shown(site: Site, path: string): string {
  return isAbsolute(path) && contains(site.top, path) ? relative(site.top, path) : path;
}

function isInTree(site: Site, path: string): boolean {
  return contains(site.top, path) && !contains(site.commonDir, path);
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
