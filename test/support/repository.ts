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
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';

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

const made: string[] = [];

afterAll(() => {
  for (const folder of made.splice(0)) {
    spawnSync('chmod', ['-R', 'u+rwX', folder]);
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
});

/** An empty folder (its real path), removed after the test file. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ssot-test-')));
  made.push(folder);
  return folder;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly input?: string | Buffer;
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
  /** Commits what is staged, without hooks; gives the commit's id. */
  commit(message: string, ...args: string[]): string;
  /** `git add -A`, then commit. */
  commitAll(message: string): string;
  /** Stores a blob without touching the work tree or the index; gives its id. */
  blob(content: string | Buffer): string;
  /** Puts an entry into the index without a file on disk. */
  stage(path: string | Buffer, id: string, mode?: string): void;
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
  const commit = (message: string, ...args: string[]): string => {
    must(['-c', 'core.hooksPath=/dev/null', 'commit', '-q', '--allow-empty', '-m', message, ...args]);
    return must(['rev-parse', 'HEAD']).trim();
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
    commit,
    commitAll(message) {
      must(['add', '-A']);
      return commit(message);
    },
    blob: (content) => must(['hash-object', '-w', '--stdin'], content).trim(),
    stage(path, id, mode = '100644') {
      must(
        ['update-index', '-z', '--index-info'],
        Buffer.concat([Buffer.from(`${mode} ${id}\t`), Buffer.from(path), Buffer.alloc(1)]),
      );
    },
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

/** A new, empty repository on branch `main`. */
export function temporaryRepository(options: { readonly objectFormat?: 'sha1' | 'sha256' } = {}): TemporaryRepository {
  const dir = temporaryFolder();
  const { status, stderr } = run(
    'git',
    ['init', '-q', '-b', 'main', '--template=', `--object-format=${options.objectFormat ?? 'sha1'}`, '.'],
    dir,
  );
  if (status !== 0) throw new Error(`git init: ${stderr}`);
  return repositoryAt(dir);
}
