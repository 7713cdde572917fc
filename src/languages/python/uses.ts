/**
 * Names used through what an import bound: `mod.Name` after `import a.b.mod as mod`, `sub.Name` after
 * `from pkg import sub`; and whether a module itself is passed on, so that its uses are incomplete.
 *
 * It runs after the scan, over dots found with `indexOf`, because few names of a file are imported ones. A use belongs
 * to the import whose scope is the innermost around it; a function that binds the name itself hides the import's.
 */

import type { Span } from '../../types.ts';
import { nextOccurrence, prepareSearch } from '../occurrences.ts';
import { groupBindings, type ImportGroup, isCode, LONGEST_PATH, scopeAt, visibleImports } from './bindings.ts';
import {
  BACKSLASH,
  COLON,
  DOT,
  EQUALS,
  isBlank,
  isWord,
  isWordAt,
  LETTERS,
  nameEnd,
  nameOf,
  OPEN_BRACKET,
  pairBefore,
  skipBlanks,
  skipSpace,
  trimSpace,
} from './lexical.ts';
import { type Owner, ownerIn } from './members.ts';
import { type Binding, isInRanges, type LoadedModule, type NameDraft, type State, trimCode } from './state.ts';

/** Fills `uses` and `escapes` of the imported names in `state.bindings`. */
export function findUses(state: State): void {
  if (state.bindings.length === 0 && state.loaded.length === 0) return;
  state.statements.sort((a, b) => a.start - b.start);
  const groups = groupBindings(state);
  const owners = ownersIn(state);
  findChains(state, groups, owners);
  findBareModules(state, groups, owners);
  findMembers(state, groups, owners);
  for (const loaded of state.loaded) readLoaded(state, loaded, owners);
  if (state.isPackage) findOwnUses(state, groups);
}

/** Namespaces that are handed on beside their members' names, by where they start. */
type Owners = ReadonlyMap<number, Owner>;

function ownersIn(state: State): Owners {
  const owners = new Map<number, Owner>();
  if (state.memberCalls.length === 0) return owners;
  const ends = new Map(state.loaded.map(({ start, end }) => [start, end]));
  for (const open of state.memberCalls) {
    const owner = ownerIn(state, open, ends);
    if (owner !== null) owners.set(owner.start, owner);
  }
  return owners;
}

/** Members that are named beside an imported namespace are used through it. */
function findMembers(state: State, groups: ReadonlyMap<string, ImportGroup>, owners: Owners): void {
  const changed = new Set<NameDraft>();
  for (const { start, text, members } of owners.values()) {
    const [local = '', ...path] = text.split('.');
    const group = groups.get(local);
    if (group === undefined || !isCode(state, start)) continue;
    const bound = visibleImports(state, group, scopeAt(state.scopes, start));
    const bindings = path.length === 0 ? bound?.whole : bound?.paths?.get(path.join('.'));
    for (const { name } of bindings ?? []) {
      for (const member of members) (name.uses ??= []).push(member);
      changed.add(name);
    }
  }
  for (const name of changed) name.uses?.sort((a, b) => a.start - b.start);
}

/** What is done with a module that a call gives. */
function readLoaded(state: State, { start, end, fact, name, path }: LoadedModule, owners: Owners): void {
  const { text } = state;
  const dot = skipSpace(text, end);
  const owner = owners.get(start);
  if (text.charCodeAt(dot) === DOT) addUse(state, { path, name }, chainAt(text, dot), start, owners);
  else if (owner !== undefined) for (const member of owner.members) (name.uses ??= []).push(member);
  else if (isPassedOn(text, start, end)) name.escapes = { start, end };
  if (name.uses !== undefined || name.escapes !== undefined) fact.names.push(name);
}

/** Every `name.attribute` chain whose first name is imported. */
function findChains(state: State, groups: ReadonlyMap<string, ImportGroup>, owners: Owners): void {
  const { text } = state;
  const position = newPosition();
  for (const local of groups.keys()) markEnding(local, 1);
  for (let dot = text.indexOf('.'); dot >= 0; dot = text.indexOf('.', dot + 1)) {
    const code = text.charCodeAt(dot - 1);
    let end = dot;
    if (isBlank(code) || code === 10 || code === 13) end = trimCode(state, dot, true);
    if (code < 128 && end === dot && ENDINGS[pairBefore(text, dot)] === 0 && ENDINGS[code] === 0) continue;
    if (!isWord(text.charCodeAt(end - 1))) continue;
    let start = end - 1;
    while (isWord(text.charCodeAt(start - 1))) start -= 1;
    const group = groups.get(nameOf(text, start, end));
    if (group === undefined || !startsChain(state, start)) continue;
    if (!moveTo(state, position, start)) {
      // Nothing up to the end of this string or comment is code.
      dot = Math.max(dot, position.skipEnd - 1);
      continue;
    }
    const chain = chainAt(text, dot);
    dot = Math.max(dot, chain.end - 1);
    const bound = visibleImports(state, group, position.scope);
    if (bound === undefined) continue;
    for (const binding of bound.whole) addUse(state, binding, chain, start, owners);
    if (bound.paths === null) continue;
    let isNamed = bound.whole.length > 0;
    let path = '';
    for (let part = 0; part < Math.min(chain.bounds.length, 2 * LONGEST_PATH); part += 2) {
      const name = nameOf(text, chain.bounds[part] ?? 0, chain.bounds[part + 1] ?? 0);
      path = path === '' ? name : `${path}.${name}`;
      for (const binding of bound.paths.get(path) ?? []) {
        addUse(state, binding, chain, start, owners);
        isNamed = true;
      }
    }
    if (!isNamed) addUseAbove(text, bound.paths, chain, owners.get(start));
  }
  for (const local of groups.keys()) markEnding(local, 0);
}

/**
 * The last two characters of the imported names, as a table: most names fail it, before they are sliced from the text.
 * A name of one letter has that letter's own place, a pair with NUL in front. Empty between calls.
 */
const ENDINGS = new Uint8Array(1 << 14);

function markEnding(local: string, mark: 0 | 1): void {
  const last = local.charCodeAt(local.length - 1);
  const place = local.length === 1 && last < 128 ? last : pairBefore(local, local.length);
  ENDINGS[place] = mark;
}

/** The position of a pass through the text among strings and comments, import statements and scopes. */
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

/**
 * Not itself an attribute of something. A dot on an earlier line takes attributes only in code: there it may also end a
 * comment, a string, a number (`1.`) or an ellipsis.
 */
export function startsChain(state: State, start: number): boolean {
  const { text } = state;
  let before = trimSpace(text, start);
  while (text.charCodeAt(before - 1) === BACKSLASH) before = trimSpace(text, before - 1);
  if (text.charCodeAt(before - 1) !== DOT || text.charCodeAt(before - 2) === DOT) return true;
  return before < start && (!isCode(state, before - 1) || NUMBER_BEFORE.test(text.slice(before - 24, before - 1)));
}

const NUMBER_BEFORE = /(?<![\w.])\d[\d_]*$/;

/** `.a.b` after a name: offsets of its parts, start and end alternating, and where it ends. */
export interface Chain {
  readonly bounds: readonly number[];
  readonly end: number;
}

/** The chain that starts with the dot at `dot`. Line breaks may stand between its parts, as they do inside brackets. */
export function chainAt(text: string, dot: number): Chain {
  const bounds: number[] = [];
  let end = dot;
  for (let at = dot; text.charCodeAt(at) === DOT; at = skipSpace(text, end)) {
    const start = skipSpace(text, at + 1);
    const stop = nameEnd(text, start);
    // In a damaged file a statement may follow a dot that was left over.
    if (stop === start || isWordAt(text, start, 'import') || isWordAt(text, start, 'from')) break;
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

function addUse(
  state: State,
  { path, name }: Pick<Binding, 'path' | 'name'>,
  chain: Chain,
  head: number,
  owners: Owners,
): void {
  const { text } = state;
  const { bounds } = chain;
  for (let index = 0; index < path.length; index += 1) {
    if (2 * index >= bounds.length) return;
    if (nameOf(text, bounds[2 * index] ?? 0, bounds[2 * index + 1] ?? 0) !== path[index]) return;
  }
  const start = bounds[2 * path.length];
  if (start === undefined) {
    if (path.length > 0 && !owners.has(head) && isPassedOn(text, head, chain.end))
      name.escapes ??= { start: head, end: chain.end };
    return;
  }
  const used = chainName(text, chain, path.length);
  if (used === '__dict__') name.escapes ??= { start: head, end: chain.end };
  else pushUse(name, start, chain, used, owners.get(head));
}

/** A chain that is handed on beside the names of its members goes on to them. */
function pushUse(draft: NameDraft, start: number, { end }: Chain, name: string, owner: Owner | undefined): void {
  draft.uses ??= [];
  const members = owner?.end === end ? owner.members : [];
  if (members.length === 0) draft.uses.push({ start, end, name });
  for (const member of members) draft.uses.push({ start, end: member.end, name: `${name}.${member.name}` });
}

/** `a.c` after `import a.b`: what the import binds, and not what it names. The first import of that name has the use. */
function addUseAbove(
  text: string,
  paths: ReadonlyMap<string, readonly Binding[]>,
  chain: Chain,
  owner: Owner | undefined,
): void {
  const [first] = paths.values().next().value ?? [];
  const start = chain.bounds[0];
  if (first === undefined || start === undefined) return;
  pushUse(first.name, start, chain, '.'.repeat(first.path.length) + chainName(text, chain, 0), owner);
}

/** For more module names than this, one pass over every word costs less than a search for each. */
const FEW_NAMES = 16;
const WORDS = new RegExp(`[\\w${LETTERS}]+`, 'g');

/** Modules whose bare name is passed on. */
function findBareModules(state: State, groups: ReadonlyMap<string, ImportGroup>, owners: Owners): void {
  const { text } = state;
  const modules = [...groups.values()].filter((group) => group.modules > 0);
  if (modules.length <= FEW_NAMES) {
    for (const group of modules) {
      const name = prepareSearch(group.local);
      const { length } = group.local;
      for (let at = nextOccurrence(text, name, 0); at >= 0; at = nextOccurrence(text, name, at + length)) {
        const end = at + length;
        const next = text.charCodeAt(end);
        if (next === DOT || isWord(next) || isWord(text.charCodeAt(at - 1))) continue;
        if (isPassedOn(text, at, end) && !owners.has(at) && markEscape(state, group, { start: at, end })) break;
      }
    }
    return;
  }
  const wanted = new Map(modules.map((group) => [group.local, group]));
  for (const local of wanted.keys()) markEnding(local, 1);
  // By the end of each word, since `test` says where a match ends but not where it began.
  for (WORDS.lastIndex = 0; WORDS.test(text); ) {
    const end = WORDS.lastIndex;
    const last = text.charCodeAt(end - 1);
    if (last < 128 && ENDINGS[pairBefore(text, end)] === 0 && ENDINGS[last] === 0) continue;
    if (text.charCodeAt(end) === DOT) continue;
    let start = end - 1;
    while (isWord(text.charCodeAt(start - 1))) start -= 1;
    const group = wanted.get(nameOf(text, start, end));
    if (group !== undefined && isPassedOn(text, start, end) && !owners.has(start))
      markEscape(state, group, { start, end });
  }
  for (const local of wanted.keys()) markEnding(local, 0);
}

/** Marks the modules that the name at a place passes on; true when no import of that name is left to mark. */
function markEscape(state: State, group: ImportGroup, place: Span): boolean {
  if (!isCode(state, place.start)) return false;
  for (const { name, isModule } of visibleImports(state, group, scopeAt(state.scopes, place.start))?.whole ?? []) {
    if (!isModule || name.escapes !== undefined) continue;
    name.escapes = place;
    group.modules -= 1;
  }
  return group.modules <= 0;
}

/** Marks what an `__init__` imports at module scope and uses itself; `X as X` is given on whatever else is done with it. */
function findOwnUses(state: State, groups: ReadonlyMap<string, ImportGroup>): void {
  const { text } = state;
  const wanted = new Set<string>();
  for (const { local, isModule, name, scope } of state.bindings) {
    if (!isModule && scope === 0 && !isNamedAgain(text, name)) wanted.add(local);
  }
  if (wanted.size === 0) return;
  for (WORDS.lastIndex = 0; wanted.size > 0 && WORDS.test(text); ) {
    const end = WORDS.lastIndex;
    let start = end - 1;
    while (isWord(text.charCodeAt(start - 1))) start -= 1;
    const local = nameOf(text, start, end);
    const group = wanted.has(local) ? groups.get(local) : undefined;
    if (group === undefined || !isOwnUse(state, start, end)) continue;
    for (const { scope, name } of visibleImports(state, group, scopeAt(state.scopes, start))?.whole ?? []) {
      if (scope !== 0 || isNamedAgain(text, name)) continue;
      name.used = true;
      wanted.delete(local);
    }
  }
}

/** `X as X`, by which stubs and packages say that they give X on. */
function isNamedAgain(text: string, { name, local, end }: NameDraft): boolean {
  return name === local && isWordAt(text, skipSpace(text, end), 'as');
}

const QUOTED_ANNOTATION = /(?:->|[\w\])][ \t]*:)[ \t]*["'][^"'\r\n]*$/;

/** A name in code that is neither an attribute nor what an assignment or definition binds, or one in an annotation's quotes. */
function isOwnUse(state: State, start: number, end: number): boolean {
  const { text } = state;
  if (!isCode(state, start)) {
    return isInRanges(state.skips, start) && QUOTED_ANNOTATION.test(text.slice(Math.max(0, start - 200), start));
  }
  if (!startsChain(state, start)) return false;
  const next = skipBlanks(text, end);
  if (text.charCodeAt(next) === EQUALS && text.charCodeAt(next + 1) !== EQUALS) return false;
  return !/\b(?:class|def)[ \t]+$/.test(text.slice(Math.max(0, start - 8), start));
}

/** What may stand before and after a name whose value is passed on, ignoring blanks and line breaks. */
const BEFORE_VALUE = '([{,=:+-*/%|&^~';
const AFTER_VALUE = ',)]}[;#\r\n+-*/%|&^';
const WORDS_BEFORE = new Set(['return', 'yield', 'await', 'else', 'or', 'and', 'from']);
const WORDS_AFTER = new Set(['if', 'else', 'or', 'and', 'for']);

/**
 * Whether the value of the name in [start, end) is passed on: an argument, the value of an assignment, something
 * returned, an element, something indexed. Tests, comparisons, attributes, keywords and rebinding are not.
 */
function isPassedOn(text: string, start: number, end: number): boolean {
  const next = skipBlanks(text, end);
  if (isWord(text.charCodeAt(next))) {
    const word = text.slice(next, nameEnd(text, next));
    if (!WORDS_AFTER.has(word)) return false;
    // `[m for m in …]` binds the name itself.
    if (word === 'for' && isWordAt(text, skipSpace(text, next + 3), text.slice(start, end))) return false;
  } else if (next < text.length && !AFTER_VALUE.includes(text.charAt(next))) return false;
  if (text.charCodeAt(skipSpace(text, next)) === DOT) return false;
  const stop = trimSpace(text, start);
  const previous = text.charCodeAt(stop - 1);
  if (isWord(previous)) {
    let from = stop - 1;
    while (isWord(text.charCodeAt(from - 1))) from -= 1;
    return stop < start && WORDS_BEFORE.has(text.slice(from, stop));
  }
  if (stop > 0 && BEFORE_VALUE.includes(text.charAt(stop - 1))) {
    // A block header's colon: what follows on the next line is a statement.
    return previous !== COLON || !/[\r\n]/.test(text.slice(stop, start));
  }
  return text.charCodeAt(next) === OPEN_BRACKET;
}
