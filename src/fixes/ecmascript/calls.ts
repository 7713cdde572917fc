/**
 * `require()`, `import()` and `import().T`: the module and the names that are taken of it, as the call is written.
 */
import { skipSpace } from '../../languages/ecmascript/skeleton.ts';
import type { ImportedName, ImportFact, Span } from '../../types.ts';
import type { Change } from '../change.ts';
import { changesBy, newName } from './asked.ts';
import { type Edits, insertion, joined, replacing } from './edits.ts';
import { markBefore } from './layout.ts';
import { accessEdits, keyEdits, memberEdits } from './members.ts';
import { isIdentifier, writtenName } from './names.ts';
import { literalEdits, newContent, writtenModule } from './specifier.ts';

/** A call, and how the file writes patterns. */
export interface Call {
  readonly text: string;
  readonly fact: ImportFact;
  /** The blanks within braces. */
  readonly pad: string;
}

/** A name of a call as it is to be taken. */
export interface Taken {
  readonly imported: ImportedName;
  readonly change: Change | null;
  /** The content of the literal to write. */
  readonly module: string;
}

/** What becomes of each name; null where a module cannot be written. */
export function takenOf({ text, fact }: Call, changes: readonly Change[]): readonly Taken[] | null {
  const current = writtenModule(text, fact);
  if (current === null) return null;
  const changeOf = changesBy(changes);
  const taken = fact.names.map((imported): Taken | null => {
    const change = changeOf(imported) ?? null;
    const module = change === null ? current : newContent(text, fact, change.to.module, newName(change) !== null);
    return module === null ? null : { imported, change, module };
  });
  return taken.every((one) => one !== null) ? taken : null;
}

/** The edits of a call whose names all go to one module. */
export function callEdits(call: Call, taken: readonly Taken[]): Edits {
  const module = literalEdits(call.text, call.fact, taken[0]?.module ?? '');
  return joined([module, ...taken.map((one) => nameEdits(call, one))]);
}

/** The edits of one name; null where the form has no place for the new one. */
export function nameEdits(call: Call, { imported, change }: Taken): Edits {
  if (change === null) return [];
  const { text, fact } = call;
  const whole = change.to.whole ?? null;
  const isPromise = fact.form === 'dynamic-import';
  // `import()` gives the value in `default` only where that is made up for it.
  if (isPromise && whole === 'import-equals' && isTaken(imported)) return null;
  const isValue = whole !== null && !isPromise;
  if (imported.name === '*') return isValue ? [] : wholeEdits(call, imported, change);
  if (isValue) return valueEdits(call, imported);
  const name = newName(change);
  if (name === null) return [];
  return isPattern(call, imported) ? keyEdits(text, imported, name) : accessEdits(text, imported, imported.name, name);
}

function isTaken({ name, local, uses }: ImportedName): boolean {
  return name !== '*' || local !== null || uses !== undefined;
}

/** The name is a key of a pattern: before the call, or in the callback behind it. */
function isPattern({ text, fact }: Call, { start }: ImportedName): boolean {
  return start < fact.statement.start || '{,'.includes(markBefore(text, start) || ' ');
}

// ------------------------------------------------------------------------------------------- a module as a whole

/** A module that is bound, or handed on, gives way to a name of another. */
function wholeEdits(call: Call, imported: ImportedName, change: Change): Edits {
  const name = newName(change);
  if (name === null) return [];
  if (imported.start < call.fact.statement.start) return variableEdits(call, imported, name);
  const used = new Set(imported.uses?.map((use) => use.name));
  const [old] = used;
  if (old === undefined) return appendedEdits(call, name);
  if (used.size > 1 || change.members !== undefined) return null;
  return memberEdits(call.text, { ...change, imported, members: new Map([[old, name]]) });
}

/** `f(require('m'))` as `f(require('m').New)`. */
function appendedEdits({ text, fact }: Call, name: string): Edits {
  const { start, end } = fact.statement;
  const isCalled = /(?<![\w$.])new\s+$/.test(text.slice(Math.max(0, start - 20), start));
  return fact.form === 'dynamic-import' || isCalled || !isIdentifier(name) ? null : [insertion(end, `.${name}`)];
}

/** `const Old = require('m')` as `const { New: Old } = require('m')`. */
function variableEdits({ text, fact, pad }: Call, { start, end }: Span, name: string): Edits {
  const between = text.slice(end, fact.statement.start);
  const isPlain = fact.form === 'require' ? /^\s*=\s*$/.test(between) : /^\s*=\s*await\s+$/.test(between);
  if (!isPlain || !/(?:\b(?:const|let|var)\s+|,\s*)$/.test(text.slice(Math.max(0, start - 200), start))) return null;
  const local = text.slice(start, end);
  const key = local === name ? '' : `${writtenName(name, "'")}: `;
  return [replacing({ start, end }, `{${pad}${key}${local}${pad}}`)];
}

/** A name gives way to the whole value of a module. */
function valueEdits(call: Call, imported: ImportedName): Edits {
  const { text, fact } = call;
  if (isPattern(call, imported)) return fact.names.length === 1 ? patternEdits(text, imported) : null;
  const { start, end } = imported;
  const after = /["']/.test(text.charAt(start)) ? skipSpace(text, end) + 1 : end;
  const from = fact.statement.end + (/^[\s)]*(?<=\))/.exec(text.slice(fact.statement.end, start))?.[0].length ?? 0);
  return /^\s*(?:\.\s*|\[\s*)$/.test(text.slice(from, start)) ? [replacing({ start: from, end: after }, '')] : null;
}

/** `{ Old }`, `{ Old: local }` as `Old`, `local`; null before a type, and for more than a variable. */
function patternEdits(text: string, { start, end }: Span): Edits {
  const behind = /^\s*(?::\s*([\w$]+))?\s*,?\s*\}(?=\s*=[^=>])/.exec(text.slice(end));
  const open = text.lastIndexOf('{', start);
  if (behind === null || text.slice(open + 1, start).trim() !== '') return null;
  return [replacing({ start: open, end: end + behind[0].length }, behind[1] ?? text.slice(start, end))];
}
