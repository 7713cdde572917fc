/**
 * Repository-relative paths with `/`. The repository root is the empty string. Unlike `node:path`, joining says when
 * the result leaves the repository.
 */

/** The folder of a file or folder, empty for the root. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

/** What stands after the last slash. */
export function lastSegment(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The path of a file that stands in a folder. */
export function inFolder(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** `folder` and every folder above it, nearest first, the root (empty) last. */
export function ancestors(folder: string): string[] {
  const found = [folder];
  for (let path = folder; path !== ''; ) {
    path = folderOf(path);
    found.push(path);
  }
  return found;
}

/** Joins and normalises; null when the result leaves the folder tree that `folder` belongs to, or is absolute. */
export function join(folder: string, relative: string): string | null {
  if (relative.startsWith('/')) return null;
  const absolute = folder.startsWith('/');
  const parts = folder.split('/').filter((part) => part !== '');
  for (const part of relative.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  return (absolute ? '/' : '') + parts.join('/');
}

/** Whether `path` is `folder` or lies below it. */
export function within(path: string, folder: string): boolean {
  return folder === '' || path === folder || (path.startsWith(folder) && path[folder.length] === '/');
}

/** `path` as seen from `folder`: `./a`, `../b/c`, `.` for the folder itself, `..` for its parent. */
export function relative(folder: string, path: string): string {
  const from = folder === '' ? [] : folder.split('/');
  const to = path === '' ? [] : path.split('/');
  let common = 0;
  while (common < from.length && common < to.length && from[common] === to[common]) common++;
  const up = from.slice(common).map(() => '..');
  const down = to.slice(common);
  if (up.length === 0) return down.length === 0 ? '.' : `./${down.join('/')}`;
  return [...up, ...down].join('/');
}

/** Without slashes at its end. Not a regular expression, which would try each slash of a long run. */
export function withoutSlashes(path: string): string {
  let end = path.length;
  while (end > 0 && path[end - 1] === '/') end--;
  return path.slice(0, end);
}

/** `acme/./a` and `acme/x/../a` are `acme/a`, as files of a package are looked up. */
export function withoutDots(name: string): string {
  if (!/\/\.{1,2}(?:\/|$)/.test(name) || name.includes(':')) return name;
  const [, owner, rest] = /^((?:@[^/]+\/)?[^/]+)\/(.*)$/s.exec(name) ?? [];
  const path = owner === undefined || rest === undefined ? null : join('', rest);
  if (path === null) return name;
  return path === '' ? (owner ?? '') : `${owner}/${path}`;
}
