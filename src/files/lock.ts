/**
 * One command that writes more than one file at a time in a repository, whichever of its work trees it is started in.
 *
 * The lock is a file beside our folder in the git directory, made exclusively, that says who holds it: machine, process
 * and when that process began, because numbers of processes are used again. One whose holder is gone is taken over: by
 * a rename, which tells what was taken, so that of two who do so only one succeeds. Whoever waits for long is told.
 */

import { randomBytes } from 'node:crypto';
import {
  linkSync,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { clipText } from '../text/escape.ts';
import { inWords } from './refusals.ts';

/** Milliseconds for which another command is waited for, and between two looks. */
const PATIENCE = 60_000;
const PAUSE = 25;
/** A lock from another machine, or one that cannot be read, counts for so long. */
const LIFE = 10 * 60_000;

interface Holder {
  readonly machine: string;
  readonly process: number;
  /** When it began, in whatever way the system says so; null where it does not. */
  readonly since: string | null;
  readonly token: string;
  /** The command that holds it. */
  readonly command: string;
}

/**
 * Does something that nothing else of ours may do in this repository at the same time.
 * @param command whose work it is
 * @throws UserError when another one does not come to an end
 */
export async function withLock<T>(commonDir: string, command: string, work: () => T | Promise<T>): Promise<T> {
  const path = join(commonDir, 'ssot-guard.lock');
  const me: Holder = {
    machine: machine(),
    process: process.pid,
    since: startOf(process.pid),
    token: randomBytes(8).toString('hex'),
    command,
  };
  inWords('Nothing was changed. Fix that and try again.', () => acquire(path, me));
  clearLeftOvers(commonDir);
  try {
    return await work();
  } finally {
    if (read(path)?.token === me.token) rmSync(path, { force: true });
  }
}

function acquire(path: string, me: Holder): void {
  const until = Date.now() + PATIENCE;
  while (!take(path, me)) {
    clearStale(path, me.token);
    if (Date.now() > until) {
      const holder = read(path);
      const who = holder === null ? '' : ` (process ${holder.process} on ${holder.machine.split(' ')[0]})`;
      throw new UserError(
        `another ssot-guard${holder === null ? '' : ` ${holder.command}`} is at work in this repository${who}`,
        `If there is none: rm ${path}`,
      );
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
  }
}

/** Whole from the beginning: the file gets its name when it is written. */
function take(path: string, me: Holder): boolean {
  const mine = `${path}.${me.token}`;
  writeFileSync(mine, JSON.stringify(me), { flag: 'wx' });
  try {
    linkSync(mine, path);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    if (!isCode(error, 'EPERM') && !isCode(error, 'ENOTSUP') && !isCode(error, 'ENOSYS')) throw error;
    return makeAt(path, me); // a file system without links
  } finally {
    rmSync(mine, { force: true });
  }
}

function makeAt(path: string, me: Holder): boolean {
  try {
    writeFileSync(path, JSON.stringify(me), { flag: 'wx' });
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

function clearStale(path: string, token: string): void {
  const holder = read(path);
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined || !isStale(holder, stat.mtimeMs)) return;
  const taken = `${path}.${token}.old`;
  try {
    renameSync(path, taken);
  } catch {
    return; // someone else was faster
  }
  // Between the look and the rename another may have cleared it, and taken the lock: then that one gets it back.
  if (read(taken)?.token !== holder?.token) {
    try {
      linkSync(taken, path);
    } catch {
      // taken again already
    }
  }
  rmSync(taken, { force: true });
}

/** What killed processes have left beside the lock; others are making such files right now. */
function clearLeftOvers(commonDir: string): void {
  for (const name of quietly(() => readdirSync(commonDir)) ?? []) {
    if (!/^ssot-guard\.lock\.[0-9a-f]{16}/.test(name)) continue;
    const stat = lstatSync(join(commonDir, name), { throwIfNoEntry: false });
    if (stat !== undefined && Date.now() - stat.mtimeMs > PATIENCE) rmSync(join(commonDir, name), { force: true });
  }
}

function isStale(holder: Holder | null, modified: number): boolean {
  if (holder === null || holder.machine !== machine()) return Date.now() - modified > LIFE;
  try {
    process.kill(holder.process, 0);
  } catch (error) {
    if (isCode(error, 'ESRCH')) return true;
  }
  const since = startOf(holder.process);
  return since === ENDED || (holder.since !== null && since !== holder.since);
}

function read(path: string): Holder | null {
  try {
    const { machine, process, since, token, command }: Partial<Holder> = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof machine !== 'string' || typeof process !== 'number' || typeof token !== 'string') return null;
    return {
      machine,
      process,
      since: typeof since === 'string' ? since : null,
      token,
      command: clipText(String(command), 20),
    };
  } catch {
    return null;
  }
}

/** Where numbers of processes mean the same: a container has its own, whatever its host is called. */
function machine(): string {
  return [hostname(), quietly(() => readlinkSync('/proc/self/ns/pid')) ?? ''].join(' ').trim();
}

/**
 * Linux says since when a process has been running, counted from the start of the system, which has a name of its own.
 * One that has ended and that nobody has asked after has a number, and is gone.
 */
function startOf(pid: number): string | null {
  const boot = quietly(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
  // the name of the program, in parentheses, may hold anything
  const [state, ...fields] =
    quietly(() => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')) ?? [];
  const ticks = fields[18];
  if (state === 'Z' || state === 'X') return ENDED;
  return boot === null || ticks === undefined ? null : `${boot} ${ticks}`;
}

const ENDED = 'ended';

function quietly<T>(look: () => T): T | null {
  try {
    return look();
  } catch {
    return null;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
