/**
 * What becomes of the module that a call gives: `import('m')`, `require('m')`.
 *
 * Its names may be taken at once (`(await import('m')).a`, `const { a } = require('m')`), by a callback
 * (`.then((m) => m.a)`), or the module is bound to a variable, whose uses are read later. A statement that is nothing but
 * the call takes none. In any other place the module is passed on.
 */

import type { ImportedName, Span } from '../../types.ts';
import { nameBeside } from './beside.ts';
import { LOST, stepBack, walkFrom } from './brackets.ts';
import { CLOSE_PAREN, COLON, COMMA, DOT, EQUALS, GREATER, OPEN_BRACE, OPEN_BRACKET, OPEN_PAREN } from './characters.ts';
import { endsExpression, expressionEnd } from './extents.ts';
import { headingOf, statementPlace } from './headings.ts';
import { type ModuleUses, parameterOfCallback, usesOfParameter } from './namespaces.ts';
import { identifierAt, memberAt, readPattern } from './patterns.ts';
import { closeParenOf, type NamedSpan, type Reading } from './reading.ts';
import { type Literal, lastBefore, PLAIN, skipSpace, spanAt, wordBefore, wordStart } from './skeleton.ts';
import { bindingOf, patternBefore } from './variables.ts';
import { argumentsAt, unwrap, unwrapModule } from './wrapping.ts';

/** A call that gives a module, or (`import()`) the promise of one. */
export interface ModuleCall extends Span {
  readonly literal: Literal;
  readonly isPromise: boolean;
  /** The innermost brace around it, or -1. */
  readonly brace: number;
}

/** The names that a call takes from its module. */
export function namesOfModule(reading: Reading, call: ModuleCall): readonly ImportedName[] {
  const { text } = reading;
  let outer = unwrapModule(reading, call.start, call.end);
  if (call.isPromise && !outer.awaited) {
    for (let method = memberAt(text, outer.end); method !== undefined; method = memberAt(text, outer.end)) {
      if (method.name === 'then') return namesOfCallback(reading, call, method.after);
      const open = method.name === 'catch' || method.name === 'finally' ? argumentsAt(reading, method.after) : -1;
      const close = open < 0 ? -1 : closeParenOf(reading, open);
      if (close < 0) break;
      outer = unwrapModule(reading, outer.start, close + 1);
      if (outer.awaited) break;
    }
  }
  const member = memberAt(text, outer.end);
  if (member !== undefined) return [takenName(member, nameOfMember(reading, call, outer.start, member.after))];
  return namesOfWhole(reading, call, outer);
}

/** The variable, or the name of the exports, that a member of the module is given to. */
function nameOfMember(reading: Reading, call: ModuleCall, start: number, end: number): string | null {
  if (!endsExpression(reading, end)) return null;
  const bound = bindingOf(reading, start)?.name?.name;
  if (bound !== undefined || call.isPromise) return bound ?? null;
  const exported = exportedBefore(reading, call, start);
  return exported === undefined ? null : (exported ?? 'default');
}

function namesOfWhole(reading: Reading, call: ModuleCall, outer: Span & { readonly awaited: boolean }) {
  if (endsExpression(reading, outer.end)) {
    const binding = bindingOf(reading, outer.start);
    if (binding?.name) {
      if (call.isPromise && !outer.awaited) reading.promises.add(binding.name.start);
      return [{ ...takenName(binding.name, binding.name.name), name: '*' }];
    }
    const pattern = patternBefore(reading, outer.start);
    if (pattern >= 0) return namesOfPattern(reading, pattern);
    if (isStatement(reading, outer)) return [];
    if (!call.isPromise && handsOn(reading, call, outer.start)) return [whole(call)];
  }
  return namesInArgument(reading, call, outer) ?? [{ ...whole(call), escapes: spanOf(call.literal) }];
}

/** `*` without a name of its own. */
function whole({ literal }: ModuleCall): ImportedName {
  return { name: '*', local: null, ...spanOf(literal), typeOnly: false };
}

function spanOf({ start, end }: Span): Span {
  return { start, end };
}

function takenName(name: NamedSpan, local: string | null): ImportedName {
  return { name: name.name, local, start: name.start, end: name.end, typeOnly: false };
}

function namesOfPattern(reading: Reading, open: number): readonly ImportedName[] {
  return readPattern(reading, open).flatMap(({ key, local, rest, ...element }): ImportedName[] => {
    if (rest && local !== null) return [{ ...takenName(local, local.name), name: '*' }];
    if (key !== null) return [takenName(key, local?.name ?? null)];
    // A key that is computed may be any.
    const span = local ?? { start: element.inner, end: element.inner + 1 };
    return [{ name: '*', local: null, ...spanOf(span), typeOnly: false, escapes: spanOf(span) }];
  });
}

/** What is done with the module as names: none when nothing is. */
function namesOfUses(call: ModuleCall, found: ModuleUses | undefined): readonly ImportedName[] {
  if (found === undefined) return [{ ...whole(call), escapes: spanOf(call.literal) }];
  const [escapes] = found.alone;
  if (found.uses.length === 0 && escapes === undefined) return [];
  return [{ ...whole(call), uses: found.uses, ...(escapes === undefined ? undefined : { escapes }) }];
}

/** The names that the first callback of `.then(…)` takes. */
function namesOfCallback(reading: Reading, call: ModuleCall, at: number): readonly ImportedName[] {
  const parameter = parameterOfCallback(reading, at);
  return parameter === -1 ? [] : namesOfParameter(reading, call, parameter);
}

function namesOfParameter(reading: Reading, call: ModuleCall, parameter: number | undefined): readonly ImportedName[] {
  if (parameter === undefined) return namesOfUses(call, undefined);
  if (reading.text.charCodeAt(parameter) === OPEN_BRACE) return namesOfPattern(reading, parameter);
  return namesOfUses(call, usesOfParameter(reading, parameter));
}

/** The call is all of a statement: the module is loaded for its effects. */
function isStatement(reading: Reading, { start }: Span): boolean {
  const { skeleton, text } = reading;
  let from = start;
  const last = lastBefore(skeleton, from);
  if (wordBefore(text, last) === 'void') from = wordStart(text, last);
  const heading = headingOf(skeleton, from);
  return heading.start === from && statementPlace(skeleton, heading, from) !== 'no';
}

// ------------------------------------------------------------------------------------------------------- arguments

const LAZY = /(?:^|[^\w$])(?:lazy|dynamic|defineAsyncComponent|loadable)\s*(?:<[^()]*>)?$/;
const LONGEST_CALLEE = 200;

/** What a function is known to do with the module that it is handed; undefined when that is not to be seen. */
function namesInArgument(reading: Reading, call: ModuleCall, outer: Span): readonly ImportedName[] | undefined {
  const { skeleton, text } = reading;
  const beside = nameBeside(reading, outer);
  if (beside !== undefined) return [{ ...whole(call), uses: [beside] }];
  if (!call.isPromise) return undefined;
  const last = lastBefore(skeleton, outer.start);
  const code = text.charCodeAt(last);
  if (code === GREATER && text.charCodeAt(last - 1) === EQUALS) {
    if (!isLazy(reading, last - 1)) return undefined;
    return [{ ...whole(call), uses: [{ name: 'default', ...spanOf(call.literal) }] }];
  }
  return code === COMMA || code === OPEN_BRACKET ? namesInList(reading, call, outer) : undefined;
}

/** `lazy(() =>`, `defineAsyncComponent({ loader: () =>`, whose arrow stands at `arrow`: the component is the default. */
function isLazy(reading: Reading, arrow: number): boolean {
  const { skeleton, text } = reading;
  const close = lastBefore(skeleton, arrow);
  let last = text.charCodeAt(close) === CLOSE_PAREN ? lastBefore(skeleton, close) : -1;
  if (text.charCodeAt(last) !== OPEN_PAREN) return false;
  last = lastBefore(skeleton, last);
  if (wordBefore(text, last) === 'async') last = lastBefore(skeleton, wordStart(text, last));
  if (text.charCodeAt(last) === COLON) {
    last = lastBefore(skeleton, last);
    if (wordBefore(text, last) !== 'loader') return false;
    last = lastBefore(skeleton, wordStart(text, last));
    if (text.charCodeAt(last) !== OPEN_BRACE) return false;
    last = lastBefore(skeleton, last);
  }
  if (text.charCodeAt(last) !== OPEN_PAREN) return false;
  return LAZY.test(text.slice(Math.max(0, last - LONGEST_CALLEE), lastBefore(skeleton, last) + 1));
}

/** Longer lists are not counted. */
const MOST_ELEMENTS = 64;

/** `const [{ a }, b] = await Promise.all([import('m'), …])`, `Promise.all([…]).then(([a]) => …)`. */
function namesInList(reading: Reading, call: ModuleCall, { start, end }: Span): readonly ImportedName[] | undefined {
  const { skeleton, text } = reading;
  const next = text.charCodeAt(skipSpace(text, end));
  if (next !== COMMA && next !== 93) return undefined;
  const list = listAround(reading, start);
  const open = list === undefined ? -1 : lastBefore(skeleton, list.open);
  if (list === undefined || text.charCodeAt(open) !== OPEN_PAREN) return undefined;
  const callee = /Promise\s*\.\s*all\s*(?:<[^()]*>)?$/.exec(
    text.slice(Math.max(0, open - 60), lastBefore(skeleton, open) + 1),
  );
  const close = callee === null ? -1 : closeParenOf(reading, open);
  if (callee === null || close < 0) return undefined;
  const callStart = Math.max(0, open - 60) + callee.index;
  const outer = unwrap(reading, callStart, close + 1);
  if (!outer.awaited) {
    const method = memberAt(text, outer.end);
    const parameter = method?.name === 'then' ? parameterOfCallback(reading, method.after) : undefined;
    return parameter === undefined || parameter < 0
      ? undefined
      : namesInPattern(reading, call, parameter, list.index, true);
  }
  const pattern = endsExpression(reading, outer.end) ? bindingOf(reading, outer.start)?.pattern : undefined;
  return pattern === undefined || pattern < 0 ? undefined : namesInPattern(reading, call, pattern, list.index, false);
}

/** The `[` around the element that begins at `start`, and how many elements stand before it. */
function listAround(reading: Reading, start: number): { readonly open: number; readonly index: number } | undefined {
  const { skeleton, text } = reading;
  const walk = walkFrom(skeleton, start - 1);
  let index = 0;
  for (let at = stepBack(skeleton, walk); at >= 0 && at !== LOST; at = stepBack(skeleton, walk)) {
    if (reading.budget-- <= 0 || index > MOST_ELEMENTS) return undefined;
    const code = text.charCodeAt(at);
    if (code === COMMA) index++;
    else if (code === OPEN_BRACKET) return { open: at, index };
    else if (code === OPEN_PAREN || code === OPEN_BRACE) return undefined;
  }
  return undefined;
}

/** What the element with a number of the array pattern at `open` takes. */
function namesInPattern(
  reading: Reading,
  call: ModuleCall,
  open: number,
  number: number,
  isParameter: boolean,
): readonly ImportedName[] | undefined {
  const { text } = reading;
  if (text.charCodeAt(open) !== OPEN_BRACKET) return undefined;
  let at = skipSpace(text, open + 1);
  for (let index = 0; index < number; index++) {
    if (text.charCodeAt(at) !== COMMA) at = expressionEnd(reading, at);
    if (text.charCodeAt(at) !== COMMA) return []; // the pattern ends before: nothing is taken
    at = skipSpace(text, at + 1);
  }
  const code = text.charCodeAt(at);
  if (code === COMMA || code === 93) return [];
  if (code === DOT || code === OPEN_BRACKET) return undefined;
  if (code === OPEN_BRACE) return namesOfPattern(reading, at);
  if (isParameter) return namesOfParameter(reading, call, at);
  const name = identifierAt(text, at);
  return name && [{ ...takenName(name, name.name), name: '*' }];
}

// --------------------------------------------------------------------------------------------------------- exports

/** `exports.X =`, `module.exports =` at the end of a text, with the name. */
const TARGET =
  /(?<![\w$.])(?:module\s*\.\s*)?exports\s*(?:\.\s*([\w$]+)|\[\s*(?:'([^'\\]*)'|"([^"\\]*)")\s*\])?\s*=\s*$/;
const LONGEST_TARGET = 200;

/** The name that the value at `start` gets in CommonJS's exports, null when it is all of them; undefined for neither. */
function exportedBefore(reading: Reading, { brace }: ModuleCall, start: number): string | null | undefined {
  const { skeleton, text } = reading;
  const last = lastBefore(skeleton, start);
  if (text.charCodeAt(last) === EQUALS) return targetBefore(text, last + 1);
  if (text.charCodeAt(last) !== COLON || !isExportsObject(reading, brace)) return undefined;
  const end = lastBefore(skeleton, last);
  const piece = spanAt(skeleton, end);
  return piece < 0 ? wordBefore(text, end) : text.slice((skeleton.spanStart[piece] ?? 0) + 1, end);
}

/** What the text up to `end`, which an `=` ends, assigns to. */
function targetBefore(text: string, end: number): string | null | undefined {
  const match = TARGET.exec(text.slice(Math.max(0, end - LONGEST_TARGET), end));
  return match === null ? undefined : (match[1] ?? match[2] ?? match[3] ?? null);
}

/** The brace is that of `module.exports = {`. */
function isExportsObject({ skeleton, text }: Reading, brace: number): boolean {
  if (brace < 0 || skeleton.braceKind[brace] !== PLAIN) return false;
  return targetBefore(text, skeleton.braceOpen[brace] ?? 0) === null;
}

const STAR_HELPER = /(?:^|[^\w$])(?:__exportStar|__export|Object\s*\.\s*assign)$/;

/**
 * All names of the module become those of this one: `module.exports = require('m')`, `{ ...require('m') }` there,
 * `Object.assign(exports, require('m'))`, `__exportStar(require('m'), exports)`.
 */
function handsOn(reading: Reading, { brace }: ModuleCall, start: number): boolean {
  const { skeleton, text } = reading;
  const last = lastBefore(skeleton, start);
  const code = text.charCodeAt(last);
  if (code === EQUALS) return targetBefore(text, last + 1) === null;
  if (code === DOT) return text.startsWith('...', last - 2) && isExportsObject(reading, brace);
  const open = code === COMMA ? openBefore(reading, last) : code === OPEN_PAREN ? last : -1;
  if (open < 0) return false;
  const callee = text.slice(Math.max(0, open - 60), lastBefore(skeleton, open) + 1);
  if (!STAR_HELPER.test(callee)) return false;
  return code === OPEN_PAREN
    ? !callee.endsWith('assign')
    : /^\s*(?:module\s*\.\s*)?exports\s*,/.test(text.slice(open + 1, last + 1));
}

/** The `(` of a call whose arguments before the comma at `comma` are short. */
function openBefore({ skeleton, text }: Reading, comma: number): number {
  const walk = walkFrom(skeleton, comma);
  for (let steps = 0; steps < 200; steps++) {
    const at = stepBack(skeleton, walk);
    if (at < 0) return -1;
    const code = text.charCodeAt(at);
    if (code === OPEN_PAREN) return at;
    if (code === OPEN_BRACE || code === OPEN_BRACKET) return -1;
  }
  return -1;
}
