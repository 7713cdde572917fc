/**
 * Programs that a test process starts and waits for are started by a small process beside it. To start one, Node copies
 * its page tables: CPU time of a `git rev-parse` 18 ms from a Node of 50 MB, 36 from one of 300, as test processes and the
 * thread of command-line.ts are, and 9 from a Python, which copies nothing; and all tests together start some 50,000.
 *
 * Importing this file puts it in the place of `spawnSync`, for the importing thread. What asks for more than pipes, an
 * environment and a folder is started as ever, and so is everything where there are no named pipes or no Python.
 */
import childProcess, { spawn } from 'node:child_process';
import { mkdtempSync, openSync, readSync, writeSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const KNOWN = new Set(['cwd', 'env', 'input', 'encoding', 'maxBuffer', 'stdio', 'shell', 'windowsHide']);

const spawnHere = childProcess.spawnSync;
/** Pipes to and from the process; null where there can be none, undefined until it is asked for. */
let starter;

function openStarter() {
  const python = process.env.STARTER_PYTHON;
  if (python === undefined) return null;
  const folder = mkdtempSync(join(tmpdir(), 'starter-'));
  const [requests, results] = [join(folder, 'requests'), join(folder, 'results')];
  if (spawnHere('mkfifo', [requests, results], {}).status !== 0) return null;
  const program = fileURLToPath(new URL('starter.py', import.meta.url));
  spawn(python, ['-I', '-S', '-B', program, requests, results], { stdio: 'ignore' }).unref();
  return { requests: openSync(requests, 'w'), results: openSync(results, 'r') };
}

function isPlain({ stdio = 'pipe', ...options }) {
  const isKnown = Object.entries(options).every(([name, value]) => value === undefined || KNOWN.has(name));
  return isKnown && !options.shell && [stdio].flat().every((one) => one === 'pipe' || one === 'ignore');
}

function bytesOf(input = '') {
  return typeof input === 'string'
    ? Buffer.from(input)
    : new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
}

function startThere({ requests, results }, program, args, all) {
  const { input, encoding = 'buffer', ...others } = all;
  const options = { ...others, cwd: others.cwd ?? process.cwd(), env: others.env ?? process.env };
  writeMessage(requests, { program, args, options, umask: process.umask() }, bytesOf(input));
  const { json, bytes } = readMessage(results);
  const { failure, lengths, ...ended } = json;
  const [outLength, errorLength] = lengths;
  const decoded = (length, from) => {
    if (length === null) return null;
    const part = bytes.subarray(from, from + length);
    return encoding === 'buffer' ? part : part.toString(encoding);
  };
  const stdout = decoded(outLength, 0);
  const stderr = decoded(errorLength, outLength ?? 0);
  const error = failure && Object.assign(new Error(failure.message), failure, { spawnargs: args });
  return { ...ended, stdout, stderr, output: [null, stdout, stderr], ...(error && { error }) };
}

/** As `spawnSync` of Node, whose arguments may be left out. */
function spawnSync(program, ...given) {
  const args = given.find((one) => Array.isArray(one)) ?? [];
  const options = given.find((one) => one !== undefined && !Array.isArray(one)) ?? {};
  if (!isPlain(options)) return spawnHere(program, args, options);
  if (starter === undefined) starter = openStarter();
  return starter === null ? spawnHere(program, args, options) : startThere(starter, program, args, options);
}

// Messages over a pipe that is read and written without going on: two 32-bit lengths, JSON and bytes.

function readMessage(pipe) {
  const lengths = readWhole(pipe, 8);
  const json = JSON.parse(readWhole(pipe, lengths.readUInt32LE(0)).toString());
  return { json, bytes: readWhole(pipe, lengths.readUInt32LE(4)) };
}

function writeMessage(pipe, value, bytes) {
  const json = Buffer.from(JSON.stringify(value));
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32LE(json.length, 0);
  lengths.writeUInt32LE(bytes.length, 4);
  const whole = Buffer.concat([lengths, json, bytes]);
  for (let at = 0; at < whole.length; ) at += writeSync(pipe, whole, at);
}

function readWhole(pipe, length) {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; ) {
    const count = readSync(pipe, bytes, at, length - at, null);
    if (count === 0) throw new Error('the process that starts programs has ended');
    at += count;
  }
  return bytes;
}

// Once a thread, however often this file is read.
if (!('isStartedElsewhere' in childProcess)) {
  Object.assign(childProcess, { spawnSync, isStartedElsewhere: true });
  syncBuiltinESMExports();
}
