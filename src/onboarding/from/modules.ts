/**
 * Patterns over specifiers, as linters of JavaScript write them, as modules of a registry. Linters compare spellings; a ban
 * holds for the module, however it is written. So a pattern that is about the spelling alone is no ban.
 */
import { isBuiltin } from 'node:module';
import { resolveImport } from '../../modules/index.ts';
import { folderOf } from '../../modules/path.ts';
import { isLiteralGlob } from '../../text/globs.ts';
import type { World } from './define.ts';

/** Modules of a registry, or why there are none. */
export type Meant = { readonly modules: readonly string[] } | { readonly why: string };

export const SPELLING =
  'bans a spelling, and a ban holds for a module however it is written; name the module by its path';

/**
 * One specifier as written.
 * @param banned what is banned beside it
 */
export function exactModule(specifier: string, banned: ReadonlySet<string>): Meant {
  const why = isRelative(specifier) ? SPELLING : otherSpelling(specifier, banned);
  if (why !== null) return { why };
  if (!isLiteralGlob(specifier)) return { modules: [`js:${escaped(specifier)}`] };
  return { modules: [`js:${specifier}`] };
}

/**
 * Why a name is not banned by itself: Node's own modules have two, which a ban does not tell apart; null where the other one
 * is banned, too.
 */
function otherSpelling(specifier: string, banned: ReadonlySet<string>): string | null {
  if (!isBuiltin(specifier)) return null;
  const other = specifier.startsWith('node:') ? specifier.slice('node:'.length) : `node:${specifier}`;
  if (banned.has(other)) return null;
  return `is one module with "${other}", which stays allowed, and a ban does not tell the two apart; to ban both write "js:${specifier}"`;
}

/**
 * A pattern as in .gitignore over specifiers.
 * @param hasNames the ban is on names, and so on each module alone
 */
export function patternModules(pattern: string, world: World, hasNames = false): Meant {
  const bare = pattern.replace(/^\//, '').replace(/\/+$/, '');
  if (isRelative(bare) || bare.includes('../') || pattern.startsWith('#')) return { why: SPELLING };
  if (pattern === '*' || /^(?:\*\*\/?)+\*?$/.test(pattern)) return { why: 'bans every import; name modules' };
  const place = pattern.endsWith('/') ? `${bare}/*` : bare.replace(/\/\*\*$/, '/*');
  if (!place.includes('/')) return { modules: [`js:**/${place}`] };
  const folders = foldersBehind(place, world);
  if (folders.includes('')) return { why: 'bans everything of this repository; name folders' };
  if (folders.length > 0) return { modules: folders.map((folder) => `./${folder}`) };
  return isWildInside(place) && leadsInside(place, world)
    ? { why: FOLDERS }
    : { modules: withBelow(`js:${place}`, hasNames) };
}

/** A module of a registry, and whether it is meant without what lies below it. */
export interface Whole {
  readonly module: string;
  readonly isAlone: boolean;
}

/** A glob over whole specifiers: what lies below a match is none. */
export function globModules(
  pattern: string,
  banned: ReadonlySet<string>,
  world: World,
): { readonly found: readonly Whole[] } | { readonly why: string } {
  const isAlone = !pattern.endsWith('/**');
  if (pattern.endsWith('/')) return { why: 'matches nothing: no specifier ends in a slash' };
  // Without a slash it matches names of packages alone.
  if (!pattern.includes('/') && /[^*]/.test(pattern)) {
    const why = isLiteralGlob(pattern) ? otherSpelling(pattern, banned) : null;
    return why === null ? { found: [{ module: `js:${pattern}`, isAlone }] } : { why };
  }
  const meant = isLiteralGlob(pattern) ? exactModule(pattern, banned) : patternModules(pattern, world);
  if ('why' in meant) return meant;
  return { found: meant.modules.map((module) => ({ module, isAlone: isAlone && !module.startsWith('./') })) };
}

/** `x/*` covers what lies deeper, and not `x`; on names it must be said of the deeper modules themselves. */
function withBelow(module: string, hasNames: boolean): string[] {
  return hasNames && module.endsWith('/*') ? [module, `${module}/**`] : [module];
}

const FOLDERS =
  'is about how deep an import reaches into folders of this repository, which the files of those folders may; ban the folders one by one, each with "except" for itself';

function isRelative(specifier: string): boolean {
  return /^\.{1,2}(?:\/|$)/.test(specifier);
}

function escaped(specifier: string): string {
  return specifier.replace(/[\\*?[\]{}()]/g, '\\$&');
}

/** A wildcard stands in a segment that is not the last one, behind a fixed beginning. */
function isWildInside(place: string): boolean {
  const segments = place.split('/');
  const wild = segments.findIndex((segment) => !isLiteralGlob(segment));
  return wild > 0 && wild < segments.length - 1;
}

/** The folders of the repository that `alias/*` means: everything in them, which their own files may import. */
function foldersBehind(place: string, { modules }: World): string[] {
  const alias = /^([^*?[\]{}()]+)\/\*{1,2}$/.exec(place)?.[1];
  if (alias === undefined) return [];
  const { keys } = resolveImport('js', `${alias}/zzz`, '_.ts', modules);
  const own = keys.filter(({ external, path }) => !external && /(?:^|\/)zzz$/.test(path));
  return [...new Set(own.map(({ path }) => folderOf(path)))];
}

/** An alias or a package of the tree stands behind its beginning. */
function leadsInside(place: string, { modules }: World): boolean {
  const specifier = place.replace(/[*?[\]{}()]+/g, 'x');
  return resolveImport('js', specifier, '_.ts', modules).keys.some((key) => !key.external);
}
