/**
 * The member of a module that is named beside it, where the module itself is handed on: `vi.spyOn(ns, 'x')`,
 * `Reflect.get(ns, 'x')`, `'x' in ns`.
 */

import type { NamespaceUse, Span } from '../../types.ts';
import { COMMA, DOUBLE_QUOTE, OPEN_PAREN, SINGLE_QUOTE } from './characters.ts';
import { constantAt } from './constants.ts';
import type { Reading } from './reading.ts';
import { lastBefore, literalAt, skipSpace, spanAt, wordBefore, wordStart } from './skeleton.ts';

/** Functions that take an object and the name of the one member that they are about, whoever has them. */
const ABOUT_MEMBER =
  /(?:^|[^\w$])(?:spyOn(?:Property)?|spy|stub|fake|replace(?:Property|Getter|Setter)?|method|getter|setter|(?:Reflect|_|lodash)\.(?:get|has|set|deleteProperty|unset)|(?:Object|Reflect)\.(?:hasOwn|getOwnPropertyDescriptor|defineProperty)|(?:hasOwnProperty|propertyIsEnumerable)\.call)\s*(?:<[^<>()]*>)?$/;

/** How far back a callee is looked for. */
const LONGEST_CALLEE = 100;

/** The member that is named beside the module between two offsets; undefined when there is none. */
export function nameBeside(reading: Reading, { start, end }: Span): NamespaceUse | undefined {
  const { skeleton, text } = reading;
  const last = lastBefore(skeleton, start);
  if (text.charCodeAt(last) === OPEN_PAREN) {
    const comma = skipSpace(text, end);
    if (text.charCodeAt(comma) !== COMMA) return undefined;
    const callee = text.slice(Math.max(0, last - LONGEST_CALLEE), lastBefore(skeleton, last) + 1);
    const literal = ABOUT_MEMBER.test(callee) ? constantAt(reading, skipSpace(text, comma + 1))?.literal : undefined;
    return literal && { name: literal.value, start: literal.start, end: literal.end };
  }
  return wordBefore(text, last) === 'in' ? nameBeforeIn(reading, wordStart(text, last)) : undefined;
}

/** The string before the `in` at `at`. */
function nameBeforeIn(reading: Reading, at: number): NamespaceUse | undefined {
  const { skeleton, text } = reading;
  const last = lastBefore(skeleton, at);
  const code = text.charCodeAt(last);
  if (code !== DOUBLE_QUOTE && code !== SINGLE_QUOTE) return undefined;
  const literal = literalAt(text, skeleton.spanStart[spanAt(skeleton, last)] ?? last);
  return literal && { name: literal.value, start: literal.start, end: literal.end };
}
