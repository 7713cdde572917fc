/**
 * Assignments: what they give a name to.
 *
 * They count at module scope only, except for classes made by a call (`X = namedtuple(…)`), which count anywhere. One whose
 * value is nothing but a name (`Old = New`, `Old = pkg.New`) is an alias.
 */

import { elementEnd, endsStatement, findInStatement, skipBrackets } from './extents.ts';
import {
  COLON,
  COMMA,
  DOT,
  type Dotted,
  dottedAt,
  EQUALS,
  nameEnd,
  nameOf,
  OPEN_BRACKET,
  OPEN_PAREN,
  STAR,
  skipBlanks,
  skipSpace,
  trimSpace,
} from './lexical.ts';
import { learnCallee } from './references.ts';
import { addDefinition, type DefinitionDraft, isNested, type State } from './state.ts';
import { bracketStep, openingQuote } from './strings.ts';
import { aliasedAt, factoryCallAt, importedModuleAt, sysModulesAt } from './values.ts';

/** A target of an assignment: a plain name, `sys.modules["x"]`, or something that defines nothing here. */
interface Target extends Dotted {
  readonly kind: 'name' | 'sys.modules' | 'other';
}

function asTarget({ start, end, text }: Dotted): Target {
  return { start, end, text, kind: text.includes('.') ? 'other' : 'name' };
}

/** Whether the bracket at `open`, after an equals sign, holds targets (`A = (B, C) = …`) and is not the value. */
function isTargetList(state: State, open: number): boolean {
  const { text } = state;
  const first = skipSpace(text, open + 1);
  if (nameEnd(text, first) === first) return false;
  const end = skipBrackets(state, open);
  return end > open && isAssignment(text, skipBlanks(text, end));
}

/**
 * The names that the target list in [from, end) binds: `a, *b, (c, d)`. Attributes and subscripts (`e.f`, `g[0]`) bind none.
 */
function readTargetNames(state: State, from: number, end: number): Dotted[] {
  const { text } = state;
  const names: Dotted[] = [];
  let isFirst = true;
  for (let at = skipSpace(text, from); at < end; at = skipSpace(text, at)) {
    const code = text.charCodeAt(at);
    const step = bracketStep(code);
    const stop = nameEnd(text, at);
    if (stop > at) {
      if (isFirst) names.push({ start: at, end: stop, text: nameOf(text, at, stop) });
      isFirst = false;
      at = stop;
    } else if (code === DOT || (step > 0 && !isFirst)) {
      // What looked like a name was the owner of an attribute or an element.
      if (names.at(-1)?.end === trimSpace(text, at)) names.pop();
      isFirst = false;
      at = step > 0 ? Math.max(skipBrackets(state, at), at + 1) : at + 1;
    } else {
      if (code === COMMA) isFirst = true;
      at += 1;
    }
  }
  return names;
}

/** Targets in one list, and where it stands. */
interface TargetList {
  readonly from: number;
  readonly equals: number;
  readonly names: readonly Dotted[];
}

/** What each of several targets is another name for, in `A, B = New, m.New`; null for one that is none. */
function aliasesOf(state: State, { from, equals, names }: TargetList, at: number): readonly (string | null)[] {
  const { text } = state;
  const targets = text.slice(from, equals).trim();
  const isPlain = !/[*.]/.test(targets) && !/[([\])]/.test(targets.slice(1).replace(/,?[)\]]$/, ''));
  const none = names.map(() => null);
  if (names.length < 2 || !isPlain) return none;
  const isBracket = bracketStep(text.charCodeAt(at)) === 1;
  const close = isBracket ? skipBrackets(state, at) - 1 : -1;
  if (isBracket && (close < at || !endsStatement(text, close + 1))) return none;
  const skip = isBracket ? skipSpace : skipBlanks;
  const values: (string | null)[] = [];
  for (let next = isBracket ? skip(text, at + 1) : at; next !== close; ) {
    const value = aliasedAt(text, next, false, isBracket);
    const end = value === null ? next : skip(text, value.end);
    const isWhole = text.charCodeAt(end) === COMMA || end === close || (!isBracket && endsStatement(text, end));
    values.push(isWhole ? (value?.text ?? null) : null);
    const comma = isWhole ? end : elementEnd(state, end, isBracket);
    if (text.charCodeAt(comma) !== COMMA) break;
    next = skip(text, comma + 1);
    if (!isBracket && endsStatement(text, next)) break;
  }
  return values.length === names.length ? values : none;
}

/** `=` stands at `at`, and not `==`. */
function isAssignment(text: string, at: number): boolean {
  return text.charCodeAt(at) === EQUALS && text.charCodeAt(at + 1) !== EQUALS;
}

const MAY_ASSIGN = /[([*]|[^\W\d][\w.]*[ \t]*(?:=(?!=)|[:,.[\\])/y;

/** The quick test of a statement at module level: a statement that fails it assigns nothing (names beyond ASCII pass). */
export function mayBeAssignment(text: string, at: number): boolean {
  MAY_ASSIGN.lastIndex = at;
  if (MAY_ASSIGN.test(text)) return true;
  const end = nameEnd(text, at);
  for (let index = at; index < end; index += 1) if (text.charCodeAt(index) > 127) return true;
  return false;
}

/**
 * The simple statement at `at`, read as an assignment. Adds what it defines and returns the new facts, whose
 * statements the caller ends; `statementStart` is where they start. Nested scopes give only classes made by a call.
 */
export function readAssignment(state: State, at: number): DefinitionDraft[] {
  const { text } = state;
  const nested = isNested(state);
  const targets: Target[] = [];
  const variables: Dotted[] = [];
  let hasOther = false;
  let annotation = '';
  const lists: TargetList[] = [];
  let from = at;
  for (;;) {
    const module = sysModulesAt(text, from);
    const dotted = module === null ? dottedAt(text, from) : null;
    const first = text.charCodeAt(from);
    if (module === null && dotted === null && first !== OPEN_PAREN && first !== OPEN_BRACKET && first !== STAR) break;
    const end = skipBlanks(text, module?.end ?? dotted?.end ?? from);
    const code = text.charCodeAt(end);
    if ((module !== null || dotted !== null) && isAssignment(text, end)) {
      if (module !== null) targets.push({ ...module, kind: 'sys.modules' });
      else if (dotted !== null) targets.push(asTarget(dotted));
      from = skipBlanks(text, end + 1);
    } else if (dotted !== null && code === COLON && targets.length === 0 && text.charCodeAt(end + 1) !== EQUALS) {
      const equals = findInStatement(state, end + 1, EQUALS);
      if (dotted.text.includes('.') || (equals < 0 && !state.stub)) return [];
      annotation = text.slice(end + 1, equals < 0 ? end + 1 : equals).trim();
      targets.push(asTarget(dotted));
      if (equals < 0) return nested ? [] : addTargets(state, targets, [], at, null, 'variable');
      from = skipBlanks(text, equals + 1);
      break;
    } else {
      // Several targets, or one that is more than a name.
      const isBracket = dotted === null && first !== STAR;
      const isFirst = targets.length === 0 && !hasOther;
      const isList =
        code === COMMA ||
        (isFirst && code === OPEN_BRACKET) ||
        (dotted === null && (isFirst || !isBracket || isTargetList(state, from)));
      const equals = isList ? findInStatement(state, from, EQUALS) : -1;
      if (equals < 0 || '+-*/%&|^@'.includes(text.charAt(equals - 1))) break;
      const names = readTargetNames(state, from, equals);
      const [only] = names;
      const isOne = isBracket && first === OPEN_PAREN && only !== undefined && !text.slice(from, equals).includes(',');
      if (isOne) targets.push(asTarget(only));
      else {
        lists.push({ from, equals, names });
        for (const name of names) variables.push(name);
      }
      hasOther = true;
      from = skipBlanks(text, equals + 1);
    }
  }
  if (targets.length === 0 && !hasOther) return [];
  if (isLazy(targets, variables)) state.attached.push(from);
  state.factoryCall = factoryCallAt(text, from);
  if (state.factoryCall >= 0) return addTargets(state, targets, nested ? [] : variables, at, null, 'class');
  const hasModule = targets.some((target) => target.kind === 'sys.modules');
  if (nested && !hasModule) return [];
  const reference = aliasedAt(text, from, hasModule) ?? (hasModule ? importedModuleAt(text, from) : null);
  const aliasOf = reference !== null && endsStatement(text, reference.end) ? reference.text : null;
  // The search for required texts sees no name of a callee that stands in parentheses.
  if (aliasOf !== null && text.charCodeAt(from) !== OPEN_PAREN)
    for (const { text: local } of targets) learnCallee(state, aliasOf, local);
  const aliases = lists.length === 0 ? [] : lists.flatMap((list) => aliasesOf(state, list, from));
  const isType = aliasOf === null && /^["']?(?:\w+\.)?TypeAlias["']?$/.test(annotation);
  return addTargets(state, targets, variables, at, aliasOf, isType ? 'type' : 'variable', aliases);
}

/** `__getattr__` itself, or this module, is given a value. */
function isLazy(targets: readonly Target[], variables: readonly Dotted[]): boolean {
  const [target] = targets;
  const [variable] = variables;
  return target?.text === '__getattr__' || target?.text === '__name__' || variable?.text === '__getattr__';
}

function addTargets(
  state: State,
  targets: readonly Target[],
  variables: readonly Dotted[],
  start: number,
  aliasOf: string | null,
  kind: 'variable' | 'type' | 'class',
  aliases: readonly (string | null)[] = [],
): DefinitionDraft[] {
  const nested = isNested(state);
  const facts: DefinitionDraft[] = [];
  for (const target of targets) {
    const statement = { start, end: target.end };
    if (target.kind === 'sys.modules' && aliasOf !== null) {
      const span = keySpan(state.text, target);
      facts.push(addDefinition(state, 'alias', target.text, span, statement, aliasOf, 'sys.modules'));
    } else if (target.kind === 'name' && (kind === 'class' || !nested)) {
      const own = aliasOf === null ? kind : 'alias';
      facts.push(addDefinition(state, own, target.text, target, statement, aliasOf ?? undefined));
    }
  }
  for (const [index, name] of variables.entries()) {
    const other = aliases[index] ?? undefined;
    const own = other === undefined ? 'variable' : 'alias';
    facts.push(addDefinition(state, own, name.text, name, { start, end: name.end }, other));
  }
  return facts;
}

/** The name inside `["x"]`, without quotes and bracket; the target's own start is the key's. */
function keySpan(text: string, target: Target): { start: number; end: number } {
  const quote = openingQuote(text, target.start);
  if (quote < 0) return { start: target.start, end: nameEnd(text, target.start) };
  const start = quote + 1;
  const end = text.startsWith(target.text, start) ? start + target.text.length : start;
  return { start, end };
}
