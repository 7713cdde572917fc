/**
 * Globs of linters as globs of a registry: relative to the top of the repository, without extended globs. What cannot be
 * written so is named.
 */
import { join } from '../../modules/path.ts';
import { globSource, isLiteralGlob, refuseGlob } from '../../text/globs.ts';
import { pushAll } from '../../text/lists.ts';

/** How a tool means a pattern without a slash, and one that names a folder. */
export type Manner =
  /** minimatch over paths from the folder of the configuration. */
  | 'path'
  /** The same, but a pattern without a slash is a base name anywhere. */
  | 'base-name'
  /** As in .gitignore: a base name anywhere, and whatever lies below what it matches. */
  | 'ignore'
  /** A star goes over slashes, too; a pattern without a slash is also a base name anywhere. */
  | 'loose';

export interface Globs {
  readonly globs: readonly string[];
  /** Patterns that cannot be written so, and why, as the end of a sentence. */
  readonly refused: readonly { readonly pattern: string; readonly why: string }[];
}

/** @param folder that of the configuration */
export function pathGlobs(patterns: readonly string[], folder: string, manner: Manner): Globs {
  const globs: string[] = [];
  const refused: { pattern: string; why: string }[] = [];
  for (const pattern of patterns) {
    const written = pattern.startsWith('!') ? null : rewritten(pattern, folder, manner);
    const why = written === null ? 'leads out of the repository, or takes something back' : firstRefusal(written);
    if (written === null || why !== null) refused.push({ pattern, why: why ?? '' });
    else pushAll(globs, written);
  }
  return { globs: [...new Set(globs)], refused };
}

function firstRefusal(globs: readonly string[]): string | null {
  return globs.map(refuseGlob).find((why) => why !== null) ?? null;
}

function rewritten(pattern: string, folder: string, manner: Manner): string[] | null {
  const isFolder = pattern.endsWith('/');
  const bare = withoutExtended(pattern)
    .replace(/^(?:\.\/)+/, '')
    .replace(/\/+$/, '');
  const isAnchored = bare.includes('/');
  const anchored = join(folder, bare.replace(/^\//, '')) || null;
  if (anchored === null) return null;
  const place = manner === 'path' || isAnchored ? anchored : join(folder, `**/${bare}`);
  if (place === null) return null;
  if (manner === 'loose') return loose(place);
  if (isFolder) return [below(place)];
  return manner === 'ignore' && !place.endsWith('/**') ? [place, below(place)] : [place];
}

function below(place: string): string {
  return place.endsWith('/**') || place === '**' ? place : `${place}/**`;
}

/** A star at the end of a path stands for everything below, one in its last segment for folders on the way, too. */
function loose(place: string): string[] {
  if (place.endsWith('/*')) return [`${place}*`];
  const slash = place.lastIndexOf('/');
  const last = place.slice(slash + 1);
  if (!last.includes('*') || last === '**' || place.slice(0, slash).endsWith('**')) return [place];
  return [`${place.slice(0, slash + 1)}**/${last}`];
}

/** `@(a|b)` and `?(a)` as braces; other extended globs stay, and are refused. */
function withoutExtended(pattern: string): string {
  return pattern.replace(/([@?])\(([^()]*)\)/g, (_all, mark: string, inner: string) => {
    const cases = inner.split('|');
    if (mark === '?') return `{${cases.join(',')},}`;
    return cases.length === 1 ? inner : `{${cases.join(',')}}`;
  });
}

/** Those of the globs that match a path; `x/**` only where more lies below than `x` matches. */
export function globsThatMatch(globs: readonly string[], paths: readonly string[]): string[] {
  const matched = (glob: string): string[] => {
    const expression = new RegExp(globSource(glob));
    return paths.filter((path) => expression.test(path));
  };
  return globs.filter((glob) => {
    const found = matched(glob);
    const above = glob.endsWith('/**') ? glob.slice(0, -3) : null;
    if (above === null || !globs.includes(above)) return found.length > 0;
    return found.length > matched(above).length;
  });
}

/** The folder that a glob begins with, as far as it is written out. */
export function fixedFolder(glob: string): string {
  const segments = glob.split('/');
  const wild = segments.findIndex((segment) => !isLiteralGlob(segment));
  return (wild < 0 ? segments : segments.slice(0, wild)).join('/');
}
