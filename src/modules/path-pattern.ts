/**
 * The two pattern languages of configuration files. Neither is picomatch's, and both must stay linear on hostile input.
 *
 * `matchesPath`: tsconfig `include`/`exclude` and workspace lists, where `*` and `?` stay inside a segment, `**` crosses
 * segments and braces (workspaces only) list alternatives. `matchStar`: keys with one `*` in `paths`, `exports` and
 * `imports`.
 */
import { pushAll } from '../text/lists.ts';

/** Alternatives beyond this many are left unexpanded. */
const MAX_ALTERNATIVES = 64;

/** Whether a path matches a pattern; both relative to the same folder. */
export function matchesPath(path: string, pattern: string): boolean {
  const segments = path.split('/');
  return alternatives(pattern).some((one) => matchesSegments(segments, one.split('/')));
}

/** Greedy matching with one step back to the latest `**`, which is enough because a later one subsumes earlier ones. */
function matchesSegments(path: readonly string[], pattern: readonly string[]): boolean {
  return matchesSequence(path.length, pattern.length, {
    isStar: (at) => pattern[at] === '**',
    matches: (at, pat) => matchesSegment(path[at] ?? '', pattern[pat] ?? ''),
  });
}

function matchesSegment(text: string, pattern: string): boolean {
  if (!pattern.includes('*') && !pattern.includes('?')) return text === pattern;
  return matchesSequence(text.length, pattern.length, {
    isStar: (at) => pattern[at] === '*',
    matches: (at, pat) => pattern[pat] === '?' || pattern[pat] === text[at],
  });
}

interface Elements {
  readonly isStar: (pattern: number) => boolean;
  readonly matches: (text: number, pattern: number) => boolean;
}

function matchesSequence(textLength: number, patternLength: number, { isStar, matches }: Elements): boolean {
  let text = 0;
  let pattern = 0;
  let star = -1;
  let resume = 0;
  while (text < textLength) {
    if (pattern < patternLength && isStar(pattern)) {
      star = pattern++;
      resume = text;
    } else if (pattern < patternLength && matches(text, pattern)) {
      text++;
      pattern++;
    } else if (star >= 0) {
      pattern = star + 1;
      text = ++resume;
    } else return false;
  }
  while (pattern < patternLength && isStar(pattern)) pattern++;
  return pattern === patternLength;
}

function alternatives(pattern: string): string[] {
  const done: string[] = [];
  const open = [pattern];
  while (open.length > 0 && done.length + open.length <= MAX_ALTERNATIVES) {
    const next = open.pop() ?? '';
    const braces = /^([^{]*)\{([^{}]*)\}/.exec(next);
    if (braces === null) done.push(next);
    else
      pushAll(
        open,
        (braces[2] ?? '').split(',').map((part) => braces[1] + part + next.slice(braces[0].length)),
      );
  }
  return [...done, ...open];
}

/** What the one `*` of `pattern` stands for in `text`; null when it does not match, empty for an exact match. */
export function matchStar(text: string, pattern: string): string | null {
  const star = pattern.indexOf('*');
  if (star < 0) return text === pattern ? '' : null;
  const prefix = pattern.slice(0, star);
  const suffix = pattern.slice(star + 1);
  if (suffix.includes('*') || text.length < prefix.length + suffix.length) return null;
  if (!text.startsWith(prefix) || !text.endsWith(suffix)) return null;
  return text.slice(prefix.length, text.length - suffix.length);
}

/** The key that a specifier falls under, as TypeScript and Node choose it: exact first, then the longest prefix. */
export function bestPattern(text: string, patterns: Iterable<string>): { pattern: string; star: string } | null {
  let best: { pattern: string; star: string; rank: number } | null = null;
  for (const pattern of patterns) {
    const star = matchStar(text, pattern);
    if (star === null) continue;
    const at = pattern.indexOf('*');
    const rank = at < 0 ? Number.POSITIVE_INFINITY : at;
    const better = best === null || rank > best.rank || (rank === best.rank && pattern.length > best.pattern.length);
    if (better) best = { pattern, star, rank };
  }
  return best;
}
