/**
 * A package by where it comes from: `npm:moment@2`, `jsr:@std/path@1/posix`, `https://esm.sh/moment@2`. All of them are the
 * package that Node would know by its name, with the subpath that follows.
 */

/** Name of a package, its version if there is one, and what follows. */
const NAMED = /^((?:@[^/@?#]+\/)?[^/@?#]+)(?:@[^/?#]*)?(?:\/(.*))?$/s;

/** Hosts that serve npm's packages by name, and what stands before the name. */
const HOSTS: ReadonlyMap<string, RegExp> = new Map([
  ['esm.sh', /^(?:(?:v\d+|stable)\/)?\*?(?:jsr\/)?/],
  ['esm.run', /^/],
  ['unpkg.com', /^/],
  ['www.unpkg.com', /^/],
  ['cdn.jsdelivr.net', /^npm\//],
  ['cdn.skypack.dev', /^(?:-\/|pin\/)?/],
  ['ga.jspm.io', /^npm:/],
  ['jspm.dev', /^(?:npm:)?/],
  ['jsr.io', /^/],
]);

/** Paths that are no package of npm on hosts that serve those without any sign before the name. */
const OTHER = /^(?:gh|gist|pr|wp|combine|github)\//;
/** What a server puts between a package and the path in it: a target, a build. */
const BUILD = /^(?:(?:es(?:20\d\d|next)|deno(?:next)?|X-[^/]*|dist=[^/]*|(?:un)?optimized|\d+\.\d+\.\d+[^/]*)\/)+/;
/** What asks a server for another form of the whole. */
const WHOLE = /^\+esm$/;

/** The specifier of the package that is addressed; null for anything else, names of Node's modules included. */
export function addressedPackage(specifier: string): string | null {
  const scheme = /^(?:npm|jsr):\/?/.exec(specifier)?.[0];
  if (scheme !== undefined) return specifierOf(specifier.slice(scheme.length));
  const url = /^https?:\/\/([^/:]+)\/(.*)$/is.exec(specifier);
  const before = HOSTS.get(url?.[1]?.toLowerCase() ?? '');
  const path = url?.[2] ?? '';
  const start = before?.exec(path);
  if (start === null || start === undefined || OTHER.test(path)) return null;
  return specifierOf(path.slice(start[0].length));
}

function specifierOf(text: string): string | null {
  const [, name, behind = ''] = NAMED.exec(text) ?? [];
  if (name === undefined || /[:\\]/.test(name)) return null;
  const subpath = behind.replace(BUILD, '').replace(WHOLE, '').replace(/\/+$/, '');
  return subpath === '' ? name : `${name}/${subpath}`;
}
