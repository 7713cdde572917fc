/**
 * Which imports a name means at a place: those of the innermost scope around it that has any, unless a function in
 * between binds the name itself.
 */

import { nextOccurrence, prepareSearch } from '../occurrences.ts';
import { DOT, EQUALS, isWord, skipBlanks, trimSpace } from './lexical.ts';
import { type Binding, isInRanges, type Scope, type State, spendBudget } from './state.ts';

/** The imports of one scope that bind one name. */
export interface BoundImports {
  /** Those whose name is what was imported. */
  readonly whole: Binding[];
  /** After `import a.b.c`, which binds `a`: by what leads from the name to the module, `b.c`. */
  paths: Map<string, Binding[]> | null;
}

/** The imports that bind one name, and what is known of the functions that hide them. */
export interface ImportGroup {
  readonly local: string;
  /** The scope in which the first of them stands, and those in it. */
  readonly scope: number;
  readonly bound: BoundImports;
  /** The other scopes; null until there is one. */
  others: Map<number, BoundImports> | null;
  /** How many bind a module whose bare name has not been passed on yet. */
  modules: number;
  /** Function scope → whether it binds the name itself; null until it is needed. */
  hiding: Map<number, boolean> | null;
}

/** With more imports of one path in one scope, uses are not reported: each use would count for each of them. */
const MOST_BINDINGS = 32;
/** Imports are distinguished by this many parts of a path. */
export const LONGEST_PATH = 8;

/** The imports of a file by the names that they bind. */
export function groupBindings(state: State): ReadonlyMap<string, ImportGroup> {
  const groups = new Map<string, ImportGroup>();
  for (const binding of state.bindings) {
    const { local, scope } = binding;
    let group = groups.get(local);
    if (group === undefined) {
      group = { local, scope, bound: { whole: [], paths: null }, others: null, modules: 0, hiding: null };
      groups.set(local, group);
    }
    const bindings = bindingsFor(group, binding);
    if (bindings.length >= MOST_BINDINGS) {
      binding.name.escapes = { start: binding.name.start, end: binding.name.end };
      continue;
    }
    bindings.push(binding);
    if (binding.isModule && binding.path.length === 0) group.modules += 1;
  }
  return groups;
}

/** Where in its group a binding belongs. */
function bindingsFor(group: ImportGroup, { path, scope }: Binding): Binding[] {
  let bound = boundIn(group, scope);
  if (bound === undefined) {
    bound = { whole: [], paths: null };
    group.others ??= new Map();
    group.others.set(scope, bound);
  }
  if (path.length === 0) return bound.whole;
  const key = path.slice(0, LONGEST_PATH).join('.');
  bound.paths ??= new Map();
  let bindings = bound.paths.get(key);
  if (bindings === undefined) {
    bindings = [];
    bound.paths.set(key, bindings);
  }
  return bindings;
}

function boundIn(group: ImportGroup, scope: number): BoundImports | undefined {
  return scope === group.scope ? group.bound : group.others?.get(scope);
}

/** The imports that a name means in `scope`; undefined when it means none. */
export function visibleImports(state: State, group: ImportGroup, scope: number): BoundImports | undefined {
  const { scopes } = state;
  for (let index = scope; index >= 0; index = scopes[index]?.parent ?? -1) {
    const bound = boundIn(group, index);
    if (bound !== undefined) return bound;
    if (scopes[index]?.isFunction && hidesName(state, index, group)) return undefined;
  }
  return undefined;
}

/** Whether `at` lies outside strings, comments and import statements. */
export function isCode(state: State, at: number): boolean {
  return !isInRanges(state.skips, at) && !isInStatement(state, at);
}

function isInStatement(state: State, at: number): boolean {
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
export function scopeAt(scopes: readonly Scope[], at: number): number {
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

/** Whether the function binds the name itself: a parameter, an assignment, a loop variable, `as name`. */
function hidesName(state: State, scope: number, group: ImportGroup): boolean {
  group.hiding ??= new Map();
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
  if (!spendBudget(state, end - start)) return false;
  const body = text.slice(start, end);
  let header = -1;
  const name = prepareSearch(local);
  for (let at = nextOccurrence(body, name, 0); at >= 0; at = nextOccurrence(body, name, at + local.length)) {
    const stop = at + local.length;
    const next = body.charCodeAt(stop);
    if (next === DOT || isWord(next) || isWord(body.charCodeAt(at - 1))) continue;
    if (header < 0) header = headerEnd(body);
    if ((at < header ? isParameter(body, at) : isRebinding(body, at, stop)) && isCode(state, start + at)) return true;
  }
  return false;
}

const PARENTHESES = /[()]/g;

/** End of the parameter list, by brackets alone: close enough, since only names in parameter position count. */
function headerEnd(body: string): number {
  let depth = 0;
  for (PARENTHESES.lastIndex = 0; PARENTHESES.test(body); ) {
    const at = PARENTHESES.lastIndex - 1;
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
