/**
 * The facts of one file as text, one line a fact, so that a person can check them against the source: every span is shown
 * as `line:column` and the text that it covers, long texts shortened in the middle.
 *
 *   python
 *   import 3:8 app.old is "app.old", import, nested, in 3:1 import app.old as x
 *     name 3:8 app.old is * as x, escapes at 7:5
 *       use 5:3 Name is Name
 *   define 6:7 Home is class Home, module, exported, in 6:1 class Home
 *   export Home
 *   allow 9:1 ssot-allow …
 *   damage 10:5 why reading ended here
 */

import type {
  AllowComment,
  DefinitionFact,
  FileFacts,
  ImportedName,
  ImportFact,
  LanguageFacts,
  Span,
} from '../../src/types.ts';

/** Facts as reviewable text. */
export function factsText(text: string, facts: FileFacts): string {
  const at = spanWriter(text);
  const damage = facts.damage === null ? [] : [`damage ${at({ ...facts.damage, end: -1 })} ${facts.damage.message}`];
  const lines = [
    ...facts.parts.flatMap((part) => partLines(part, at)),
    ...facts.allows.map((allow) => allowLine(allow, at)),
    ...damage,
  ];
  return lines.map((line) => `${oneLine(line)}\n`).join('');
}

type WriteSpan = (span: Span) => string;

function partLines(part: LanguageFacts, at: WriteSpan): string[] {
  return [
    part.language,
    ...part.imports.flatMap((fact) => importLines(fact, at)),
    ...part.definitions.map((fact) => definitionLine(fact, at)),
    ...exportLines(part.exports),
    ...(part.exportStyle === undefined ? [] : [`style ${part.exportStyle}`]),
  ];
}

/** None where nothing is said of them (null). */
function exportLines(names: LanguageFacts['exports']): string[] {
  return names?.length === 0 ? ['export nothing'] : (names ?? []).map((name) => `export ${name}`);
}

/** The specifier's span, then what is said of it; flags appear only when they are set. */
function importLines(fact: ImportFact, at: WriteSpan): string[] {
  const flags = [
    fact.form,
    ...(fact.via === undefined ? [] : [`via ${fact.via}`]),
    ...(fact.typeOnly ? ['type'] : []),
    ...(fact.nested ? ['nested'] : []),
    ...(fact.semicolon === undefined ? [] : [fact.semicolon ? 'semicolon' : 'no semicolon']),
  ];
  const said = [JSON.stringify(fact.specifier), ...flags].join(', ');
  return [
    `import ${at(fact)} is ${said}, in ${at(fact.statement)}`,
    ...fact.names.flatMap((name) => nameLines(name, at)),
  ];
}

function nameLines(name: ImportedName, at: WriteSpan): string[] {
  const { escapes } = name;
  // Where its place is known, that is said, too.
  const place = escapes === undefined || escapes.start === name.start ? '' : ` at ${at({ ...escapes, end: -1 })}`;
  const flags = `${name.typeOnly ? ', type' : ''}${name.used ? ', used' : ''}${name.asDefault ? ', given as default' : ''}${escapes === undefined ? '' : `, escapes${place}`}`;
  return [
    `  name ${at(name)} is ${name.name} as ${name.local ?? 'nothing'}${flags}`,
    ...(name.uses ?? []).map((use) => `    use ${at(use)} is ${use.name}`),
  ];
}

function definitionLine(fact: DefinitionFact, at: WriteSpan): string {
  const said = [
    `${fact.kind} ${fact.name}`,
    fact.scope,
    ...(fact.exported ? ['exported'] : []),
    ...(fact.aliasOf === undefined ? [] : [`alias of ${fact.aliasOf}`]),
    ...(fact.via === undefined ? [] : [`via ${fact.via}`]),
    ...(fact.exportedAs === undefined ? [] : [`as ${fact.exportedAs.join(' and ')}`]),
  ];
  return `define ${at(fact)} is ${said.join(', ')}, in ${at(fact.statement)}`;
}

function allowLine(allow: AllowComment, at: WriteSpan): string {
  return `allow ${at(allow)} is ${JSON.stringify(allow.text)}`;
}

/** Line ends within a fact are shown as their escapes. */
function oneLine(text: string): string {
  return text.replaceAll('\r', '\\r').replaceAll('\n', '\\n');
}

/** `line:column text`. Lines end at LF, CRLF or a lone CR. An end of -1: no text. */
function spanWriter(text: string): WriteSpan {
  const starts = [0];
  for (const end of text.matchAll(/\r\n?|\n/g)) starts.push(end.index + end[0].length);
  return ({ start, end }) => {
    const line = Math.max(
      0,
      starts.findLastIndex((offset) => offset <= start),
    );
    const place = `${line + 1}:${start - (starts[line] ?? 0) + 1}`;
    if (end === -1) return place;
    const covered = oneLine(text.slice(start, end));
    return `${place} ${covered.length <= 90 ? covered : `${covered.slice(0, 60)} … ${covered.slice(-25)}`}`;
  };
}
