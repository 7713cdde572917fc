/**
 * `check`: judges a scope and prints the findings. The hook runs `check --hook`.
 */

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { type Handed, parseHanded, readPipe } from '../git/handed.ts';
import { filesFrom } from '../git/open-snapshot.ts';
import type { Repository } from '../git/repository.ts';
import type { Snapshot, ScopeRequest as SnapshotRequest } from '../git/snapshot.ts';
import { check } from '../pipeline.ts';
import { hookFileIsStale } from '../prefilter/hook-file-stale.ts';
import { noRegistry } from '../registry/read.ts';
import { escapeText } from '../text/escape.ts';
import { defineCommand, type Io } from './define.ts';
import { dayOf, reportOptions, type ScopeRequest, scopeOf, scopeOptions } from './options.ts';
import { present } from './present.ts';
import { progressLine } from './progress.ts';

/** So many notes are printed one by one; the rest are counted. */
const SHOWN_NOTES = 10;

export const checkCommand = defineCommand({
  name: 'check',
  summary: 'judge what is staged, or another scope',
  usage: ['check', 'check <path>…', 'check --all | --since <ref> | --ref <commit>'],
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
    { command: 'npx ssot-guard check --since origin/main', shows: 'a pull request, in CI' },
    { command: 'npx ssot-guard check --all --format json', shows: 'everything, for another program' },
  ],
  run: async ({ options, positionals }, io) => {
    const scope = scopeOf(options, positionals);
    const isWhole = scope.kind === 'all' || scope.kind === 'ref';
    const progress = isWhole && !options.quiet ? progressLine(io) : null;
    const outcome = await check({
      cwd: io.cwd,
      scope: snapshotRequest(scope, io),
      config: options.config,
      today: dayOf(options.now, io),
      strict: options.strict,
      weakening: options.weakening,
      ...(progress === null ? {} : { progress: progress.tell }),
    }).finally(() => progress?.end());
    if (outcome === null) {
      if (scope.kind !== 'staged' || !scope.hook) throw noRegistry();
      io.stderr('ssot-guard: no registry (.ssotrc.json) in this repository, so nothing was checked\n');
      return 0;
    }
    const notes = outcome.notes.map(escapeText);
    for (const note of notes.slice(0, SHOWN_NOTES)) io.stderr(`ssot-guard: ${note}\n`);
    if (notes.length > SHOWN_NOTES) io.stderr(`ssot-guard: and ${notes.length - SHOWN_NOTES} more notes\n`);
    const code = present(outcome.report, options, { rules: outcome.rules, source: outcome.source }, io);
    const isOfCommit = scope.kind === 'all' || (scope.kind === 'staged' && scope.paths.length === 0);
    if (isOfCommit && options.config === null) await renewHookFiles(io.repository, outcome.snapshot);
    return code;
  },
});

/** So that the next commits may do without Node. That this does not work is no reason for a word. */
async function renewHookFiles(repository: Repository, snapshot: Snapshot): Promise<void> {
  if (!hookFileIsStale(repository, snapshot)) return;
  try {
    const { renewHookFile } = await import('../prefilter/hook-file.ts');
    renewHookFile(repository);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
  }
}

function snapshotRequest(scope: ScopeRequest, io: Io): SnapshotRequest {
  switch (scope.kind) {
    case 'staged':
      if (scope.paths.length > 0) return { scope: 'staged', paths: scope.paths };
      return { scope: 'staged', handed: (scope.handed === true && readHanded()) || undefined };
    case 'paths':
      return { scope: 'paths', paths: scope.paths };
    case 'files-from':
      return filesFrom(readList(scope.file, io));
    case 'all':
      return { scope: 'all' };
    case 'ref':
      return { scope: 'ref', ref: scope.commit };
    case 'since':
      return { scope: 'since', ref: scope.ref };
    case 'stdin':
      return { scope: 'stdin', path: scope.path, content: io.stdin() };
  }
}

/** What the hook's shell had git say while Node was starting; null when git is to be asked again. */
function readHanded(): Handed | null {
  const bytes = readPipe(0);
  return bytes && parseHanded(bytes);
}

function readList(file: string, io: Io): Buffer {
  if (file === '-') return io.stdin();
  try {
    return readFileSync(resolve(io.cwd, file));
  } catch {
    throw new UserError(`cannot read the list of files ${file}`, 'Check the path given to --files-from.');
  }
}
