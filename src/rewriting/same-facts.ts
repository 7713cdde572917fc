/**
 * Whether a file says the same after its edits: whatever was not edited stands where it stood, and what was edited binds
 * the same local names, used at the same places. The scanner that found the imports reads the result, so an edit that
 * went wrong in any way it can see is never written.
 */
import type { Change } from '../fixes/change.ts';
import { topOf } from '../languages/python/names.ts';
import { push } from '../text/multimap.ts';
import type { DefinitionFact, FileFacts, ImportedName, ImportFact, LanguageFacts, Span } from '../types.ts';
import type { Draft } from './draft.ts';

/** Whether nothing but what the changes are about differs, and that only in where it is imported from. */
export function saysTheSame(before: FileFacts, after: FileFacts, draft: Draft, changes: readonly Change[]): boolean {
  const isChanged = changeTest(changes);
  if (before.damage !== null || after.damage !== null || before.parts.length !== after.parts.length) return false;
  if (!sameList(textsOf(before), textsOf(after))) return false;
  return before.parts.every((part, at) => {
    const other = after.parts[at];
    return other !== undefined && samePart(part, other, draft, isChanged);
  });
}

function textsOf({ allows }: FileFacts): string[] {
  return allows.map(({ text }) => text);
}

/** Whether a name of an import, or an import that names nothing (null), is to be changed. */
type ChangeTest = (fact: ImportFact, name: ImportedName | null) => boolean;

/** By places: facts may have been decoded anew since. */
function changeTest(changes: readonly Change[]): ChangeTest {
  const id = ({ start }: ImportFact, name: ImportedName | null): string => `${start}:${name?.start ?? ''}`;
  const changed = new Set(changes.map(({ fact, imported }) => id(fact, imported)));
  return (fact, name) => changed.has(id(fact, name)) || (name !== null && changed.has(id(fact, null)));
}

function samePart(before: LanguageFacts, after: LanguageFacts, draft: Draft, isChanged: ChangeTest): boolean {
  return (
    before.language === after.language &&
    before.exportStyle === after.exportStyle &&
    sameList(before.exports?.toSorted(), after.exports?.toSorted()) &&
    before.definitions.length === after.definitions.length &&
    before.definitions.every((one, at) => sameDefinition(one, after.definitions[at], draft)) &&
    sameImports(before.imports, after.imports, draft, isChanged)
  );
}

function sameDefinition(before: DefinitionFact, after: DefinitionFact | undefined, draft: Draft): boolean {
  if (after === undefined) return false;
  if (before.via === 'sys.modules' && touches(draft, before)) return sameEntry(before, after, draft);
  if (!isAt(after, before, draft)) return false;
  const { name, kind, scope, exported, exportedAs } = before;
  const same = name === after.name && kind === after.kind && scope === after.scope && exported === after.exported;
  if (!same || !sameList(exportedAs, after.exportedAs)) return false;
  if (isAt(after.statement, before.statement, draft) && before.aliasOf === after.aliasOf && before.via === after.via)
    return true;
  return touches(draft, before.statement); // what it is another name for has a new name
}

/** `sys.modules["a.b"] = x` is called as the module that its string names, which is what changes. */
function sameEntry(before: DefinitionFact, after: DefinitionFact, draft: Draft): boolean {
  const { start, end } = draft.around(before);
  const isThere = after.start === start && after.end === end;
  return isThere && after.via === before.via && after.kind === before.kind && after.aliasOf === before.aliasOf;
}

/** Whether something stands where it stood. */
function isAt(after: Span, before: Span, draft: Draft): boolean {
  const { start, end } = draft.kept(before);
  return after.start === start && after.end === end;
}

// ---------------------------------------------------------------------------------------------------------- imports

function sameImports(
  before: readonly ImportFact[],
  after: readonly ImportFact[],
  draft: Draft,
  isChanged: ChangeTest,
): boolean {
  const left = new Map<number, ImportFact[]>();
  for (const fact of after) push(left, fact.start, fact);
  const edited: ImportFact[] = [];
  for (const fact of before) {
    if (isEdited(fact, draft)) edited.push(fact);
    else {
      const there = left.get(draft.kept(fact).start) ?? [];
      const at = there.findIndex((one) => sameImport(fact, one, draft));
      if (at === -1) return false;
      there.splice(at, 1);
    }
  }
  // `import a.b` binds `a`, and what takes its place the first name of another module.
  const packages = edited.filter(isPackageImport);
  for (const fact of packages) {
    const isMoved = fact.names.every((name) => isChanged(fact, name));
    const there = left.get(draft.kept(fact).start) ?? [];
    const at = there.findIndex(
      (one) => (isMoved || one.specifier === fact.specifier) && samePackageUses(fact, one, before, draft),
    );
    if (at === -1) return false;
    there.splice(at, 1);
  }
  const rest = [...left.values()].flat();
  const others = edited.filter((fact) => !packages.includes(fact));
  return sameBindings(others, rest, draft) && keepsUnchanged(others, rest, isChanged);
}

/** `import a.b`, without `as` */
function isPackageImport({ form, specifier, names }: ImportFact): boolean {
  const [name] = names;
  return form === 'import' && names.length === 1 && name?.name === '*' && name.local === topOf(specifier);
}

/**
 * The same local name, or the first of the new module, is used at the same places. Another import of that module has had
 * some of them before, which are now used through both.
 */
function samePackageUses(before: ImportFact, after: ImportFact, all: readonly ImportFact[], draft: Draft): boolean {
  const [[was], [is]] = [before.names, after.names];
  if (was === undefined || is === undefined || after.form !== 'import' || before.nested !== after.nested) return false;
  if (is.local !== was.local && !isPackageImport(after)) return false;
  const others = all.filter((fact) => fact !== before && isPackageImport(fact)).flatMap(({ names }) => names);
  const own = placesOf([was], draft);
  const now = new Set((is.uses ?? []).map(({ start }) => start));
  const had = new Set([...own, ...placesOf(others, draft)]);
  const isPassedOn = is.escapes === undefined || [was, ...others].some(({ escapes }) => escapes !== undefined);
  if (!isPassedOn || (was.escapes !== undefined && is.escapes === undefined)) return false;
  return was.typeOnly === is.typeOnly && own.every((at) => now.has(at)) && [...now].every((at) => had.has(at));
}

/** Where what is used through names stands now. */
function placesOf(names: readonly ImportedName[], draft: Draft): number[] {
  return names.flatMap(({ uses = [] }) => uses.map((use) => draft.kept(use).start));
}

/** Also what is written at an end of it: another name of an import. */
function touches({ edits }: Draft, span: Span): boolean {
  return edits.some(({ start, end }) => start <= span.end && end >= span.start);
}

const written = new WeakMap<Draft, readonly Span[]>();

/** Whether a place of the new text is one that was written, or directly behind one and its dot. */
function isWritten(draft: Draft, span: Span): boolean {
  const spans = written.get(draft) ?? draft.edits.map((edit) => draft.around(edit));
  written.set(draft, spans);
  return spans.some(({ start, end }) => start <= span.end && end + 1 >= span.start);
}

function isEdited(fact: ImportFact, draft: Draft): boolean {
  return touches(draft, fact.statement) || touches(draft, fact) || fact.names.some((name) => touches(draft, name));
}

function sameImport(before: ImportFact, after: ImportFact, draft: Draft): boolean {
  return (
    before.form === after.form &&
    before.specifier === after.specifier &&
    before.typeOnly === after.typeOnly &&
    before.via === after.via &&
    before.nested === after.nested &&
    isAt(after, before, draft) &&
    isAt(after.statement, before.statement, draft) &&
    before.names.length === after.names.length &&
    before.names.every((name, at) => sameName(name, after.names[at], draft, isPackageImport(before)))
  );
}

/** @param isPackage what edited uses take of a package, it may have come by, or lost, through them */
function sameName(before: ImportedName, after: ImportedName | undefined, draft: Draft, isPackage: boolean): boolean {
  if (after === undefined || !isAt(after, before, draft)) return false;
  const { name, local, typeOnly, escapes } = before;
  const uses = (before.uses ?? []).filter((use) => !isPackage || !touches(draft, use));
  const its = (after.uses ?? []).filter((use) => !isPackage || !isWritten(draft, use));
  return (
    name === after.name &&
    local === after.local &&
    typeOnly === after.typeOnly &&
    sameList(
      uses.map((use) => use.name),
      its.map((use) => use.name),
    ) &&
    uses.every((use, at) => isAt(its[at] ?? use, use, draft)) &&
    ((escapes === undefined) === (after.escapes === undefined) ||
      (isPackage &&
        (escapes === undefined || touches(draft, escapes)) &&
        (after.escapes === undefined || isWritten(draft, after.escapes))))
  );
}

/**
 * Edited imports bind the same names, each used at the same places. What is merged into another import is one statement
 * fewer and the same binding.
 */
function sameBindings(before: readonly ImportFact[], after: readonly ImportFact[], draft: Draft): boolean {
  const was = before.flatMap((fact) => bindings(fact, (use) => draft.kept(use).start));
  const is = after.flatMap((fact) => bindings(fact, (use) => use.start));
  return (
    sameList([...new Set(was)].sort(), [...new Set(is)].sort()) &&
    sameList(before.flatMap(unbound).sort(), after.flatMap(unbound).sort()) &&
    after.filter(isNameless).length <= before.filter(isNameless).length
  );
}

/** What is in an edited statement and not to be changed is imported from where it was. */
function keepsUnchanged(edited: readonly ImportFact[], rest: readonly ImportFact[], isChanged: ChangeTest): boolean {
  const there = new Set(rest.flatMap((fact) => [null, ...fact.names].map((name) => sourceOf(fact, name))));
  return edited.every((fact) => {
    const named = fact.names.length === 0 ? [null] : fact.names;
    return named.every((name) => isChanged(fact, name) || there.has(sourceOf(fact, name)));
  });
}

function sourceOf({ specifier }: ImportFact, name: ImportedName | null): string {
  return JSON.stringify([specifier, name?.name, name?.local]);
}

function bindings({ names, typeOnly, nested }: ImportFact, placeOf: (span: Span) => number): string[] {
  return names.flatMap(({ local, typeOnly: erased, uses, escapes }) => {
    if (local === null) return [];
    const places = [uses?.map(placeOf), escapes === undefined ? null : placeOf(escapes)];
    return [JSON.stringify([local, typeOnly || erased, nested ?? false, places])];
  });
}

/** What binds nothing must not come or go: stars, types by `import()`, strings. */
function unbound({ form, via, names }: ImportFact): string[] {
  if (form === 'string') return [`string ${via ?? ''}`];
  return names.flatMap(({ local }) => (local === null ? [form] : []));
}

function isNameless({ form, names }: ImportFact): boolean {
  return form !== 'string' && names.length === 0;
}

function sameList(a: readonly string[] | undefined, b: readonly string[] | undefined): boolean {
  return a === b || (a !== undefined && a.length === b?.length && a.every((one, at) => one === b[at]));
}
