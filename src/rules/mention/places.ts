/**
 * What a path in a text file means: which of the places that it may lead to, and the bans on what stands there.
 */
import { perTree } from '../../modules/context.ts';
import { fileOf, keyOfFile, repositoryKey, resolveImport, sourceExtension } from '../../modules/index.ts';
import { ancestors, folderOf, join } from '../../modules/path.ts';
import { rootSet } from '../../modules/python-roots.ts';
import { isHome } from '../../registry/applies.ts';
import type { BanEntry } from '../../registry/matcher.ts';
import { remember } from '../../text/remember.ts';
import { LANGUAGE_IDS, type ModuleKey } from '../../types.ts';
import { formsOf, isMeant } from '../banned-import/named-module.ts';
import type { FilePass } from '../define.ts';

/** How a path is written. */
export interface PathWritten {
  readonly kind: 'path';
  /** What stands before the path proper, as `./` or the folder of a container. */
  readonly before: string;
  /** The folder that it is relative to. */
  readonly base: string;
  readonly hasExtension: boolean;
}

export interface PathBan {
  readonly entry: BanEntry;
  readonly key: ModuleKey;
  readonly written: PathWritten;
}

interface Place extends PathWritten {
  /** From the top of the repository, without wild segments. */
  readonly path: string;
}

/** Folders of what is installed: their files are nobody's here. */
const INSTALLED = /(?:^|\/)(?:node_modules|site-packages|dist-packages|\.venv)(?:\/|$)/;

/**
 * The bans on what a path means: seen from the folder of the file, from one above it or from the top, whichever holds it;
 * else from the folder of a project, if that is one alone. Of an absolute path, which may be one of a container, the
 * beginning may be left out. Where nothing stands at all, it is what stood there.
 */
export function bansOnPath(text: string, pass: FilePass): PathBan[] {
  const rows = placesOf(text, pass);
  const bans = new Map(
    [...rows.flatMap(({ own, projects }) => [...own, ...projects])].map((one) => [one, on(one, pass)]),
  );
  const all = [...bans.values()].flat();
  if (all.length === 0) return [];
  const stands = ({ path }: Place): boolean => standsAt(path, pass);
  for (const { own, projects } of rows) {
    const near = own.find(stands);
    if (near !== undefined) return bans.get(near) ?? [];
    const others = projects.filter(stands);
    const [only] = others;
    if (only !== undefined) return others.length > 1 ? [] : (bans.get(only) ?? []);
  }
  return all.filter(({ entry }) => entry.pathOnly || isGone(entry));
}

/** Whether a ban says that its module is gone, or will be. */
export function isGone({ ban }: BanEntry): boolean {
  return ban.removed || ban.removeBy !== null;
}

/** The bans on what a name stands for that a configuration of JavaScript gives to something of the repository. */
export function bansOnAlias(text: string, pass: FilePass): PathBan[] {
  const { existing, file } = resolveImport('js', text, pass.path, pass.modules);
  if (existing === null || existing.external || file === null) return [];
  return on({ kind: 'path', before: '', base: '', hasExtension: sourceExtension(text) !== null, path: file }, pass);
}

// ------------------------------------------------------------------------------------------------------------ places

/** So much of an absolute path may be the way to where the repository lies. */
const MOST_OUTSIDE = 6;

/** The places that a path may lead to, the more likely ones first. */
function placesOf(
  text: string,
  pass: FilePass,
): { readonly own: readonly Place[]; readonly projects: readonly Place[] }[] {
  const [, before = '', rest = ''] = /^((?:~?\/+|(?:\.{1,2}\/+)+)?)(.*)$/s.exec(text) ?? [];
  const body = withoutWild(rest);
  const segments = body.split('/').filter((segment) => segment !== '' && !/^\.+$/.test(segment));
  if (segments.length < 2 || INSTALLED.test(body)) return [];
  const own = ancestors(folderOf(pass.path));
  const projects = projectFolders(pass).filter((folder) => !own.includes(folder));
  const outside = before.endsWith('/') && !before.startsWith('.') ? Math.min(segments.length - 2, MOST_OUTSIDE) : 0;
  return Array.from({ length: outside + 1 }, (_, at) => {
    const lead = at === 0 ? before : `${before}${segments.slice(0, at).join('/')}/`;
    const from = (bases: readonly string[]): Place[] =>
      bases.flatMap((base) => placeAt(at === 0 ? body : segments.slice(at).join('/'), lead, base) ?? []);
    return { own: from(own), projects: from(projects) };
  });
}

function placeAt(body: string, before: string, base: string): Place | null {
  const folder = before.startsWith('.') ? join(base, before) : base;
  const path = folder === null ? null : join(folder, body);
  if (folder === null || path === null || path === '') return null;
  return { kind: 'path', before, base: folder, path, hasExtension: sourceExtension(path) !== null };
}

/** A glob means the folder before its first wild segment. */
function withoutWild(path: string): string {
  const segments = path.replace(/^(?:\*+\/?)+/, '').split('/');
  const wild = segments.findIndex((segment) => segment.includes('*'));
  return (wild < 0 ? segments : segments.slice(0, wild)).join('/').replace(/\/+$/, '');
}

const projectsIn = perTree<{ folders: readonly string[] | null }>(() => ({ folders: null }));

/** Folders that commands are run in: of Python's roots, and of packages. */
function projectFolders({ modules }: FilePass): readonly string[] {
  const known = projectsIn(modules.tree);
  known.folders ??= [...new Set([...rootSet(modules), ...modules.tree.named('package.json').map(folderOf)])];
  return known.folders;
}

const standing = perTree(() => new Map<string, boolean>());

/** Whether a file, a folder or a module without its extension stands at a path. */
function standsAt(path: string, { modules: { tree } }: FilePass): boolean {
  return remember(standing(tree), path, () => {
    if (tree.has(path) || tree.hasFolder(path)) return true;
    const key = keyOfFile(path);
    const keys = key === null ? LANGUAGE_IDS.map((language) => repositoryKey(language, path)) : [key];
    return keys.some((one) => fileOf(one, tree) !== null);
  });
}

// -------------------------------------------------------------------------------------------------------------- bans

/** The bans on the module that would stand at a place. */
function on({ kind, before, base, hasExtension, path }: Place, pass: FilePass): PathBan[] {
  const own = keyOfFile(path);
  const keys = own === null ? LANGUAGE_IDS.map((language) => repositoryKey(language, path)) : [own];
  const written: PathWritten = { kind, before, base, hasExtension };
  return keys.flatMap((key) => entriesOn(key, path, pass).map((entry) => ({ entry, key, written })));
}

function entriesOn(key: ModuleKey, path: string, pass: FilePass): BanEntry[] {
  const { matcher, modules } = pass;
  const hits = matcher.hitsOn(key.language, formsOf(key, modules)).filter(({ entry }) => entry.ban.names === null);
  if (hits.length === 0) return [];
  const isFile = modules.tree.has(path);
  const module = { file: isFile ? path : fileOf(key, modules.tree), keys: [key] };
  const isHere = standsAt(path, pass);
  const meant = hits
    .filter((hit) => (isFile || !hit.entry.alone) && isMeant(hit, module, modules)) // a folder is no index file
    .map(({ entry }) => entry)
    .filter((entry) => (isHere || entry.pathOnly || isGone(entry)) && !coversHomeAt(entry, key, pass));
  return [...new Set(meant)];
}

/** Whether a module is the home of the concept that bans it. */
function coversHomeAt({ concept }: BanEntry, key: ModuleKey, { path, modules }: FilePass): boolean {
  const named = { specifier: '', keys: [key] };
  return concept?.canonical.some((home) => isHome(home, named, path, modules)) === true;
}
