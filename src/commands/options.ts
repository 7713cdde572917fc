/**
 * The options that several commands share, declared once: what is looked at, and how the answer is given.
 */

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { parseHanded, readPipe } from '../git/handed.ts';
import { filesFrom as filesIn } from '../git/open-snapshot.ts';
import type { ScopeRequest } from '../git/snapshot.ts';
import type { ReporterId } from '../reporters/index.ts';
import { reporters } from '../reporters/index.ts';
import { dayOf as utcDay } from '../text/dates.ts';
import type { Io } from './define.ts';
import type { OptionTable, Values } from './parse.ts';

const formats: readonly ReporterId[] = reporters.map((reporter) => reporter.id);

/** Options of every command that reports findings. */
export const reportOptions = {
  format: {
    kind: 'choice',
    short: 'f',
    value: '<format>',
    choices: formats,
    unset: true,
    group: 'Output',
    summary: 'how to print findings (or SSOT_FORMAT)',
  },
  output: { kind: 'text', short: 'o', value: '<file>', group: 'Output', summary: 'write the findings to a file' },
  quiet: { kind: 'flag', short: 'q', group: 'Output', summary: 'hide warnings and known findings, never the summary' },
  color: { kind: 'toggle', group: 'Output', summary: 'colour, whatever the terminal and NO_COLOR say' },
  config: {
    kind: 'text',
    short: 'c',
    value: '<file>',
    group: 'Verdict',
    summary: 'a registry on disk instead of .ssotrc.json',
  },
  strict: {
    kind: 'flag',
    group: 'Verdict',
    summary: 'fail on what could not be checked',
  },
  'max-warnings': { kind: 'count', value: '<n>', group: 'Verdict', summary: 'fail on more warnings than this' },
  now: {
    kind: 'day',
    value: '<date>',
    group: 'Verdict',
    summary: 'judge deadlines as of this day, such as 2026-12-31',
  },
} as const satisfies OptionTable;

/** What `check` looks at. */
export const scopeOptions = {
  staged: {
    kind: 'flag',
    group: 'Scope, one of',
    summary: 'what the next commit would hold (default); with paths, those as staged',
  },
  changed: { kind: 'flag', group: 'Scope, one of', summary: 'what differs on disk from HEAD, untracked files too' },
  all: { kind: 'flag', group: 'Scope, one of', summary: 'every file on disk that is tracked, or not ignored' },
  'files-from': {
    kind: 'text',
    value: '<file|->',
    group: 'Scope, one of',
    summary: 'paths from a file or standard input, separated by NUL or line feed',
  },
  ref: {
    kind: 'text',
    value: '<commit>',
    group: 'Scope, one of',
    summary: 'the whole tree of a commit; with --since, what it changed',
  },
  since: {
    kind: 'text',
    value: '<ref>',
    group: 'Scope, one of',
    summary: 'what HEAD, or --ref, changed since it left that branch; all zeros: what no other ref reaches',
  },
  'stdin-path': {
    kind: 'text',
    value: '<path>',
    group: 'Scope, one of',
    summary: 'standard input, as if it were this file',
  },
  handed: {
    kind: 'flag',
    hidden: true,
    group: 'Scope, one of',
    summary: 'with --hook: standard input tells what git has said already',
  },
  hook: {
    kind: 'flag',
    group: 'Scope, one of',
    summary: 'as --staged, for the installed hook: no registry at all passes',
  },
} as const satisfies OptionTable;

export type ReportOptions = Values<typeof reportOptions>;
export type ScopeOptions = Values<typeof scopeOptions>;

/**
 * The one scope of a command line. A list of files, or what stands in for a file, is read from where it is said to be.
 * @throws UserError when there are two (only `--staged` goes with paths, and with `--hook`, which implies it, and `--since` with
 *   `--ref`), or for a
 *   list that cannot be read
 */
export function scopeOf(options: ScopeOptions, paths: readonly string[], io: Io): ScopeRequest {
  const { filesFrom, ref, since, stdinPath } = options;
  const asked: [name: string, request: () => ScopeRequest][] = [];
  if (options.hook) asked.push(['--hook', () => hookScope(options.handed)]);
  else if (options.staged) asked.push(['--staged', () => (paths.length > 0 ? { ...STAGED, paths } : STAGED)]);
  if (options.changed) asked.push(['--changed', () => ({ scope: 'changed' })]);
  if (options.all) asked.push(['--all', () => ({ scope: 'all' })]);
  if (filesFrom !== null) asked.push(['--files-from', () => inCommit(filesIn(readList(filesFrom, io)), io)]);
  if (since !== null) asked.push(['--since', () => sinceScope(since, ref)]);
  else if (ref !== null) asked.push(['--ref', () => ({ scope: 'ref', ref })]);
  if (stdinPath !== null)
    asked.push(['--stdin-path', () => ({ scope: 'stdin', path: stdinPath, content: io.stdin() })]);
  if (paths.length > 0 && (options.hook || !options.staged))
    asked.push(['paths', () => inCommit({ scope: 'paths', paths }, io)]);
  const [first, second] = asked;
  if (first !== undefined && second !== undefined) {
    throw new UserError(
      `${first[0]} and ${second[0]} cannot be checked at once`,
      'choose one scope; only --staged takes paths as well',
    );
  }
  return first === undefined ? STAGED : first[1]();
}

/** Git names its index to hooks of commits, and so to tasks that they start with names of files. */
function inCommit(request: ScopeRequest, { env }: Io): ScopeRequest {
  return request.scope === 'paths' && env.GIT_INDEX_FILE ? { ...request, inCommit: true } : request;
}

function sinceScope(ref: string, commit: string | null): ScopeRequest {
  return commit === null ? { scope: 'since', ref } : { scope: 'since', ref, commit };
}

const STAGED = { scope: 'staged' } as const satisfies ScopeRequest;

/** What is staged, and what the hook's shell had git say of it while Node was starting, if that is whole. */
function hookScope(isHanded: boolean): ScopeRequest {
  const bytes = isHanded ? readPipe(0) : null;
  return { scope: 'staged', handed: (bytes === null ? null : parseHanded(bytes)) ?? undefined };
}

function readList(file: string, io: Io): Buffer {
  if (file === '-') return io.stdin();
  try {
    return readFileSync(resolve(io.cwd, file));
  } catch {
    throw new UserError(`cannot read the list of files ${file}`, 'Check the path given to --files-from.');
  }
}

/** The UTC day that deadlines are judged by, as 2026-12-31. */
export function dayOf(now: string | null, io: Io): string {
  return now ?? utcDay(io.now());
}
