/**
 * Golden files: expectations that stand beside their input and are rewritten by `UPDATE=1`, so that a change of
 * behaviour is reviewed as a diff.
 *
 * `renderFacts` writes the facts of one file so that a person can check them against the source: every span is shown
 * as `line:column` and the text that it covers, long texts shortened in the middle.
 */

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type {
  AllowComment,
  DefinitionFact,
  FileFacts,
  ImportedName,
  ImportFact,
  LanguageFacts,
  Span,
} from '../../src/types.ts';

/** Names of the folders in `folder`, sorted; none when it does not exist. */
export function foldersIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** The one input of a case folder: `input.<ext>` or `__init__.<ext>`. Throws when there is none or more than one. */
export function inputOf(folder: string): string {
  const inputs = readdirSync(folder).filter((name) => /^(?:input|__init__)\./.test(name));
  const [input] = inputs;
  if (input === undefined || inputs.length > 1) throw new Error(`${folder} must hold exactly one input.* file`);
  return input;
}

/** Compares `actual` with the JSON in `folder/expected.json`; with `UPDATE=1` writes it instead. */
export function expectGolden(folder: string, actual: unknown): void {
  const file = join(folder, 'expected.json');
  if (process.env.UPDATE === '1') writeFileSync(file, `${JSON.stringify(actual, null, 2)}\n`);
  if (!existsSync(file)) throw new Error(`${file} is missing: run the test with UPDATE=1, then review the file`);
  expect(actual).toEqual(JSON.parse(readFileSync(file, 'utf8')));
}

/** Facts as reviewable JSON. */
export function renderFacts(text: string, facts: FileFacts): unknown {
  const at = spanRenderer(text);
  return {
    parts: facts.parts.map((part) => renderPart(part, at)),
    ...(facts.allows.length > 0 ? { allows: facts.allows.map((allow) => renderAllow(allow, at)) } : {}),
    damage: facts.damage === null ? null : `${at({ start: facts.damage.start, end: -1 })} ${facts.damage.message}`,
  };
}

type RenderSpan = (span: Span) => string;

function renderPart(part: LanguageFacts, at: RenderSpan): unknown {
  return {
    language: part.language,
    imports: part.imports.map((fact) => renderImport(fact, at)),
    definitions: part.definitions.map((fact) => renderDefinition(fact, at)),
    exports: part.exports,
  };
}

/** The specifier's span, then what is said of it; flags appear only when they are set. */
function renderImport(fact: ImportFact, at: RenderSpan): unknown {
  const flags = [
    fact.form,
    ...(fact.via === undefined ? [] : [`via ${fact.via}`]),
    ...(fact.typeOnly ? ['type'] : []),
    ...(fact.nested ? ['nested'] : []),
    ...(fact.semicolon === undefined ? [] : [fact.semicolon ? 'semicolon' : 'no semicolon']),
  ];
  return {
    at: at(fact),
    specifier: fact.specifier,
    flags: flags.join(', '),
    statement: at(fact.statement),
    names: fact.names.map((name) => renderName(name, at)),
  };
}

function renderName(name: ImportedName, at: RenderSpan): unknown {
  const line =
    `${at(name)} = ${name.name} as ${name.local ?? 'nothing'}` +
    `${name.typeOnly ? ', type' : ''}${name.escapes ? ', escapes' : ''}`;
  if (name.uses === undefined || name.uses.length === 0) return line;
  return { name: line, uses: name.uses.map((use) => `${at(use)} = ${use.name}`) };
}

function renderDefinition(fact: DefinitionFact, at: RenderSpan): unknown {
  const line =
    `${fact.kind} ${fact.name}, ${fact.scope}${fact.exported ? ', exported' : ''}` +
    `${fact.aliasOf === undefined ? '' : `, alias of ${fact.aliasOf}`}${fact.via === undefined ? '' : `, via ${fact.via}`}`;
  return { at: at(fact), is: line, statement: at(fact.statement) };
}

function renderAllow(allow: AllowComment, at: RenderSpan): unknown {
  return { at: at(allow), text: allow.text };
}

/** `line:column text`. Lines end at LF, CRLF or a lone CR, the last two shown as their escapes. An end of -1: no text. */
function spanRenderer(text: string): RenderSpan {
  const starts = [0];
  for (const end of text.matchAll(/\r\n?|\n/g)) starts.push(end.index + end[0].length);
  return ({ start, end }) => {
    let line = starts.findLastIndex((offset) => offset <= start);
    if (line < 0) line = 0;
    const place = `${line + 1}:${start - (starts[line] ?? 0) + 1}`;
    if (end === -1) return place;
    const covered = text.slice(start, end).replaceAll('\r', '\\r').replaceAll('\n', '\\n');
    return `${place} ${covered.length <= 90 ? covered : `${covered.slice(0, 60)} … ${covered.slice(-25)}`}`;
  };
}
