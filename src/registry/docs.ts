/**
 * The registry as Markdown, between two markers of a file that is otherwise the users' own.
 */

import { largest, pushAll } from '../text/lists.ts';
import type { Registry } from '../types.ts';
import { banWords, definitionWords, exceptionsOf, exceptionWords, homeWords } from './words.ts';

const START = '<!-- ssot-guard:start — written by `ssot-guard registry docs`, do not edit -->';
const END = '<!-- ssot-guard:end -->';

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
  const start = content.indexOf('<!-- ssot-guard:start');
  const end = content.indexOf(END);
  if (start === -1 && end === -1) return `${content}${content.endsWith('\n') ? '' : '\n'}\n${block}`;
  if (start === -1 || end < start) return null;
  const after = content.slice(end + END.length).replace(/^\r?\n/, '');
  return `${content.slice(0, start)}${block}${after}`;
}

/** In Markdown, names and messages are only text. */
function text(value: string): string {
  return oneLine(value).replace(/[\\`*_[\]<>|#&]/g, '\\$&');
}

function code(value: string): string {
  const fence = '`'.repeat(largest([...value.matchAll(/`+/g)].map((m) => m[0].length)) + 1);
  const pad = fence.length > 1 ? ' ' : '';
  return `${fence}${pad}${oneLine(value)}${pad}${fence}`;
}

function oneLine(value: string): string {
  return value.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ');
}
