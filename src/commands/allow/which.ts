/** Which finding is meant: by its fingerprint, which outlives lines, or by its place. */
import { resolve } from 'node:path';
import { UserError } from '../../errors.ts';
import { readText } from '../../facts/source.ts';
import type { ScopeRequest, SourceFile } from '../../git/snapshot.ts';
import type { CheckOutcome } from '../../pipeline.ts';
import type { RegistryMatcher } from '../../registry/matcher.ts';
import type { RawFinding } from '../../rules/define.ts';
import { clipText } from '../../text/escape.ts';
import { lineIndex } from '../../text/lines.ts';
import type { Finding, LanguageId } from '../../types.ts';
import type { Io } from '../define.ts';
import { placeWords } from './terms.ts';

/** The finding that is meant, and where it stands. */
export interface Chosen {
  readonly finding: Finding;
  readonly raw: RawFinding;
  readonly file: SourceFile;
  readonly language: LanguageId;
  readonly bytes: Buffer;
  readonly text: string;
  readonly matcher: RegistryMatcher;
}

/** @throws UserError where no finding, or more than one, is meant */
export async function chosenBy(
  which: string,
  io: Io,
  check: (scope: ScopeRequest) => Promise<CheckOutcome>,
): Promise<Chosen> {
  const place = /^(.+?):(\d+)(?::(\d+))?$/s.exec(which);
  const isFingerprint = /^[0-9a-f]{16}$/.test(which);
  if (place === null && !isFingerprint)
    throw new UserError(
      `${clipText(JSON.stringify(which), 100)} is neither a fingerprint nor a place`,
      'A fingerprint has 16 hex digits ("fingerprint" of --format json); a place is <path>:<line>.',
    );
  const [, path = '', line, column] = place ?? [];
  const outcome = await check(isFingerprint ? { scope: 'all' } : { scope: 'paths', paths: [resolve(io.cwd, path)] });
  const isMeant = (finding: Finding): boolean =>
    isFingerprint
      ? finding.fingerprint === which
      : finding.line === Number(line) && (column === undefined || finding.column === Number(column));
  const found = outcome.report.findings.filter(isMeant);
  const [finding] = found;
  if (finding === undefined)
    throw new UserError(
      `there is no finding ${isFingerprint ? `with the fingerprint ${which}` : `in line ${line} of ${clipText(path, 200)}`}`,
      `See what there is: ssot-guard check ${isFingerprint ? '--all --format json' : clipText(path, 200)}`,
    );
  const rules = new Set(found.map(({ rule }) => rule));
  if (rules.size > 1)
    throw new UserError(
      `there are findings of ${[...rules].join(' and ')} in line ${line}`,
      `Name one by its column: ${found.map(({ column: at }) => `${path}:${line}:${at}`).join(', ')}`,
    );
  return located(finding, outcome);
}

function located(finding: Finding, { judged, snapshot, matcher }: CheckOutcome): Chosen {
  const one = judged.find(({ file }) => file.path === finding.path);
  const [content] = one === undefined ? [] : [...snapshot.contents([one.file])];
  if (one === undefined || content === undefined || content.bytes === null)
    throw new UserError(
      `${placeWords(finding)} stands in no source file`,
      'What is wrong with the registry is fixed there.',
    );
  const text = readText(content.bytes, one.file.path);
  const lines = lineIndex(text);
  const raw = one.findings.find(({ rule, span, name }) => {
    const { line, column } = lines.position(span.start);
    return rule === finding.rule && line === finding.line && column === finding.column && name === finding.name;
  });
  if (raw === undefined)
    throw new UserError(`${placeWords(finding)} is about the exceptions of the file`, 'Edit them there.');
  const part = one.facts.parts.find(({ imports, definitions }) =>
    [...imports, ...definitions].some(
      ({ statement }) => statement.start <= raw.span.start && raw.span.end <= statement.end,
    ),
  );
  const language = part?.language ?? one.facts.parts[0]?.language ?? 'js';
  return { finding, raw, file: one.file, language, bytes: content.bytes, text, matcher };
}
