/**
 * The process: command line in, text and exit code out. Nothing else reads arguments, writes to standard output or
 * standard error, or sets an exit code.
 *
 * Output is written synchronously and bytes are counted, so that nothing is lost on the way out, a closed pipe stays
 * quiet, and a full disk shows in the exit code. Signals keep their default disposition: a check works synchronously,
 * a handler would run only when it is done, and death by SIGINT is what shells and git report as 130.
 */

import { fstatSync, readFileSync, statSync, writeSync } from 'node:fs';
import { buildId } from './cache/build-id.ts';
import type { CommandEntry, Io } from './commands/define.ts';
import { dispatch } from './commands/dispatch.ts';
import { UserError } from './errors.ts';
import { openRepository } from './git/repository.ts';
import { escapeLines } from './text/escape.ts';
import { version } from './version.ts';

/** Exit codes that are not a command's own. */
const UNUSABLE = 2;
const BUG = 3;

/** Runs the command line of this process. Sets the exit code; never throws. */
export function start(commands: readonly CommandEntry[]): void {
  const out = writer(1);
  const err = writer(2);
  let settled = false;

  function finish(code: number): void {
    settled = true;
    const lost = out.failure();
    if (lost !== null) err.write(`ssot-guard: cannot write to standard output (${lost})\n`);
    process.exitCode = lost !== null && code === 0 ? UNUSABLE : code;
  }
  function fail(error: unknown): void {
    const { text, code } = describe(error);
    err.write(text);
    finish(code);
  }

  // Until there is a verdict this counts as a bug: a promise that never settles must not end in success.
  process.exitCode = BUG;
  process.on('exit', () => {
    if (!settled) fail(new Error('ssot-guard ended without a verdict'));
  });
  process.on('uncaughtException', (error) => {
    fail(error);
    process.exit();
  });
  run(process.argv.slice(2), out.write, err.write, commands).then(finish, fail);
}

async function run(
  argv: readonly string[],
  stdout: Io['stdout'],
  stderr: (text: string) => void,
  commands: readonly CommandEntry[],
): Promise<number> {
  const cwd = currentFolder();
  const io: Io = {
    cwd,
    repository: openRepository(cwd),
    env: process.env,
    stdin,
    stdout,
    stderr,
    get isTTY() {
      return isTerminal(1);
    },
    get interactive() {
      return isTerminal(0) && isTerminal(2);
    },
    get columns() {
      return (isTerminal(1) && process.stdout.columns) || 80;
    },
    now: () => new Date(),
    elapsed: () => process.uptime() * 1000,
  };
  return dispatch(argv, io, commands);
}

/** What to say about something thrown, and the exit code for it. */
function describe(error: unknown): { readonly text: string; readonly code: number } {
  if (error instanceof UserError) {
    const hint = error.hint === null ? '' : error.hint.replace(/^/gm, '  ');
    return { text: `${escapeLines(`ssot-guard: ${error.message}${hint && `\n${hint}`}`)}\n`, code: UNUSABLE };
  }
  const stack = error instanceof Error ? (error.stack ?? String(error)) : `thrown: ${String(error)}`;
  const build = buildId ?? 'from source';
  const where = `ssot-guard ${version}, build ${build}, node ${process.version}, ${process.platform} ${process.arch}`;
  const text = [
    'ssot-guard: this is a bug in ssot-guard, and nothing was judged',
    stack,
    `Please report it with these lines (${where}).`,
  ];
  return { text: `${escapeLines(text.join('\n'))}\n`, code: BUG };
}

interface Writer {
  write(text: string | Buffer): void;
  /** Why something was lost that a reader wanted; null when all is well or the reader has gone. */
  failure(): string | null;
}

/** Writes all of a text, or stops for good at the first failure. */
function writer(fd: number): Writer {
  let broken: string | null = null;
  return {
    write(text) {
      if (broken !== null) return;
      const bytes = typeof text === 'string' ? Buffer.from(text) : text;
      let at = 0;
      while (at < bytes.length) {
        try {
          at += writeSync(fd, bytes, at);
        } catch (error) {
          const code = errorCode(error);
          // A pipe that someone else made non-blocking, and that is full.
          if (code === 'EAGAIN') pause(2);
          else {
            broken = code;
            return;
          }
        }
      }
    },
    failure: () => (broken === null || GONE.has(broken) ? null : broken),
  };
}

/** The reader closed its end (`EOF` on Windows): not our failure. */
const GONE: ReadonlySet<string> = new Set(['EPIPE', 'ECONNRESET', 'EOF']);

function stdin(): Buffer {
  const chunks: Buffer[] = [];
  for (;;) {
    try {
      chunks.push(readFileSync(0));
      return Buffer.concat(chunks);
    } catch (error) {
      const code = errorCode(error);
      if (code === 'EAGAIN') pause(2);
      else if (code === 'EOF' || code === 'EBADF') return Buffer.concat(chunks);
      else throw new UserError(`cannot read standard input (${code})`);
    }
  }
}

/**
 * Whether a descriptor is a terminal. Only character devices (the null device left out) are asked further: the stream behind `process.stdout`
 * costs three milliseconds, `node:tty` one, and importing it would cost that every time.
 */
function isTerminal(fd: 0 | 1 | 2): boolean {
  try {
    const stat = fstatSync(fd);
    if (!stat.isCharacterDevice() || stat.rdev === statSync('/dev/null', { throwIfNoEntry: false })?.rdev) return false;
  } catch {
    return false;
  }
  // Node 20.16 and later.
  const tty = process.getBuiltinModule?.('node:tty');
  if (tty !== undefined) return tty.isatty(fd);
  return [process.stdin, process.stdout, process.stderr][fd]?.isTTY === true;
}

function currentFolder(): string {
  try {
    return process.cwd();
  } catch {
    throw new UserError('the current folder no longer exists', 'change to one that does');
  }
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : String(error);
}

function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
