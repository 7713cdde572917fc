/**
 * What one scan has gathered so far: facts under construction, open blocks, and the ranges of text that are not
 * code. The drafts are the fact types without `readonly`; they are never changed once the scan has ended.
 */

import type {
  AllowComment,
  Damage,
  DefinitionFact,
  DefinitionKind,
  ImportedName,
  ImportFact,
  ImportForm,
} from '../../types.ts';
import { BACKSLASH, CR, HASH, LF, trimBlanks } from './lexical.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export interface SpanDraft {
  start: number;
  end: number;
}
export interface UseDraft extends SpanDraft {
  name: string;
}
export type NameDraft = Mutable<Omit<ImportedName, 'uses'>> & { uses?: UseDraft[] };
export type ImportDraft = Mutable<Omit<ImportFact, 'names' | 'statement'>> & {
  names: NameDraft[];
  statement: SpanDraft;
};
export type DefinitionDraft = Mutable<Omit<DefinitionFact, 'statement'>> & { statement: SpanDraft };

/** The text of a class or function, from its keyword to the end of its last statement. The module is the first scope. */
export interface Scope extends SpanDraft {
  readonly isFunction: boolean;
  /** Index of the enclosing scope in `scopes`; -1 for the module. */
  readonly parent: number;
}

/** An open block: what follows belongs to it as long as it is indented more than `indent`. */
export interface Block {
  readonly indent: number;
  /** `typing` is the body of `if TYPE_CHECKING:`. */
  readonly kind: 'class' | 'function' | 'typing';
  readonly definition: DefinitionDraft | null;
  /** Index into `scopes`. */
  readonly scope: number;
}

/** A name that an import bound, with where it holds and which attribute chain leads to the namespace. */
export interface Binding {
  readonly local: string;
  /** What must follow `local` to reach the module: `['b', 'c']` after `import a.b.c`. */
  readonly path: readonly string[];
  readonly isModule: boolean;
  readonly name: NameDraft;
  readonly scope: number;
}

/** A member that is named by a string, or by a keyword. */
export type NamedMember = UseDraft;

/** A call that gives a module, by the fact of its name: what is done with it is looked for after the scan. */
export interface LoadedModule extends SpanDraft {
  readonly fact: ImportDraft;
  readonly name: NameDraft;
  /** What leads from the value to the module: `['b']` after `__import__("a.b")`. */
  readonly path: readonly string[];
}

/** Ascending, disjoint ranges of offsets: start and end alternate in `bounds`, of which `length` numbers are used. */
export interface Ranges {
  bounds: Int32Array;
  length: number;
}

/** Adds a range at the end. */
export function addRange(ranges: Ranges, start: number, end: number): void {
  const { length } = ranges;
  if (length + 2 > ranges.bounds.length) {
    const wider = new Int32Array(ranges.bounds.length * 2);
    wider.set(ranges.bounds);
    ranges.bounds = wider;
  }
  ranges.bounds[length] = start;
  ranges.bounds[length + 1] = end;
  ranges.length = length + 2;
}

/** The array for the ranges of one scan at a time, kept between scans unless a huge file made it huge. */
let spare: Int32Array = new Int32Array(4096);
const LARGEST_SPARE = 1 << 20;

/** Returns the array once nothing reads the ranges any more. */
export function releaseRanges(ranges: Ranges): void {
  if (ranges.bounds.length <= LARGEST_SPARE) spare = ranges.bounds;
}

/** Whether `at` lies in one of the ranges. */
export function isInRanges(ranges: Ranges, at: number): boolean {
  return rangeAt(ranges, at) >= 0;
}

/** Start of the range that `at` lies in, or -1. */
function rangeAt(ranges: Ranges, at: number): number {
  const { bounds } = ranges;
  let low = 0;
  let high = ranges.length >> 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((bounds[2 * middle] ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low > 0 && at < (bounds[2 * low - 1] ?? 0) ? (bounds[2 * low - 2] ?? -1) : -1;
}

/**
 * Back over everything that may stand between two tokens of one statement: blanks, continued lines and, where brackets
 * are open around it, line breaks and comments.
 */
export function trimCode(state: State, at: number, inBrackets: boolean): number {
  const { text } = state;
  let end = trimBlanks(text, at);
  for (;;) {
    const code = text.charCodeAt(end - 1);
    if (code !== LF && code !== CR) return end;
    const line = code === LF && text.charCodeAt(end - 2) === CR ? end - 2 : end - 1;
    if (text.charCodeAt(line - 1) === BACKSLASH) end = trimBlanks(text, line - 1);
    else if (!inBrackets) return end;
    else {
      const comment = text.charCodeAt(line - 1) === LF ? -1 : rangeAt(state.skips, line - 1);
      end = trimBlanks(text, comment >= 0 && text.charCodeAt(comment) === HASH ? comment : line);
    }
  }
}

/** Facts so far, open blocks, and what is not code. */
export interface State {
  readonly text: string;
  /** `.pyi`: a bare annotation defines a name. */
  readonly stub: boolean;
  /** `__init__`: what it imports it gives on, unless it uses it. */
  readonly isPackage: boolean;
  /** Names of from-imports are looked after as modules are. */
  readonly closely: boolean;
  readonly imports: ImportDraft[];
  readonly definitions: DefinitionDraft[];
  readonly bindings: Binding[];
  readonly allows: AllowComment[];
  readonly scopes: Scope[];
  readonly blocks: Block[];
  /** Comments and string text. */
  readonly skips: Ranges;
  /** The same for import statements, whose names are not uses; ascending only after sorting. */
  readonly statements: SpanDraft[];
  /** Bodies of module-level `__getattr__` functions. */
  readonly forwards: SpanDraft[];
  /** Values that may make a `__getattr__` of this module: a call, by where it starts. */
  readonly attached: number[];
  exports: string[] | null;
  /** Calls that may name a member beside its owner, by their parentheses. */
  readonly memberCalls: number[];
  readonly loaded: LoadedModule[];
  /** Local names of what is called in references; null until there is one. */
  callees: Map<string, string> | null;
  /** First opening parenthesis of the last value that is a call of a class factory. */
  factoryCall: number;
  damage: Damage | null;
  /**
   * How many more characters may be read a second time. Look-aheads that could make the scan quadratic on hostile
   * text draw on it and give up, or give a coarser answer, when it is spent.
   */
  budget: number;
}

/** What the name of a file says: a `.pyi`, an `__init__`; and how it is read. */
export type FileKind = Pick<State, 'stub' | 'isPackage' | 'closely'>;

/** The state before the first line. */
export function newState(text: string, { stub, isPackage, closely }: FileKind): State {
  return {
    text,
    stub,
    isPackage,
    closely,
    imports: [],
    definitions: [],
    bindings: [],
    allows: [],
    scopes: [{ start: 0, end: text.length, isFunction: false, parent: -1 }],
    blocks: [],
    skips: { bounds: spare, length: 0 },
    statements: [],
    forwards: [],
    attached: [],
    exports: null,
    memberCalls: [],
    loaded: [],
    callees: null,
    factoryCall: -1,
    damage: null,
    budget: 4 * text.length + 10_000,
  };
}

/** Notes where the file stopped reading cleanly; the first place in the text wins. */
export function noteDamage(state: State, start: number, message: string): void {
  if (state.damage === null || start < state.damage.start) state.damage = { start, message };
}

/** Draws `amount` characters from the budget; false, and nothing drawn, when it is not there. */
export function spendBudget(state: State, amount: number): boolean {
  if (state.budget < amount) return false;
  state.budget -= amount;
  return true;
}

/** Index of the innermost scope that is open. */
export function currentScope(state: State): number {
  const { blocks } = state;
  return blocks.length === 0 ? 0 : (blocks[blocks.length - 1]?.scope ?? 0);
}

/** Inside a class or function body. */
export function isNested(state: State): boolean {
  return currentScope(state) !== 0;
}

/** Inside the body of `if TYPE_CHECKING:`, or in a stub, which says nothing but types. */
export function isTypeOnly(state: State): boolean {
  return state.stub || state.blocks.some((block) => block.kind === 'typing');
}

/** Adds an import fact and returns it; its end may still move. */
export function addImport(
  state: State,
  form: ImportForm,
  specifier: string,
  span: SpanDraft,
  statement: SpanDraft,
  names: NameDraft[],
  via?: string,
): ImportDraft {
  const fact: ImportDraft = {
    start: span.start,
    end: span.end,
    form,
    specifier,
    names,
    statement,
    typeOnly: isTypeOnly(state),
  };
  if (via !== undefined) fact.via = via;
  if (isNested(state)) fact.nested = true;
  state.imports.push(fact);
  return fact;
}

/** Adds a definition fact and returns it; its end may still move. */
export function addDefinition(
  state: State,
  kind: DefinitionKind,
  name: string,
  span: SpanDraft,
  statement: SpanDraft,
  aliasOf?: string,
  via?: string,
): DefinitionDraft {
  const atModule = !isNested(state);
  const fact: DefinitionDraft = {
    start: span.start,
    end: span.end,
    kind,
    name,
    scope: atModule ? 'module' : 'nested',
    exported: atModule,
    statement,
  };
  if (aliasOf !== undefined) fact.aliasOf = aliasOf;
  if (via !== undefined) fact.via = via;
  state.definitions.push(fact);
  return fact;
}
