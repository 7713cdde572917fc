/**
 * `check`: judges a scope and prints the findings. The hook runs `check --hook`.
 */

import { buildId } from '../cache/build-id.ts';
import { UserError } from '../errors.ts';
import { namesNoCommit } from '../git/beginning.ts';
import type { Repository } from '../git/repository.ts';
import type { Snapshot } from '../git/snapshot.ts';
import { check } from '../pipeline.ts';
import { hookFileIsStale } from '../prefilter/hook-file-stale.ts';
import { noRegistry } from '../registry/read.ts';
import { escapeText } from '../text/escape.ts';
import { defineCommand } from './define.ts';
import { dayOf, reportOptions, scopeOf, scopeOptions } from './options.ts';
import { present, presentNothing } from './present.ts';
import { progressLine } from './progress.ts';
import { formatFor } from './report-format.ts';

/** So many notes are printed one by one; the rest are counted. */
const SHOWN_NOTES = 10;

export const checkCommand = defineCommand({
  name: 'check',
  summary: 'judge what is staged, or another scope',
  usage: ['check', 'check <path>…', 'check --changed | --all | --ref <commit> | --since <ref> [--ref <commit>]'],
  positionals: { label: '<path>', summary: 'files and folders, as they are on disk', max: Number.POSITIVE_INFINITY },
  options: {
    ...scopeOptions,
    ...reportOptions,
    weakening: {
      kind: 'choice',
      value: '<severity>',
      choices: ['warn', 'error'],
      group: 'Verdict',
      summary: 'what --since makes of a registry that forbids less than before',
    },
  },
  examples: [
    { command: 'npx ssot-guard check', shows: 'what the next commit would hold' },
    { command: 'npx ssot-guard check src', shows: 'a folder as it is on disk' },
    { command: 'npx ssot-guard check --changed', shows: 'what was written since the last commit' },
    { command: 'npx ssot-guard check --since origin/main', shows: 'a pull request, in CI' },
    { command: 'npx ssot-guard check --all --format json', shows: 'everything, for another program' },
  ],
  run: async ({ options: given, positionals }, io) => {
    const options = { ...given, format: formatFor(given, io, true) };
    const scope = scopeOf(options, positionals, io);
    if (options.ref !== null && namesNoCommit(options.ref)) return presentNothing(scope.scope, options, io);
    const isWhole = scope.scope === 'all' || scope.scope === 'ref';
    const progress = isWhole && !options.quiet ? progressLine(io) : null;
    const outcome = await check({
      cwd: io.cwd,
      scope,
      config: options.config,
      today: dayOf(options.now, io),
      strict: options.strict,
      weakening: options.weakening,
      ...(progress === null ? {} : { progress: progress.tell }),
    }).finally(() => progress?.end());
    if (outcome === null) {
      if (!options.hook) throw noRegistry();
      io.stderr('ssot-guard: no registry (.ssotrc.json) in this repository, so nothing was checked\n');
      return 0;
    }
    const notes = outcome.notes.map(escapeText);
    for (const note of notes.slice(0, SHOWN_NOTES)) io.stderr(`ssot-guard: ${note}\n`);
    if (notes.length > SHOWN_NOTES) io.stderr(`ssot-guard: and ${notes.length - SHOWN_NOTES} more notes\n`);
    const code = await present(outcome.report, options, outcome, io);
    const isOfCommit = scope.scope === 'all' || (scope.scope === 'staged' && scope.paths === undefined);
    if (isOfCommit && options.config === null) await renewHookFiles(io.repository, outcome.snapshot);
    return code;
  },
});

/** So that the next commits may do without Node. That this does not work is no reason for a word. */
async function renewHookFiles(repository: Repository, snapshot: Snapshot): Promise<void> {
  if (!hookFileIsStale(repository, snapshot)) return;
  try {
    const { renewHookFile } = await import('../prefilter/hook-file.ts');
    renewHookFile(repository, buildId, snapshot.scope === 'staged' ? snapshot : undefined);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
  }
}
