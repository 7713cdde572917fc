/**
 * What a dotted name or a path in a text file means: the modules that it may name, and the bans on them. It counts only
 * when it leads to a module of the repository, or to where a banned one stood.
 */
import { fileOf, keyOfFile, repositoryKey, resolveImport, sourceExtension } from '../../modules/index.ts';
import { ancestors, folderOf, join } from '../../modules/path.ts';
import { rootSet } from '../../modules/python-roots.ts';
import { isHome } from '../../registry/applies.ts';
import type { BanEntry } from '../../registry/matcher.ts';
import { type BannedName, LANGUAGE_IDS, type LanguageId, type ModuleKey } from '../../types.ts';
import { coversHome, matchLiteralOrGlob } from '../banned-import/match.ts';
import { formsOf, meantHits, nameModule, parents, shownKey } from '../banned-import/named-module.ts';
import type { FilePass } from '../define.ts';

/** A ban on what a name in a text file means. */
export interface NamedBan {
  readonly entry: BanEntry;
  readonly matched: BannedName | null;
  readonly key: ModuleKey;
  /** The banned name of a module, where it stands behind it. */
  readonly name: string | null;
  /** How it is written: dotted, or as a path that begins in a folder of the repository. */
  readonly written: { readonly kind: 'dotted'; readonly rest: string } | PathWritten;
}

export interface PathWritten {
  readonly kind: 'path';
  /** What stands before the path proper, as `./` or the folder of a container. */
  readonly before: string;
  /** The folder that it is relative to. */
  readonly base: string;
  readonly hasExtension: boolean;
}

/** The bans on everything that a run of letters, dots and slashes may mean. */
export function bansOnName(text: string, pass: FilePass): NamedBan[] {
  if (text.includes('/')) return placesOf(text, pass).flatMap((place) => bansOnPath(place, pass));
  const dotted = text.replace(/^\.+|\.?\*+$/g, '');
  return DOTTED.test(dotted) ? bansOnDotted(dotted, pass) : [];
}

// ------------------------------------------------------------------------------------------------------ dotted names

const DOTTED = /^[\p{ID_Start}_]\p{ID_Continue}*(?:\.[\p{ID_Start}_]\p{ID_Continue}*)+$/u;

/** The beginning of a dotted name that is banned; what follows may be a banned name of it. */
function bansOnDotted(text: string, pass: FilePass): NamedBan[] {
  const segments = text.split('.');
  const isHere = beginsInTree(segments[0] ?? '', pass);
  for (let count = segments.length; count > 0; count--) {
    const module = nameModule('py', segments.slice(0, count).join('.'), { ...pass, mayBeBanned: null });
    if (module.possibleBans.length === 0) continue;
    const behind = segments[count] ?? null;
    const written = { kind: 'dotted', rest: segments.slice(count).join('.') } as const;
    const above = count > 1 ? pass.matcher.bansOn('py', parents(module)) : [];
    const found = module.bans().flatMap((entry): NamedBan[] => {
      if ((!isHere && !isGone(entry)) || above.includes(entry) || coversHome(entry, module, behind, pass)) return [];
      const key = shownKey(module, entry);
      if (entry.ban.names !== null) {
        const names = behind === null ? [] : matchLiteralOrGlob(entry, module, behind, pass);
        return names.map(({ matched }) => ({ entry, matched, key, name: behind, written }));
      }
      // `old.log` is a file: of a module with one segment something that is there must be named
      const isFull =
        count > 1 || resolveImport('py', `${segments[0]}.${behind}`, pass.path, pass.modules).file !== null;
      return isFull ? [{ entry, matched: null, key, name: null, written }] : [];
    });
    if (found.length > 0) return found;
  }
  return [];
}

function isGone({ ban }: BanEntry): boolean {
  return ban.removed || ban.removeBy !== null;
}

/** Whether a name begins with something of the tree: not with an installed package. */
function beginsInTree(first: string, { path, modules }: FilePass): boolean {
  const { candidates, existing } = resolveImport('py', first, path, modules);
  if (existing !== null) return !existing.external;
  return candidates.some((key) => !key.external && modules.tree.hasFolder(key.path));
}

// ------------------------------------------------------------------------------------------------------------- paths

interface PlaceNamed extends PathWritten {
  /** From the top of the repository, without wild segments. */
  readonly path: string;
  /** Something stands there. */
  readonly stands: boolean;
}

/** Folders of what is installed: their files are nobody's here. */
const INSTALLED = /(?:^|\/)(?:node_modules|site-packages|dist-packages|\.venv)(?:\/|$)/;

/**
 * The places that a path may mean: from the folder of the file, from one above it or from the top, whichever holds it;
 * else from the folder of a project, if that is one alone; and where nothing stands at all, all of the first.
 */
function placesOf(text: string, pass: FilePass): PlaceNamed[] {
  const [, before = '', rest = ''] = /^((?:~?\/+|(?:\.{1,2}\/+)+)?)(.*)$/s.exec(text) ?? [];
  const body = withoutWild(rest);
  const segments = body.split('/').filter((segment) => segment !== '' && !/^\.+$/.test(segment));
  if (segments.length < 2 || INSTALLED.test(body)) return [];
  const own = ancestors(folderOf(pass.path));
  const from = (body: string, lead: string, bases: readonly string[]): PlaceNamed[] =>
    bases.flatMap((base) => placeAt(body, lead, base, pass) ?? []);
  const isAbsolute = before.endsWith('/') && !before.startsWith('.');
  const projects = projectFolders(pass);
  for (const [at] of isAbsolute ? segments.slice(0, -1).entries() : [[0] as const]) {
    const shorter = at === 0 ? body : segments.slice(at).join('/');
    const lead = at === 0 ? before : `${before}${segments.slice(0, at).join('/')}/`;
    const near = from(shorter, lead, own).find(({ stands }) => stands);
    if (near !== undefined) return [near];
    const others = from(shorter, lead, projects).filter(({ stands }) => stands);
    if (others.length > 0) return others.length === 1 ? others : [];
  }
  return from(body, before, own);
}

function placeAt(body: string, before: string, base: string, { modules: { tree } }: FilePass): PlaceNamed | null {
  const folder = before.startsWith('.') ? join(base, before) : base;
  const path = folder === null ? null : join(folder, body);
  if (folder === null || path === null || path === '') return null;
  const extension = sourceExtension(path);
  const stem = extension === null ? path : path.slice(0, -extension.text.length);
  const stands =
    tree.has(path) ||
    tree.hasFolder(path) ||
    LANGUAGE_IDS.some((language) => fileOf(repositoryKey(language, stem), tree) !== null);
  return { kind: 'path', before, base: folder, path, stands, hasExtension: extension !== null };
}

/** A glob means the folder before its first wild segment. */
function withoutWild(path: string): string {
  const segments = path.split('/');
  const wild = segments.findIndex((segment) => segment.includes('*'));
  return (wild < 0 ? segments : segments.slice(0, wild)).join('/').replace(/\/+$/, '');
}

/** Folders that commands are run in: of Python's roots, and of packages. */
function projectFolders({ modules }: FilePass): string[] {
  const packages = modules.tree.named('package.json').map(folderOf);
  return [...new Set([...rootSet(modules), ...packages])].filter((folder) => folder !== '');
}

function bansOnPath(place: PlaceNamed, pass: FilePass): NamedBan[] {
  const own = keyOfFile(place.path);
  const keys = own === null ? LANGUAGE_IDS.map((language) => repositoryKey(language, place.path)) : [own];
  const { kind, before, base, hasExtension } = place;
  return keys
    .flatMap((key) => bansOnKey(key, place, pass))
    .map(({ entry, key }) => ({
      ...{ entry, key, matched: null, name: null },
      written: { kind, before, base, hasExtension },
    }));
}

interface KeyBan {
  readonly entry: BanEntry;
  readonly key: ModuleKey;
}

function bansOnKey(key: ModuleKey, { path, stands }: PlaceNamed, pass: FilePass): KeyBan[] {
  const { modules } = pass;
  const language: LanguageId = key.language;
  const file = modules.tree.has(path) ? path : fileOf(key, modules.tree);
  const hits = meantHits(language, formsOf(key, modules), { file, keys: [key] }, pass);
  return [...new Set(hits.map(({ entry }) => entry))]
    .filter(({ ban, pathOnly }) => ban.names === null && (stands || pathOnly || ban.removed || ban.removeBy !== null))
    .filter(
      ({ concept }) =>
        !concept?.canonical.some((home) => isHome(home, { specifier: '', keys: [key] }, pass.path, modules)),
    )
    .map((entry) => ({ entry, key }));
}
