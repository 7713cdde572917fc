/**
 * Temporary git repositories for tests: real git, nothing mocked, nothing of the user's configuration.
 *
 * Importing this file cleans the environment of the test process (a test run started from a hook inherits GIT_DIR,
 * GIT_INDEX_FILE and friends), gives it an identity and points git at an empty global configuration. Everything that
 * was made is removed after the test file.
 *
 *   const repo = temporaryRepository();
 *   repo.write('src/a.ts', 'export {}\n');
 *   repo.git('add', 'src/a.ts');
 *   repo.commit('first');
 */
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { keptFolder, temporaryFolder } from './folders.ts';

export { temporaryFolder } from './folders.ts';

for (const name of Object.keys(process.env)) if (name.startsWith('GIT_')) delete process.env[name];
Object.assign(process.env, {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: process.platform === 'win32' ? 'NUL' : '/dev/null',
  GIT_AUTHOR_NAME: 'Test',
  GIT_AUTHOR_EMAIL: 'test@example.org',
  GIT_AUTHOR_DATE: '2026-01-01T12:00:00Z',
  GIT_COMMITTER_NAME: 'Test',
  GIT_COMMITTER_EMAIL: 'test@example.org',
  GIT_COMMITTER_DATE: '2026-01-01T12:00:00Z',
  GIT_TERMINAL_PROMPT: '0',
  XDG_CONFIG_HOME: join(tmpdir(), 'ssot-no-such-configuration'),
  GIT_EDITOR: 'true',
  GIT_MERGE_AUTOEDIT: 'no',
});

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly input?: string | Buffer;
}

export interface IndexEntry {
  readonly path: string | Buffer;
  readonly id: string | null;
  readonly mode?: string;
}

export interface TemporaryRepository {
  /** Real path of the top folder. */
  readonly dir: string;
  /** Writes a file (folders are made); a Buffer path for names that are not UTF-8. */
  write(path: string | Buffer, content: string | Buffer): void;
  /** Content of a file on disk, as UTF-8. */
  read(path: string): string;
  remove(path: string | Buffer): void;
  symlink(target: string, path: string): void;
  /** Runs git in the top folder and gives its standard output; throws with git's own words when it fails. */
  git(...args: string[]): string;
  /** Runs git without expecting success. */
  tryGit(args: readonly string[], options?: RunOptions): { status: number; stdout: string; stderr: string };
  /** The commit that HEAD names; empty before the first. */
  head(): string;
  /** Commits what is staged, without hooks; gives the commit's id. */
  commit(message: string, ...args: string[]): string;
  /** `git add -A`, then commit. */
  commitAll(message: string): string;
  /** Stores a blob without touching the work tree or the index; gives its id. */
  blob(content: string | Buffer): string;
  /** Puts an entry into the index without a file on disk. */
  stage(path: string | Buffer, id: string, mode?: string): void;
  /** The same for many entries at once; a null id takes the path out. */
  stageAll(entries: readonly IndexEntry[]): void;
  /** Installs an executable hook in the repository's hooks folder. */
  hook(name: string, script: string): void;
}

/** Runs a program and gives its status and output as text. */
function run(program: string, args: readonly string[], cwd: string, options: RunOptions = {}) {
  const result: SpawnSyncReturns<string> = spawnSync(program, args, {
    cwd: options.cwd ?? cwd,
    env: { ...process.env, ...options.env },
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    ...(options.input === undefined ? {} : { input: options.input }),
  });
  if (result.error) throw result.error;
  return { status: result.status ?? -1, stdout: result.stdout, stderr: result.stderr };
}

/** For commands that run no hooks, to which such settings would be passed on: no second process, no waiting for the disk. */
const CHEAP = ['-c', 'maintenance.auto=false', '-c', 'gc.auto=0', '-c', 'core.fsync=none'];

/** The commit that HEAD names; null where git must be asked. */
function headOf(dir: string): string | null {
  try {
    const head = readFileSync(join(dir, '.git/HEAD'), 'utf8').trim();
    return head.startsWith('ref: ') ? readFileSync(join(dir, '.git', head.slice(5)), 'utf8').trim() : head;
  } catch {
    return null; // a linked worktree or a submodule
  }
}

const NO_ID = '0'.repeat(40);

/** Writes a blob as git does, without a process; gives its id, or null where git must do it. */
function looseBlob(dir: string, content: string | Buffer): string | null {
  const objects = join(dir, '.git/objects');
  if (!existsSync(objects) || /objectformat/i.test(readFileSync(join(dir, '.git/config'), 'utf8'))) return null;
  const bytes = Buffer.from(content);
  const whole = Buffer.concat([Buffer.from(`blob ${bytes.length}\0`), bytes]);
  const id = createHash('sha1').update(whole).digest('hex');
  const file = join(objects, id.slice(0, 2), id.slice(2));
  if (existsSync(file)) return id;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, deflateSync(whole, { level: 1 }), { mode: 0o444 });
  return id;
}

/** The repository interface over a folder that is a work tree already (a clone, a linked worktree, a submodule). */
export function repositoryAt(folder: string): TemporaryRepository {
  const dir = realpathSync(folder);
  const place = (path: string | Buffer): string | Buffer =>
    typeof path === 'string' ? join(dir, path) : Buffer.concat([Buffer.from(`${dir}/`), path]);
  const must = (args: readonly string[], input?: string | Buffer): string => {
    const { status, stdout, stderr } = run('git', args, dir, input === undefined ? {} : { input });
    if (status !== 0) throw new Error(`git ${args.join(' ')} ended with ${status}: ${stderr || stdout}`);
    return stdout;
  };
  const head = (): string => headOf(dir) ?? run('git', ['rev-parse', '-q', '--verify', 'HEAD'], dir).stdout.trim();
  const commit = (message: string, ...args: string[]): string => {
    must([...CHEAP, '-c', 'core.hooksPath=/dev/null', 'commit', '-q', '--allow-empty', '-m', message, ...args]);
    return head();
  };
  const stageAll = (entries: readonly IndexEntry[]): void => {
    const lines = entries.map(({ path, id, mode = '100644' }) =>
      Buffer.concat([
        Buffer.from(id === null ? `0 ${NO_ID}\t` : `${mode} ${id}\t`),
        Buffer.from(path),
        Buffer.alloc(1),
      ]),
    );
    must(['update-index', '-z', '--index-info'], Buffer.concat(lines));
  };
  return {
    dir,
    write(path, content) {
      const to = place(path);
      if (typeof to === 'string') mkdirSync(dirname(to), { recursive: true });
      else if (to.lastIndexOf(47) > dir.length) mkdirSync(to.subarray(0, to.lastIndexOf(47)), { recursive: true });
      writeFileSync(to, content);
    },
    read: (path) => readFileSync(join(dir, path), 'utf8'),
    remove: (path) => rmSync(place(path) as string, { recursive: true, force: true }),
    symlink(target, path) {
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      symlinkSync(target, join(dir, path));
    },
    git: (...args) => must(args),
    tryGit: (args, options) => run('git', args, dir, options),
    head,
    commit,
    commitAll(message) {
      must([...CHEAP, 'add', '-A']);
      return commit(message);
    },
    blob: (content) => looseBlob(dir, content) ?? must(['hash-object', '-w', '--stdin'], content).trim(),
    stage: (path, id, mode) => stageAll([{ path, id, ...(mode === undefined ? {} : { mode }) }]),
    stageAll,
    hook(name, script) {
      const file = join(
        must(['rev-parse', '--path-format=absolute', '--git-path', `hooks/${name}`]).replace(/\n$/, ''),
      );
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, script);
      chmodSync(file, 0o755);
    },
  };
}

/** Empty repositories by format: made by git once, copied from then on. */
const templates = new Map<string, string>();

function templateOf(objectFormat: string): string {
  const known = templates.get(objectFormat);
  if (known !== undefined) return known;
  const dir = keptFolder();
  const args = ['init', '-q', '-b', 'main', '--template=', `--object-format=${objectFormat}`, '.'];
  const { status, stderr } = run('git', args, dir);
  if (status !== 0) throw new Error(`git init: ${stderr}`);
  templates.set(objectFormat, dir);
  return dir;
}

/** A new, empty repository on branch `main`. */
export function temporaryRepository(options: { readonly objectFormat?: 'sha1' | 'sha256' } = {}): TemporaryRepository {
  const dir = temporaryFolder();
  cpSync(join(templateOf(options.objectFormat ?? 'sha1'), '.git'), join(dir, '.git'), { recursive: true });
  return repositoryAt(dir);
}
