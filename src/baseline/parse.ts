/**
 * Reads any baseline: also one that is not as `formatBaseline` writes it, with comments, or with mistakes, each of
 * which is told with its place.
 *
 * A union merge keeps the lines of both sides whatever they are. Between whole lines of one entry each, a missing comma
 * or a bracket too many is therefore no mistake: such lines are made good before the text is read as JSON, in place, so
 * that offsets stay true.
 */
import { UserError } from '../errors.ts';
import {
  either,
  list,
  nothing,
  object,
  oneOf,
  optional,
  type Read,
  required,
  type Type,
  text,
} from '../registry/describe.ts';
import { day, type Format, sentence } from '../registry/formats.ts';
import { type JsonNode, readJson } from '../registry/json.ts';
import { placeWords, problemLine, registryFile, sortProblems } from '../registry/problems.ts';
import type { Problem } from '../types.ts';
import { type Baseline, type BaselineEntry, baselinedRules, isByLines, isCount, readBaseline } from './entries.ts';

const word: Format = {
  words: 'a string',
  refuse: (value) => (value.includes('\0') ? 'holds a NUL character' : null),
};

const rawName: Format = {
  words: 'a name in hexadecimal digits',
  refuse: (value) => (/^(?:[0-9a-f]{2})+$/.test(value) ? null : 'is not a name in hexadecimal digits'),
};

const count: Type<number> = {
  kinds: ['number'],
  words: 'a whole number from 1',
  schema: { type: 'integer', minimum: 1 },
  read: (node, subject, report) => {
    if (node.kind === 'number' && isCount(node.value)) return node.value;
    report(node.at, `${subject} must be a whole number from 1`);
    return undefined;
  },
};

const wordOrNull = either(text(word), nothing());

const entry = object('an object', {
  path: required(text(word), 'The file, from the top of the repository.'),
  pathBytes: optional(text(rawName), 'Its raw name, when that is not UTF-8.'),
  rule: required(oneOf(baselinedRules), 'The rule that it breaks.'),
  concept: required(wordOrNull, 'The concept that the rule belongs to.'),
  module: required(wordOrNull, 'The key of the module that it is about.'),
  symbol: required(wordOrNull, 'The imported or defined name.'),
  count: required(count, 'How many of the same the file may hold.'),
  until: required(text(day), 'The last day (UTC) on which it is known debt.'),
  reason: optional(text(sentence), 'Why it was added.'),
});

const entries = list(entry);

export interface ParsedBaseline {
  /** As written: a merge may have left several of one identity, see `unified`. */
  readonly entries: Baseline;
  /** Everything that is wrong with the text, in order; the entries are not to be used when there is something. */
  readonly problems: readonly Problem[];
}

/**
 * Reads a baseline: the layout that `formatBaseline` writes, what a union merge makes of two of them, and any other
 * JSON with comments. Never throws.
 * @param path for the places of problems
 */
export function parseBaseline(text: string, path: string): ParsedBaseline {
  const entries = readBaseline(text, path);
  return entries === null ? readThoroughly(text, path) : { entries, problems: [] };
}

/**
 * The entries of a baseline.
 * @throws UserError with all problems when it cannot be used
 */
export function parseBaselineOrRefuse(text: string, path: string): Baseline {
  const { entries, problems } = parseBaseline(text, path);
  if (problems.length === 0) return entries;
  const lines = problems.slice(0, MOST_PROBLEMS).map((problem) => `  ${problemLine(problem)}`);
  const rest = problems.length - lines.length;
  const all = rest > 0 ? [...lines, `  … and ${rest} more`] : lines;
  throw new UserError(['the baseline cannot be used, so nothing was judged', ...all].join('\n'));
}

/** So many problems are printed one by one. */
const MOST_PROBLEMS = 100;

function readThoroughly(source: string, path: string): ParsedBaseline {
  const file = registryFile(path, source);
  const problems: Problem[] = [];
  const report = (at: number, message: string): void => void problems.push({ ...file.place(at), message });
  if (source.trim() === '') {
    report(0, 'the file is empty; an empty baseline is written "[]"');
    return { entries: [], problems };
  }
  if (isByLines(path) && !/^\ufeff?\s*\[/.test(source)) {
    const read = entryLines(source, report);
    return { entries: read.map(plainEntry), problems: sortProblems(problems) };
  }
  const root = readText(mendedLines(source), 'list', report, (at) => placeWords(file.place(at)));
  const read = root === null ? [] : readList(root, report);
  return { entries: read.map(plainEntry), problems: sortProblems(problems) };
}

type Report = (at: number, message: string) => void;

function readText(text: string, what: string, report: Report, placeOf: (at: number) => string): JsonNode | null {
  const { root, problems } = readJson(text);
  for (const { at, message, other } of problems) {
    const words = message.replace('the end of the registry', `the end of the ${what}`);
    report(at, other === undefined ? words : `${words} ${placeOf(other)}`);
  }
  return root;
}

/** A line for each entry; every line that is none is told. */
function entryLines(source: string, report: Report): readonly Read<typeof entry>[] {
  const found: Read<typeof entry>[] = [];
  let start = 0;
  for (const line of source.split('\n')) {
    const from = start;
    start += line.length + 1;
    if (line.trim() === '') continue;
    const reportHere: Report = (at, message) => report(from + at, message);
    const root = readText(line, 'entry', reportHere, (at) => `in column ${at + 1}`);
    const read = root === null ? undefined : entry.read(root, 'an entry', reportHere);
    if (read !== undefined) found.push(read);
  }
  return found;
}

function readList(root: JsonNode, report: Report): readonly Read<typeof entry>[] {
  if (root.kind !== 'array') {
    report(root.at, 'a baseline is a list of entries');
    return [];
  }
  return entries.read(root, 'the baseline', report) ?? [];
}

function plainEntry(read: Read<typeof entry>): BaselineEntry {
  const { path, pathBytes, rule, concept, module, symbol, count: n, until, reason } = read;
  return {
    path,
    ...(pathBytes === undefined ? {} : { pathBytes }),
    rule,
    concept,
    module,
    symbol,
    count: n,
    until,
    ...(reason === undefined ? {} : { reason }),
  };
}

/**
 * The text as one list, when each of its lines is an entry, a bracket or blank; unchanged when one is not. Every
 * character keeps its offset: brackets within become blanks, a missing comma takes the place of the line end before it.
 */
function mendedLines(source: string): string {
  const lines = source.split('\n');
  const kinds = lines.map(kindOf);
  const first = kinds.indexOf('bracket');
  const last = kinds.lastIndexOf('bracket');
  const lastEntry = kinds.lastIndexOf('entry');
  // Both ends must be there, or the file was cut off.
  const outside = [...kinds.slice(0, first), ...kinds.slice(last)].includes('entry');
  if (kinds.includes('other') || first === last || outside) return source;
  let fixed = '';
  lines.forEach((line, i) => {
    fixed += kinds[i] === 'bracket' && i !== first && i !== last ? line.replace(/[[\],]/g, ' ') : line;
    if (i === lines.length - 1) return;
    fixed += kinds[i] === 'entry' && i !== lastEntry && !line.trimEnd().endsWith(',') ? ',' : '\n';
  });
  return fixed;
}

function kindOf(line: string): 'entry' | 'bracket' | 'blank' | 'other' {
  const text = line.trim(); // a byte-order mark is white space here
  if (text === '') return 'blank';
  const core = text.endsWith(',') ? text.slice(0, -1).trimEnd() : text;
  if (core === '[' || core === ']') return 'bracket';
  return core.startsWith('{') && core.endsWith('}') ? 'entry' : 'other';
}
