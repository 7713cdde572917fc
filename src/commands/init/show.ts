/**
 * What `init` says: proposals, the plan before, and what is left to do after. Paths are shown from the top of the work
 * tree.
 */
import { existsSync } from 'node:fs';
import { isAbsolute, relative } from 'node:path';
import { contains } from '../../git/run.ts';
import { shellQuote } from '../../hooks/block.ts';
import type { Change, Site } from '../../hooks/define.ts';
import type { Counted } from '../../onboarding/count.ts';
import { REGISTRY_NAME } from '../../registry/load.ts';
import { escapeText } from '../../text/escape.ts';
import type { InitPlan } from './plan.ts';

const SHOWN_PROPOSALS = 20;
const SHOWN_EVIDENCE = 3;

/** Proposals, those that touch most files first, each with where to look. */
export function describeProposals(proposals: readonly Counted[]): string {
  if (proposals.length === 0) return 'Nothing in this repository asks for a registry entry.\n';
  const lines = proposals
    .slice(0, SHOWN_PROPOSALS)
    .flatMap(({ proposal, findings }) => [
      `${proposal.why}: ${count(proposal.files.length, 'file')}, ${count(findings, 'finding')}`,
      ...(proposal.canonical === null
        ? []
        : [
            `    home: ${proposal.canonical}${proposal.importFrom === null ? '' : `, imported from ${proposal.importFrom}`}`,
          ]),
      ...proposal.evidence.slice(0, SHOWN_EVIDENCE).map(({ path, line, says }) => `    ${path}:${line}  ${says}`),
    ]);
  const rest = proposals.length - SHOWN_PROPOSALS;
  return `${[...lines, ...(rest > 0 ? [`and ${rest} more that touch fewer files`] : [])].map(escapeText).join('\n')}\n`;
}

/** The plan, one line per change. */
export function describePlan(site: Site, plan: InitPlan, picks: readonly Counted[]): string {
  const seen = plan.found.map(({ manager, evidence }) => `${manager.title} (${shown(site, evidence)})`);
  const lines = [
    `Found: ${seen.join(', ')}`,
    `The guard is run by: ${plan.manager.title}`,
    ...picks.map(({ proposal, findings }) => `Registry: ${proposal.why} (${count(findings, 'finding')})`),
    plan.changes.length === 0 ? 'Nothing to change: everything is there.' : 'Changes:',
  ];
  return `${lines.map((line) => `${escapeText(line)}\n`).join('')}${describeChanges(site, plan.changes)}${plan.manual
    .map((sentence) => `By hand: ${escapeText(sentence)}\n`)
    .join('')}`;
}

/** One line per change: what, where, why. */
export function describeChanges(site: Site, changes: readonly Change[]): string {
  const rows = changes.map((change) => rowOf(site, change));
  const width = (at: 0 | 1): number => Math.min(60, Math.max(...rows.map((row) => row[at].length)));
  return rows
    .map(([what, where, why]) => `  ${escapeText(`${what.padEnd(width(0))}  ${where.padEnd(width(1))}  ${why}`)}\n`)
    .join('');
}

/** What was done, and what only the user can do. */
export function nextSteps(
  site: Site,
  plan: InitPlan,
  changes: readonly Change[],
  created: readonly string[],
  staged: readonly string[],
): string {
  const edited = changes.flatMap((change) =>
    change.kind === 'write' && !created.includes(change.path) && isInTree(site, change.path)
      ? [shown(site, change.path)]
      : [],
  );
  const lines = [
    ...(staged.length > 0 ? [`Staged: ${staged.join(', ')}`] : []),
    ...(edited.length > 0 ? [`Commit these, too: git add ${edited.map(shellQuote).join(' ')}`] : []),
    ...(isAbsolute(site.installed)
      ? [`The hook uses ${site.installed}. For a whole team: npm install --save-dev ssot-guard`]
      : []),
    ...owners(site),
    ...(plan.manager.id === 'plain' && contains(site.commonDir, site.folder)
      ? ['Hooks are not cloned: everyone else runs npx ssot-guard init once.']
      : []),
    plan.hasRegistry
      ? 'From now on every commit is checked.'
      : `Next: look at ${REGISTRY_NAME}, write down what has one home, and commit. More ideas: ssot-guard init --propose`,
  ];
  return `${lines.map(escapeText).join('\n')}\n`;
}

/** Where others watch files, the registry should be watched. */
function owners(site: Site): string[] {
  const path = ['CODEOWNERS', '.github/CODEOWNERS', 'docs/CODEOWNERS'].find((one) => site.read(one) !== null);
  if (path === undefined || site.read(path)?.includes(REGISTRY_NAME)) return [];
  return [`For ${path}, so that exceptions are seen by someone: /${REGISTRY_NAME} <owner>`];
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
