/**
 * What a finding says to write: the statement after its edits, the same that `fix` makes.
 */
import { type Change, textAfter } from '../fixes/change.ts';
import { rewriteStatement } from '../fixes/rewrite.ts';
import { plainImport } from '../replacement/import-line.ts';
import type { RefusalReason } from '../replacement/refusals.ts';
import type { RawFinding } from '../rules/define.ts';
import { push } from '../text/multimap.ts';
import type { FileFacts, LanguageFacts } from '../types.ts';

/** A finding with the line to write, and whether `fix` writes it. */
export interface ShownFinding extends RawFinding {
  readonly fixable: boolean;
}

/** A file's text and what was read in it. */
export interface JudgedText {
  readonly path: string;
  readonly text: string;
  readonly facts: FileFacts;
}

/** Gives every finding its line. Those of one statement that can be fixed share it. */
export function withHints(findings: readonly RawFinding[], file: JudgedText): ShownFinding[] {
  const byStatement = new Map<string, RawFinding[]>();
  for (const one of findings) {
    if (one.change !== null) push(byStatement, `${one.statement.start}:${one.statement.end}`, one);
  }
  const shown = new Map<RawFinding, ShownFinding>();
  for (const ofOne of byStatement.values()) {
    for (const one of ofStatement(ofOne, file)) shown.set(one.of, one.shown);
  }
  return findings.map((one) => shown.get(one) ?? { ...one, fixable: false });
}

interface Shown {
  readonly of: RawFinding;
  readonly shown: ShownFinding;
}

function ofStatement(findings: readonly RawFinding[], file: JudgedText): Shown[] {
  const proved = findings.filter(({ refusal }) => refusal === null);
  const line = lineFor(proved, file);
  // What is not proved is shown with all that is to be written beside it.
  const all = findings.filter(({ hint }) => hint === null);
  const whole = all.length === proved.length ? line : lineFor(all, file);
  return findings.map((of) => {
    if (of.refusal !== null)
      return { of, shown: { ...of, hint: of.hint ?? whole.hint ?? pointer(of, file), fixable: false } };
    const refusal = line.refusal ?? refusalOfFile(file);
    return { of, shown: { ...of, hint: line.hint ?? pointer(of, file), refusal, fixable: refusal === null } };
  });
}

/** The statement after the changes of some findings; null where no edits make them. */
function lineFor(
  findings: readonly RawFinding[],
  file: JudgedText,
): { readonly hint: string | null; readonly refusal: RefusalReason | null } {
  const changes = findings.flatMap(({ change }) => change ?? []);
  const part = partOf(changes, file.facts);
  if (part === undefined) return { hint: null, refusal: 'form' };
  const rewrite = rewriteStatement({ path: file.path, text: file.text, part }, changes);
  if (rewrite.refusal !== null) return { hint: null, refusal: rewrite.refusal };
  return { hint: textAfter(file.text, rewrite.shown, rewrite.edits), refusal: null };
}

function partOf(changes: readonly Change[], { parts }: FileFacts): LanguageFacts | undefined {
  const fact = changes[0]?.fact;
  return fact === undefined ? undefined : parts.find(({ imports }) => imports.includes(fact));
}

function refusalOfFile({ facts }: JudgedText): RefusalReason | null {
  return facts.damage === null ? null : 'damaged';
}

/** Where the statement itself cannot be edited: an import of the same thing, to go by. */
function pointer({ change, hint }: RawFinding, { facts }: JudgedText): string | null {
  const part = change === null ? undefined : partOf([change], facts);
  if (change === null || part === undefined) return hint;
  const { to, imported, fact } = change;
  const name = imported === null || imported.name === '*' ? null : imported.name;
  return plainImport(part.language, { ...to, symbol: to.symbol ?? name }, fact);
}
