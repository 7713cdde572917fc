/**
 * Who owns a file, by CODEOWNERS as GitHub and GitLab read it: the last pattern that matches, in GitLab's sections the last
 * of each. https://docs.github.com/articles/about-code-owners, https://docs.gitlab.com/user/project/codeowners/reference
 */
import { globSource, matcher as matcherOf } from '../text/globs.ts';

/** Where it may stand; the first that is there counts. */
export const CODE_OWNERS_PATHS = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS', '.gitlab/CODEOWNERS'] as const;

interface Line {
  readonly section: string;
  readonly matches: (path: string) => boolean;
  readonly owners: readonly string[];
}

/** @param text of the file; null: there is none @returns owners of a repository path, in the order of the file; none where nobody does */
export function codeOwners(text: string | null): (path: string) => readonly string[] {
  const lines = text === null ? [] : linesOf(text);
  const known = new Map<string, readonly string[]>();
  return (path) => {
    const owners = known.get(path) ?? ownersIn(lines, path);
    known.set(path, owners);
    return owners;
  };
}

function ownersIn(lines: readonly Line[], path: string): string[] {
  const bySection = new Map<string, readonly string[]>();
  for (const { section, matches, owners } of lines) if (matches(path)) bySection.set(section, owners);
  return [...new Set([...bySection.values()].flat())];
}

/** `[Database][2] @dba`, `^[Docs]`: a section, and who owns what states nobody in it. */
const SECTION = /^\^?\[([^\]]+)\](?:\[\d+\])?(.*)$/;

function linesOf(text: string): Line[] {
  const found: Line[] = [];
  let section = '';
  let owners: readonly string[] = [];
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.replace(/(^|\s)#.*$/, '').trim();
    const opened = SECTION.exec(line);
    if (opened !== null) {
      section = (opened[1] ?? '').toLowerCase();
      owners = wordsOf(opened[2] ?? '');
    } else if (line !== '') {
      const [pattern = '', ...stated] = wordsOf(line);
      found.push({ section, matches: matcherOf(globsOf(pattern)), owners: stated.length > 0 ? stated : owners });
    }
  }
  return found;
}

/** Blanks behind a backslash belong to a pattern. */
function wordsOf(line: string): string[] {
  return (line.match(/(?:\\.|[^\s\\])+/g) ?? []).map((word) => word.replace(/\\ /g, ' '));
}

/** As in .gitignore: without a slash anywhere, else from the top; a folder with everything in it, `*` as the last step not. */
function globsOf(pattern: string): string[] {
  const isFolder = pattern.endsWith('/');
  const plain = pattern.replace(/^\/|\/$/g, '');
  if (plain === '' || plain === '*' || plain === '**') return [globSource('**')];
  const anchored = pattern.startsWith('/') || plain.includes('/');
  const from = anchored ? plain : `**/${plain}`;
  const below = globSource(`${from}/**`);
  if (isFolder) return [below];
  return /(?:^|\/)\*$/.test(plain) ? [globSource(from)] : [globSource(from), below];
}
