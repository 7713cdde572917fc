/**
 * Names used through what an import bound: `mod.Name` after `import a.b.mod as mod`, `sub.Name` after
 * `from pkg import sub`; and whether a module itself is handed on, so that its uses do not tell everything.
 *
 * It runs after the scan, over dots found with `indexOf`, because few names of a file are imported ones. A use belongs
 * to the import whose scope is the innermost around it; a function that binds the name itself hides the import's.
 */

import {
  CLOSE_BRACKET,
  COMMA,
  DOT,
  EQUALS,
  isBlank,
  isWord,
  nameEnd,
  nameOf,
  skipBlanks,
  skipSpace,
  trimSpace,
} from './lexical.ts';
import { type Binding, type Scope, type State, spend } from './state.ts';

interface Names {
  readonly byLocal: ReadonlyMap<string, Binding[]>;
  /** First characters of those names, as a set of their lowest five bits. */
  readonly firstLetters: number;
}

/** Fills `uses` and `escapes` of the imported names in `state.bindings`. */
export function findUses(state: State): void {
  if (state.bindings.length === 0) return;
  state.statements.sort((a, b) => a.start - b.start);
  const byLocal = new Map<string, Binding[]>();
  let firstLetters = 0;
  for (const binding of state.bindings) {
    const known = byLocal.get(binding.local);
    if (known === undefined) byLocal.set(binding.local, [binding]);
    else known.push(binding);
    firstLetters |= 1 << (binding.local.charCodeAt(0) & 31);
  }
  const names = { byLocal, firstLetters };
  const hidden = new Map<string, boolean>();
  findChains(state, names, hidden);
  findBareModules(state, names, hidden);
}

/** Every `name.attribute` chain whose first name is imported. */
function findChains(state: State, names: Names, hidden: Map<string, boolean>): void {
  const { text } = state;
  for (let dot = text.indexOf('.'); dot >= 0; dot = text.indexOf('.', dot + 1)) {
    let end = dot;
    if (!isWord(text.charCodeAt(end - 1))) {
      if (!isBlank(text.charCodeAt(end - 1))) {
        const code = text.charCodeAt(end - 1);
        if (code !== 10 && code !== 13) continue;
      }
      end = trimSpace(text, dot);
      if (!isWord(text.charCodeAt(end - 1))) continue;
    }
    let start = end - 1;
    while (isWord(text.charCodeAt(start - 1))) start -= 1;
    const first = text.charCodeAt(start);
    if (first < 128 && ((names.firstLetters >>> (first & 31)) & 1) === 0) continue;
    const bindings = names.byLocal.get(first < 128 ? text.slice(start, end) : nameOf(text, start, end));
    if (bindings === undefined || !isHead(text, start) || !isCode(state, start)) continue;
    const chain = chainAt(text, dot);
    for (const binding of visible(state, bindings, start, hidden)) addUse(state, binding, chain, start);
  }
}

/** Not itself an attribute of something. */
function isHead(text: string, start: number): boolean {
  const before = trimSpace(text, start);
  return text.charCodeAt(before - 1) !== DOT || (before === start && text.charCodeAt(before - 2) === DOT);
}

interface Chain {
  readonly parts: readonly { readonly name: string; readonly start: number; readonly end: number }[];
  readonly end: number;
}

/** `.a.b` from its first dot. Line breaks may stand between, as they do inside brackets. */
function chainAt(text: string, dot: number): Chain {
  const parts: { name: string; start: number; end: number }[] = [];
  let end = dot;
  for (let at = dot; text.charCodeAt(at) === DOT; at = skipSpace(text, end)) {
    const start = skipSpace(text, at + 1);
    const stop = nameEnd(text, start);
    if (stop === start) break;
    parts.push({ name: nameOf(text, start, stop), start, end: stop });
    end = stop;
  }
  return { parts, end };
}

function addUse(state: State, binding: Binding, chain: Chain, head: number): void {
  const { path, name } = binding;
  if (!path.every((part, index) => chain.parts[index]?.name === part)) return;
  const behind = chain.parts.slice(path.length);
  const first = behind[0];
  const last = behind.at(-1);
  if (first === undefined || last === undefined) {
    if (path.length > 0 && isHandedOn(state.text, head, chain.end)) name.escapes = true;
    return;
  }
  name.uses ??= [];
  name.uses.push({ start: first.start, end: last.end, name: behind.map((part) => part.name).join('.') });
}

/** Above so many module names one pass over every word costs less than a search for each. */
const fewNames = 8;
const word = /[A-Za-z_\u00aa-\uffff][\w\u00aa-\uffff]*/g;

/** Modules whose bare name stands where it is handed on. */
function findBareModules(state: State, names: Names, hidden: Map<string, boolean>): void {
  const { text } = state;
  const locals = [...names.byLocal].filter(([, bindings]) =>
    bindings.some((binding) => binding.isModule && binding.path.length === 0),
  );
  if (locals.length <= fewNames) {
    for (const [local, bindings] of locals) {
      for (let at = text.indexOf(local); at >= 0; at = text.indexOf(local, at + local.length)) {
        const end = at + local.length;
        if (isWord(text.charCodeAt(end)) || isWord(text.charCodeAt(at - 1))) continue;
        if (isHandedOn(text, at, end) && markEscape(state, bindings, at, hidden)) break;
      }
    }
    return;
  }
  const wanted = new Map(locals);
  word.lastIndex = 0;
  for (let found = word.exec(text); found !== null; found = word.exec(text)) {
    const bindings = wanted.get(found[0]);
    if (bindings !== undefined && isHandedOn(text, found.index, word.lastIndex)) {
      markEscape(state, bindings, found.index, hidden);
    }
  }
}

/** Marks the modules that the name at `at` hands on; true when no import of that name is left to mark. */
function markEscape(state: State, bindings: Binding[], at: number, hidden: Map<string, boolean>): boolean {
  if (!isCode(state, at)) return false;
  for (const binding of visible(state, bindings, at, hidden)) {
    if (binding.isModule && binding.path.length === 0) binding.name.escapes = true;
  }
  return bindings.every((binding) => !binding.isModule || binding.path.length > 0 || binding.name.escapes === true);
}

/** Words after which a name is tested, bound or deleted, but goes nowhere. */
const goesNowhere = new Set(
  'if elif while not is and or assert del global nonlocal for as import from class def lambda except'.split(' '),
);

/**
 * Whether the name in [start, end) stands where its value goes on: an argument, the value of an assignment, something
 * returned, an element, something indexed. Comparisons, conditions and rebinding are none of these.
 */
function isHandedOn(text: string, start: number, end: number): boolean {
  const next = skipBlanks(text, end);
  const code = text.charCodeAt(next);
  if (code === DOT || code === 58 || code === 40) return false;
  if (code === EQUALS) return false;
  const before = trimSpace(text, start);
  const previous = text.charCodeAt(before - 1);
  if (previous === DOT || previous === 64) return false;
  if (code === 33 || code === 60 || code === 62) return false;
  if (isWord(code)) {
    const follow = text.slice(next, nameEnd(text, next));
    if (follow === 'is' || follow === 'in' || follow === 'not') return false;
    if (follow !== 'if' && follow !== 'or' && follow !== 'and' && follow !== 'else' && follow !== 'for') return false;
  }
  if (isWord(previous)) {
    let from = before - 1;
    while (isWord(text.charCodeAt(from - 1))) from -= 1;
    const follows = text.slice(from, before);
    if (follows === 'or' || follows === 'and') return !/[:\r\n]/.test(text.charAt(next));
    if (goesNowhere.has(follows)) return false;
    return ['return', 'yield', 'await', 'else', 'in', 'with', 'lambda'].includes(follows);
  }
  if (
    before < start &&
    /[\r\n]/.test(text.slice(before, start)) &&
    previous !== COMMA &&
    !'([{='.includes(text.charAt(before - 1))
  ) {
    return code === 91;
  }
  if (code === CLOSE_BRACKET && previous === 91) return true;
  return true;
}

/** Whether `at` lies outside strings, comments and import statements. */
function isCode(state: State, at: number): boolean {
  return !inSkips(state.skips, at) && !inStatements(state, at);
}

function inSkips(skips: readonly number[], at: number): boolean {
  let low = 0;
  let high = skips.length >> 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((skips[2 * middle] ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low > 0 && at < (skips[2 * low - 1] ?? 0);
}

function inStatements(state: State, at: number): boolean {
  let low = 0;
  let high = state.statements.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((state.statements[middle]?.start ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low > 0 && at < (state.statements[low - 1]?.end ?? 0);
}

/** Index of the innermost scope around `at`. Scopes are sorted by start and nest. */
function scopeAt(scopes: readonly Scope[], at: number): number {
  let low = 0;
  let high = scopes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((scopes[middle]?.start ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  let index = low - 1;
  while (index > 0 && at >= (scopes[index]?.end ?? 0)) index = scopes[index]?.parent ?? 0;
  return Math.max(index, 0);
}

/** Those bindings of a name that the name means at `at`: the ones of the innermost scope that has any. */
function visible(state: State, bindings: Binding[], at: number, hidden: Map<string, boolean>): Binding[] {
  const { scopes } = state;
  for (let index = scopeAt(scopes, at); index >= 0; index = scopes[index]?.parent ?? -1) {
    const here = bindings.filter((binding) => binding.scope === index);
    if (here.length > 0) return here;
    if (scopes[index]?.isFunction && bindings[0] !== undefined && rebinds(state, index, bindings[0].local, hidden)) {
      return [];
    }
  }
  return [];
}

/** Whether the function binds `local` itself: a parameter, an assignment, a loop variable, `as local`. */
function rebinds(state: State, scope: number, local: string, hidden: Map<string, boolean>): boolean {
  const key = `${scope} ${local}`;
  let answer = hidden.get(key);
  if (answer === undefined) {
    answer = findRebinding(state, scope, local);
    hidden.set(key, answer);
  }
  return answer;
}

function findRebinding(state: State, scope: number, local: string): boolean {
  const { text } = state;
  const { start, end } = state.scopes[scope] ?? { start: 0, end: 0 };
  if (!spend(state, end - start)) return false;
  const body = text.slice(start, end);
  const header = headerEnd(body);
  for (let at = body.indexOf(local); at >= 0; at = body.indexOf(local, at + local.length)) {
    const stop = at + local.length;
    if (isWord(body.charCodeAt(at - 1)) || isWord(body.charCodeAt(stop)) || !isCode(state, start + at)) continue;
    if (at < header ? isParameter(body, at) : isRebinding(body, at, stop)) return true;
  }
  return false;
}

/** End of the parameter list, by brackets alone: close enough, since only names in parameter position count. */
function headerEnd(body: string): number {
  let depth = 0;
  const brackets = /[()]/g;
  for (let found = brackets.exec(body); found !== null; found = brackets.exec(body)) {
    depth += found[0] === '(' ? 1 : -1;
    if (depth <= 0) return found.index;
  }
  return 0;
}

function isParameter(body: string, at: number): boolean {
  return '(,*'.includes(body.charAt(trimSpace(body, at) - 1));
}

function isRebinding(body: string, at: number, stop: number): boolean {
  const before = trimSpace(body, at);
  const next = skipBlanks(body, stop);
  const isAssigned = body.charCodeAt(next) === EQUALS && body.charCodeAt(next + 1) !== EQUALS;
  const isWalrus = body.startsWith(':=', next);
  const startsLine = before < at && /[\r\n]/.test(body.slice(before, at)) && !'([{,='.includes(body.charAt(before - 1));
  if (isWalrus || (isAssigned && startsLine)) return true;
  const word = /(\w+)$/.exec(body.slice(Math.max(0, before - 6), before))?.[1];
  if (word === 'as' || word === 'for') return before < at;
  return false;
}
