/**
 * The only place that starts git.
 *
 * Git runs without a shell, from an absolute path that is never inside the repository or the working folder, in an
 * environment in which nothing of the repository runs, writes, asks or fetches: no fsmonitor, no lazy fetch, no
 * replace refs, no optional locks, no trace files. Arguments are ours; the user's names go in as data (standard input,
 * or after `--`). Git's messages are English here, whatever the user's locale.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { UserError } from '../errors.ts';
import { discover } from './discover.ts';
import { bareRepository, programsOnPath, realPath, untrustedFolders } from './trust.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface GitOptions {
  /** Where git runs: any folder of the work tree. */
  readonly cwd: string;
  readonly input?: Buffer | string;
  /** Set (or with undefined: unset) on top of the cleaned environment. */
  readonly env?: Environment;
  /** Exit codes that are answers and not failures; default only 0. */
  readonly okStatus?: readonly number[];
  /** Stop after so many bytes of output and say so in `overflow`; default: as much as there is. */
  readonly maxBuffer?: number;
  /** The call asks where hooks are (it runs none): `core.hooksPath` stays as it is configured. */
  readonly asksForHooks?: boolean;
}

export interface GitResult {
  readonly status: number;
  readonly stdout: Buffer;
  readonly stderr: string;
  /** The output was longer than `maxBuffer`; nothing else here can be relied upon then. */
  readonly overflow: boolean;
}

const SET: Environment = {
  GIT_OPTIONAL_LOCKS: '0',
  GIT_NO_LAZY_FETCH: '1',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_TERMINAL_PROMPT: '0',
  // Before 2.39.4 git does not know GIT_NO_LAZY_FETCH: a fetch that may use no transport reaches no network either.
  GIT_ALLOW_PROTOCOL: 'none',
  LC_ALL: 'C',
};

const DROPPED = new Set([
  'GIT_EXTERNAL_DIFF',
  'GIT_DIFF_OPTS',
  'GIT_PAGER',
  'GIT_PREFIX',
  'GIT_LITERAL_PATHSPECS',
  'GIT_GLOB_PATHSPECS',
  'GIT_NOGLOB_PATHSPECS',
  'GIT_ICASE_PATHSPECS',
]);

/**
 * Settings under which commands that are used here would run a program, or read a repository that nobody chose. What
 * else names programs (pagers and aliases, text conversion and external diffs, signatures, transports and their helpers)
 * belongs to commands or options that are not used, or to a terminal or network that is not there; clean filters run for
 * `add` and `hash-object <path>`, which are not used on files that have one.
 */
const PINNED = [
  'core.fsmonitor=false', // ls-files and diff-index ask it what has changed
  'submodule.recurse=false', // grep and read-tree would go into repositories with settings of their own
  'log.showSignature=false', // would run gpg.program for each commit that is shown
  'protocol.allow=never', // a fetch, should one begin, starts no helper
];
/** Whatever writes an index or a ref tells hooks of it. */
const NO_HOOKS = `core.hooksPath=${process.platform === 'win32' ? 'NUL' : '/dev/null'}`;
/** Git 2.38 and later: a folder that only looks like a git directory is none. Older ones: see `bareRepository`. */
const NO_BARE = 'safe.bareRepository=explicit';

/**
 * Runs git and gives what it wrote.
 *
 * @throws UserError when git is missing, too old, or ends with a status that is not in `okStatus`
 */
export function git(args: readonly string[], options: GitOptions): GitResult {
  const env = { ...gitEnvironment(process.env, options.cwd), ...options.env };
  const settings = [...PINNED, ...(options.asksForHooks ? [] : [NO_HOOKS]), ...settingsFor(env, options.cwd)];
  const flags = settings.flatMap((setting) => ['-c', setting]);
  const result = spawnSync(findGit(process.env, options.cwd), ['--no-pager', ...flags, ...args], {
    cwd: options.cwd,
    env,
    shell: false,
    windowsHide: true,
    maxBuffer: options.maxBuffer ?? Number.POSITIVE_INFINITY,
    stdio: ['pipe', 'pipe', 'pipe'],
    input: options.input ?? '',
  });
  const stderr = result.stderr?.toString('utf8') ?? '';
  const stdout = result.stdout ?? Buffer.alloc(0);
  if (result.error !== undefined) {
    const { code } = result.error as NodeJS.ErrnoException;
    if (code === 'ENOBUFS') return { status: -1, stdout, stderr, overflow: true };
    // git died before it had read all its input: its status and message say more than the broken pipe
    if (code !== 'EPIPE' || result.status === null) throw startFailure(code, result.error, options.cwd);
  }
  if (result.status === null) throw new UserError(`git ${args[0]} was killed by ${result.signal}`, 'Try again.');
  if (!(options.okStatus ?? [0]).includes(result.status)) throw gitFailure(args, result.status, stderr, options.cwd);
  return { status: result.status, stdout, stderr, overflow: false };
}

/**
 * A repository that is found, and not named, must not have come with another one.
 * @throws UserError for one that lies in a work tree
 */
function settingsFor(env: Environment, cwd: string): string[] {
  const bare = env.GIT_DIR ? null : bareRepository(cwd);
  if (bare === null) return [NO_BARE];
  if (bare.around === null) return [];
  throw new UserError(
    `${bare.folder} looks like a git directory, lies in the work tree ${bare.around}, and is not used`,
    'Leave that folder. If it is a repository of your own, name it: GIT_DIR=.',
  );
}

/** Decodes one line of output: without its final newline and nothing else removed, as a path may end in blanks. */
export function oneLine(output: Buffer): string {
  return output.toString('utf8').replace(/\n$/, '');
}

// -------------------------------------------------------------------------------------------------- the environment

/** The environment git gets, before what a single call adds. */
export function gitEnvironment(env: Environment, cwd: string): Record<string, string | undefined> {
  const clean: Record<string, string | undefined> = {};
  for (const name of Object.keys(env)) {
    if (name.startsWith('GIT_TRACE') || DROPPED.has(name)) continue;
    clean[name] = env[name];
  }
  Object.assign(clean, SET);
  if (clean.GIT_DIR) settleGitDir(clean, clean.GIT_DIR, cwd);
  return clean;
}

/**
 * In a linked worktree or a submodule git gives its hooks GIT_DIR without GIT_WORK_TREE, which makes the current
 * folder the top of the work tree: wrong as soon as a hook changes folder. Without GIT_DIR the same repository is
 * found with its real top. A relative GIT_DIR that a hook's `cd` has left behind is looked for further up.
 */
function settleGitDir(env: Record<string, string | undefined>, gitDir: string, cwd: string): void {
  const base = isAbsolute(gitDir) ? cwd : ancestorWith(cwd, gitDir);
  if (base === null) return;
  const absolute = resolve(base, gitDir);
  if (!env.GIT_WORK_TREE) {
    const found = discover(cwd);
    if (found !== null && realPath(found.gitDir) === realPath(absolute)) delete env.GIT_DIR;
    else env.GIT_DIR = absolute;
  } else if (base !== resolve(cwd)) {
    env.GIT_DIR = absolute;
    env.GIT_WORK_TREE = resolve(base, env.GIT_WORK_TREE);
  }
}

/** The folder at or above `cwd` that holds the relative path, or null. */
function ancestorWith(cwd: string, path: string): string | null {
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    if (existsSync(join(folder, path))) return folder;
    if (dirname(folder) === folder) return null;
  }
}

// ------------------------------------------------------------------------------------------------------ finding git

const found = new Map<string, string>();

/**
 * Absolute path of the git to run: the first on PATH that is neither in a relative or empty entry, nor under
 * `node_modules`, nor inside the working folder or the repository around it (a repository is untrusted input, and
 * package runners put its `node_modules/.bin` first).
 *
 * @throws UserError when there is none
 */
export function findGit(env: Environment, cwd: string): string {
  const path = env.PATH ?? Object.entries(env).find(([name]) => name.toUpperCase() === 'PATH')?.[1] ?? '';
  const key = `${cwd}\0${env.GIT_WORK_TREE ?? ''}\0${path}`;
  const known = found.get(key);
  if (known !== undefined) return known;
  const programs = programsOnPath('git', path, untrustedFolders(env, cwd));
  const [file] = programs.find(([, isTrusted]) => isTrusted) ?? [];
  if (file !== undefined) {
    found.set(key, file);
    return file;
  }
  throw programs[0] === undefined
    ? new UserError('git was not found on PATH', 'Install git 2.31 or later, or add its folder to PATH.')
    : new UserError(
        `the only git on PATH stands inside the working folder and is not run: ${programs[0][0]}`,
        'Install git 2.31 or later outside the repository, or add its folder to PATH.',
      );
}

/** Whether `path` is `folder` or lies in it; both absolute. */
export function contains(folder: string, path: string): boolean {
  const rest = relative(folder, path);
  return rest === '' || (rest !== '..' && !rest.startsWith(`..${sep}`) && !isAbsolute(rest));
}

// ---------------------------------------------------------------------------------------------------------- failures

function startFailure(code: string | undefined, error: Error, cwd: string): Error {
  if (code === 'ENOENT' || code === 'ENOTDIR') return new UserError(`there is no folder ${cwd}`);
  if (code === 'EACCES') return new UserError(`git could not be started in ${cwd}: no permission`);
  return new UserError(`git could not be started: ${error.message}`);
}

/** The error for a git that ended badly: its own words, and what to do about the ones that people meet. */
export function gitFailure(args: readonly string[], status: number, stderr: string, cwd: string): UserError {
  const said = stderr.match(/^(?:fatal|error): (.*)/m)?.[1] ?? stderr.trim().split('\n')[0] ?? '';
  if (said.includes('not a git repository')) {
    return new UserError(`not inside a git repository: ${cwd}`, 'Run it in a repository, or make one: git init');
  }
  if (said.includes('must be run in a work tree') || said.includes('this operation must be run in a work tree')) {
    return new UserError(`not inside a work tree: ${cwd}`, 'Run it in the folder where the sources are.');
  }
  if (said.includes('dubious ownership')) {
    return new UserError(
      `git does not trust this repository, because it belongs to another user: ${cwd}`,
      'If you do: git config --global --add safe.directory <path of the repository>',
    );
  }
  if (lacksObjects(stderr, cwd)) {
    return new UserError(
      `git ${commandOf(args)} needs objects that this partial clone has not fetched, and nothing is fetched here`,
      `Let git fetch them: git ${args.map(quoted).join(' ')} >/dev/null`,
    );
  }
  const version = tooOld(stderr, status, cwd);
  if (version !== null) return new UserError(`git ${version} is too old`, 'Install git 2.31 or later.');
  return new UserError(`git ${args[0]} failed with status ${status}${said === '' ? '' : `: ${said}`}`);
}

/** Whether git says that a partial clone lacks what it was asked for. Newer versions do not tell that from damage. */
export function lacksObjects(stderr: string, cwd: string): boolean {
  if (/promisor|lazy fetching/.test(stderr)) return true;
  return /unable to read|not a tree object|bad file/.test(stderr) && mayBePartial(cwd);
}

/** Whether the configuration names a remote that promised to deliver objects later; read without a process. */
export function mayBePartial(cwd: string): boolean {
  const commonDir = discover(cwd)?.commonDir ?? resolve(cwd, process.env.GIT_DIR ?? '.');
  try {
    return /promisor|partialclone/i.test(readFileSync(join(commonDir, 'config'), 'utf8'));
  } catch {
    return false;
  }
}

function commandOf(args: readonly string[]): string {
  return args.find((arg) => !arg.startsWith('-')) ?? '';
}

function quoted(arg: string): string {
  return /^[\w./:=@^~-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`;
}

/** The version, when git did not know an option and is older than 2.31; asked only after such a failure. */
function tooOld(stderr: string, status: number, cwd: string): string | null {
  if (status !== 129 && !/unknown|unrecognized|usage:|invalid option/i.test(stderr)) return null;
  const result = spawnSync(findGit(process.env, cwd), ['version'], {
    encoding: 'utf8',
    shell: false,
    windowsHide: true,
  });
  const [, version, major, minor] = /git version ((\d+)\.(\d+)\S*)/.exec(result.stdout ?? '') ?? [];
  return version !== undefined && (Number(major) < 2 || (Number(major) === 2 && Number(minor) < 31)) ? version : null;
}
