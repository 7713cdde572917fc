/**
 * An exception as an entry of the registry: `allow` of the ban or of the definition rule, its file's formatting kept.
 */
import type { Edit, Node } from 'jsonc-parser';
import { UserError } from '../../errors.ts';
import { readFileSafely } from '../../files/write.ts';
import { lineIndex } from '../../text/lines.ts';
import { loadPackage } from '../../text/load-package.ts';
import type { Place } from '../../types.ts';
import type { Addition } from './comment.ts';
import { placeWords, type Terms } from './terms.ts';
import type { Chosen } from './which.ts';

type Json = typeof import('jsonc-parser');
type Path = (string | number)[];

/** @throws UserError for a rule whose exceptions are stated in comments alone */
export function registryAddition(chosen: Chosen, terms: Terms, globs: readonly string[], top: string): Addition {
  const json = loadPackage<Json>('jsonc-parser');
  const place = statedAt(chosen);
  const text = readFileSafely(top, place.path) ?? '';
  const root = json.parseTree(text, [], { allowTrailingComma: true });
  const holder = root === undefined ? null : holderOf(json, root, chosen, offsetOf(text, place));
  if (root === undefined || holder === null)
    throw new UserError(
      `the entry of ${placeWords(chosen.finding)} is not found in ${place.path}`,
      'Write it by hand.',
    );
  const entry = {
    in: globs.length === 1 ? globs[0] : globs,
    reason: terms.reason,
    ...(terms.until === null ? { permanent: true } : { until: terms.until }),
  };
  const edits = editsFor(json, text, root, holder, entry);
  return { path: place.path, bytes: Buffer.from(text), dialect: undefined, edits: edits.map(asEdit), linesAbove: 0 };
}

/** Where in the registry the rule is stated. */
function statedAt({ finding, raw, matcher }: Chosen): Place {
  if (finding.rule === 'banned-import' && raw.ban !== undefined) return raw.ban;
  const concept = finding.concept === null ? undefined : matcher.concepts.get(finding.concept);
  if (finding.rule === 'duplicate-definition' && concept !== undefined) return concept.place;
  throw new UserError(
    `the registry states no exceptions of ${finding.rule}${finding.concept === null ? ' without a concept' : ''}`,
    'Write it in a comment: without --in.',
  );
}

function offsetOf(text: string, { line, column }: Place): number {
  return lineIndex(text).line(line).start + column - 1;
}

/** The value that has, or is to have, an `allow`, what it is while it is a text alone, and where `allow` goes in it. */
interface Holder {
  readonly path: Path;
  /** What an object in place of a plain text says it as. */
  readonly textKey: string;
  readonly below: Path;
}

function holderOf(json: Json, root: Node, { finding }: Chosen, offset: number): Holder | null {
  if (finding.rule === 'duplicate-definition' && finding.concept !== null)
    return { path: ['concepts', finding.concept], textKey: 'canonical', below: ['definitions', 'allow'] };
  const node = json.findNodeAtOffset(root, offset);
  if (node === undefined) return null;
  const path = [...json.getNodePath(node)];
  const inBan = path.lastIndexOf('module');
  return { path: inBan < 0 ? path : path.slice(0, inBan), textKey: 'module', below: ['allow'] };
}

function editsFor(json: Json, text: string, root: Node, { path, textKey, below }: Holder, entry: object): Edit[] {
  const options = { formattingOptions: formattingOf(text) };
  const node = json.findNodeAtLocation(root, path);
  const list = json.findNodeAtLocation(root, [...path, ...below]);
  const [first = '', ...rest] = below;
  const value = rest.reduceRight<unknown>((inner, key) => ({ [key]: inner }), [entry]);
  if (list?.type === 'array') {
    const last = list.children?.at(-1);
    if (last !== undefined && isOneLine(text, last))
      return [insertion(last, `,${isOneLine(text, list) ? ' ' : lineOf(text, last)}${spaced(entry)}`)];
    const at = [...path, ...below, list.children?.length ?? 0];
    return json.modify(text, at, entry, { ...options, isArrayInsertion: true });
  }
  if (node === undefined) return [];
  if (node.type !== 'object') {
    const whole = { [textKey]: json.getNodeValue(node), [first]: value };
    return [{ offset: node.offset, length: node.length, content: spaced(whole) }];
  }
  const last = node.children?.at(-1);
  if (last !== undefined && isOneLine(text, node) && json.findNodeAtLocation(node, [first]) === undefined)
    return [insertion(last, `, ${JSON.stringify(first)}: ${spaced(value)}`)];
  return json.modify(text, [...path, ...below], [entry], options);
}

function isOneLine(text: string, { offset, length }: Node): boolean {
  return !/[\r\n]/.test(text.slice(offset, offset + length));
}

/** A line end, and the indentation of a value that begins its line. */
function lineOf(text: string, { offset }: Node): string {
  return /(?:\r\n|\r|\n)[ \t]*$/.exec(text.slice(0, offset))?.[0] ?? ' ';
}

function insertion({ offset, length }: Node, content: string): Edit {
  return { offset: offset + length, length: 0, content };
}

/** JSON on one line, as people write it. */
function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([key, one]) => `${JSON.stringify(key)}: ${spaced(one)}`)
    .join(', ')} }`;
}

/** As the file is indented. */
function formattingOf(text: string): { insertSpaces: boolean; tabSize: number; eol: string } {
  const indentation = /^([ \t]+)\S/m.exec(text)?.[1] ?? '  ';
  return {
    insertSpaces: !indentation.startsWith('\t'),
    tabSize: indentation.startsWith('\t') ? 2 : indentation.length,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  };
}

function asEdit({ offset, length, content }: Edit): { start: number; end: number; text: string } {
  return { start: offset, end: offset + length, text: content };
}
