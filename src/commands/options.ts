/**
 * The options that several commands share, declared once: what is looked at, and how the answer is given.
 */

import { UserError } from '../errors.ts';
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
    group: 'Output',
    summary: 'how to print findings',
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
  strict: { kind: 'flag', group: 'Verdict', summary: 'fail on files that could not be checked' },
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
  all: { kind: 'flag', group: 'Scope, one of', summary: 'every file on disk that is tracked, or not ignored' },
  'files-from': {
    kind: 'text',
    value: '<file|->',
    group: 'Scope, one of',
    summary: 'paths from a file or standard input, separated by NUL or line feed',
  },
  ref: { kind: 'text', value: '<commit>', group: 'Scope, one of', summary: 'the whole tree of a commit' },
  since: {
    kind: 'text',
    value: '<ref>',
    group: 'Scope, one of',
    summary: 'what HEAD changed since it left that branch, as CI sees it',
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

/** What a command line asks to be looked at. */
export type ScopeRequest =
  | { readonly kind: 'staged'; readonly paths: readonly string[]; readonly hook: boolean; readonly handed?: boolean }
  | { readonly kind: 'paths'; readonly paths: readonly string[] }
  | { readonly kind: 'files-from'; readonly file: string }
  | { readonly kind: 'all' }
  | { readonly kind: 'ref'; readonly commit: string }
  | { readonly kind: 'since'; readonly ref: string }
  | { readonly kind: 'stdin'; readonly path: string };

/**
 * The one scope of a command line.
 * @throws UserError when there are two. Only `--staged` goes with paths, and with `--hook`, which implies it.
 */
export function scopeOf(options: ScopeOptions, paths: readonly string[]): ScopeRequest {
  const { filesFrom, ref, since, stdinPath } = options;
  const asked: readonly (readonly [string, ScopeRequest])[] = [
    ...(options.hook ? [['--hook', hookScope(options.handed)] as const] : []),
    ...(options.staged && !options.hook ? [['--staged', { kind: 'staged', paths, hook: false }] as const] : []),
    ...(options.all ? [['--all', { kind: 'all' }] as const] : []),
    ...(filesFrom !== null ? [['--files-from', { kind: 'files-from', file: filesFrom }] as const] : []),
    ...(ref !== null ? [['--ref', { kind: 'ref', commit: ref }] as const] : []),
    ...(since !== null ? [['--since', { kind: 'since', ref: since }] as const] : []),
    ...(stdinPath !== null ? [['--stdin-path', { kind: 'stdin', path: stdinPath }] as const] : []),
    ...(paths.length > 0 && !(options.staged && !options.hook) ? [['paths', { kind: 'paths', paths }] as const] : []),
  ];
  const [first, second] = asked;
  if (first !== undefined && second !== undefined) {
    throw new UserError(
      `${first[0]} and ${second[0]} cannot be checked at once`,
      'choose one scope; only --staged takes paths as well',
    );
  }
  return first === undefined ? { kind: 'staged', paths: [], hook: false } : first[1];
}

function hookScope(handed: boolean): ScopeRequest {
  return { kind: 'staged', paths: [], hook: true, ...(handed ? { handed } : {}) };
}

/** The UTC day that deadlines are judged by, as 2026-12-31. */
export function dayOf(now: string | null, io: Io): string {
  return now ?? utcDay(io.now());
}
