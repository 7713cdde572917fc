/**
 * Import maps: what deno.json states itself (`imports`, `scopes`) or names (`importMap`), and an `import_map.json` that
 * stands in a folder without one. A map holds for the files below its folder, the nearest first; of two keys the longer one
 * counts, a scope before the map itself.
 *
 * Keys that end in `/` stand for everything below. Deno takes a package's key for what is below it, too.
 */
import { parseJsonc } from '../text/jsonc.ts';
import { DENO_NAMES, IMPORT_MAP } from './configuration.ts';
import { isObject, type ModuleContext, member, perTree } from './context.ts';
import { addressedPackage } from './package-address.ts';
import { ancestors, folderOf, join } from './path.ts';
import { standing, standingIn } from './standing.ts';

/** What a key stands for: a path of the repository, or a specifier of something from outside. */
export interface MapTarget {
  readonly kind: 'path' | 'specifier';
  readonly text: string;
}

export interface MapEntry {
  readonly key: string;
  readonly target: MapTarget;
  /** Everything below the key is mapped below the target; `/` parts the two where neither ends in one. */
  readonly below: boolean;
}

interface Part {
  /** Files that it holds for, as a prefix of their paths. */
  readonly scope: string;
  readonly entries: ReadonlyMap<string, MapEntry>;
}

interface ImportMap {
  /** The most specific scope first. */
  readonly parts: readonly Part[];
  readonly problems: readonly (readonly [path: string, message: string])[];
}

const memory = perTree(() => new Map<string, ImportMap | null>());

/** What the import maps around a file make of a specifier, or null when none of them has it. */
export function mappedBy(specifier: string, from: string, context: ModuleContext): MapTarget | null {
  for (const folder of ancestors(folderOf(from))) {
    const map = mapIn(folder, context);
    for (const [path, message] of map?.problems ?? []) context.report?.(path, message, 'unreadable');
    for (const { scope, entries } of map?.parts ?? []) {
      const found = from.startsWith(scope) ? lookUp(specifier, entries) : null;
      if (found !== null) return found;
    }
  }
  return null;
}

/** Every entry of every import map of the tree, and what cannot be read. */
export function everyMapEntry(context: ModuleContext): { readonly entries: MapEntry[]; readonly problems: string[] } {
  const names = [...DENO_NAMES, IMPORT_MAP];
  const folders = new Set(names.flatMap((name) => standing(name, context.tree)).map(folderOf));
  const maps = [...folders].flatMap((folder) => mapIn(folder, context) ?? []);
  return {
    entries: maps.flatMap(({ parts }) => parts.flatMap(({ entries }) => [...entries.values()])),
    problems: maps.flatMap(({ problems }) => problems.map(([path]) => `${path} cannot be read`)),
  };
}

function lookUp(specifier: string, entries: ReadonlyMap<string, MapEntry>): MapTarget | null {
  const exact = entries.get(specifier);
  if (exact !== undefined) return exact.target;
  // The longest key first: at each slash with it, then without.
  for (let at = specifier.lastIndexOf('/'); at >= 0; at = at === 0 ? -1 : specifier.lastIndexOf('/', at - 1)) {
    const found = entries.get(specifier.slice(0, at + 1)) ?? entries.get(specifier.slice(0, at));
    if (found?.below !== true) continue;
    const { kind, text } = found.target;
    const path = kind === 'path' ? join(text, specifier.slice(at + 1)) : `${text}/${specifier.slice(at + 1)}`;
    return path === null ? null : { kind, text: path };
  }
  return null;
}

/** The map that a folder states, or null. */
function mapIn(folder: string, context: ModuleContext): ImportMap | null {
  const maps = memory(context.tree);
  const known = maps.get(folder);
  if (known !== undefined) return known;
  const { tree } = context;
  const [path] = [...DENO_NAMES, IMPORT_MAP].flatMap((name) => standingIn(folder, name, tree));
  const made = path === undefined ? null : readMap(path, tree.read(path), context);
  maps.set(folder, made);
  return made;
}

function readMap(path: string, text: string | undefined, context: ModuleContext): ImportMap {
  const { value, problem } = parseJsonc(text ?? '{}');
  const problems: [string, string][] = problem === null ? [] : [[path, `not valid JSON: ${problem}`]];
  const named = member(value, 'importMap');
  const other = typeof named === 'string' ? join(folderOf(path), named) : null;
  const content = other === null ? undefined : context.tree.read(other);
  if (other === null || content === undefined) return { parts: partsOf(value, folderOf(path)), problems };
  const map = parseJsonc(content);
  if (map.problem !== null) problems.push([other, `not valid JSON: ${map.problem}`]);
  // Deno takes the map of deno.json itself before one that it names.
  return { parts: [...partsOf(value, folderOf(path)), ...partsOf(map.value, folderOf(other))], problems };
}

function partsOf(value: unknown, folder: string): Part[] {
  const scopes = member(value, 'scopes');
  const scoped = (isObject(scopes) ? Object.entries(scopes) : []).flatMap(([key, imports]): Part[] => {
    const scope = /^\.{0,2}\//.test(key) ? join(folder, key.replace(/^\/+/, './')) : null;
    if (scope === null) return [];
    return [{ scope: scope === '' || !key.endsWith('/') ? scope : `${scope}/`, entries: entriesOf(imports, folder) }];
  });
  return [
    ...scoped.sort((a, b) => b.scope.length - a.scope.length),
    { scope: '', entries: entriesOf(member(value, 'imports'), folder) },
  ];
}

function entriesOf(imports: unknown, folder: string): ReadonlyMap<string, MapEntry> {
  const entries = new Map<string, MapEntry>();
  for (const [key, address] of isObject(imports) ? Object.entries(imports) : []) {
    if (typeof address !== 'string' || key === '') continue;
    const path = /^\.{0,2}\//.test(address) ? join(folder, address.replace(/^\/+/, './')) : null;
    const isPackage = addressedPackage(address) !== null && !/^https?:/.test(address);
    const target: MapTarget =
      path === null ? { kind: 'specifier', text: address.replace(/\/+$/, '') } : { kind: 'path', text: path };
    entries.set(key, { key, target, below: key.endsWith('/') || (path === null && isPackage) });
  }
  return entries;
}
