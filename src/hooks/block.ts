/**
 * The marked block that starts the guard from a shell hook: its text, and how it goes into a file and out again.
 *
 * The block stands at the top and judges last: it runs the rest of the same file as a child first (hooks/last), so that an
 * early `exit` or `exec` neither skips it nor is skipped, and so that it sees what the rest has staged.
 *
 * It must work in any shell hook, under `set -e`, `set -u`, zsh or bash, so everything happens in a `/bin/sh` of its own
 * (hooks/start). When it finds no package, the commit fails: a guard that is gone must not look like one that is
 * content.
 */
import { isAbsolute } from 'node:path';
import { UserError } from '../errors.ts';
import { starterLine, starterLines } from './starter.ts';

const OPEN = '>>> ssot-guard >>>';
const CLOSE = '<<< ssot-guard <<<';
/** Whole lines from mark to mark, with whatever comment sign and indentation. */
const MARKED = new RegExp(`^[ \\t]*# ${OPEN}[\\s\\S]*?^[ \\t]*# ${CLOSE}[^\\n]*(?:\\n|$(?![\\s\\S]))`, 'm');

/** Names of the shells that understand the block (`#!` interpreter, without its folder). */
const SHELLS = new Set(['sh', 'bash', 'dash', 'ash', 'ksh', 'ksh93', 'mksh', 'zsh', 'yash', 'busybox']);

/** Puts marks around lines of any file format whose comments start with `#`. */
export function marked(lines: readonly string[], indent = ''): string {
  return [`# ${OPEN}`, ...lines, `# ${CLOSE}`].map((line) => `${indent}${line}\n`).join('');
}

/**
 * What a block judges, and how its hook is started: what is staged, in a hook that is started as a program, or by husky,
 * which reads it with `sh -e` whatever its first line says; or the message, where that makes no difference.
 */
export type BlockKind = 'file' | 'husky' | 'message';

/** As what hooks/start judges a message, and the name of the entry in configurations. */
export const MESSAGE_NAME = 'ssot-guard-message';

/** Whether a text of some manager's starts the guard for messages; the program of every block holds the name. */
export function judgesMessagesIn(text: string): boolean {
  return new RegExp(`' ${MESSAGE_NAME} |\\bid: ${MESSAGE_NAME}\\b`).test(text);
}

/** @param installed where the package stands, relative to the top of the work tree: `node_modules/ssot-guard` */
export function shellBlock(installed: string, how: BlockKind = 'file'): string {
  if (how === 'message') return messageBlock(installed);
  return marked([
    '# Runs the rest of this file, then checks what is about to be committed. Written by `ssot-guard init`, removed by',
    '# `ssot-guard init --uninstall`.',
    `[ "\${SSOT_GUARD_REST-}" = "$0" ] && unset SSOT_GUARD_REST || exec /bin/sh -c '`,
    ...starterLines('last', 'trust', 'start'),
    `' "$0" ${shellQuote(installed)} ${how} "$@"`,
  ]);
}

/** It only warns, so nothing that goes wrong in it may end the hook, and it need not come last. */
function messageBlock(installed: string): string {
  return marked([
    '# Warns where the commit message claims what is not so; stops no commit. Written by `ssot-guard init --commit-msg`,',
    '# removed by `ssot-guard init --uninstall`.',
    `/bin/sh -c '(`,
    ...starterLines('trust', 'start'),
    `) || :' ${MESSAGE_NAME} ${shellQuote(installed)} "\${1-}" || :`,
  ]);
}

/**
 * The command by which a manager's configuration starts the guard; in one line, whatever splits it into words. That file
 * is committed, so a package that stands outside the repository is not named in it: each clone has recorded its place in
 * the git directory. Where the guard is not installed it says so, and the policy decides.
 */
export function hookCommand(installed: string): string {
  return `/bin/sh -c '${starterLine()}' ssot-guard ${placeFor(installed)}`;
}

/** The same for the message; the file that holds it is to follow. It never fails, whoever starts it. */
export function messageCommand(installed: string): string {
  return `/bin/sh -c '(${starterLine()}) || :' ${MESSAGE_NAME} ${placeFor(installed)}`;
}

function placeFor(installed: string): string {
  return shellQuote(isAbsolute(installed) ? DEFAULT_PLACE : installed);
}

/** Where package managers put the guard. */
export const DEFAULT_PLACE = 'node_modules/ssot-guard';

const PLACES = [
  /^' "\$0" (.*) (?:file|husky) "\$@"$/m,
  /^' ssot-guard (.*) \|\| exit \$\?$/m,
  new RegExp(String.raw`^\) \|\| :' ${MESSAGE_NAME} (.*) "\$\{1-\}" \|\| :$`, 'm'),
];

/** The path that a block was written for, or null when the text holds no block. */
export function installedPathIn(text: string): string | null {
  const block = MARKED.exec(text)?.[0];
  if (block === undefined) return null;
  // of a block that judges what is staged, as it is and as it was before the guard judged last, and of one for messages
  const quoted = PLACES.map((pattern) => pattern.exec(block)?.[1]).find((place) => place !== undefined);
  return quoted === undefined ? '' : unquoted(quoted);
}

/** Quotes for POSIX shells. */
export function shellQuote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** What `shellQuote` was given. */
export function unquoted(text: string): string {
  return text.replaceAll("'\\''", "'").replace(/^'|'$/g, '');
}

/**
 * Puts the block into a shell script, before everything that the script does: right after the `#!` line, and after `set`
 * and the start of husky 8, which runs the whole file a second time. A block that is there already is renewed, and put
 * there if something has come before it.
 *
 * @throws UserError when the marks do not pair
 */
export function withShellBlock(text: string, block: string, path: string): string {
  const without = MARKED.exec(text);
  if (without !== null) {
    const rest = text.slice(0, without.index) + text.slice(without.index + without[0].length);
    const top = placeIn(rest);
    // what stands before it would run twice, or end the hook
    const at = /^[ \t]*[^\s#]/m.test(rest.slice(top, without.index)) ? top : without.index;
    return rest.slice(0, at) + block + rest.slice(at);
  }
  if (text.includes(OPEN) || text.includes(CLOSE)) {
    throw new UserError(
      `${path} holds one of the marks of ssot-guard without the other`,
      `Remove the lines with "${OPEN}" and "${CLOSE}" by hand, and what stood between them.`,
    );
  }
  const at = placeIn(text);
  const before = text.slice(0, at);
  return before + (before === '' || before.endsWith('\n') ? '' : '\n') + block + text.slice(at);
}

/** Behind the `#!` line, `set` and the start of husky 8. */
function placeIn(text: string): number {
  let at = text.startsWith('#!') ? endOfLine(text, 0) : 0;
  for (let next = at; next < text.length; next = endOfLine(text, next)) {
    const line = text.slice(next, endOfLine(text, next));
    if (/^set\s[-+\w\s]*$|^\. .*husky\.sh/.test(line)) at = endOfLine(text, next);
    else if (!/^\s*(?:#|$)/.test(line)) break;
  }
  return at;
}

/** Takes every marked block out; the text comes back unchanged when there is none. */
export function withoutBlocks(text: string): string {
  let rest = text;
  for (let found = MARKED.exec(rest); found !== null; found = MARKED.exec(rest)) {
    rest = rest.slice(0, found.index) + rest.slice(found.index + found[0].length);
  }
  return rest;
}

/** The first marked block with its marks, or null. */
export function blockIn(text: string): string | null {
  return MARKED.exec(text)?.[0] ?? null;
}

export function hasBlock(text: string): boolean {
  return MARKED.test(text);
}

/** Whether the block can go into this script. A script without `#!` is only started by something that runs a shell. */
export function isShellScript(content: Buffer): boolean {
  if (content.includes(0)) return false;
  const line = content.toString('utf8').split('\n', 1)[0] ?? '';
  if (!line.startsWith('#!')) return true;
  const words = line.slice(2).trim().split(/\s+/);
  const program = words[0]?.endsWith('/env') ? words.slice(1).find((word) => !/^-|=/.test(word)) : words[0];
  return SHELLS.has(program?.split('/').at(-1) ?? '');
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end + 1;
}
