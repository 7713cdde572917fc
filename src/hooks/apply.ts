/**
 * Carries a plan out and takes it back. The only place where `init` writes.
 *
 * Before the first step the states of everything that may change are noted: the files of the plan, and for commands of
 * hook managers the hooks folders, which those write as they see fit, and git's configuration. The journal is written
 * even when a step fails, so that what was done can be undone.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { hooksPathSetting, mainTop, realPrefix } from '../git/hooks.ts';
import { contains, git } from '../git/run.ts';
import { pushAll } from '../text/lists.ts';
import { withoutSection } from './block.ts';
import type { Change, Site } from './define.ts';
import { managers } from './index.ts';
import {
  type Entry,
  hashOf,
  makeFolders,
  placeOf,
  putState,
  readJournal,
  removeEmptyFolders,
  type State,
  stateFolder,
  stateOf,
  withRun,
  writeJournal,
  writeWhole,
} from './journal.ts';
import { ASIDE, wrapper } from './plain.ts';
import { ownHooks } from './shared-path.ts';

/** Takes the guard's entry out of a text of any manager, and the registry out of a Markdown file. */
export function stripText(site: Site, text: string, path: string): string {
  return managers.reduce((rest, manager) => manager.strip(rest, path, site), withoutSection(text));
}

/**
 * Carries out the changes in order and notes them in the journal.
 *
 * @param environment for commands that are run
 * @returns files that were not there before
 * @throws UserError when a path is not ours to write, or a command fails; what was done before stands in the journal
 */
export function applyChanges(
  site: Site,
  changes: readonly Change[],
  environment: Readonly<Record<string, string | undefined>>,
): string[] {
  if (changes.length === 0) return [];
  const before = statesBefore(site, changes);
  const folders: string[] = watchedFolders(site, changes).filter((folder) => !existsSync(folder));
  try {
    for (const change of changes) pushAll(folders, applyChange(site, change, environment));
  } finally {
    // what a command has made in the hooks folders
    for (const path of filesIn(watchedFolders(site, changes))) if (!before.has(path)) before.set(path, null);
    const strip = (text: string, path: string): string => stripText(site, text, path);
    writeJournal(site.commonDir, withRun(site.commonDir, readJournal(site.commonDir), before, folders, strip));
  }
  return [...before].filter(([path, state]) => state === null && existsSync(path)).map(([path]) => path);
}

/** @returns folders that were made */
function applyChange(site: Site, change: Change, environment: Readonly<Record<string, string | undefined>>): string[] {
  switch (change.kind) {
    case 'write': {
      refuseForeign(site, change.path);
      const made = makeFolders(change.path);
      const stat = lstatSync(change.path, { throwIfNoEntry: false });
      if (stat?.isSymbolicLink())
        throw new UserError(`${change.path} is a link and is not written`, 'Edit its target by hand.');
      writeWhole(change.path, change.content, change.mode ?? (stat?.isFile() ? stat.mode & 0o7777 : 0o644));
      return made;
    }
    case 'move':
      refuseForeign(site, change.from);
      renameSync(change.from, change.to);
      return [];
    case 'config':
      git(['config', `--${change.scope}`, change.key, change.value], { cwd: site.top });
      return [];
    case 'run': {
      const program = change.program === 'node' ? process.execPath : change.program;
      const { status, stdout, stderr, error } = spawnSync(program, change.args, {
        cwd: change.cwd,
        env: { ...environment },
        encoding: 'utf8',
        input: '',
      });
      if (status === 0) return [];
      throw new UserError(`${change.shown} failed`, error?.message ?? `${stdout}${stderr}`.trim());
    }
  }
}

/** Nothing is written outside the work tree and the git directory, and nothing through a link that leads out of them. */
function refuseForeign(site: Site, path: string): void {
  const parent = realPrefix(dirname(path));
  const own = [site.top, realpathSync(site.commonDir), realpathSync(site.gitDir)];
  pushAll(
    own,
    mainTop(site.commonDir).map((top) => realpathSync(top)),
  );
  if (own.some((folder) => contains(folder, parent))) return;
  throw new UserError(
    `${path} lies outside this repository and is not written`,
    'See core.hooksPath and symbolic links.',
  );
}

function statesBefore(site: Site, changes: readonly Change[]): Map<string, State> {
  const paths = new Set<string>();
  for (const change of changes) {
    if (change.kind === 'write') paths.add(change.path);
    if (change.kind === 'move') paths.add(change.from).add(change.to);
    if (change.kind === 'config' || change.kind === 'run') paths.add(join(site.commonDir, 'config'));
    if (change.kind === 'config' && change.scope === 'worktree') paths.add(join(site.gitDir, 'config.worktree'));
    if (change.kind === 'run') for (const path of filesIn(watchedFolders(site, changes))) paths.add(path);
  }
  return new Map([...paths].map((path) => [path, stateOf(path)]));
}

/** Where commands of hook managers write; none when the plan has no command. */
function watchedFolders(site: Site, changes: readonly Change[]): string[] {
  const runs = changes.filter((change) => change.kind === 'run');
  if (runs.length === 0) return [];
  const standard = [join(site.commonDir, 'hooks'), join(site.commonDir, 'info')];
  return [...new Set([...(site.shared ? [] : [site.folder]), ...standard, ...runs.flatMap((run) => run.touches)])];
}

function filesIn(folders: readonly string[]): string[] {
  return folders.flatMap((folder) =>
    existsSync(folder)
      ? readdirSync(folder, { withFileTypes: true })
          .filter((entry) => !entry.isDirectory())
          .map((entry) => join(folder, entry.name))
      : [],
  );
}

// ---------------------------------------------------------------------------------------------------------- undoing

export interface Undone {
  /** Brought back byte for byte, or removed. */
  readonly restored: readonly string[];
  /** Edited since: only the guard's entry was taken out. */
  readonly stripped: readonly string[];
  /** Made by `init` and edited since: left as they are. */
  readonly kept: readonly string[];
}

/** Takes back what `init` did. Works without a journal too, as in another clone: then only entries are taken out. */
export function undoAll(site: Site): Undone {
  const journal = readJournal(site.commonDir);
  const entries = journal.entries.map((entry) => ({ ...entry, place: placeOf(site.commonDir, entry.path) }));
  const edited = new Set(entries.filter(isEdited).map((entry) => entry.place));
  const restored: string[] = [];
  for (const entry of entries.toReversed()) {
    if (edited.has(entry.place) || isStillUsed(site, entry.place, edited)) continue;
    if (hashOf(stateOf(entry.place)) === hashOf(entry.before)) continue;
    putState(entry.place, entry.before);
    restored.push(entry.place);
  }
  if (edited.has(join(site.commonDir, 'config'))) unsetOwnHooks(site);

  const places = managers.flatMap((manager) => manager.places(site)).map((path) => resolve(site.top, path));
  const stripped = [...new Set([...edited, ...places])].filter((path) => stripFile(site, path));
  const kept = entries.filter(({ place, before }) => before === null && edited.has(place) && !stripped.includes(place));
  for (const gitDir of gitDirectories(site)) rmSync(stateFolder(gitDir), { recursive: true, force: true });
  removeEmptyFolders(journal.folders.map((folder) => placeOf(site.commonDir, folder)));
  return { restored, stripped, kept: kept.map((entry) => entry.place) };
}

/** The common git directory, and that of every linked worktree: each has a folder of ours. */
export function gitDirectories({ commonDir }: Site): string[] {
  const worktrees = join(commonDir, 'worktrees');
  const linked = existsSync(worktrees) ? readdirSync(worktrees).map((name) => join(worktrees, name)) : [];
  return [commonDir, ...linked];
}

/** Neither as `init` left it nor as it was before. */
function isEdited(entry: Entry & { readonly place: string }): boolean {
  const now = hashOf(stateOf(entry.place));
  return now !== entry.after && now !== hashOf(entry.before);
}

/** A hook moved aside while the one in front of it stays; hooks of a manager that git's configuration still names. */
function isStillUsed(site: Site, path: string, edited: ReadonlySet<string>): boolean {
  if (path.endsWith(ASIDE)) return edited.has(path.slice(0, -ASIDE.length));
  return edited.has(join(site.commonDir, 'config')) && dirname(path) === site.folder && site.configured !== null;
}

function unsetOwnHooks(site: Site): void {
  if (hooksPathSetting(site.top, 'local').configured !== ownHooks(site.commonDir)) return;
  git(['config', '--local', '--unset', 'core.hooksPath'], { cwd: site.top });
}

/** Takes the guard's entry out of a file; a hook that consists of nothing else goes too. @returns whether it did */
function stripFile(site: Site, path: string): boolean {
  const state = stateOf(path);
  if (state?.kind !== 'file') return false;
  const bytes = Buffer.from(state.content, 'base64');
  const text = bytes.toString('utf8');
  const rest = stripText(site, text, path);
  if (rest === text || !Buffer.from(text).equals(bytes)) return false;
  refuseForeign(site, path);
  if (rest === wrapper('') && existsSync(path + ASIDE)) renameSync(path + ASIDE, path);
  else if (/^(?:#!.*\n)?\s*$/.test(rest)) rmSync(path);
  else writeWhole(path, rest, state.mode);
  return true;
}
