/**
 * A change of a file as a unified diff, in bytes, as `git apply` and review tools take it. The edits say which lines have
 * changed, so nothing is searched for.
 */

import { quoteName } from '../git/names.ts';
import { pushAll } from '../text/lists.ts';
import { type ByteEdit, withEdits } from './bytes.ts';

const CONTEXT = 3;
const LINE_FEED = 10;
const NO_NEWLINE = Buffer.from('\n\\ No newline at end of file\n');

/** Lines `start` to `end` (from 0, half-open) of the old content, and what stands in their place. */
interface Region {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly Buffer[];
}

/**
 * The diff of one file.
 * @param raw the name, relative to the top of the work tree, one character per byte
 * @param edits in order and apart
 */
export function unifiedDiff(raw: string, before: Buffer, edits: readonly ByteEdit[]): Buffer {
  const old = linesOf(before);
  const regions = regionsOf(before, old, edits);
  if (regions.length === 0) return Buffer.alloc(0);
  const from = quoteName(`a/${raw}`);
  const to = quoteName(`b/${raw}`);
  // a name in which a blank stands ends in a tab, for programs that look for the time behind it
  const tab = raw.includes(' ') ? '\t' : '';
  const head = Buffer.from(`diff --git ${from} ${to}\n--- ${from}${tab}\n+++ ${to}${tab}\n`);
  return Buffer.concat([head, ...hunks(old, regions)]);
}

/** Lines with their ends; only the last may have none. */
function linesOf(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(LINE_FEED, at);
    const next = end === -1 ? bytes.length : end + 1;
    lines.push(bytes.subarray(at, next));
    at = next;
  }
  return lines;
}

/** The lines that edits touch, as few as can be, in order and apart. */
function regionsOf(before: Buffer, old: readonly Buffer[], edits: readonly ByteEdit[]): Region[] {
  const starts = startsOf(old);
  const regions: Region[] = [];
  for (const group of byLines(starts, before.length, edits)) {
    const start = starts[group.first] ?? before.length;
    const end = starts[group.last + 1] ?? before.length;
    const inside = group.edits.map((edit) => ({ ...edit, start: edit.start - start, end: edit.end - start }));
    const lines = linesOf(withEdits(before.subarray(start, end), inside));
    const region = trimmed(old, { start: group.first, end: Math.min(group.last + 1, old.length), lines });
    if (region.end > region.start || region.lines.length > 0) regions.push(region);
  }
  return regions;
}

function startsOf(lines: readonly Buffer[]): number[] {
  let at = 0;
  return lines.map((line) => {
    at += line.length;
    return at - line.length;
  });
}

interface Group {
  readonly first: number;
  last: number;
  readonly edits: ByteEdit[];
}

/** Edits that share a line, together. */
function byLines(starts: readonly number[], length: number, edits: readonly ByteEdit[]): Group[] {
  const groups: Group[] = [];
  let line = 0;
  const lineAt = (offset: number): number => {
    while (line + 1 < starts.length && (starts[line + 1] ?? length) <= offset) line++;
    return line;
  };
  for (const edit of edits) {
    const first = lineAt(edit.start);
    const last = lineAt(edit.end);
    const group = groups.at(-1);
    if (group !== undefined && group.last >= first) {
      group.last = last;
      group.edits.push(edit);
    } else groups.push({ first, last, edits: [edit] });
  }
  return groups;
}

/** Without lines at both ends that are the same. */
function trimmed(old: readonly Buffer[], region: Region): Region {
  const same = (a: Buffer | undefined, b: Buffer | undefined): boolean => a !== undefined && b?.equals(a) === true;
  let { start, end } = region;
  let [from, to] = [0, region.lines.length];
  for (; start < end && from < to && same(old[start], region.lines[from]); start++) from++;
  for (; start < end && from < to && same(old[end - 1], region.lines[to - 1]); end--) to--;
  return { start, end, lines: region.lines.slice(from, to) };
}

/** Regions with the lines around them; what lies close together is one hunk. */
function hunks(old: readonly Buffer[], regions: readonly Region[]): Buffer[] {
  const parts: Buffer[] = [];
  let shift = 0;
  for (let at = 0; at < regions.length; ) {
    let next = at + 1;
    while ((regions[next]?.start ?? Number.POSITIVE_INFINITY) - (regions[next - 1]?.end ?? 0) <= 2 * CONTEXT) next++;
    const inside = regions.slice(at, next);
    const grown = inside.reduce((sum, { start, end, lines }) => sum + lines.length - (end - start), 0);
    pushAll(parts, hunk(old, inside, shift, grown));
    shift += grown;
    at = next;
  }
  return parts;
}

/** @param shift by how many lines the new content is longer before it */
function hunk(old: readonly Buffer[], regions: readonly Region[], shift: number, grown: number): Buffer[] {
  const from = Math.max(0, (regions[0]?.start ?? 0) - CONTEXT);
  const to = Math.min(old.length, (regions.at(-1)?.end ?? 0) + CONTEXT);
  const body: Buffer[] = [];
  let at = from;
  for (const { start, end, lines } of regions) {
    pushAll(body, marked(' ', old.slice(at, start)));
    pushAll(body, marked('-', old.slice(start, end)));
    pushAll(body, marked('+', lines));
    at = end;
  }
  pushAll(body, marked(' ', old.slice(at, to)));
  const count = to - from;
  return [Buffer.from(`@@ -${range(from, count)} +${range(from + shift, count + grown)} @@\n`), ...body];
}

/** Of an empty range the line before it is named. */
function range(start: number, count: number): string {
  return `${count === 0 ? start : start + 1}${count === 1 ? '' : `,${count}`}`;
}

function marked(mark: string, lines: readonly Buffer[]): Buffer[] {
  const first = Buffer.from(mark);
  return lines.flatMap((line) => (line.at(-1) === LINE_FEED ? [first, line] : [first, line, NO_NEWLINE]));
}
