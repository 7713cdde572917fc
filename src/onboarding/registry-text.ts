/**
 * Writes proposals down as a registry, with the reason for each in a comment above it.
 */
import { escapeJson, escapeText } from '../text/escape.ts';
import { asGlob } from '../text/globs.ts';
import type { Translation } from './from/define.ts';
import { NOTHING, remarkTexts, banTexts as translatedTexts } from './from/text.ts';
import type { Proposal, ProposedBan } from './proposal.ts';

export interface Pick {
  readonly proposal: Proposal;
  /** Findings that it gives as things stand; null when they were not counted. */
  readonly findings: number | null;
}

const SHOWN_EVIDENCE = 4;

/**
 * @param schema path of the JSON Schema, or null when there is none to point at
 * @param translation the bans of other linters
 */
export function registryText(
  picks: readonly Pick[],
  schema: string | null,
  translation: Translation = NOTHING,
): string {
  const concepts = picks.filter(({ proposal }) => proposal.concept !== null);
  const bans = picks.filter(({ proposal }) => proposal.concept === null);
  const head = schema === null ? '' : `  "$schema": ${json(schema)},\n`;
  return `{
${head}  "version": 1,

  // Each thing that must have one home.
  "concepts": ${block('{', concepts.map(conceptText), '}')},

  // Modules and names that nobody should import any more, without a home of their own.
${remarkTexts(translation)}  "banned": ${block('[', [...bans.map(banTexts), ...translatedTexts(translation)], ']')}
}
`;
}

function block(open: string, entries: readonly string[], close: string): string {
  return entries.length === 0 ? open + close : `${open}\n${entries.join(',\n\n')}\n  ${close}`;
}

function conceptText(pick: Pick): string {
  const { concept, canonical, importFrom, bans, judgesDetours, definitionsIn } = pick.proposal;
  const [path, symbol] = (canonical ?? '').split('#');
  const body = {
    canonical: importFrom === null ? canonical : { path, symbol, import: importFrom },
    ...(bans.length > 0 ? { banned: bans.map(banValue) } : {}),
    ...(definitionsIn === null ? {} : { definitions: { in: oneOrMany(definitionsIn) } }),
    ...(judgesDetours ? {} : { indirect: 'off' }),
  };
  return `${reasons(pick)}    ${json(concept)}: ${indented(body)}`;
}

function banTexts(pick: Pick): string {
  return reasons(pick) + pick.proposal.bans.map((ban) => `    ${indented(banValue(ban))}`).join(',\n');
}

function oneOrMany(list: readonly string[]): unknown {
  return list.length === 1 ? list[0] : list;
}

function banValue({ module, names, use, message, except }: ProposedBan): unknown {
  const list = names === null ? null : [...names];
  const written =
    list === null
      ? {}
      : { names: list.every(([, to]) => to === null) ? list.map(([name]) => name) : Object.fromEntries(list) };
  const words = {
    ...(use === null ? {} : { use }),
    ...(message === null ? {} : { message }),
    ...(except.length === 0 ? {} : { except: oneOrMany(except.map(asGlob)) }),
  };
  return names === null && Object.keys(words).length === 0
    ? asGlob(module)
    : { module: asGlob(module), ...written, ...words };
}

/** The comment: why, how much, and where to look. */
function reasons({ proposal, findings }: Pick): string {
  const size =
    findings === null ? '' : `; ${findings} ${findings === 1 ? 'finding' : 'findings'} when it was written down`;
  const rest = proposal.evidence.length - SHOWN_EVIDENCE;
  const lines = [
    `${proposal.why}${size}`,
    ...proposal.evidence.slice(0, SHOWN_EVIDENCE).map(({ path, line, says }) => `  ${path}:${line}  ${says}`),
    ...(rest > 0 ? [`  and ${rest} more`] : []),
  ];
  return lines.map((line) => `    // ${escapeText(line.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trimEnd())}\n`).join('');
}

/** A value as Prettier and Biome lay it out: lists on one line where they fit. Nothing in it that cannot be seen. */
function json(value: unknown, indent = ''): string {
  if (!isObject(value)) return escapeJson(JSON.stringify(value));
  const inner = `${indent}  `;
  const isList = Array.isArray(value);
  const parts = Object.entries(value).map(([key, one]) => (isList ? '' : `${json(key)}: `) + json(one, inner));
  const line = `[${parts.join(', ')}]`;
  if (isList && !value.some(isObject) && inner.length + LONGEST_KEY + line.length <= WIDTH) return line;
  const [open, close] = isList ? '[]' : '{}';
  return `${open}\n${parts.map((part) => inner + part).join(',\n')}\n${indent}${close}`;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

const WIDTH = 80;
/** What may stand before a list on its line: `"names": ` and a comma behind. */
const LONGEST_KEY = 12;

function indented(value: unknown): string {
  return json(value, '    ');
}
