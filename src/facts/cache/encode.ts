/**
 * Facts as compact JSON and back: tuples instead of objects, a third of the bytes and of the time to parse.
 *
 * What is written is exactly what is read again, absent members included; a test holds every scanner's output to that.
 * A change here is a change of the format: the scanners' id covers this file.
 */
import {
  type AllowComment,
  type Damage,
  DEFINITION_KINDS,
  type DefinitionFact,
  EXPORT_STYLES,
  type FileFacts,
  IMPORT_FORMS,
  type ImportedName,
  type ImportFact,
  type LanguageFacts,
  type LanguageId,
  type MentionFacts,
  type NamespaceUse,
} from '../../types.ts';

/** Members by their places, one after the other: to take tuples apart and spread what may be absent takes several times as long. */
type Growing<T> = { -readonly [Key in keyof T]: T[Key] };

const QUOTES = ['"', "'", '`'] as const;

/** start, end, name */
type Use = readonly [number, number, string];
/** start, end, name, local, flags, where it is passed on (as a use without a name), uses */
type Name = readonly [number, number, string, string | null, number, ...(readonly Use[])];
/** start, end, statement's start and end, form, specifier, flags, via, names */
type Import = readonly [number, number, number, number, number, string, number, string | 0, ...(readonly Name[])];
/** start, end, statement's start and end, kind, name, flags, alias of, via, exported as */
type Definition = readonly [
  ...(readonly [number, number, number, number, number, string, number]),
  ...(readonly [(string | 0)?, (string | 0)?, ...string[]]),
];
/** language, imports, definitions, exports, style of the exports plus one */
type Part = readonly [LanguageId, readonly Import[], readonly Definition[], readonly string[] | null, number?];
type Allow = readonly [number, number, string];
/** start, end, text, line */
type Named = readonly [number, number, string, string];
/** language, import, line */
type Advised = readonly [LanguageId, Import, string];
type Mentions = readonly [readonly Named[], readonly Advised[]];
type Encoded = readonly [readonly Part[], readonly Allow[], readonly [number, string] | 0, Mentions?];

/** The text to keep for facts. */
export function encodeFacts({ parts, allows, damage, mentions }: FileFacts): string {
  const encoded = [
    parts.map(encodePart),
    allows.map(({ start, end, text }): Allow => [start, end, text]),
    damage === null ? 0 : [damage.start, damage.message],
  ] as const satisfies Encoded;
  return JSON.stringify(mentions === undefined ? encoded : ([...encoded, encodeMentions(mentions)] satisfies Encoded));
}

/**
 * The facts behind a text that `encodeFacts` gave; checksums vouch for its shape. Most files are asked for their imports and
 * for nothing else, so definitions are made when someone looks at them.
 */
export function decodeFacts(text: string): FileFacts {
  const [parts, allows, damage, mentions] = JSON.parse(text) as Encoded;
  return {
    parts: parts.map(decodePart),
    allows: allows.map(([start, end, words]): AllowComment => ({ start, end, text: words })),
    damage: damage === 0 ? null : ({ start: damage[0], message: damage[1] } satisfies Damage),
    ...(mentions === undefined ? undefined : { mentions: decodeMentions(mentions) }),
  };
}

function encodeMentions({ names, imports }: MentionFacts): Mentions {
  return [
    names.map(({ start, end, text, line }) => [start, end, text, line]),
    imports.map(({ language, fact, line }) => [language, encodeImport(fact), line]),
  ];
}

function decodeMentions([names, imports]: Mentions): MentionFacts {
  return {
    names: names.map(([start, end, text, line]) => ({ start, end, text, line })),
    imports: imports.map(([language, fact, line]) => ({ language, fact: decodeImport(fact), line })),
  };
}

function encodePart({ language, imports, definitions, exports, exportStyle }: LanguageFacts): Part {
  const part = [language, imports.map(encodeImport), definitions.map(encodeDefinition), exports] as const;
  return exportStyle === undefined ? part : [...part, EXPORT_STYLES.indexOf(exportStyle) + 1];
}

function decodePart([language, imports, definitions, exports, style = 0]: Part): LanguageFacts {
  const exportStyle = EXPORT_STYLES[style - 1];
  let defined: readonly DefinitionFact[] | undefined;
  return {
    language,
    imports: imports.map(decodeImport),
    get definitions() {
      defined ??= definitions.map(decodeDefinition);
      return defined;
    },
    exports,
    ...(exportStyle === undefined ? undefined : { exportStyle }),
  };
}

// ----------------------------------------------------------------------------------------------------------- imports

function encodeImport(fact: ImportFact): Import {
  const flags =
    Number(fact.typeOnly) |
    (optional(fact.semicolon) << 1) |
    (optional(fact.nested) << 3) |
    ((fact.quote === undefined ? 0 : QUOTES.indexOf(fact.quote) + 1) << 5);
  const { start, end, statement } = fact;
  const form = IMPORT_FORMS.indexOf(fact.form);
  const names = fact.names.map(encodeName);
  return [start, end, statement.start, statement.end, form, fact.specifier, flags, fact.via ?? 0, ...names];
}

function decodeImport(encoded: Import): ImportFact {
  const flags = encoded[6];
  const via = encoded[7];
  const semicolon = isSet((flags >> 1) & 3);
  const nested = isSet((flags >> 3) & 3);
  const quote = QUOTES[(flags >> 5) - 1];
  const fact: Growing<ImportFact> = {
    form: IMPORT_FORMS[encoded[4]] ?? 'import',
    specifier: encoded[5],
    names: (encoded.slice(8) as Name[]).map(decodeName),
    statement: { start: encoded[2], end: encoded[3] },
    typeOnly: (flags & 1) === 1,
    start: encoded[0],
    end: encoded[1],
  };
  if (via !== 0) fact.via = via;
  if (semicolon !== undefined) fact.semicolon = semicolon;
  if (quote !== undefined) fact.quote = quote;
  if (nested !== undefined) fact.nested = nested;
  return fact;
}

function encodeName(imported: ImportedName): Name {
  const { start, end, name, local, typeOnly, uses, escapes, used, asDefault } = imported;
  const flags =
    Number(typeOnly) |
    (Number(escapes !== undefined) << 1) |
    (Number(uses !== undefined) << 2) |
    (Number(used === true) << 3) |
    (Number(asDefault === true) << 4);
  const places = escapes === undefined ? (uses ?? []) : [{ ...escapes, name: '' }, ...(uses ?? [])];
  return [start, end, name, local, flags, ...places.map((use): Use => [use.start, use.end, use.name])];
}

function decodeName(encoded: Name): ImportedName {
  const flags = encoded[4];
  const imported: Growing<ImportedName> = {
    name: encoded[2],
    local: encoded[3],
    typeOnly: (flags & 1) === 1,
    start: encoded[0],
    end: encoded[1],
  };
  const isPassedOn = (flags & 2) !== 0;
  if ((flags & 4) !== 0) imported.uses = (encoded.slice(isPassedOn ? 6 : 5) as Use[]).map(decodeUse);
  if ((flags & 8) !== 0) imported.used = true;
  if ((flags & 16) !== 0) imported.asDefault = true;
  const place = isPassedOn ? encoded[5] : undefined;
  if (place !== undefined) imported.escapes = { start: place[0], end: place[1] };
  return imported;
}

function decodeUse(use: Use): NamespaceUse {
  return { name: use[2], start: use[0], end: use[1] };
}

// ------------------------------------------------------------------------------------------------------- definitions

function encodeDefinition(fact: DefinitionFact): Definition {
  const { start, end, statement, kind, name, scope, exported, aliasOf, via, exportedAs } = fact;
  const flags = Number(scope === 'nested') | (Number(exported) << 1);
  const base = [start, end, statement.start, statement.end, DEFINITION_KINDS.indexOf(kind), name, flags] as const;
  if (exportedAs !== undefined) return [...base, aliasOf ?? 0, via ?? 0, ...exportedAs];
  if (aliasOf === undefined && via === undefined) return base;
  return via === undefined ? [...base, aliasOf ?? 0] : [...base, aliasOf ?? 0, via];
}

function decodeDefinition(encoded: Definition): DefinitionFact {
  const flags = encoded[6];
  const aliasOf = encoded[7] ?? 0;
  const via = encoded[8] ?? 0;
  const fact: Growing<DefinitionFact> = {
    kind: DEFINITION_KINDS[encoded[4]] ?? 'variable',
    name: encoded[5],
    scope: (flags & 1) === 1 ? 'nested' : 'module',
    exported: (flags & 2) === 2,
    statement: { start: encoded[2], end: encoded[3] },
    start: encoded[0],
    end: encoded[1],
  };
  if (aliasOf !== 0) fact.aliasOf = aliasOf;
  if (via !== 0) fact.via = via;
  if (encoded.length > 9) fact.exportedAs = encoded.slice(9) as string[];
  return fact;
}

/** An optional truth value in two bits. */
function optional(value: boolean | undefined): number {
  return value === undefined ? 0 : value ? 2 : 1;
}

function isSet(bits: number): boolean | undefined {
  return bits === 0 ? undefined : bits === 2;
}
