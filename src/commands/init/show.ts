/**
 * What `init` says: the plan before, and what is left to do after. Paths are shown from the top of the work tree.
 */
import { existsSync } from 'node:fs';
import { isAbsolute, relative } from 'node:path';
import { contains } from '../../git/run.ts';
import type { Change, Site } from '../../hooks/define.ts';
import { escapeText } from '../../text/escape.ts';
import { type InitPlan, REGISTRY } from './plan.ts';

/** The plan, one line per change. */
export function describePlan(site: Site, plan: InitPlan): string {
  const seen = plan.found.map(({ manager, evidence }) => `${manager.title} (${shown(site, evidence)})`);
  const lines = [
    `Found: ${seen.join(', ')}`,
    `The guard is run by: ${plan.manager.title}`,
    ...(plan.changes.length === 0
      ? ['Nothing to change: everything is there.']
      : ['Changes:', ...table(site, plan.changes)]),
    ...plan.manual.map((sentence) => `By hand: ${sentence}`),
  ];
  return `${lines.map(escapeText).join('\n')}\n`;
}

/** What was done, and what only the user can do. */
export function nextSteps(site: Site, plan: InitPlan, created: readonly string[], staged: readonly string[]): string {
  const edited = plan.changes.flatMap((change) =>
    change.kind === 'write' && !created.includes(change.path) && isTracked(site, change.path)
      ? [shown(site, change.path)]
      : [],
  );
  const lines = [
    ...(staged.length > 0 ? [`Staged: ${staged.join(', ')}`] : []),
    ...(edited.length > 0 ? [`Commit these, too: git add ${edited.join(' ')}`] : []),
    ...(isAbsolute(site.installed)
      ? [`The hook uses ${site.installed}. For a whole team: npm install --save-dev ssot-guard`]
      : []),
    plan.hasRegistry
      ? 'From now on every commit is checked.'
      : `Next: write down your first concept in ${REGISTRY}, then commit.`,
  ];
  return `${lines.map(escapeText).join('\n')}\n`;
}

type Row = readonly [what: string, where: string, why: string];

function table(site: Site, changes: readonly Change[]): string[] {
  const rows = changes.map((change) => rowOf(site, change));
  const width = (at: 0 | 1): number => Math.min(60, Math.max(...rows.map((row) => row[at].length)));
  return rows.map(([what, where, why]) => `  ${what.padEnd(width(0))}  ${where.padEnd(width(1))}  ${why}`);
}

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

function isTracked(site: Site, path: string): boolean {
  return contains(site.top, path) && !contains(site.commonDir, path);
}
