/**
 * What Node starts: hands over to the bundle beside it, with V8's compiled code from the run before.
 *
 * Compiling the bundle is the largest single cost of a hook run that is ours. Node 22.8 keeps compiled code itself;
 * for Node 20 `vm.Script` does the same. The code lies beside the bundle, where only who may change the program may
 * write, and is made after a run, so that it holds what a run really uses. A cache that is missing, refused or cannot
 * be written costs time and nothing else.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const folder = join(__dirname, '.cache');
const bundle = join(__dirname, 'main.cjs');
const load = createRequire(bundle);

/** Absent before Node 22.8. */
const enable: unknown = Reflect.get(nodeModule, 'enableCompileCache');
if (typeof enable === 'function') {
  enable(folder);
  load(bundle);
} else if (process.argv[2] === undefined || process.argv[2] === 'check') {
  runCached();
} else {
  // A script from a cache cannot use import() on Node 20, and questions come from a package that is an ES module.
  load(bundle);
}

function runCached(): void {
  const vm: typeof import('node:vm') = load('node:vm');
  const { size, mtimeMs } = statSync(bundle);
  const file = join(folder, `${process.version}-${process.arch}-${size}-${Math.trunc(mtimeMs)}`);
  const cachedData = readQuietly(file);
  // The first line is a comment to the shell and to Node, but not inside a function.
  const source = readFileSync(bundle, 'utf8').replace(/^#!.*/, '');
  const script = new vm.Script(`(function(exports,require,module,__filename,__dirname){${source}\n})`, {
    filename: bundle,
    ...(cachedData === undefined ? {} : { cachedData }),
  });
  if (cachedData === undefined || script.cachedDataRejected === true) {
    process.on('exit', () => writeQuietly(file, () => script.createCachedData()));
  }
  const module = { exports: {} };
  script.runInThisContext()(module.exports, load, module, bundle, __dirname);
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
