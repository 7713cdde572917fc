/**
 * The registry of a snapshot: found, loaded, compiled, or refused with a sentence that says what to do.
 *
 * Everything is read from the snapshot that is judged, never from another place: a registry that exists only on disk
 * does not guard a commit, and one that a commit deletes does not vanish in silence.
 */

import { existsSync, readFileSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { UserError } from '../errors.ts';
import { type RawTree, UNFETCHED, unfetchedFile } from '../git/raw-tree.ts';
import { isBare, type Repository } from '../git/repository.ts';
import { settle } from '../git/settle.ts';
import { isUncommitted, type Snapshot } from '../git/snapshot.ts';
import { mayConfigure } from '../modules/configuration.ts';
import { decode } from '../text/decode.ts';
import type { Problem, Registry, Skipped } from '../types.ts';
import { baselinePaths, DEFAULT_BASELINE, OLDER_BASELINE } from './baseline-file.ts';
import { readCompiledRegistry, writeCompiledRegistry } from './compiled-cache.ts';
import {
  isRegistryPath,
  type LoadResult,
  loadRegistry,
  REGISTRY_NAME,
  REGISTRY_NAMES,
  type RegistrySource,
  sideBySide,
} from './load.ts';
import { type CompiledRegistry, compileRegistry, type RegistryMatcher } from './matcher.ts';
import { openMatcherFor, type TreeReader } from './open.ts';

const START = 'Start with: npx ssot-guard init';

/**
 * The registry that counts for a snapshot, or null when neither the snapshot nor what it is compared with has one.
 *
 * @throws UserError when there is one that cannot be used
 */
export function readRegistry(snapshot: Snapshot, repository: Repository, reader: TreeReader): RegistryMatcher | null {
  refuseVanished(snapshot);
  const { tree } = snapshot;
  const openFor = (compiled: CompiledRegistry): RegistryMatcher =>
    openMatcherFor(repository, compiled, identityOf(compiled, tree), treesOf(snapshot), reader);
  const kept = readCompiledRegistry(repository, tree, registryPaths(snapshot, tree));
  if (kept !== null) return openFor(kept);
  const { root, nested } = settle(snapshot, () => registriesIn(snapshot, tree));
  if (root === null) {
    if (snapshot.scope === 'staged') refuseUntracked(repository);
    return null;
  }
  refuseTwo([root, ...nested]);
  const known = readCompiledRegistry(repository, tree, registryPaths(snapshot, tree)); // ids that had to be read first
  const compiled = known ?? load(root, tree, nested);
  if (known === null) writeCompiledRegistry(repository, tree, registryPaths(snapshot, tree), compiled);
  return openFor(compiled);
}

/** A registry is what its files say and nothing else. */
function identityOf({ registry }: CompiledRegistry, tree: RawTree): string {
  return settle(tree, () => registry.sources.map((path) => `${tree.id(path) ?? ''} ${path}`)).join('\n');
}

/**
 * The trees in which values mean something: a folder that HEAD has still makes a path of what begins with it. Where nothing is
 * gone and no configuration has changed HEAD has nothing to add.
 */
function treesOf(snapshot: Snapshot, ...others: readonly RawTree[]): RawTree[] {
  const { tree, head, deleted, changed, changesLinks } = snapshot;
  const adds = deleted.length > 0 || changesLinks || changed.some(mayConfigure);
  return [...new Set([tree, ...(head === null || !adds ? [] : [head]), ...others])];
}

/** A registry given with `--config`: from disk, whatever is judged. @throws UserError */
export function readConfiguredRegistry(
  file: string,
  snapshot: Snapshot,
  repository: Repository,
  reader: TreeReader,
): RegistryMatcher {
  const path = resolve(repository.cwd, file);
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch {
    throw new UserError(`cannot read the registry ${file}`, 'Check the path given to --config.');
  }
  const inside = relative(folderOf(repository), path);
  const shown = inside.startsWith('..') ? file : inside.split(sep).join('/');
  const compiled = load({ path: shown, text: decode(bytes).text }, snapshot.tree, []);
  return openGivenRegistry(compiled, snapshot, repository, reader);
}

/** A registry that is at hand, for whatever is judged. */
export function openGivenRegistry(
  compiled: CompiledRegistry,
  snapshot: Snapshot,
  repository: Repository,
  reader: TreeReader,
): RegistryMatcher {
  return openMatcherFor(repository, compiled, JSON.stringify(compiled.registry), treesOf(snapshot), reader);
}

/** The top of the work tree; in a bare repository, where only commits are judged, the folder that it is looked at from. */
function folderOf(repository: Repository): string {
  return isBare(repository) ? repository.cwd : repository.top;
}

/** A registry of a commit before, and the tree that it was read from. */
export interface EarlierMatcher {
  readonly matcher: RegistryMatcher;
  readonly tree: RawTree;
}

/**
 * The registries that what is looked at is compared with: HEAD's or the merge base's and, in a merge, those of the other
 * parents. Those that have none are left out, and so are parents whose registry cannot be loaded while another's can.
 *
 * @throws UserError at commit time when there is one and none can be loaded, unless the commit does nothing but repair it
 */
export function readEarlierMatchers(
  snapshot: Snapshot,
  repository: Repository,
  matcher: RegistryMatcher,
  reader: TreeReader,
): readonly EarlierMatcher[] {
  const { head, parents = [] } = snapshot;
  const found = [...(head === null ? [] : [head]), ...parents].map((tree) =>
    readEarlierMatcher(tree, snapshot, repository, reader),
  );
  const matchers = found.flatMap((one) => (one !== null && 'matcher' in one ? [one] : []));
  const broken = found.find((one) => one !== null && 'problems' in one);
  if (matchers.length > 0 || broken === undefined || broken === null || !('problems' in broken)) return matchers;
  if (!isUncommitted(snapshot) || touchesOnly(snapshot, matcher, broken.sources)) return [];
  throw unusable(
    broken.problems,
    'registry in HEAD',
    'Commit the repair of the registry on its own first; that commit may hold registry files and the baseline only.',
  );
}

function readEarlierMatcher(
  tree: RawTree,
  snapshot: Snapshot,
  repository: Repository,
  reader: TreeReader,
): EarlierMatcher | Pick<LoadResult, 'problems' | 'sources'> | null {
  const kept = readCompiledRegistry(repository, tree, registryPaths(snapshot, tree));
  const openFor = (compiled: CompiledRegistry): EarlierMatcher => ({
    matcher: openMatcherFor(repository, compiled, identityOf(compiled, tree), treesOf(snapshot, tree), reader),
    tree,
  });
  if (kept !== null) return openFor(kept);
  const loaded = settle(tree, () => {
    const { root, nested } = registriesIn(snapshot, tree);
    if (root === null) return null;
    const two = sideBySide([root, ...nested].map(({ path }) => path));
    if (two !== null) return twoProblem(two);
    return loadRegistry(root, (path) => readTextIn(tree, path), nested);
  });
  if (loaded === null || loaded.registry === null) return loaded;
  return openFor(compileRegistry(loaded.registry));
}

/** The registries of a tree that hold for the snapshot's files: the root's, and those in folders. */
function registriesIn(snapshot: Snapshot, tree: RawTree): { root: RegistrySource | null; nested: RegistrySource[] } {
  const found = registryPaths(snapshot, tree).flatMap((path) => {
    const text = readTextIn(tree, path);
    return text === undefined ? [] : [{ path, text }];
  });
  const isRoot = ({ path }: RegistrySource): boolean => !path.includes('/');
  const [root = null, ...others] = found.filter(isRoot);
  return { root, nested: [...others, ...found.filter((one) => !isRoot(one))] };
}

/** @throws UserError where two stand in one folder */
function refuseTwo(registries: readonly RegistrySource[]): void {
  const two = sideBySide(registries.map(({ path }) => path));
  if (two !== null) throw new UserError(`${two.join(' and ')} stand side by side, and only one can count`, KEEP_ONE);
}

const KEEP_ONE = 'Keep one of them, and stage that the other is gone.';

function twoProblem(two: readonly [string, string]): LoadResult {
  const problem = { path: two[1], line: 1, column: 1, message: `stands beside ${two[0]}, and only one can count` };
  return { registry: null, sources: two, problems: [problem] };
}

/** Whether a commit holds registry files and the baseline and nothing else. */
export function touchesOnly(snapshot: Snapshot, { registry }: RegistryMatcher, sources: readonly string[]): boolean {
  const known = new Set([
    ...registry.sources,
    ...sources,
    ...baselinePaths(registry),
    DEFAULT_BASELINE,
    OLDER_BASELINE,
  ]);
  return snapshot.changed.every((path) => known.has(path) || isRegistryPath(path));
}

/** Why nothing could be judged: no registry anywhere. */
export function noRegistry(): UserError {
  return new UserError(`there is no registry: ${REGISTRY_NAME} at the root of the repository`, START);
}

/** Paths of registries that hold for the given files: in the folders above them, the root's own left out. */
function nestedPathsFor(paths: Iterable<string>): string[] {
  return foldersAbove(paths).flatMap((folder) => REGISTRY_NAMES.map((name) => `${folder}/${name}`));
}

/** Every folder above the given files, sorted, the root left out. */
function foldersAbove(paths: Iterable<string>): string[] {
  const folders = new Set<string>();
  for (const path of paths) {
    for (let cut = path.lastIndexOf('/'); cut > 0; cut = path.lastIndexOf('/', cut - 1)) {
      const folder = path.slice(0, cut);
      if (folders.has(folder)) break;
      folders.add(folder);
    }
  }
  return [...folders].sort();
}

/**
 * The root's, and wherever a nested one may stand that holds for the snapshot's files; all of them where one is changed,
 * because only together they tell whether they can be used.
 */
function registryPaths(snapshot: Snapshot, tree: RawTree): string[] {
  const whole = snapshot.scope === 'all' || snapshot.scope === 'ref' || snapshot.changed.some(isRegistryPath);
  const nested = whole
    ? REGISTRY_NAMES.flatMap((name) => tree.named(name).filter((path) => path !== name))
    : nestedPathsFor(snapshot.files.map((file) => file.path));
  return [...REGISTRY_NAMES, ...nested];
}

function load(root: RegistrySource, tree: RawTree, nested: readonly RegistrySource[]): CompiledRegistry {
  const { registry, problems } = settle(tree, () => loadRegistry(root, (path) => readTextIn(tree, path), nested));
  if (registry === null) throw unusable(problems);
  return compileRegistry(registry as Registry);
}

/** All problems at once, each with its place. */
export function unusable(problems: readonly Problem[], what = 'registry', hint?: string): UserError {
  const lines = problems.map(({ path, line, column, message }) => `  ${path}:${line}:${column}: ${message}`);
  const shown = lines.length > 100 ? [...lines.slice(0, 100), `  … and ${lines.length - 100} more`] : lines;
  return new UserError(`the ${what} cannot be used, so nothing was judged\n${shown.join('\n')}`, hint);
}

/** A registry that the commit would delete, replace by a link, or leave unmerged must not switch the guard off. */
function refuseVanished(snapshot: Snapshot): void {
  if (snapshot.scope !== 'staged') return;
  const deleted = REGISTRY_NAMES.find((name) => snapshot.deleted.includes(name));
  const stands = (): boolean => settle(snapshot, () => REGISTRY_NAMES.some((name) => snapshot.tree.has(name)));
  if (deleted !== undefined && !stands()) {
    throw new UserError(
      `${deleted} is deleted or renamed in this commit, which would switch the guard off`,
      `Put it back: git restore --staged --worktree ${deleted}. To remove the guard: npx ssot-guard init --uninstall, then commit with --no-verify.`,
    );
  }
  const notFile = snapshot.skipped.find(({ path }) => isRegistryPath(path));
  if (notFile !== undefined) {
    throw new UserError(
      `${notFile.path} is staged as a ${notFile.reason}, and a registry must be a regular file`,
      'Stage it as a regular file, or take it out of the commit.',
    );
  }
  const unmerged = REGISTRY_NAMES.find((name) => snapshot.unchecked.some(({ path }) => path === name));
  if (unmerged !== undefined)
    throw new UserError(`${unmerged} is unmerged`, `Resolve its conflict and stage it: git add ${unmerged}`);
}

/** A registry on disk that git does not know guards nothing: say so instead of passing. */
function refuseUntracked(repository: Repository): void {
  const { top } = repository;
  const untracked = REGISTRY_NAMES.find((name) => existsSync(resolve(top, name)));
  if (untracked === undefined) return;
  throw new UserError(
    `${untracked} exists but was never added, so it guards nothing`,
    `Stage it: git add -f ${untracked}`,
  );
}

/**
 * A registry or a baseline as text; undefined where there is none.
 * @throws UserError for one that is there and cannot be read: to judge without it would be to judge by another one
 */
export function readTextIn(tree: RawTree, path: string): string | undefined {
  const bytes = tree.bytes(path);
  const unread = bytes === undefined ? tree.unreadable().find((one) => one.path === path) : undefined;
  if (unread !== undefined) throw unreadText(unread, tree.id(path));
  return bytes === undefined ? undefined : decode(bytes).text;
}

function unreadText({ path, reason }: Skipped, id: string | undefined): UserError {
  if (reason === UNFETCHED) return unfetchedFile(path, id ?? `':${path}'`);
  return new UserError(`${path} cannot be read, so nothing was judged: ${reason}`, 'Make it readable.');
}
