/**
 * Writes proposals down as a registry, with the reason for each in a comment above it.
 */
import { escapeJson, escapeText } from '../text/escape.ts';
import type { Proposal, ProposedBan } from './proposal.ts';

export interface Pick {
  readonly proposal: Proposal;
  /** Findings that it gives as things stand; null when they were not counted. */
  readonly findings: number | null;
}

const SHOWN_EVIDENCE = 4;

/** @param schema path of the JSON Schema, or null when there is none to point at */
export function registryText(picks: readonly Pick[], schema: string | null): string {
  const concepts = picks.filter(({ proposal }) => proposal.concept !== null);
  const bans = picks.filter(({ proposal }) => proposal.concept === null);
  const head = schema === null ? '' : `  "$schema": ${json(schema)},\n`;
  return `{
${head}  "version": 1,

  // Each thing that must have one home.
  "concepts": ${block('{', concepts.map(conceptText), '}')},

  // Modules and names that nobody should import any more, without a home of their own.
  "banned": ${block('[', bans.map(banTexts), ']')}
}
`;
}

function block(open: string, entries: readonly string[], close: string): string {
  return entries.length === 0 ? open + close : `${open}\n${entries.join(',\n\n')}\n  ${close}`;
}

function conceptText(pick: Pick): string {
  const { concept, canonical, importFrom, bans, judgesDetours } = pick.proposal;
  const [path, symbol] = (canonical ?? '').split('#');
  const body = {
    canonical: importFrom === null ? canonical : { path, symbol, import: importFrom },
    ...(bans.length > 0 ? { banned: bans.map(banValue) } : {}),
    ...(judgesDetours ? {} : { indirect: 'off' }),
  };
  return `${reasons(pick)}    ${json(concept)}: ${indented(body)}`;
}

function banTexts(pick: Pick): string {
  return reasons(pick) + pick.proposal.bans.map((ban) => `    ${indented(banValue(ban))}`).join(',\n');
}

function banValue({ module, names, use, message }: ProposedBan): unknown {
  const list = names === null ? null : [...names];
  const written =
    list === null
      ? {}
      : { names: list.every(([, to]) => to === null) ? list.map(([name]) => name) : Object.fromEntries(list) };
  const words = { ...(use === null ? {} : { use }), ...(message === null ? {} : { message }) };
  return names === null && use === null && message === null ? module : { module, ...written, ...words };
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

/** Nothing that cannot be seen goes into a file that a person is to read. */
function json(value: unknown): string {
  return escapeJson(JSON.stringify(value, null, 2));
}

function indented(value: unknown): string {
  return json(value).replaceAll('\n', '\n    ');
}
