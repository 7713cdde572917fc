/**
 * What Node starts: hands over to the bundle beside it, with V8's compiled code from the run before.
 *
 * Compiling the bundle is the largest single cost of a hook run that is ours. For the hook the code is kept through
 * `vm.Script`, made after a run, so that it holds what a run really uses: on Node 24 that takes a fifth less time than
 * Node's own `enableCompileCache`, which keeps a third of it and serves everything else, from Node 22.8 on. The code
 * lies beside the bundle, where only who may change the program may write. A cache that is missing, refused or cannot
 * be written costs time and nothing else.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(__dirname, '.cache');

const [command = 'check', option = '--hook'] = process.argv.slice(2);
if (command === 'check' && (option === '--hook' || option === '--staged')) {
  runCached(join(__dirname, 'hook.cjs'));
} else {
  // A script from a cache cannot use import(): questions come from an ES module, and whole trees are read in threads.
  const enable: unknown = Reflect.get(require('node:module'), 'enableCompileCache');
  if (typeof enable === 'function') enable(folder);
  require(join(__dirname, 'main.cjs'));
}

/** @param bundle stands beside this file, so that this file's `require` is right for it: making one takes a millisecond */
function runCached(bundle: string): void {
  const vm: typeof import('node:vm') = require('node:vm');
  const { size, mtimeMs } = statSync(bundle);
  const file = join(folder, `${process.version}-${process.arch}-${size}-${Math.trunc(mtimeMs)}`);
  const kept = readQuietly(file);
  const cachedData = kept?.length === 0 ? undefined : kept;
  // The whole bundle is one function in parentheses, of ASCII alone (scripts/build.mjs).
  const script = new vm.Script(readFileSync(bundle, 'latin1'), {
    filename: bundle,
    ...(cachedData === undefined ? {} : { cachedData }),
  });
  if (cachedData === undefined || script.cachedDataRejected === true) {
    // The first run does much that no later one does. So it only leaves an empty file, and the second makes the code.
    process.on('exit', () =>
      writeQuietly(file, () => (kept === undefined ? Buffer.alloc(0) : script.createCachedData())),
    );
  }
  const module = { exports: {} };
  script.runInThisContext()(module.exports, require, module, bundle, __dirname);
}

function readQuietly(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/** Written whole or not at all; two processes at once write the same. */
function writeQuietly(file: string, content: () => Buffer): void {
  const temporary = `${file}.${process.pid}`;
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(temporary, content(), { flag: 'wx' });
    renameSync(temporary, file);
  } catch {
    rmSync(temporary, { force: true });
  }
}
