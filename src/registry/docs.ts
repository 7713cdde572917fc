/**
 * The registry as Markdown, between two markers of a file that is otherwise the users' own.
 *
 * A marker is a line of its own, and nothing that comes from the registry can be one: what it says stands after a list
 * mark or a heading, on one line, with what Markdown and HTML would read in it escaped.
 */
import { escapeText } from '../text/escape.ts';
import { largest, pushAll } from '../text/lists.ts';
import type { Registry, Span } from '../types.ts';
import { banWords, definitionWords, exceptionsOf, exceptionWords, homeWords } from './sentences.ts';

const START = '<!-- ssot-guard:start — written by `ssot-guard registry docs`, do not edit -->';
const END = '<!-- ssot-guard:end -->';
const START_LINE = /^<!-- ssot-guard:start\b.*-->[ \t]*\r?$/m;
const END_LINE = /^<!-- ssot-guard:end -->[ \t]*(?:\r?\n|\r?$(?![\s\S]))/m;

/** The part between the markers: a function of the registry and of the import lines. */
export function registryMarkdown(registry: Registry, importLines: ReadonlyMap<string, readonly string[]>): string {
  const lines = ['## Where things live', ''];
  for (const concept of registry.concepts) {
    lines.push(`### ${text(concept.name)}`, '');
    if (concept.description !== null) lines.push(text(concept.description), '');
    for (const home of concept.canonical) lines.push(`- Home: ${code(homeWords(home))}`);
    for (const line of importLines.get(concept.name) ?? []) lines.push(`- Import: ${code(line)}`);
    if (concept.definitions !== null)
      lines.push(`- Defined nowhere else: ${code(definitionWords(concept.definitions))}`);
    for (const ban of concept.banned) lines.push(`- Do not import ${code(banWords(ban))}`);
    for (const exception of exceptionsOf(concept)) lines.push(`- Exception: ${text(exceptionWords(exception))}`);
    if (concept.owner !== null) lines.push(`- Owner: ${text(concept.owner)}`);
    if (concept.deadline !== null) lines.push(`- Old uses must be gone by ${concept.deadline}`);
    if (concept.link !== null) lines.push(`- More: ${text(concept.link)}`);
    lines.push('');
  }
  if (registry.banned.length > 0) {
    pushAll(lines, ['### Not to be imported', '', ...registry.banned.map((ban) => `- ${code(banWords(ban))}`), '']);
  }
  if (registry.unique.length > 0) {
    pushAll(lines, ['### Defined once', '', ...registry.unique.map((rule) => `- ${code(definitionWords(rule))}`), '']);
  }
  return lines.join('\n');
}

/**
 * A file's content with the part between the markers replaced; added at the end when it has none.
 * @returns null when only one of the markers is there: a person must look
 */
export function withRegistryMarkdown(content: string | null, markdown: string): string | null {
  const block = `${START}\n\n${markdown}\n${END}\n`;
  if (content === null || content === '') return block;
  const place = sectionIn(content);
  if (place === undefined) return `${content}${content.endsWith('\n') ? '' : '\n'}\n${block}`;
  return place === null ? null : `${content.slice(0, place.start)}${block}${content.slice(place.end)}`;
}

/** A file's content without the part between the markers and the empty line before it; unchanged when it has none. */
export function withoutRegistryMarkdown(content: string): string {
  const place = sectionIn(content);
  if (!place) return content;
  const before = content.slice(0, place.start);
  return before.replace(/(^|\n)\r?\n$/, '$1') + content.slice(place.end);
}

/** Where the part between the markers stands, with them; null where there is none. */
export function registrySection(content: string): Span | null {
  return sectionIn(content) ?? null;
}

/** Where the part with its markers stands; undefined for none, null when only one of the markers is there. */
function sectionIn(content: string): { readonly start: number; readonly end: number } | null | undefined {
  const start = START_LINE.exec(content);
  const first = END_LINE.exec(content);
  if (start === null) return first === null ? undefined : null;
  const from = start.index + start[0].length;
  const end = END_LINE.exec(content.slice(from));
  if (end === null || (first !== null && first.index < start.index)) return null;
  return { start: start.index, end: from + end.index + end[0].length };
}

/** In Markdown, names and messages are only text, and begin no list, rule or block. */
function text(value: string): string {
  const escaped = oneLine(value).replace(/[\\`*_[\]<>|#&~$]/g, '\\$&');
  return escaped.replace(/^([-+=])/, '\\$1').replace(/^(\d+)([.)])/, '$1\\$2');
}

/** Backslashes are not read in it, so only the fence matters; it ends no comment and begins none. */
function code(value: string): string {
  const line = oneLine(value);
  const longest = largest(Array.from(line.matchAll(/`+/g), ([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  const pad = longest > 0 ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** What breaks a line becomes a blank; what cannot be seen, or turns the direction of what can, is shown. */
function oneLine(value: string): string {
  return escapeText(value.replace(/[\t\n\v\f\r\x85\u2028\u2029]+/g, ' ')).trim();
}
