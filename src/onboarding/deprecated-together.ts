/**
 * Deprecation notices that are one: several names of a file with the same words, and copies of one file.
 */
import { pushAll } from '../text/lists.ts';
import { push } from '../text/multimap.ts';
import { mergedBans, type Proposal } from './proposal.ts';

/** So many names are written out. */
const MOST_NAMES = 3;

/** The proposals, those that say the same of one file or of copies of it as one, each where its first one was. */
export function together(proposals: readonly Proposal[]): Proposal[] {
  const groups = new Map<string, Proposal[]>();
  for (const proposal of proposals) push(groups, subjectOf(proposal), proposal);
  return [...groups.values()].flatMap((group) => {
    const [first, ...rest] = group;
    return first === undefined ? [] : rest.length === 0 ? first : asOne(first, group);
  });
}

/** The same for proposals that are one: a base name and what is said of it; a home stands for itself. */
function subjectOf({ concept, evidence, bans }: Proposal): string {
  const [notice] = evidence;
  const path = notice?.path ?? '';
  if (concept !== null || bans.some(({ use }) => use !== null)) return `${path}:${notice?.line}:${concept}`;
  const isOwn = notice?.says.length !== undefined && notice.says.length < FEWEST_LETTERS;
  return `${isOwn ? path : baseName(path)} ${notice?.says}`;
}

/** What is shorter is said in many places, and means each time something else. */
const FEWEST_LETTERS = 40;

function asOne(first: Proposal, group: readonly Proposal[]): Proposal {
  const paths = [...new Set(group.map(({ evidence }) => evidence[0]?.path ?? ''))];
  const bans: Proposal['bans'][number][] = [];
  for (const one of group) pushAll(bans, one.bans);
  return {
    ...first,
    bans: mergedBans(bans),
    why:
      paths.length === 1
        ? ofNames(paths[0] ?? '', group)
        : `${ending(paths)}, in ${paths.length} places, says that it is deprecated`,
    evidence: [
      ...group.flatMap(({ evidence }) => evidence.slice(0, 1)),
      ...group.flatMap(({ evidence }) => evidence.slice(1, 2)),
    ],
    files: [...new Set(group.flatMap(({ files }) => files))],
  };
}

function ofNames(path: string, group: readonly Proposal[]): string {
  const names = group.map(({ why }) => why.split(' in ')[0] ?? '');
  const rest = names.length - MOST_NAMES;
  const listed = rest > 0 ? `${names.slice(0, MOST_NAMES).join(', ')} and ${rest} more` : names.join(', ');
  return `${listed} in ${path} say that they are deprecated`;
}

/** `utility/standalone.ts`: what all paths end in. */
function ending(paths: readonly string[]): string {
  const [first = '', ...rest] = paths.map((path) => path.split('/').reverse());
  const different = [...first].findIndex((part, at) => rest.some((other) => other[at] !== part));
  return [...first]
    .slice(0, different === -1 ? first.length : different)
    .reverse()
    .join('/');
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
