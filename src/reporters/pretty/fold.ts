/**
 * Findings of one statement that have one cure, as one: nine names of one import are one thing to do.
 */
import type { Finding } from '../../types.ts';
import type { ReportContext } from '../define.ts';

/** Findings that are told together, in their order; at least one. */
export type Block = readonly [Finding, ...Finding[]];

/** Every finding in one block; blocks stand where their first finding stands. */
export function folded(findings: readonly Finding[], cure: ReportContext['cure']): Block[] {
  const blocks = new Map<string, [Finding, ...Finding[]]>();
  for (const [index, finding] of findings.entries()) {
    const statement = cure(finding)?.statement;
    const id = statement === undefined ? String(index) : idOf(finding, `${statement.start}:${statement.end}`);
    const block = blocks.get(id);
    if (block === undefined) blocks.set(id, [finding]);
    else block.push(finding);
  }
  return [...blocks.values()];
}

function idOf(finding: Finding, statement: string): string {
  const { path, pathBytes, rule, severity, status, concept, hint } = finding;
  return [path, pathBytes, statement, rule, severity, status, concept, hint].map((part) => part ?? '').join('\0');
}

/** Of so many names each is told. */
const MOST_NAMES = 12;
/** Of so many different messages each is told. */
const MOST_MESSAGES = 6;

/**
 * What a block says, one message a line. Where they differ in nothing but the name that they begin with, it is one: "`a` is
 * imported from `m`" and the same of `b` are "`a`, `b` are imported from `m`".
 */
export function messagesOf(block: Block): string[] {
  const messages = [...new Set(block.map(({ message }) => message))];
  const [first = ''] = messages;
  if (messages.length === 1) return [first];
  const rest = restOf(first);
  if (rest !== null && messages.every((message) => restOf(message) === rest)) {
    const names = messages.map((message) => message.slice(0, message.length - rest.length));
    return [`${listed(names)}${inPlural(rest)}`];
  }
  const more = messages.length - MOST_MESSAGES;
  return more > 0 ? [...messages.slice(0, MOST_MESSAGES), `… and ${more} more`] : messages;
}

/** What follows the quoted name at the beginning of a message that goes on in a way that has a plural; null for others. */
function restOf(message: string): string | null {
  const [, rest = null] = /^`[^`]+`((?: is |, [a-z ]+ from `[^`]*`, is ).*)$/s.exec(message) ?? [];
  return rest;
}

function inPlural(rest: string): string {
  return rest.replace(/( is )/, ' are ');
}

function listed(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  return more > 0 ? `${names.slice(0, MOST_NAMES).join(', ')} and ${more} more` : names.join(', ');
}
