/**
 * A new statement for names that go to another module, in the manner of the one that they stood in.
 */
import type { ImportFact } from '../../types.ts';
import { regionsOf } from './list.ts';
import { type Piece, printedList } from './listing.ts';
import { entryEdits, renamed } from './names.ts';
import { commented, type Plan, type Wanted } from './plan.ts';
import type { Statement } from './statement.ts';
import { needsLines, withoutComments } from './tokens.ts';

/** A statement and what is around it. */
export interface Written {
  readonly text: string;
  readonly fact: ImportFact;
  readonly statement: Statement;
  /** The blanks before the statement, and how its lines end. */
  readonly indent: string;
  readonly eol: string;
  /** The blanks within braces, as the file writes them. */
  readonly pad: string;
}

/** The statement of a plan; null where something of the old one cannot be written in it. */
export function printed(written: Written, plan: Plan): string | null {
  const { text, fact, statement } = written;
  const { keyword, literal, attributes } = statement;
  const quote = text.charAt(literal.start);
  const module = quote + plan.module + quote;
  const word = text.slice(keyword.start, keyword.end) + (plan.modifier === '' ? '' : ` ${plan.modifier}`);
  const semicolon = fact.semicolon === true ? ';' : '';
  if (plan.equation !== null) return printedEquation(written, plan.equation, word, `(${module})${semicolon}`);
  const behind = attributes === null ? '' : withoutComments(text.slice(literal.end, attributes.end));
  if (behind === null) return null;
  const rest = ` from ${module}${behind}${semicolon}`;
  const clause = printedClause(written, plan, word.length + 1 + rest.length);
  return isComment(written) && needsLines(clause) ? null : `${word} ${clause}${rest}`;
}

function printedEquation(written: Written, one: Wanted, word: string, behind: string): string | null {
  const { attributes, isExport } = written.statement;
  if (attributes !== null || isExport || commented(written.text, written.statement)(one)) return null;
  return `${word} ${one.local} = require${behind}`;
}

/** `@import` in a comment, whose lines begin with stars. */
function isComment({ text, statement }: Written): boolean {
  return text.startsWith('@', statement.keyword.start);
}

/** @param rest how long the rest of the statement is */
function printedClause(written: Written, { standard, star, named }: Plan, rest: number): string {
  const second = star !== null ? printedStar(star) : named.length > 0 ? printedNames(written, named, rest) : '';
  return [standard?.local ?? '', second].filter((part) => part !== '').join(', ');
}

function printedStar({ local }: Wanted): string {
  return local === '' ? '*' : `* as ${local}`;
}

function printedNames({ text, statement, indent, eol, pad }: Written, named: readonly Wanted[], rest: number): string {
  const { list } = statement;
  const regions = list === null ? [] : regionsOf(text, list);
  const pieces = named.map(({ entry, name, local }): Piece => {
    const region = regions[entry];
    if (region === undefined) return { region: null, text: renamed(name, local) };
    return { region, edits: entryEdits(text, region.element, name) };
  });
  return printedList(text, list, pieces, { indent, eol, pad, rest: indent.length + rest });
}
