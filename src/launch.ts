/**
 * What Node starts: hands over to the bundle beside it, with V8's compiled code from the run before.
 *
 * Compiling the bundle is the largest single cost of a hook run that is ours. The code is kept through `vm.Script`, made
 * after a hook's run, so that it holds what such a run really uses: on Node 24 that takes a fifth less time than Node's own
 * `enableCompileCache`, which keeps a third of it. Other commands use what a hook left.
 *
 * V8 looks at its own version and the length of the source and then runs what it is given, so the code lies where no
 * commit can bring it: in the git directory of the repository around the working folder, found by looking at the file
 * system and not taken from the environment. It must belong to this user alone, and its name says of which bundle it is.
 * Where there is no such place, none is kept; a cache that is missing, refused or cannot be written costs time and
 * nothing else.
 */
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { discover } from './git/discover.ts';
import { type NewFile, newFile, temporaryIn } from './new-file.ts';

/** The part of src/bin.ts that is used. */
interface Bundle {
  run(): void;
}

/** A hash over the bundle (scripts/build.mjs). */
declare const __BUNDLE__: string | undefined;

/** Code that was not made anew for so long belongs to a Node or a build that is gone. */
const OLD = 30 * 24 * 60 * 60 * 1000;

const [command = 'check', option = '--hook'] = process.argv.slice(2);
load(join(__dirname, 'main.cjs'), command === 'check' && (option === '--hook' || option === '--staged')).run();

/** @param bundle stands beside this file, so that this file's `require` is right for it: making one takes a millisecond */
function load(bundle: string, isHook: boolean): Bundle {
  const vm: typeof import('node:vm') = require('node:vm');
  const { size, mtimeMs } = statSync(bundle);
  const folder = typeof __BUNDLE__ === 'string' ? codeFolder(isHook) : null;
  const file =
    folder === null
      ? null
      : join(folder, `${process.version}-${process.arch}-${size}-${Math.trunc(mtimeMs)}-${__BUNDLE__}`);
  const kept = file === null ? undefined : readOwn(file);
  const cachedData = kept?.length === 0 ? undefined : kept;
  // What Node puts around a module. The bundle is of ASCII alone (scripts/build.mjs).
  const source = `(function(exports,require,module,__filename,__dirname){${readFileSync(bundle, 'latin1')}\n})`;
  const script = new vm.Script(source, {
    filename: bundle,
    ...(cachedData === undefined ? {} : { cachedData }),
  });
  if (isHook && folder !== null && file !== null && (cachedData === undefined || script.cachedDataRejected === true)) {
    // The first run does much that no later one does. So it only leaves an empty file, and the second makes the code.
    process.on('exit', () =>
      writeQuietly(folder, file, () => (kept === undefined ? Buffer.alloc(0) : script.createCachedData())),
    );
  }
  const module = { exports: {} };
  script.runInThisContext()(module.exports, require, module, bundle, __dirname);
  return module.exports as Bundle;
}

/**
 * The folder of compiled code, made if need be; null where no folder is this user's alone, or a link is on the way.
 * @param isHook others leave nothing in a repository that is not guarded
 */
function codeFolder(isHook: boolean): string | null {
  try {
    let folder = discover(process.cwd())?.commonDir;
    if (folder === undefined || !isOwn(statSync(folder))) return null;
    for (const name of ['ssot-guard', 'cache', 'code']) {
      folder = join(folder, name);
      if (lstatSync(folder, { throwIfNoEntry: false }) === undefined) {
        if (name === 'ssot-guard' && !isHook) return null;
        mkdirSync(folder, { mode: 0o755 });
      }
      const stat = lstatSync(folder);
      if (!stat.isDirectory() || !isOwn(stat)) return null;
    }
    return folder;
  } catch {
    return null;
  }
}

/** Whether it belongs to this user, and nobody else may write to it; many systems give each user a group of the same number. */
function isOwn({ uid, gid, mode }: Stats): boolean {
  return process.geteuid === undefined || (uid === process.geteuid() && (mode & (gid === uid ? 0o002 : 0o022)) === 0);
}

/** A regular file of this user's, or undefined; never through a link. */
function readOwn(file: string): Buffer | undefined {
  let fd: number | undefined;
  try {
    const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
    fd = openSync(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    const stat = fstatSync(fd);
    return stat.isFile() && isOwn(stat) ? readFileSync(fd) : undefined;
  } catch {
    return undefined;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

/** Written whole or not at all; two processes at once write the same. What has not been used for long goes. */
function writeQuietly(folder: string, file: string, content: () => Buffer): void {
  let temporary: NewFile | undefined;
  try {
    const bytes = content();
    temporary = newFile(temporaryIn(folder), 'wx', 0o644);
    writeFileSync(temporary.descriptor, bytes);
    temporary.name(file);
    for (const name of readdirSync(folder)) {
      const stat = lstatSync(join(folder, name));
      if (stat.isFile() && Date.now() - stat.mtimeMs > OLD) rmSync(join(folder, name), { force: true });
    }
  } catch {
    temporary?.drop();
  }
}
