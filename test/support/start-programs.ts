/**
 * Programs that a test process starts and waits for are started by a small process beside it. To start one is to copy the
 * page tables of who starts it: 1 ms with 50 MB, 8 with the 450 MB that a test process comes to, and all tests together
 * start some 18,000 (330 s for the whole run, 275 with this, on two cores).
 *
 * Importing this file puts it in the place of `spawnSync`. What shares more than pipes with who starts it is started as
 * ever, and so is everything where there are no named pipes.
 */
import childProcess, { type SpawnSyncOptions, type SpawnSyncReturns, spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keptFolder } from './folders.ts';
import { readMessage, writeMessage } from './messages.mjs';

type SpawnSync = (program: string, args: readonly string[], options: SpawnSyncOptions) => SpawnSyncReturns<unknown>;

interface Starter {
  readonly requests: number;
  readonly results: number;
}

/** What the other process says of a program that ended, or did not start. */
interface Ended {
  readonly pid: number;
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly failure?: NodeJS.ErrnoException;
  /** Bytes of standard output and standard error; null for what was not read. */
  readonly lengths: readonly (number | null)[];
}

const spawnHere = childProcess.spawnSync as SpawnSync;
let starter: Starter | null | undefined;

/** Null where there are no named pipes. */
function openStarter(): Starter | null {
  const folder = keptFolder();
  const [requests, results] = [join(folder, 'requests'), join(folder, 'results')];
  if (spawnHere('mkfifo', [requests, results], {}).status !== 0) return null;
  const program = fileURLToPath(new URL('starter.mjs', import.meta.url));
  spawn(process.execPath, [program, requests, results], { stdio: 'ignore' }).unref();
  return { requests: openSync(requests, 'w'), results: openSync(results, 'r') };
}

function sharesOnlyPipes({ stdio = 'pipe' }: SpawnSyncOptions): boolean {
  return [stdio].flat().every((one) => one === 'pipe' || one === 'ignore');
}

function bytesOf(input: SpawnSyncOptions['input'] = ''): Uint8Array {
  return typeof input === 'string'
    ? Buffer.from(input)
    : new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
}

function startThere({ requests, results }: Starter, program: string, args: readonly string[], all: SpawnSyncOptions) {
  const { input, encoding, ...others } = all;
  const options = { cwd: process.cwd(), env: process.env, ...others };
  const request = { program, args, options, hasInput: input !== undefined, umask: process.umask() };
  writeMessage(requests, request, bytesOf(input));
  const message = readMessage(results);
  if (message === null) throw new Error('the process that starts programs has ended');
  const { failure, lengths, ...ended } = message.json as Ended;
  const [outLength = null, errorLength = null] = lengths;
  const decoded = (length: number | null, from: number): string | Buffer | null => {
    if (length === null) return null;
    const bytes = message.bytes.subarray(from, from + length);
    return (encoding ?? 'buffer') === 'buffer' ? bytes : bytes.toString(encoding as BufferEncoding);
  };
  const stdout = decoded(outLength, 0);
  const stderr = decoded(errorLength, outLength ?? 0);
  const error = failure && Object.assign(new Error(failure.message), failure);
  return { ...ended, stdout, stderr, output: [null, stdout, stderr], ...(error && { error }) };
}

/** As `spawnSync` of Node, whose arguments may be left out. */
function spawnSync(program: string, ...given: readonly (readonly string[] | SpawnSyncOptions)[]) {
  const args = given.find((one) => Array.isArray(one)) ?? [];
  const options = (given.find((one) => one !== undefined && !Array.isArray(one)) ?? {}) as SpawnSyncOptions;
  if (starter === undefined && sharesOnlyPipes(options)) starter = openStarter();
  if (!starter || !sharesOnlyPipes(options)) return spawnHere(program, args as string[], options);
  return startThere(starter, program, args as string[], options);
}

// Once a process, however often this file is read.
if (!('isStartedElsewhere' in childProcess)) {
  Object.assign(childProcess, { spawnSync, isStartedElsewhere: true });
  syncBuiltinESMExports();
}
