/**
 * Facts of a piece of a file, with the offsets of the whole file.
 */

import type {
  AllowComment,
  Damage,
  DefinitionFact,
  FileFacts,
  ImportedName,
  ImportFact,
  LanguageFacts,
  Span,
} from '../../types.ts';

/** Maps an offset in a piece to one in the file. Ascending. */
export type OffsetMap = (offset: number) => number;

/**
 * The same facts, each span moved by `place`.
 * @param placeEnd where the end is of what ends before an offset: behind its last character, so that it does not slip to
 * the next line of the file
 */
export function placeFacts(
  facts: FileFacts,
  place: OffsetMap,
  placeEnd: OffsetMap = (offset) => place(offset - 1) + 1,
): FileFacts {
  const damage: Damage | null = facts.damage && { ...facts.damage, start: place(facts.damage.start) };
  const placeSpan = ({ start, end }: Span): Span => ({
    start: place(start),
    end: end > start ? placeEnd(end) : place(end),
  });
  return {
    parts: facts.parts.map((part) => placePart(part, placeSpan)),
    allows: facts.allows.map((allow): AllowComment => ({ ...allow, ...placeSpan(allow) })),
    damage,
  };
}

type SpanMap = (span: Span) => Span;

function placePart(part: LanguageFacts, placeSpan: SpanMap): LanguageFacts {
  return {
    ...part,
    imports: part.imports.map(
      (fact): ImportFact => ({
        ...fact,
        ...placeSpan(fact),
        statement: placeSpan(fact.statement),
        names: fact.names.map((name) => placeName(name, placeSpan)),
      }),
    ),
    definitions: part.definitions.map(
      (fact): DefinitionFact => ({ ...fact, ...placeSpan(fact), statement: placeSpan(fact.statement) }),
    ),
  };
}

function placeName(name: ImportedName, placeSpan: SpanMap): ImportedName {
  const { uses, escapes } = name;
  return {
    ...name,
    ...placeSpan(name),
    ...(uses === undefined ? undefined : { uses: uses.map((use) => ({ ...use, ...placeSpan(use) })) }),
    ...(escapes === undefined ? undefined : { escapes: placeSpan(escapes) }),
  };
}

/** One set of facts from several, part by part of the same language; the damage that lies first is kept. */
export function mergeFacts(all: readonly FileFacts[]): FileFacts {
  const parts = all.flatMap((facts) => facts.parts);
  const languages = [...new Set(parts.map(({ language }) => language))];
  const damages = all.flatMap(({ damage }) => (damage === null ? [] : [damage])).sort((a, b) => a.start - b.start);
  return {
    parts: languages.map((language) => mergeParts(parts.filter((part) => part.language === language))),
    allows: all.flatMap(({ allows }) => allows).sort(byStart),
    damage: damages[0] ?? null,
  };
}

function mergeParts(parts: readonly LanguageFacts[]): LanguageFacts {
  const [first] = parts;
  const exports = parts.every((part) => part.exports === null) ? null : parts.flatMap((part) => part.exports ?? []);
  return {
    language: first?.language ?? 'js',
    imports: parts.flatMap((part) => part.imports).sort(byStart),
    definitions: parts.flatMap((part) => part.definitions).sort(byStart),
    exports: exports && [...new Set(exports)],
  };
}

function byStart(a: Span, b: Span): number {
  return a.start - b.start || a.end - b.end;
}
