/**
 * The thread behind command-line.ts: runs the built command line as often as it is asked, each time from its first line,
 * as a new process would, with arguments, environment and output of that run's own. It begins with the bundle: how Node
 * starts it (src/launch.ts) is what tests of processes are about.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import vm from 'node:vm';
import { workerData } from 'node:worker_threads';
import './start-programs.mjs';

const { port, wake } = workerData;
const PARAMETERS = ['exports', 'require', 'module', '__filename', '__dirname', 'process'];

/** Compiled once: only what a run declares is new each time. */
const programs = new Map();

function programOf(file) {
  const known = programs.get(file);
  if (known !== undefined) return known;
  const source = readFileSync(file, 'utf8');
  const importModuleDynamically = vm.constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER;
  const program = vm.compileFunction(source, PARAMETERS, { filename: file, importModuleDynamically });
  programs.set(file, program);
  return program;
}

/** `node:fs` with this run's own standard streams: nothing to read, and output that is kept. */
function fsWith(fs, output) {
  return Object.assign(Object.create(fs), {
    writeSync(fd, bytes, ...rest) {
      const kept = output[fd];
      if (kept === undefined) return fs.writeSync(fd, bytes, ...rest);
      const part = Buffer.from(bytes).subarray(rest[0] ?? 0);
      kept.push(part);
      return part.length;
    },
    readFileSync: (file, ...rest) => (file === 0 ? Buffer.alloc(0) : fs.readFileSync(file, ...rest)),
    fstatSync: (fd, ...rest) => (fd <= 2 ? fs.statSync('/dev/null') : fs.fstatSync(fd, ...rest)),
  });
}

/** Runs the command line at `dist/cli.cjs`; settles when it has its exit code for good. */
function run({ file: started, args, env }) {
  const file = join(dirname(started), 'main.cjs');
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  Object.assign(process.env, env);
  const output = { 1: [], 2: [] };
  const load = createRequire(file);
  const fs = fsWith(load('node:fs'), output);
  return new Promise((resolve) => {
    let code;
    const own = Object.create(process, {
      argv: { value: [process.execPath, started, ...args] },
      on: { value: () => own },
      // The first one is for a run that never comes to an end.
      exitCode: {
        get: () => code,
        set(value) {
          const isLast = code !== undefined;
          code = value;
          if (isLast) resolve({ status: value, out: textOf(output[1]), err: textOf(output[2]) });
        },
      },
    });
    const require = (name) => (/^(?:node:)?fs$/.test(name) ? fs : load(name));
    const module = { exports: {} };
    programOf(file)(module.exports, require, module, file, dirname(file), own);
    module.exports.run();
  });
}

function textOf(parts) {
  return Buffer.concat(parts).toString('utf8');
}

port.on('message', async (request) => {
  let answer;
  try {
    answer = await run(request);
  } catch (error) {
    answer = { failure: error?.stack ?? String(error) };
  }
  port.postMessage(answer);
  Atomics.store(wake, 0, 1);
  Atomics.notify(wake, 0);
});
