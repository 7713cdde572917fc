/**
 * Carries a plan out and takes it back. The only place where `init` writes. Its callers hold the lock.
 *
 * Before the first step the states of everything that may change are on the disk: the files of the plan, and for
 * commands of hook managers the hooks folders, which those write as they see fit, and git's configuration. At every
 * moment a hook is the old one, or the new one with the old one where the new one finds it: so whoever is killed, or
 * meets a full disk, leaves something that works and that the next `init`, or `--uninstall`, can settle.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, linkSync, lstatSync, mkdirSync, readdirSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { UserError } from '../errors.ts';
import { checkPlace, clearTemporary, replaceFile, syncFolder, writeFileSafely } from '../files/write.ts';
import { type HooksPlace, locateHooks, mainTop, realPrefix } from '../git/hooks.ts';
import { contains, git } from '../git/run.ts';
import { withoutRegistryMarkdown } from '../registry/docs.ts';
import { pushAll } from '../text/lists.ts';
import type { Change, Site } from './define.ts';
import { managers } from './index.ts';
import {
  type Entry,
  filesBelow,
  filesIn,
  hashOf,
  isConfiguration,
  missingFolders,
  type Pending,
  placeOf,
  putState,
  readJournal,
  removeEmptyFolders,
  type State,
  settled,
  stateFolder,
  stateOf,
  writeJournal,
} from './journal.ts';
import { ASIDE, asideIn } from './plain.ts';
import { hooksPathIn, restoreHooksPath } from './settings.ts';
import { ownHooks } from './shared-path.ts';

/** Takes the guard's entry out of a text of any manager, and the registry out of a Markdown file. */
function stripText(site: Site, text: string, path: string): string {
  return managers.reduce((rest, manager) => manager.strip(rest, path, site), withoutRegistryMarkdown(text));
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
  for (const change of changes) refuse(site, change);
  const watched = watchedFolders(site, changes);
  const before = statesBefore(site, changes);
  const folders = changes.flatMap((change) => (change.kind === 'write' ? missingFolders(change.path) : []));
  const pending: Pending = {
    paths: [...before].map(([path, state]) => ({ path, before: state, after: intended(changes, before, path) })),
    folders: [...new Set([...folders, ...watched.filter((folder) => !existsSync(folder))])],
    watched,
  };
  writeJournal(site.commonDir, { ...readJournal(site.commonDir), pending });
  try {
    for (const change of changes) applyChange(site, change, environment);
  } finally {
    settle(site);
  }
  const made = filesIn(watched).filter((path) => !before.has(path));
  const created = [...before].filter(([path, state]) => state === null && existsSync(path)).map(([path]) => path);
  return [...created, ...made];
}

/** Notes what a run has really done: this one, or one that did not come to its end. */
export function settle(site: Site): void {
  const journal = readJournal(site.commonDir);
  if (journal.pending === undefined) return;
  for (const folder of new Set(journal.pending.paths.map(({ path }) => dirname(path)))) clearTemporary(folder);
  const strip = (text: string, path: string): string => stripText(site, text, path);
  const { entries, ...rest } = settled(site.commonDir, journal, strip);
  const noted = entries.map((entry) =>
    isConfiguration(entry.path)
      ? { ...entry, hooksPath: hooksPathIn(placeOf(site.commonDir, entry.path), site.top) }
      : entry,
  );
  writeJournal(site.commonDir, { ...rest, entries: noted });
}

/** Hash of what a path will hold; null where that is for another program to say. */
function intended(changes: readonly Change[], before: ReadonlyMap<string, State>, path: string): string | null {
  let after: string | null = null;
  for (const change of changes) {
    if (change.kind === 'move' && change.to === path) after = hashOf(before.get(change.from) ?? null);
    if (change.kind !== 'write' || change.path !== path) continue;
    const content = Buffer.from(change.content).toString('base64');
    after = hashOf({ kind: 'file', mode: modeOf(change, before.get(path) ?? null), content });
  }
  return after;
}

function modeOf(change: Extract<Change, { kind: 'write' }>, before: State): number {
  return change.mode ?? (before?.kind === 'file' ? before.mode : 0o644);
}

function applyChange(site: Site, change: Change, environment: Readonly<Record<string, string | undefined>>): void {
  switch (change.kind) {
    case 'write': {
      const mode = modeOf(change, stateOf(change.path));
      if (isHookPlace(site, change.path)) {
        mkdirSync(dirname(change.path), { recursive: true });
        replaceFile(change.path, change.content, mode);
      } else writeFileSafely(site.top, inTree(site, change.path), change.content, mode);
      return;
    }
    case 'move':
      copyAside(change.from, change.to);
      return;
    case 'config':
      git(['config', `--${change.scope}`, change.key, change.value], { cwd: site.top });
      return;
    case 'run': {
      const program = change.program === 'node' ? process.execPath : change.program;
      const { status, stdout, stderr, error } = spawnSync(program, change.args, {
        cwd: change.cwd,
        env: { ...environment },
        encoding: 'utf8',
        input: '',
      });
      if (status === 0) return;
      throw new UserError(`${change.shown} failed`, error?.message ?? `${stdout}${stderr}`.trim());
    }
  }
}

/** The hook stays where it is until another one takes its name. A link is copied as a link. */
function copyAside(from: string, to: string): void {
  const state = stateOf(from);
  if (hashOf(stateOf(to)) === hashOf(state)) return; // as an interrupted run left it
  if (state?.kind === 'file') {
    try {
      linkSync(from, to);
      syncFolder(dirname(to));
      return;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') throw error;
      // a file system without links
    }
  }
  putState(to, state);
}

/** Where git looks for hooks, or our own in front of those: may lie in the git directory. */
function isHookPlace(site: Site, path: string): boolean {
  return [site.folder, ownHooks(site.commonDir)].includes(dirname(path));
}

function inTree(site: Site, path: string): string {
  return relative(site.top, path).split(sep).join('/');
}

/** @throws UserError for a step that would write where nothing of this repository's is, before anything is written */
function refuse(site: Site, change: Change): void {
  if (change.kind === 'move') refuseForeign(site, change.from);
  if (change.kind !== 'write') return;
  if (!isHookPlace(site, change.path)) {
    checkPlace(site.top, inTree(site, change.path));
    return;
  }
  refuseForeign(site, change.path);
  const stat = lstatSync(change.path, { throwIfNoEntry: false });
  if (stat?.isDirectory()) throw new UserError(`${change.path} is a folder`, 'A hook is a file.');
}

/** Nothing is written outside the work tree and the git directory, and nothing through a link that leads out of them. */
function refuseForeign(site: Site, path: string): void {
  if (!isForeign(site, dirname(path))) return;
  throw new UserError(
    `${path} lies outside this repository and is not written`,
    'See core.hooksPath and symbolic links.',
  );
}

function isForeign(site: Site, folder: string): boolean {
  const own = [site.top, realpathSync(site.commonDir), realpathSync(site.gitDir)];
  pushAll(
    own,
    mainTop(site.commonDir).map((top) => realpathSync(top)),
  );
  return !own.some((one) => contains(one, realPrefix(folder)));
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

// ---------------------------------------------------------------------------------------------------------- undoing

export interface Undone {
  /** Brought back byte for byte, or removed. */
  readonly restored: readonly string[];
  /** Edited since: only the guard's entry was taken out. */
  readonly stripped: readonly string[];
  /** Made by `init` and edited since: left as they are. */
  readonly kept: readonly string[];
}

/**
 * Takes back what `init` did, and settles first what an interrupted one has left. Works without a journal too, as in
 * another clone: then only entries are taken out. Until `forget` it can be done again.
 */
export function undoAll(site: Site): Undone {
  settle(site);
  const journal = readJournal(site.commonDir);
  // what has become a link out of the repository since is not ours to take back
  const entries = journal.entries
    .map((entry) => ({ ...entry, place: placeOf(site.commonDir, entry.path) }))
    .filter(({ place }) => !isForeign(site, dirname(place)));
  for (const folder of new Set(entries.map(({ place }) => dirname(place)))) clearTemporary(folder);
  const edited = new Set(entries.filter(isEdited).map((entry) => entry.place));
  // First, so that nothing that is taken away is still in use.
  for (const entry of entries) {
    if (edited.has(entry.place) && isConfiguration(entry.path)) restoreHooksPath(entry.place, entry, site.top);
  }
  const now = locateHooks(site.repository);
  const restored: string[] = [];
  // A hook before what was moved aside for it, which the new one runs.
  const isAside = (entry: Entry): number => Number(entry.path.endsWith(ASIDE));
  for (const entry of entries.toReversed().sort((a, b) => isAside(a) - isAside(b))) {
    if (edited.has(entry.place) || isStillUsed(now, entry.place, edited)) continue;
    if (hashOf(stateOf(entry.place)) === hashOf(entry.before)) continue;
    putState(entry.place, entry.before);
    restored.push(entry.place);
  }

  const places = managers.flatMap((manager) => manager.places(site)).map((path) => resolve(site.top, path));
  pushAll(places, filesBelow(hookFolders(site)));
  const own = [...new Set([...edited, ...places])].filter((path) => !isForeign(site, dirname(path)));
  const stripped = own.filter((path) => stripFile(site, path));
  const kept = entries.filter(({ place, before }) => before === null && edited.has(place) && !stripped.includes(place));
  removeEmptyFolders(journal.folders.map((folder) => placeOf(site.commonDir, folder)));
  return { restored, stripped, kept: kept.map((entry) => entry.place) };
}

/** Removes what this tool keeps in the git directory; the journal last, and nothing behind a link. */
export function forget(site: Site): void {
  const { folders } = readJournal(site.commonDir);
  for (const gitDir of gitDirectories(site).toReversed()) {
    const folder = stateFolder(gitDir);
    const stat = lstatSync(folder, { throwIfNoEntry: false });
    if (stat?.isSymbolicLink()) rmSync(folder);
    if (stat?.isDirectory() !== true) continue;
    for (const name of readdirSync(folder))
      if (name !== 'init.json') rmSync(join(folder, name), { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
  }
  removeEmptyFolders(folders.map((folder) => placeOf(site.commonDir, folder)));
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
function isStillUsed(place: HooksPlace, path: string, edited: ReadonlySet<string>): boolean {
  if (path.endsWith(ASIDE)) return edited.has(path.slice(0, -ASIDE.length));
  return edited.has(join(place.commonDir, 'config')) && dirname(path) === place.folder && place.configured !== null;
}

/** Hooks folders of this repository, and what they were renamed to: other tools may have moved our block in there. */
function hookFolders(site: Site): string[] {
  const named = readdirSync(site.commonDir).filter((name) => /^hooks/.test(name));
  const folders = [site.folder, ...named.map((name) => join(site.commonDir, name))];
  return [...new Set(folders)].filter((folder) => !isForeign(site, folder));
}

/** Takes the guard's entry out of a file; a hook that consists of nothing else goes too. @returns whether it did */
function stripFile(site: Site, path: string): boolean {
  const state = stateOf(path);
  if (state?.kind !== 'file') return false;
  const bytes = Buffer.from(state.content, 'base64');
  const text = bytes.toString('utf8');
  const rest = stripText(site, text, path);
  if (rest === text || !Buffer.from(text).equals(bytes)) return false;
  const aside = asideIn(rest, path);
  if (aside !== null) renameSync(aside, path);
  else if (/^(?:#!.*\n)?\s*$/.test(rest)) rmSync(path);
  else replaceFile(path, rest, state.mode);
  return true;
}
