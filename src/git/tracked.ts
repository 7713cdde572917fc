/**
 * Whether a branch could bring what stands at a place of the work tree: the same question that hooks/start asks.
 */
import { relative, resolve, sep } from 'node:path';
import { splitNul } from './names.ts';
import { contains, git } from './run.ts';
import { realPath } from './trust.ts';

/**
 * Whether the index of a work tree holds the place, anything below it, or a link, submodule or file where a folder is on
 * the way to it; along the path as written and along the real one, in any case of letters.
 * @param place absolute, or relative to the top
 */
export function isTracked(top: string, place: string): boolean {
  const path = resolve(top, place);
  const places = [
    [top, path],
    [realPath(top), realPath(path)],
  ] as const;
  return places.some(([tree, at]) => contains(tree, at) && holds(top, relative(tree, at).split(sep).join('/')));
}

function holds(top: string, path: string): boolean {
  const [first = ''] = path.split('/');
  const { stdout } = git(['ls-files', '-z', '--full-name', '--', `:(top,icase,literal)${first}`], { cwd: top });
  const wanted = `${path.toLowerCase()}/`;
  return splitNul(stdout)
    .map((raw) => `${Buffer.from(raw, 'latin1').toString('utf8').toLowerCase()}/`)
    .some((entry) => entry.startsWith(wanted) || wanted.startsWith(entry));
}
