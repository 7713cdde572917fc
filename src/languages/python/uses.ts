/**
 * Names used through what an import bound: `mod.Name` after `import a.b.mod as mod`, `sub.Name` after
 * `from pkg import sub`; and whether a module itself is handed on, so that its uses do not tell everything.
 *
 * It runs after the scan, over dots found with `indexOf`, because few names of a file are imported ones. A use belongs
 * to the import whose scope is the innermost around it; a function that binds the name itself hides the import's.
 */

import {
  COLON,
  DOT,
  EQUALS,
  isBlank,
  isWord,
  letters,
  nameEnd,
  nameOf,
  OPEN_BRACKET,
  pairBefore,
  skipBlanks,
  skipSpace,
  trimSpace,
  wordAt,
} from './lexical.ts';
import { type Binding, isInRanges, type Scope, type State, spend } from './state.ts';

/** The imports that bind one name, and what is known of the functions that hide them. */
interface Group {
  readonly local: string;
  readonly bindings: Binding[];
  /** Function scope → whether it binds the name itself. */
  readonly hiding: Map<number, boolean>;
}

/** Fills `uses` and `escapes` of the imported names in `state.bindings`. */
export function findUses(state: State): void {
  if (state.bindings.length === 0) return;
  state.statements.sort((a, b) => a.start - b.start);
  const groups = new Map<string, Group>();
  for (const binding of state.bindings) {
    const group = groups.get(binding.local);
    if (group === undefined) {
      groups.set(binding.local, { local: binding.local, bindings: [binding], hiding: new Map() });
    } else group.bindings.push(binding);
  }
  findChains(state, groups);
  findBareModules(state, groups);
}

/** Every `name.attribute` chain whose first name is imported. */
function findChains(state: State, groups: ReadonlyMap<string, Group>): void {
  const { text } = state;
  const position = newPosition();
  for (const local of groups.keys()) markEnding(local, 1);
  for (let dot = text.indexOf('.'); dot >= 0; dot = text.indexOf('.', dot + 1)) {
    const code = text.charCodeAt(dot - 1);
    let end = dot;
    if (isBlank(code) || code === 10 || code === 13) end = trimSpace(text, dot);
    if (code < 128 && end === dot && endings[pairBefore(text, dot)] === 0 && endings[code] === 0) continue;
    if (!isWord(text.charCodeAt(end - 1))) continue;
    let start = end - 1;
    while (isWord(text.charCodeAt(start - 1))) start -= 1;
    const group = groups.get(nameOf(text, start, end));
    if (group === undefined || !isHead(text, start)) continue;
    if (!moveTo(state, position, start)) {
      // Nothing up to the end of this string or comment is code.
      dot = Math.max(dot, position.skipEnd - 1);
      continue;
    }
    const chain = chainAt(text, dot);
    dot = Math.max(dot, chain.end - 1);
    for (const binding of visible(state, group, position.scope)) addUse(state, binding, chain, start);
  }
  for (const local of groups.keys()) markEnding(local, 0);
}

/**
 * The last two characters of the imported names, as a table: what most names fail before they are cut out of the text.
 * A name of one letter has that letter's own place, a pair with NUL in front. Empty between calls.
 */
const endings = new Uint8Array(1 << 14);

function markEnding(local: string, mark: 0 | 1): void {
  const last = local.charCodeAt(local.length - 1);
  const place = local.length === 1 && last < 128 ? last : pairBefore(local, local.length);
  endings[place] = mark;
}

/** Where a pass from the front to the back of the text is, among strings and comments, import statements and scopes. */
interface Position {
  /** Indices of what comes next. */
  skip: number;
  statement: number;
  nextScope: number;
  /** End of the string, comment or import statement that was met last. */
  skipEnd: number;
  /** The innermost scope here. */
  scope: number;
}

function newPosition(): Position {
  return { skip: 0, statement: 0, nextScope: 1, skipEnd: 0, scope: 0 };
}

/** Moves forward to `at`; false when it lies in a string, a comment or an import statement. */
function moveTo(state: State, position: Position, at: number): boolean {
  const { scopes, statements, skips } = state;
  const { bounds, length } = skips;
  let { skip, statement } = position;
  while (skip < length && (bounds[skip + 1] ?? 0) <= at) skip += 2;
  position.skip = skip;
  if (skip < length && (bounds[skip] ?? 0) <= at) {
    position.skipEnd = bounds[skip + 1] ?? 0;
    return false;
  }
  while (statement < statements.length && (statements[statement]?.end ?? 0) <= at) statement += 1;
  position.statement = statement;
  const next = statements[statement];
  if (next !== undefined && next.start <= at) {
    position.skipEnd = next.end;
    return false;
  }
  while (position.nextScope < scopes.length && (scopes[position.nextScope]?.start ?? 0) <= at) {
    position.scope = position.nextScope;
    position.nextScope += 1;
  }
  while (position.scope > 0 && (scopes[position.scope]?.end ?? 0) <= at) {
    position.scope = scopes[position.scope]?.parent ?? 0;
  }
  return true;
}

/** Not itself an attribute of something. */
function isHead(text: string, start: number): boolean {
  const before = trimSpace(text, start);
  return text.charCodeAt(before - 1) !== DOT || (before === start && text.charCodeAt(before - 2) === DOT);
}

/** `.a.b` behind a name: offsets of its parts, start and end alternating, and where it ends. */
interface Chain {
  readonly bounds: readonly number[];
  readonly end: number;
}

/** The chain that starts with the dot at `dot`. Line breaks may stand between its parts, as they do inside brackets. */
function chainAt(text: string, dot: number): Chain {
  const bounds: number[] = [];
  let end = dot;
  for (let at = dot; text.charCodeAt(at) === DOT; at = skipSpace(text, end)) {
    const start = skipSpace(text, at + 1);
    const stop = nameEnd(text, start);
    // In a damaged file a statement may follow a dot that was left over.
    if (stop === start || wordAt(text, start, 'import') || wordAt(text, start, 'from')) break;
    bounds.push(start, stop);
    end = stop;
  }
  return { bounds, end };
}

/** The parts of the chain from the one with index `from` on, joined by dots. */
function chainName(text: string, { bounds }: Chain, from: number): string {
  if (bounds.length === 2 * from + 2) return nameOf(text, bounds[2 * from] ?? 0, bounds[2 * from + 1] ?? 0);
  let name = '';
  for (let index = 2 * from; index < bounds.length; index += 2) {
    const part = nameOf(text, bounds[index] ?? 0, bounds[index + 1] ?? 0);
    name = name === '' ? part : `${name}.${part}`;
  }
  return name;
}

function addUse(state: State, { path, name }: Binding, chain: Chain, head: number): void {
  const { text } = state;
  const { bounds } = chain;
  for (let index = 0; index < path.length; index += 1) {
    if (2 * index >= bounds.length) return;
    if (nameOf(text, bounds[2 * index] ?? 0, bounds[2 * index + 1] ?? 0) !== path[index]) return;
  }
  const start = bounds[2 * path.length];
  if (start === undefined) {
    if (path.length > 0 && isHandedOn(text, head, chain.end)) name.escapes = true;
    return;
  }
  name.uses ??= [];
  name.uses.push({ start, end: chain.end, name: chainName(text, chain, path.length) });
}

/** Above so many module names one pass over every word costs less than a search for each. */
const fewNames = 16;
const words = new RegExp(`[\\w${letters}]+`, 'g');

/** Modules whose bare name stands where it is handed on. */
function findBareModules(state: State, groups: ReadonlyMap<string, Group>): void {
  const { text } = state;
  const modules = [...groups.values()].filter((group) => group.bindings.some(isBareModule));
  if (modules.length <= fewNames) {
    for (const group of modules) {
      const { local } = group;
      for (let at = text.indexOf(local); at >= 0; at = text.indexOf(local, at + local.length)) {
        const end = at + local.length;
        const next = text.charCodeAt(end);
        if (next === DOT || isWord(next) || isWord(text.charCodeAt(at - 1))) continue;
        if (isHandedOn(text, at, end) && markEscape(state, group, at)) break;
      }
    }
    return;
  }
  const wanted = new Map(modules.map((group) => [group.local, group]));
  for (const local of wanted.keys()) markEnding(local, 1);
  // By the end of each word, since `test` says where a match ends but not where it began.
  for (words.lastIndex = 0; words.test(text); ) {
    const end = words.lastIndex;
    const last = text.charCodeAt(end - 1);
    if (last < 128 && endings[pairBefore(text, end)] === 0 && endings[last] === 0) continue;
    if (text.charCodeAt(end) === DOT) continue;
    let start = end - 1;
    while (isWord(text.charCodeAt(start - 1))) start -= 1;
    const group = wanted.get(nameOf(text, start, end));
    if (group !== undefined && isHandedOn(text, start, end)) markEscape(state, group, start);
  }
  for (const local of wanted.keys()) markEnding(local, 0);
}

/** Bound by `import m` or `import … as m`: the name alone is the module. */
function isBareModule(binding: Binding): boolean {
  return binding.isModule && binding.path.length === 0;
}

/** Marks the modules that the name at `at` hands on; true when no import of that name is left to mark. */
function markEscape(state: State, group: Group, at: number): boolean {
  if (!isCode(state, at)) return false;
  for (const binding of visible(state, group, scopeAt(state.scopes, at)))
    if (isBareModule(binding)) binding.name.escapes = true;
  return group.bindings.every((binding) => !isBareModule(binding) || binding.name.escapes === true);
}

/** What may stand before and behind a name whose value goes on from there, blanks and line breaks aside. */
const before = '([{,=:+-*/%|&^~';
const behind = ',)]}[;#\r\n+-*/%|&^';
const wordsBefore = new Set(['return', 'yield', 'await', 'else', 'or', 'and', 'from']);
const wordsBehind = new Set(['if', 'else', 'or', 'and', 'for']);

/**
 * Whether the name in [start, end) stands where its value goes on: an argument, the value of an assignment, something
 * returned, an element, something indexed. Tests, comparisons, attributes, keywords and rebinding are none of these.
 */
function isHandedOn(text: string, start: number, end: number): boolean {
  const next = skipBlanks(text, end);
  if (isWord(text.charCodeAt(next))) {
    const word = text.slice(next, nameEnd(text, next));
    if (!wordsBehind.has(word)) return false;
    // `[m for m in …]` binds the name itself.
    if (word === 'for' && wordAt(text, skipSpace(text, next + 3), text.slice(start, end))) return false;
  } else if (next < text.length && !behind.includes(text.charAt(next))) return false;
  if (text.charCodeAt(skipSpace(text, next)) === DOT) return false;
  const stop = trimSpace(text, start);
  const previous = text.charCodeAt(stop - 1);
  if (isWord(previous)) {
    let from = stop - 1;
    while (isWord(text.charCodeAt(from - 1))) from -= 1;
    return stop < start && wordsBefore.has(text.slice(from, stop));
  }
  if (stop > 0 && before.includes(text.charAt(stop - 1))) {
    // A block header's colon: what follows on a line of its own is a statement.
    return previous !== COLON || !/[\r\n]/.test(text.slice(stop, start));
  }
  return text.charCodeAt(next) === OPEN_BRACKET;
}

/** Whether `at` lies outside strings, comments and import statements. */
function isCode(state: State, at: number): boolean {
  return !isInRanges(state.skips, at) && !inStatements(state, at);
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

/** Those bindings of a name that the name means in `scope`: the ones of the innermost scope around it that has any. */
function visible(state: State, group: Group, scope: number): readonly Binding[] {
  const { scopes } = state;
  for (let index = scope; index >= 0; index = scopes[index]?.parent ?? -1) {
    const isOnly = group.bindings.length === 1;
    if (isOnly ? group.bindings[0]?.scope === index : group.bindings.some((binding) => binding.scope === index)) {
      return isOnly ? group.bindings : group.bindings.filter((binding) => binding.scope === index);
    }
    if (scopes[index]?.isFunction && hides(state, index, group)) return [];
  }
  return [];
}

/** Whether the function binds the name itself: a parameter, an assignment, a loop variable, `as name`. */
function hides(state: State, scope: number, group: Group): boolean {
  let answer = group.hiding.get(scope);
  if (answer === undefined) {
    answer = findRebinding(state, scope, group.local);
    group.hiding.set(scope, answer);
  }
  return answer;
}

function findRebinding(state: State, scope: number, local: string): boolean {
  const { text } = state;
  const { start, end } = state.scopes[scope] ?? { start: 0, end: 0 };
  if (!spend(state, end - start)) return false;
  const body = text.slice(start, end);
  let header = -1;
  for (let at = body.indexOf(local); at >= 0; at = body.indexOf(local, at + local.length)) {
    const stop = at + local.length;
    const next = body.charCodeAt(stop);
    if (next === DOT || isWord(next) || isWord(body.charCodeAt(at - 1))) continue;
    if (header < 0) header = headerEnd(body);
    if ((at < header ? isParameter(body, at) : isRebinding(body, at, stop)) && isCode(state, start + at)) return true;
  }
  return false;
}

const parentheses = /[()]/g;

/** End of the parameter list, by brackets alone: close enough, since only names in parameter position count. */
function headerEnd(body: string): number {
  let depth = 0;
  for (parentheses.lastIndex = 0; parentheses.test(body); ) {
    const at = parentheses.lastIndex - 1;
    depth += body.charCodeAt(at) === 40 ? 1 : -1;
    if (depth <= 0) return at;
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
