/**
 * Symbolic links of a tree: to Node and Python a path through one is the path that it leads to, and so it is here.
 *
 * A link is followed as the system does it, part by part, `..` behind a link from where that one led. One that leaves the
 * repository, or leads round in a circle, names nothing that is known: then the path stands for itself. The target need
 * not exist. Nothing is read through a link here; a tree says what its links hold.
 */
import { isAskedFor } from '../text/base-names.ts';
import { pushAll } from '../text/lists.ts';
import { LANGUAGE_IDS, type LanguageId, type ModuleKey, type Tree } from '../types.ts';
import { perTree } from './context.ts';
import { keyOfFile, repositoryKey } from './key.ts';
import { folderOf, lastSegment } from './path.ts';

/** One link that stays in the repository. Both without the extension and index of a source, as keys have it. */
export interface Link {
  readonly path: string;
  readonly target: string;
  /** As the link and what it leads to are called. */
  readonly file: string;
  readonly leadsTo: string;
}

/** Another way to write a real path. Of what stands above it only paths of this length and more are the link's. */
export interface Spelling {
  readonly path: string;
  readonly least: number;
}

interface Links {
  /** Where a path leads; itself where no link is on the way, or nobody knows. */
  real(path: string): string;
  /** In one language. */
  readonly of: Readonly<Record<LanguageId, readonly Link[]>>;
  /** Links to single modules, by path as keys have it. */
  readonly modules: Readonly<Record<LanguageId, ReadonlyMap<string, string>>>;
}

const NONE: Links = { real: (path) => path, of: { js: [], py: [] }, modules: { js: new Map(), py: new Map() } };

const linksOf = perTree<{ found: Links | null }>(() => ({ found: null }));

function links(tree: Tree): Links {
  const known = linksOf(tree);
  known.found ??= read(tree.links());
  return known.found;
}

/** The links of a tree as one value, the same for all trees without any. */
export function linksIn(tree: Tree): object {
  return links(tree);
}

function read(texts: ReadonlyMap<string, string>): Links {
  if (texts.size === 0) return NONE;
  const heads = new Set([...texts.keys()].map((path) => path.split('/', 1)[0] ?? ''));
  const real = (path: string): string =>
    heads.has(path.split('/', 1)[0] ?? '') ? (follow(path, texts) ?? path) : path;
  const of: Record<LanguageId, Link[]> = { js: [], py: [] };
  const modules = { js: new Map<string, string>(), py: new Map<string, string>() };
  for (const file of texts.keys()) {
    const leadsTo = follow(file, texts);
    if (leadsTo === null) continue;
    for (const language of LANGUAGE_IDS) {
      const link: Link = { path: asKey(file, language), target: asKey(leadsTo, language), file, leadsTo };
      of[language].push(link);
      if (link.path !== file || link.target !== leadsTo) modules[language].set(link.path, link.target);
    }
  }
  return { real, of, modules };
}

/** The system gives up at as many. */
const MOST_HOPS = 40;

function follow(path: string, texts: ReadonlyMap<string, string>): string | null {
  const ahead = path.split('/').reverse();
  const at: string[] = [];
  let hops = 0;
  for (let part = ahead.pop(); part !== undefined; part = ahead.pop()) {
    if (part === '' || part === '.') continue;
    if (part === '..') {
      if (at.pop() === undefined) return null;
      continue;
    }
    at.push(part);
    const text = texts.get(at.join('/'));
    if (text === undefined) continue;
    if (text === '' || text.startsWith('/') || ++hops > MOST_HOPS) return null;
    at.pop();
    pushAll(ahead, text.split('/').reverse());
  }
  return at.join('/');
}

function asKey(file: string, language: LanguageId): string {
  const key = keyOfFile(file);
  if (key === null || key.language !== language) return file;
  return key.path === '.' ? '' : key.path;
}

/** `realPath` for a tree of which only the links are known. */
export function realPathsBy(texts: ReadonlyMap<string, string>): (path: string) => string {
  return read(texts).real;
}

/** Where a path leads, through every link on its way; itself where there is none, or where it leaves the repository. */
export function realPath(path: string, tree: Tree): string {
  return links(tree).real(path);
}

/** The modules that a key may be behind links: itself, or, where a file of it is a link, what that names besides. */
export function realKeys(key: ModuleKey, tree: Tree): ModuleKey[] {
  if (key.external) return [key];
  const { real, modules } = links(tree);
  const path = key.path === '.' ? '' : real(key.path);
  const own = path === key.path || key.path === '.' ? key : repositoryKey(key.language, path);
  const named = modules[key.language].get(path);
  return named === undefined ? [own] : [repositoryKey(key.language, named), own];
}

/** Every link of a tree, as modules of a language. */
export function linkedModules(language: LanguageId, tree: Tree): readonly Link[] {
  return links(tree).of[language];
}

const namesOf = perTree(() => new Map<LanguageId, ReadonlySet<string>>());

/** Whether a symbolic link, or what one leads to, is called so. */
export function isNamedByLink(name: string, language: LanguageId, tree: Tree): boolean {
  const names = namesOf(tree);
  let known = names.get(language);
  if (known === undefined) {
    known = new Set(
      linkedModules(language, tree).flatMap(({ path, target }) => [lastSegment(path), lastSegment(target)]),
    );
    names.set(language, known);
  }
  return known.has(name);
}

/** The other ways to write a module: through each link that leads to it or to a folder above it. */
export function spellingsOf(key: ModuleKey, tree: Tree): Spelling[] {
  if (key.external) return [];
  const path = key.path === '.' ? '' : key.path;
  return links(tree).of[key.language].flatMap((link) => {
    if (link.target === path) return [{ path: link.path, least: link.path.length }];
    const below =
      link.leadsTo === '' ? `/${path}` : path.startsWith(`${link.leadsTo}/`) ? path.slice(link.leadsTo.length) : '';
    // A link above what it leads to would go on for ever.
    return below === '' || link.file.startsWith(`${link.leadsTo}/`) || link.leadsTo === ''
      ? []
      : [{ path: link.file + below, least: link.file.length }];
  });
}

/** A tree whose paths are followed through its links; nothing else changes for one without any. */
export function followLinks(tree: Tree): Tree {
  const real = (path: string): string => realPath(path, tree);
  return {
    links: () => tree.links(),
    settled: tree.settled,
    has: (path) => tree.has(real(path)),
    hasFolder: (path) => tree.hasFolder(real(path)),
    read: (path) => tree.read(real(path)),
    facts: (path) => tree.facts(real(path)),
    named: (name) => {
      const paths = tree.named(name);
      const linked = linkedModules('js', tree);
      return linked.length === 0 ? paths : [...new Set([...paths, ...namedThrough(linked, name, paths, tree)])].sort();
    },
  };
}

/** Files with a base name that stand behind a link, as they can be written: one link on the way is enough. */
function namedThrough(linked: readonly Link[], name: string, paths: readonly string[], tree: Tree): string[] {
  return linked.flatMap(({ file, leadsTo }) => {
    if (isAskedFor(lastSegment(file), name)) return tree.has(leadsTo) ? [file] : [];
    if (leadsTo === '' || file === leadsTo || folderOf(file).startsWith(`${leadsTo}/`) || folderOf(file) === leadsTo)
      return [];
    return paths.flatMap((path) => (path.startsWith(`${leadsTo}/`) ? [file + path.slice(leadsTo.length)] : []));
  });
}
