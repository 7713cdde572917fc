/**
 * What a finding says to write: the statement after its edits, the same that `fix` makes.
 */
import { type Change, type Edit, type Rewrite, type SourceText, textAfter } from '../fixes/change.ts';
import { type CodeView, codeViewOf } from '../fixes/code-view.ts';
import { lineOfChange } from '../fixes/line-of-change.ts';
import { rewriteStatement, rewriteStatements } from '../fixes/rewrite.ts';
import type { RefusalReason } from '../replacement/refusals.ts';
import type { RawFinding } from '../rules/define.ts';
import { push } from '../text/multimap.ts';
import type { FileFacts } from '../types.ts';

/** A finding with the line to write, and whether `fix` writes it. */
export interface ShownFinding extends RawFinding {
  readonly fixable: boolean;
  /** What `fix` writes for all findings of the statement; none where it writes nothing. */
  readonly edits: readonly Edit[];
}

/** A file's text and what was read in it. */
export interface JudgedText {
  readonly path: string;
  readonly text: string;
  readonly facts: FileFacts;
}

/** Gives every finding its line. Those of one statement that can be fixed share it. */
export function withHints(findings: readonly RawFinding[], file: JudgedText): ShownFinding[] {
  const changing = findings.filter(({ change }) => change !== null);
  if (changing.length === 0) return findings.map(unfixed);
  const view = codeViewOf(file.path, file.text, file.facts);
  if (view !== null) return hintsIn(view, findings, file.facts);
  const shown = new Map<RawFinding, ShownFinding>();
  for (const part of file.facts.parts) {
    const imports = new Set(part.imports);
    const ofPart = changing.filter(({ change }) => change !== null && imports.has(change.fact));
    const source = { path: file.path, text: file.text, part };
    for (const { of, shown: one } of inPart(ofPart, source, file.facts)) shown.set(of, one);
  }
  return findings.map((one) => shown.get(one) ?? unplaced(one));
}

/** The same by the code of a notebook. */
function hintsIn(view: CodeView, findings: readonly RawFinding[], { damage }: FileFacts): ShownFinding[] {
  const inCode = findings.map((one): RawFinding => {
    const change = one.change === null ? null : view.changeIn(one.change);
    return { ...one, change, statement: change?.fact.statement ?? one.statement };
  });
  const facts = { ...view.facts, damage: damage ?? view.facts.damage };
  return withHints(inCode, { path: view.path, text: view.text, facts }).map((shown, at) => {
    const edits = shown.fixable ? view.inFile(shown.edits) : [];
    const { change, statement } = findings[at] ?? shown;
    const own = { ...shown, change, statement };
    return edits === null ? unfixed({ ...own, refusal: 'form' }) : { ...own, edits };
  });
}

interface Shown {
  readonly of: RawFinding;
  readonly shown: ShownFinding;
}

/** The statement after its edits, or why there are none. */
interface Line {
  readonly hint: string | null;
  readonly refusal: RefusalReason | null;
  readonly edits: readonly Edit[];
}

/** @param findings in one language of a file */
function inPart(findings: readonly RawFinding[], source: SourceText, facts: FileFacts): Shown[] {
  const byStatement = new Map<string, RawFinding[]>();
  for (const one of findings) push(byStatement, `${one.statement.start}:${one.statement.end}`, one);
  const statements = [...byStatement.values()];
  const proved = statements.map((ofOne) => changesOf(ofOne.filter(({ refusal }) => refusal === null)));
  const written = proved.filter((changes) => changes.length > 0);
  const rewrites = rewriteStatements(source, written);
  const lines = new Map(written.map((changes, at) => [changes, lineAfter(source, rewrites[at])]));
  return statements.flatMap((ofOne, at) => ofStatement(ofOne, lines.get(proved[at] ?? []) ?? NO_LINE, source, facts));
}

/** @param line with the changes of those that are proved */
function ofStatement(findings: readonly RawFinding[], line: Line, source: SourceText, facts: FileFacts): Shown[] {
  // What is not proved is shown with all that is to be written beside it.
  const all = findings.filter(({ hint }) => hint === null);
  const isWhole = all.every(({ refusal }) => refusal === null);
  const whole = isWhole || all.length === 0 ? line : lineAfter(source, rewriteStatement(source, changesOf(all)));
  return findings.map((of) => {
    if (of.refusal !== null)
      return { of, shown: unfixed({ ...of, hint: of.hint ?? whole.hint ?? pointer(of, source) }) };
    const refusal = line.refusal ?? (facts.damage === null ? null : 'damaged');
    const shown = { ...of, hint: line.hint ?? pointer(of, source), refusal };
    return { of, shown: refusal === null ? { ...shown, fixable: true, edits: line.edits } : unfixed(shown) };
  });
}

const NO_LINE: Line = { hint: null, refusal: 'form', edits: [] };

function lineAfter({ text }: SourceText, rewrite: Rewrite | undefined): Line {
  if (rewrite === undefined) return NO_LINE;
  if (rewrite.refusal !== null) return { ...NO_LINE, refusal: rewrite.refusal };
  return { hint: textAfter(text, rewrite.shown, rewrite.edits), refusal: null, edits: rewrite.edits };
}

function changesOf(findings: readonly RawFinding[]): Change[] {
  return findings.flatMap(({ change }) => change ?? []);
}

/** Where the statement itself cannot be edited: an import of the same thing, to go by. */
function pointer({ change, hint }: RawFinding, { part }: SourceText): string | null {
  return change === null ? hint : lineOfChange(part.language, change);
}

function unfixed(one: RawFinding): ShownFinding {
  return { ...one, fixable: false, edits: [] };
}

/** A finding whose import no language of the file holds. */
function unplaced(one: RawFinding): ShownFinding {
  return unfixed(one.change === null ? one : { ...one, refusal: one.refusal ?? 'form' });
}
