/**
 * The registry of a snapshot: found, loaded, compiled, or refused with a sentence that says what to do.
 *
 * Everything is read from the snapshot that is judged, never from another place: a registry that exists only on disk
 * does not guard a commit, and one that a commit deletes does not vanish in silence.
 */
import { existsSync, readFileSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { UserError } from '../errors.ts';
import { findRepository } from '../git/repository.ts';
import type { Snapshot } from '../git/snapshot.ts';
import type { RawTree } from '../git/tree-view.ts';
import { decode } from '../text/decode.ts';
import type { Problem, Registry } from '../types.ts';
import { type BaselineEntry, mostOf, readBaseline } from './baseline.ts';
import { keepRegistry, recallRegistry } from './compiled-cache.ts';
import { type CompiledRegistry, compileRegistry, type Guard, openGuardIn } from './guard.ts';
import { loadRegistry, REGISTRY_NAME } from './load.ts';

const START = 'Start with: npx ssot-guard init';

/**
 * The registry that counts for a snapshot, or null when neither the snapshot nor what it is compared with has one.
 *
 * @throws UserError when there is one that cannot be used
 */
export function readGuard(snapshot: Snapshot, cwd: string): Guard | null {
  refuseVanished(snapshot);
  const { tree } = snapshot;
  const kept = recallRegistry(cwd, tree, registryPaths(snapshot, tree));
  if (kept !== null) return openFor(snapshot, kept);
  let text = readTextIn(tree, REGISTRY_NAME);
  while (snapshot.fetch()) text = readTextIn(tree, REGISTRY_NAME);
  if (text === undefined) {
    if (snapshot.scope === 'staged') refuseUntracked(cwd);
    return null;
  }
  const nested = nestedRegistries(snapshot);
  const known = recallRegistry(cwd, tree, registryPaths(snapshot, tree)); // ids that had to be read first
  const compiled = known ?? load({ path: REGISTRY_NAME, text }, tree, nested);
  if (known === null) keepRegistry(cwd, tree, registryPaths(snapshot, tree), compiled);
  return openFor(snapshot, compiled);
}

/** The guard for what is judged: homes are where the links of that tree lead, whichever registry states them. */
function openFor({ tree }: Snapshot, compiled: CompiledRegistry): Guard {
  for (;;) {
    const before = tree.misses();
    const guard = openGuardIn(compiled, tree);
    if (tree.misses() === before || !tree.fetch()) return guard;
  }
}

/** A registry given with `--config`: from disk, whatever is judged. @throws UserError */
export function readConfiguredGuard(file: string, snapshot: Snapshot, cwd: string): Guard {
  const path = resolve(cwd, file);
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch {
    throw new UserError(`cannot read the registry ${file}`, 'Check the path given to --config.');
  }
  const { top } = findRepository(cwd);
  const inside = relative(top, path);
  const shown = inside.startsWith('..') ? file : inside.split(sep).join('/');
  return openFor(snapshot, load({ path: shown, text: decode(bytes).text }, snapshot.tree, []));
}

/** The registry in what a snapshot is compared with (HEAD, the merge base); null when there is none that can be used. */
export function readEarlierGuard(snapshot: Snapshot, cwd: string): Guard | null {
  const { head } = snapshot;
  if (head === null) return null;
  const kept = recallRegistry(cwd, head, registryPaths(snapshot, head));
  if (kept !== null) return openFor(snapshot, kept);
  const registry = readRegistryIn(head, snapshot);
  return registry === null ? null : openFor(snapshot, compileRegistry(registry));
}

/** The registries of a merge's other parents, those that can be used. */
export function readParentRegistries(snapshot: Snapshot): Registry[] {
  return (snapshot.parents ?? []).flatMap((parent) => readRegistryIn(parent, snapshot) ?? []);
}

function readRegistryIn(tree: RawTree, snapshot: Snapshot): Registry | null {
  tree.want(REGISTRY_NAME);
  const nested = nestedRegistries(snapshot, tree);
  const text = readTextIn(tree, REGISTRY_NAME);
  if (text === undefined) return null;
  const read = (path: string): string | undefined => readTextIn(tree, path);
  let { registry } = loadRegistry({ path: REGISTRY_NAME, text }, read, nested);
  while (tree.fetch()) ({ registry } = loadRegistry({ path: REGISTRY_NAME, text }, read, nested));
  return registry;
}

/** Why nothing could be judged: no registry anywhere. */
export function noRegistry(): UserError {
  return new UserError(`there is no registry: ${REGISTRY_NAME} at the root of the repository`, START);
}

/** Paths of registries that hold for the given files: in the folders above them, the root's own left out. */
export function nestedPathsFor(paths: Iterable<string>): string[] {
  return foldersAbove(paths).map((folder) => `${folder}/${REGISTRY_NAME}`);
}

/** Every folder above the given files, sorted, the root left out. */
export function foldersAbove(paths: Iterable<string>): string[] {
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

/** The root's, and wherever a nested one may stand that holds for the snapshot's files. */
function registryPaths(snapshot: Snapshot, tree: RawTree): string[] {
  const whole = snapshot.scope === 'all' || snapshot.scope === 'ref';
  const nested = whole
    ? tree.named(REGISTRY_NAME).filter((path) => path !== REGISTRY_NAME)
    : nestedPathsFor(snapshot.files.map((file) => file.path));
  return [REGISTRY_NAME, ...nested];
}

function nestedRegistries(snapshot: Snapshot, tree: RawTree = snapshot.tree): { path: string; text: string }[] {
  const paths = (): string[] => registryPaths(snapshot, tree).slice(1);
  paths();
  for (;;) {
    const found = paths().flatMap((path) => {
      const text = readTextIn(tree, path);
      return text === undefined ? [] : [{ path, text }];
    });
    if (!snapshot.fetch()) return found;
  }
}

function load(
  root: { path: string; text: string },
  tree: RawTree,
  nested: { path: string; text: string }[],
): CompiledRegistry {
  let result = loadRegistry(root, (path) => readTextIn(tree, path), nested);
  while (tree.fetch()) result = loadRegistry(root, (path) => readTextIn(tree, path), nested);
  const { registry, problems } = result;
  if (registry === null) throw unusable(problems);
  return compileRegistry(registry as Registry);
}

/** All problems at once, each with its place. */
function unusable(problems: readonly Problem[], what = 'registry'): UserError {
  const lines = problems.map(({ path, line, column, message }) => `  ${path}:${line}:${column}: ${message}`);
  const shown = lines.length > 100 ? [...lines.slice(0, 100), `  … and ${lines.length - 100} more`] : lines;
  return new UserError(`the ${what} cannot be used, so nothing was judged\n${shown.join('\n')}`);
}

/** A registry that the commit would delete, replace by a link, or leave unmerged must not switch the guard off. */
function refuseVanished(snapshot: Snapshot): void {
  if (snapshot.scope !== 'staged') return;
  if (snapshot.deleted.includes(REGISTRY_NAME)) {
    throw new UserError(
      `${REGISTRY_NAME} is deleted or renamed in this commit, which would switch the guard off`,
      `Put it back: git restore --staged --worktree ${REGISTRY_NAME}. To remove the guard: npx ssot-guard init --uninstall, then commit with --no-verify.`,
    );
  }
  if (snapshot.skipped.some((s) => s.path === REGISTRY_NAME)) {
    throw new UserError(
      `${REGISTRY_NAME} is staged as a link, and links are not followed`,
      'Stage it as a regular file.',
    );
  }
  if (snapshot.unchecked.some((s) => s.path === REGISTRY_NAME)) {
    throw new UserError(`${REGISTRY_NAME} is unmerged`, `Resolve its conflict and stage it: git add ${REGISTRY_NAME}`);
  }
}

/** A registry on disk that git does not know guards nothing: say so instead of passing. */
function refuseUntracked(cwd: string): void {
  const { top } = findRepository(cwd);
  if (!existsSync(resolve(top, REGISTRY_NAME))) return;
  throw new UserError(
    `${REGISTRY_NAME} exists but was never added, so it guards nothing`,
    `Stage it: git add -f ${REGISTRY_NAME}`,
  );
}

function readTextIn(tree: RawTree, path: string): string | undefined {
  const bytes = tree.bytes(path);
  return bytes === undefined ? undefined : decode(bytes).text;
}

/**
 * The baseline of a snapshot, and the one before it (null where there was none, or where nothing is compared). A merge
 * adds nothing that one of its parents had.
 *
 * @param earlierPath where the registry before had it
 * @throws UserError when it cannot be read
 */
export async function readBaselineOf(
  registry: Registry,
  snapshot: Snapshot,
  ignore: boolean,
  earlierPath: string = registry.baseline,
): Promise<{ readonly now: readonly BaselineEntry[]; readonly before: readonly BaselineEntry[] | null }> {
  if (ignore) return { now: [], before: null };
  const compares = snapshot.scope === 'staged' || snapshot.scope === 'since';
  const head = compares ? snapshot.head : null;
  const parents = compares ? (snapshot.parents ?? []) : [];
  const texts = (): readonly (string | undefined)[] => [
    readTextIn(snapshot.tree, registry.baseline),
    head === null ? undefined : readTextIn(head, earlierPath),
    ...parents.map((parent) => readTextIn(parent, registry.baseline)),
  ];
  let [text, ...earlier] = texts();
  while (snapshot.fetch()) [text, ...earlier] = texts();
  const now = await parse(text, registry.baseline);
  const before: (readonly BaselineEntry[])[] = [];
  for (const one of earlier) {
    const entries = one === undefined ? null : await parse(one, earlierPath).catch(() => null);
    if (entries !== null) before.push(entries);
  }
  return { now, before: before.length === 0 ? null : mostOf(before) };
}

async function parse(text: string | undefined, path: string): Promise<readonly BaselineEntry[]> {
  if (text === undefined) return [];
  const entries = readBaseline(text);
  if (entries !== null) return entries;
  const { parseBaseline } = await import('./baseline-reader.ts');
  const parsed = parseBaseline(text, path);
  if (parsed.problems.length > 0) throw unusable(parsed.problems, 'baseline');
  return parsed.entries;
}
