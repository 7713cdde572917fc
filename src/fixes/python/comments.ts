/**
 * The comments of a from-import: which goes with which name when a name goes elsewhere.
 */
import type { Span } from '../../types.ts';
import { commentsIn, extentEnd, type ListItem, type NameList } from './list.ts';
import { commentBehind, lineStart } from './place.ts';

/**
 * The comments of names that go: what stands within a name's own words, and what stands behind it on its line, unless that
 * line holds a name that stays.
 */
export function commentsOf(
  text: string,
  list: NameList,
  going: ReadonlySet<ListItem>,
): ReadonlyMap<ListItem, readonly Span[]> {
  const found = new Map<ListItem, Span[]>();
  if (list.open < 0) return found;
  let behind = 0;
  for (const comment of commentsIn(text, list.open, list.close)) {
    while ((list.items[behind]?.start ?? comment.end) < comment.start) behind += 1;
    const item = list.items[behind - 1];
    if (item === undefined) continue;
    const isWithin = comment.end <= extentEnd(item);
    if (isWithin ? !going.has(item) : !isBehindAll(text, list, comment, behind, going)) continue;
    found.set(item, [...(found.get(item) ?? []), comment]);
  }
  return found;
}

/** A name ends on the comment's line, and all that do go; `behind` is the index of the first that follows. */
function isBehindAll(
  text: string,
  { items }: NameList,
  comment: Span,
  behind: number,
  going: ReadonlySet<ListItem>,
): boolean {
  const from = lineStart(text, comment.start);
  let at = behind - 1;
  for (let item = items[at]; item !== undefined && item.end > from; item = items[at]) {
    if (!going.has(item)) return false;
    at -= 1;
  }
  return at < behind - 1;
}

const FOR_TOOLS =
  /#\s*(?:noqa|nosec|pragma:|(?:type|ty|pyre|pyright|mypy|pylint|flake8|ruff|isort|fmt|yapf)\s*:|pyre-|nopycln)/i;

/** What tools are told on the statement's own lines, which then concerns what is split from it as well. */
export function toolComments(text: string, { open }: NameList, statement: Span): string[] {
  const places = [open < 0 ? null : commentBehind(text, open + 1), commentBehind(text, statement.end)];
  const said = places.flatMap((place) => (place === null ? [] : [text.slice(place.start, place.end).trimEnd()]));
  return [...new Set(said.filter((comment) => FOR_TOOLS.test(comment)))];
}
