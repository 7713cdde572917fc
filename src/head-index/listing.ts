/**
 * The files of one commit's tree as entries of a constant table: what a folder holds, how many files are below it,
 * which paths have a base name that module resolution asks for, which are symbolic links, which files define a name.
 *
 * A folder is one value: `<count> NUL`, then for each entry `<name> NUL <slash><id> NUL`, for a link `@` in front of the
 * id, for a folder `<name>/ NUL <slash><count> NUL`. Names hold neither NUL nor slash, so a name between two NULs is
 * found by searching the bytes, and nothing else in the value can look like it.
 */

import type { Table } from '../cache/table.ts';
import { decodeName } from '../git/names.ts';
import type { Entry, Listed, TreeListing } from '../git/raw-tree.ts';
import { CONFIGURATION_NAMES, EXTENDED_NAMES } from '../modules/configuration.ts';
import { REGISTRY_NAMES } from '../registry/load.ts';
import { isAskedFor, isNameForm } from '../text/base-names.ts';
import { push } from '../text/multimap.ts';

/** Base names whose paths are kept: everything that `Tree.named` is asked for. */
export const NAMED: ReadonlySet<string> = new Set(
  [...REGISTRY_NAMES, ...CONFIGURATION_NAMES, ...EXTENDED_NAMES].sort(),
);
const FORMS = [...NAMED].filter(isNameForm);

interface Folder {
  readonly parent: Folder | null;
  readonly path: string;
  /** Files directly in it, then, when everything is in, files below it. */
  count: number;
  /** Its entries as they are written. */
  text: string;
}

/** The table entries for what git lists of a tree (everything, in its order). */
export function listingEntries(listed: readonly Listed[]): [string, string][] {
  const top: Folder = { parent: null, path: '', count: 0, text: '' };
  const folders = new Map<string, Folder>([['', top]]);
  const named = new Map<string, string[]>();
  const links = new Map<string, string[]>();
  const texts: string[] = [];
  const folderAt = (path: string): Folder => {
    const known = folders.get(path);
    if (known !== undefined) return known;
    const folder = { parent: folderAt(parentOf(path)), path, count: 0, text: '' };
    folders.set(path, folder); // after its parent
    return folder;
  };
  let last = top;
  for (const { raw, mode, id } of listed) {
    const { path, pathBytes } = decodeName(raw);
    const isFile = mode.startsWith('100');
    if (pathBytes !== null || (!isFile && mode !== '120000')) continue; // as RawTree: only what a text can name
    const parent = parentOf(path);
    if (parent !== last.path) last = folderAt(parent);
    const name = path.slice(parent === '' ? 0 : parent.length + 1);
    last.text += `${name}\0/${isFile ? '' : '@'}${id}\0`;
    if (NAMED.has(name)) push(isFile ? named : links, name, path);
    for (const form of FORMS) if (isAskedFor(name, form)) push(isFile ? named : links, form, path);
    if (!isFile) texts.push(path, id);
    if (isFile) last.count++;
  }
  for (const { parent, path, count } of [...folders.values()].reverse()) {
    if (parent === null) continue;
    parent.count += count;
    parent.text += `${path.slice(parent.path === '' ? 0 : parent.path.length + 1)}/\0/${count}\0`;
  }
  const entries = [...folders.values()].map(({ path, count, text }): [string, string] => [
    `d${path}`,
    `${count}\0${text}`,
  ]);
  entries.push(['k', texts.join('\0')]);
  for (const name of NAMED) {
    entries.push([`b${name}`, (named.get(name) ?? []).join('\0')]);
    entries.push([`l${name}`, (links.get(name) ?? []).join('\0')]);
  }
  return entries;
}

/** Answers from a table; `onDamage` is told when it turns out to be damaged, and the answer is "not known". */
export function listingIn(table: Table, onDamage: () => void): TreeListing {
  const known = new Map<string, Buffer | null>();

  /** null: no such entry; undefined: not known. */
  function get(key: string): Buffer | null | undefined {
    const read = known.get(key);
    if (read !== undefined) return read;
    const value = table.get(key);
    if (value === null) {
      onDamage();
      return undefined;
    }
    known.set(key, value ?? null);
    return value ?? null;
  }

  const standing = new Map<string, ReadonlySet<string> | null>();

  /** Whether it is known that there is no such configuration: they are searched for in every folder above a file. */
  function isAway(path: string, name: string): boolean {
    let paths = standing.get(name);
    if (paths === undefined) {
      const [files, links] = [get(`b${name}`), get(`l${name}`)];
      paths = files === undefined || links === undefined ? null : new Set([...textsIn(files), ...textsIn(links)]);
      standing.set(name, paths);
    }
    return paths !== null && !paths.has(path);
  }

  return {
    entry(path): Entry | null | undefined {
      if (path === '' || path.endsWith('/') || path.includes('\0')) return null;
      const parent = parentOf(path);
      const name = path.slice(parent === '' ? 0 : parent.length + 1);
      if (NAMED.has(name) && isAway(path, name)) return null;
      const found = get(`d${parent}`);
      if (found === undefined || found === null) return found;
      const value = valueIn(found, name);
      if (value === null) return null;
      return value.startsWith('@') ? { mode: '120000', id: value.slice(1) } : { mode: '100644', id: value };
    },
    filesBelow(path) {
      const found = get(`d${path}`);
      if (found === undefined) return undefined;
      return found === null ? 0 : Number(found.toString('latin1', 0, found.indexOf(0)));
    },
    named(baseName) {
      if (!NAMED.has(baseName)) return undefined;
      const value = get(`b${baseName}`);
      return value === undefined ? undefined : textsIn(value);
    },
    links() {
      const value = get('k');
      if (value === undefined) return undefined;
      const texts = textsIn(value);
      const found = new Map<string, string>();
      for (let at = 0; at + 1 < texts.length; at += 2) found.set(texts[at] ?? '', texts[at + 1] ?? '');
      return found;
    },
  };
}

/** A list of texts that a table holds, NUL between them. */
export function textsIn(value: Buffer | null): string[] {
  return value === null || value.length === 0 ? [] : value.toString('utf8').split('\0');
}

function valueIn(folder: Buffer, name: string): string | null {
  const key = Buffer.from(`\0${name}\0/`);
  const at = folder.indexOf(key);
  if (at < 0) return null;
  const start = at + key.length;
  return folder.toString('latin1', start, folder.indexOf(0, start));
}

function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}
