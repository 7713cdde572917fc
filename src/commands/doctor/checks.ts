/**
 * Everything that keeps a guard from guarding, looked at one by one. Each check is a value; the list is their order.
 */
import { accessSync, constants, existsSync, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { parseBaseline } from '../../baseline/parse.ts';
import { GUARD_HOOKS, hookPath } from '../../git/hooks.ts';
import { indexedText } from '../../git/partial.ts';
import { git, oneLine } from '../../git/run.ts';
import { isTracked } from '../../git/tracked.ts';
import { gitDirectories } from '../../hooks/apply.ts';
import { shellQuote } from '../../hooks/block.ts';
import { configHook } from '../../hooks/config-hooks.ts';
import type { Site } from '../../hooks/define.ts';
import { chooseManager, type Found } from '../../hooks/index.ts';
import { stateFolder } from '../../hooks/journal.ts';
import { UNZIP, ZIPPED } from '../../hooks/site.ts';
import { baselinePaths } from '../../registry/baseline-file.ts';
import { loadRegistry, REGISTRY_NAME, REGISTRY_NAMES } from '../../registry/load.ts';
import { compileRegistry, openMatcher, type RegistryMatcher } from '../../registry/matcher.ts';
import { dayOf } from '../../text/dates.ts';
import type { Problem } from '../../types.ts';
import type { Io } from '../define.ts';
import { checkConditions, checkNode, checkSwitches, checkTakeover } from './conditions.ts';
import { checkMessages } from './message-hook.ts';
import { type Diagnosis, isExecutable, ok, shown, warning, wrong } from './rows.ts';

/** What the checks look at, gathered once. */
export interface Patient {
  readonly site: Site;
  readonly io: Io;
  readonly registry: RegistryState;
  /** Managers, for each of which git may be asked. */
  readonly found: readonly Found[];
}

export interface RegistryState {
  readonly path: string;
  /** The text that counts for a commit: the staged one, else the one on disk; null when there is none. */
  readonly text: string | null;
  readonly isStaged: boolean;
  readonly onDisk: string | null;
  readonly matcher: RegistryMatcher | null;
  readonly problems: readonly Problem[];
}

const OLDEST_GIT: readonly [number, number] = [2, 31];

export function readRegistryState(site: Site): RegistryState {
  const all = REGISTRY_NAMES.map((path) => ({ path, staged: indexedText(site.top, path), onDisk: site.read(path) }));
  const own = all.find(({ staged }) => staged !== null) ?? all.find(({ onDisk }) => onDisk !== null);
  const { path = REGISTRY_NAME, staged = null, onDisk = null } = own ?? {};
  const text = staged ?? onDisk;
  const state = { path, text, isStaged: staged !== null, onDisk };
  if (text === null) return { ...state, matcher: null, problems: [] };
  const read = (name: string): string | undefined => indexedText(site.top, name) ?? site.read(name) ?? undefined;
  const { registry, problems } = loadRegistry({ path, text }, read);
  return { ...state, matcher: registry === null ? null : openMatcher(compileRegistry(registry)), problems };
}

/** Everything that can be seen without running the hook. */
export function staticChecks(patient: Patient): Diagnosis[] {
  return [
    checkGit,
    checkNode,
    checkRegistry,
    checkBaseline,
    checkPackage,
    checkFolder,
    checkHooks,
    checkMessages,
    checkSwitches,
    checkConditions,
    checkTakeover,
    checkCache,
  ].flatMap((check) => check(patient));
}

function checkGit({ site }: Patient): Diagnosis[] {
  const version = oneLine(git(['version'], { cwd: site.top }).stdout);
  const [, major = 0, minor = 0] = (/(\d+)\.(\d+)/.exec(version) ?? []).map(Number);
  const isOld = major < OLDEST_GIT[0] || (major === OLDEST_GIT[0] && minor < OLDEST_GIT[1]);
  return [isOld ? wrong('git', `${version} is too old`, 'install git 2.31 or later') : ok('git', version)];
}

function checkRegistry({ site, registry }: Patient): Diagnosis[] {
  const { path, text, isStaged, onDisk, matcher, problems } = registry;
  if (text === null) return [wrong('registry', `there is no ${path}`, 'npx ssot-guard init')];
  const other = REGISTRY_NAMES.find((name) => name !== path && site.read(name) !== null);
  if (other !== undefined)
    return [wrong('registry', `${path} and ${other} stand side by side, and only one can count`, `git rm ${other}`)];
  if (problems[0] !== undefined || matcher === null) {
    const shown = problems
      .slice(0, 5)
      .map(({ path: file, line, column, message }) => `${file}:${line}:${column}: ${message}`);
    return [
      wrong(
        'registry',
        `the registry cannot be used: ${shown.join('; ')}`,
        `fix ${path}, then: npx ssot-guard registry check`,
      ),
    ];
  }
  if (!isStaged) {
    return [wrong('registry', `${path} was never added to git, so every commit fails`, `git add -f ${path}`)];
  }
  const { concepts, banned, unique } = matcher.registry;
  const bans = banned.length + concepts.reduce((sum, concept) => sum + concept.banned.length, 0);
  const summary = `${path}: ${concepts.length} concepts, ${bans} bans, ${unique.length} uniqueness rules`;
  if (onDisk === text) return [ok('registry', summary)];
  if (onDisk === null && isSparse(site, path)) return [ok('registry', `${summary} (not in this sparse checkout)`)];
  const what = onDisk === null ? 'is missing on disk' : 'differs on disk; commits are judged by the staged one';
  const fix = onDisk === null ? `git restore ${path}` : `git add ${path}`;
  return [warning('registry', `${path} ${what}`, fix)];
}

/** Git left it out of the work tree on purpose. */
function isSparse(site: Site, path: string): boolean {
  const env = { GIT_LITERAL_PATHSPECS: '1' };
  return git(['ls-files', '-t', '-z', '--', path], { cwd: site.top, env }).stdout.toString('utf8').startsWith('S ');
}

function checkBaseline({ site, registry, io }: Patient): Diagnosis[] {
  const paths =
    registry.matcher === null || registry.matcher === undefined ? [] : baselinePaths(registry.matcher.registry);
  const [found, ignored] = paths.flatMap((path) => {
    const text = indexedText(site.top, path) ?? site.read(path);
    return text === null ? [] : [{ path, text }];
  });
  if (found === undefined) return [];
  const { path, text } = found;
  if (ignored !== undefined)
    return [warning('baseline', `${ignored.path} counts for nothing beside ${path}`, 'npx ssot-guard baseline prune')];
  const { entries, problems } = parseBaseline(text, path);
  const [problem] = problems;
  if (problem !== undefined) {
    return [
      wrong(
        'baseline',
        `${problem.path}:${problem.line}:${problem.column}: ${problem.message}`,
        'npx ssot-guard baseline prune',
      ),
    ];
  }
  const today = dayOf(io.now());
  const expired = entries.filter((entry) => entry.until < today).length;
  if (expired > 0) {
    return [
      warning('baseline', `${expired} of ${entries.length} entries have expired`, 'npx ssot-guard baseline list'),
    ];
  }
  if (isMergedByLines(site, path)) {
    const message = `nothing says how git merges ${path}: two branches that edit it will conflict`;
    return [warning('baseline', message, `echo ${shellQuote(`/${path} merge=union`)} >>.gitattributes`)];
  }
  return [ok('baseline', `${path}: ${entries.length} entries, none expired`)];
}

/** No line of `.gitattributes` is about merging this file. */
function isMergedByLines(site: Site, path: string): boolean {
  const { stdout } = git(['check-attr', '-z', 'merge', '--', path], { cwd: site.top });
  return stdout.toString('utf8').split('\0')[2] === 'unspecified';
}

function checkPackage({ site }: Patient): Diagnosis[] {
  if (site.installed !== '' && !isAbsolute(site.installed) && isTracked(site.top, site.installed)) {
    const message = `git tracks files of ${site.installed}: a branch could bring its own guard, so the hook does not run it`;
    const path = shellQuote(site.installed);
    return [warning('package', message, `git rm -r -q --cached ${path}, name it in .gitignore, then install it again`)];
  }
  if (!ZIPPED.test(site.installed)) return [];
  return [wrong('package', `${site.installed} is inside an archive of Yarn's, where git cannot start a hook`, UNZIP)];
}

function checkFolder({ site, found }: Patient): Diagnosis[] {
  const where =
    site.configured === null ? shown(site, site.folder) : `core.hooksPath = ${site.configured} (${site.scope})`;
  const stat = statSync(site.folder, { throwIfNoEntry: false });
  if (stat?.isDirectory()) return [ok('hooks folder', where)];
  const unset = `git config --${site.scope} --unset core.hooksPath`;
  if (stat !== undefined) {
    const folder = shellQuote(site.folder);
    const fix = site.configured === null ? `mv ${folder} ${folder}.old` : `${unset}, then npx ssot-guard init --yes`;
    return [wrong('hooks folder', `${where} is not a folder, so git runs no hook at all`, fix)];
  }
  if (site.configured === null) return [wrong('hooks folder', `${where} does not exist`, 'npx ssot-guard init --yes')];
  const isForeign = /^[A-Za-z]:[\\/]/.test(site.configured); // a path of Windows, seen by another system
  const manager = chooseManager(site, found);
  const again = isForeign ? `${unset}, then npx ssot-guard init --yes` : `npx ssot-guard init --yes, or ${unset}`;
  const fix = manager.id === 'husky' ? 'npm install, or npx husky' : again;
  return [wrong('hooks folder', `${where} does not exist in this work tree, so git runs no hook at all`, fix)];
}

function checkHooks({ site }: Patient): Diagnosis[] {
  if (statSync(site.folder, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  return GUARD_HOOKS.flatMap((hook): Diagnosis[] => {
    const path = hookPath(site, hook);
    const name = shown(site, path);
    const stat = statSync(path, { throwIfNoEntry: false });
    const byConfig = stat === undefined ? configHook(site, hook) : null;
    if (byConfig !== null) return [ok(hook, `${byConfig} of git's configuration`)];
    if (stat === undefined) {
      const message = `${name} does not exist${hook === 'pre-commit' ? '' : ', so merges are not checked'}`;
      return [
        hook === 'pre-commit'
          ? wrong(hook, message, 'npx ssot-guard init --yes')
          : warning(hook, message, 'npx ssot-guard init --yes'),
      ];
    }
    if (!isExecutable(path))
      return [wrong(hook, `${name} is not executable, so git skips it`, `chmod +x ${shellQuote(name)}`)];
    const text = readFileSync(path, 'latin1');
    if (/^#!.*\r\n/.test(text)) {
      return [
        wrong(
          hook,
          `${name} has CRLF line ends, so its interpreter is not found`,
          `sed -i 's/\\r$//' ${shellQuote(name)}`,
        ),
      ];
    }
    return [ok(hook, name)];
  });
}

function checkCache({ site }: Patient): Diagnosis[] {
  const folder = stateFolder(site.commonDir);
  try {
    accessSync(existsSync(folder) ? folder : site.commonDir, constants.W_OK);
  } catch {
    return [
      warning(
        'cache',
        `${shown(site, folder)} cannot be written: checks work, but slower`,
        `chmod u+w ${shellQuote(folder)}`,
      ),
    ];
  }
  const sizes = cacheFiles(site).map((file) => statSync(file, { throwIfNoEntry: false })?.size ?? 0);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return [ok('cache', `${shown(site, folder)}: ${sizes.length} files, ${Math.ceil(total / 1024)} kB`)];
}

/** Everything that a check keeps to be faster the next time, of all worktrees. */
export function cacheFiles(site: Site): string[] {
  return gitDirectories(site).flatMap((gitDir) => {
    const folder = stateFolder(gitDir);
    if (!existsSync(folder)) return [];
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    return names
      .filter((name) => /^(?:cache[\\/]|search)/.test(name))
      .map((name) => join(folder, name))
      .filter((file) => lstatSync(file, { throwIfNoEntry: false })?.isDirectory() === false);
  });
}
