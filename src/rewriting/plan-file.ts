/**
 * What becomes of one file: the edits of all its statements, merged where that can be, and the proof that nothing else
 * changed. Nothing is written here.
 */
import type { Change, Edit } from '../fixes/change.ts';
import { type CodeView, codeViewOf } from '../fixes/code-view.ts';
import { dialectOf, scan } from '../languages/index.ts';
import type { RefusalReason } from '../replacement/refusals.ts';
import type { RawFinding } from '../rules/define.ts';
import { decode } from '../text/decode.ts';
import type { Dialect, FileFacts, RuleId } from '../types.ts';
import { byteEdits, withEdits } from './bytes.ts';
import { draftOf } from './draft.ts';
import type { FilePlan, FileToFix, PlanOptions, RefusedFinding, Written } from './file-to-fix.ts';
import { type Attempt, type PlainMerge, withMerges } from './merging.ts';
import { saysTheSame } from './same-facts.ts';
import { rewriteAll, statementsOf } from './statements.ts';

/** Plans one file. Only what is returned as `written` may be written, and only over the same bytes. */
export function planFile(file: FileToFix, options: PlanOptions): FilePlan {
  const view = codeViewOf(file.path, file.text, file.facts);
  return view === null ? planText(file, options) : planInCode(file, view, options);
}

/** By the code of a notebook, and as its file has it. */
function planInCode(file: FileToFix, view: CodeView, options: PlanOptions): FilePlan {
  const origins = new Map(
    file.findings.map((one): [RawFinding, RawFinding] => {
      const change = one.change === null ? null : view.changeIn(one.change);
      return [{ ...one, change, statement: change?.fact.statement ?? one.statement }, one];
    }),
  );
  const facts = { ...view.facts, damage: file.facts.damage ?? view.facts.damage };
  const inCode = { path: view.path, pathBytes: null, text: view.text, facts, findings: [...origins.keys()] };
  const plan = planText({ ...inCode, bytes: Buffer.from(view.text) }, options);
  const own = (one: RawFinding): RawFinding => origins.get(one) ?? one;
  const found: FilePlan = {
    ...{ file, written: null, fixed: plan.fixed.map(own) },
    refused: plan.refused.map(({ finding, reason }) => ({ finding: own(finding), reason })),
  };
  if (plan.written === null) return found;
  const edits = view.inFile(plan.written.since.edits);
  const draft = edits && draftOf(file.text).edited(edits);
  if (draft === null) return withdrawn(found, 'form');
  const written = inBytes(file, { draft, facts: scan(draft.text, 'notebook') }, 'notebook');
  return typeof written === 'string' ? withdrawn(found, written) : { ...found, written };
}

function planText(file: FileToFix, options: PlanOptions): FilePlan {
  const hopeless = new Map<RawFinding, RefusalReason>();
  for (const finding of file.findings) {
    const reason = refusalOf(finding, file.facts, options);
    if (reason !== null) hopeless.set(finding, reason);
  }
  const rest = file.findings.filter((finding) => !hopeless.has(finding));
  const { statements, strays } = statementsOf(file, rest);
  const { edits, refused } = rewriteAll(file, statements, options.editors);
  for (const { finding, reason } of [...strays, ...refused]) hopeless.set(finding, reason);
  const plan: FilePlan = {
    file,
    written: null,
    fixed: rest.filter((finding) => !hopeless.has(finding)),
    refused: [...hopeless].map(([finding, reason]) => ({ finding, reason })).sort(byPlace),
  };
  if (plan.fixed.length === 0) return plan;
  const { merge } = options.editors;
  const changes = plan.fixed.flatMap(({ change }) => change ?? []);
  const outcome = write(file, edits, changes, (source, statement) => merge(source, statement, options.unsafe));
  return typeof outcome === 'string' ? withdrawn(plan, outcome) : { ...plan, written: outcome };
}

/** The same file with nothing written. */
export function withdrawn({ file, fixed, refused }: FilePlan, reason: RefusalReason): FilePlan {
  const more = fixed.map((finding) => ({ finding, reason }));
  return { file, written: null, fixed: [], refused: [...refused, ...more].sort(byPlace) };
}

function byPlace({ finding: { span: a } }: RefusedFinding, { finding: { span: b } }: RefusedFinding): number {
  return a.start - b.start || a.end - b.end;
}

/** Why a finding is not fixed, before anything is tried. */
function refusalOf(finding: RawFinding, facts: FileFacts, { unsafe }: PlanOptions): RefusalReason | null {
  const own = ownRefusal(finding);
  if (own !== null && !(unsafe && own === 'changes-order' && finding.change !== null)) return own;
  return facts.damage === null ? null : 'damaged';
}

/** Why the rules say that a finding is no work for a program; null where they do not. */
export function ownRefusal({ change, refusal, rule }: RawFinding): RefusalReason | null {
  if (change !== null || (refusal !== null && refusal !== 'no-replacement')) return refusal;
  return OF_IMPORTS.has(rule) ? 'no-replacement' : 'not-an-import';
}

/** Rules about imports; the others are about definitions, files and comments. */
const OF_IMPORTS: ReadonlySet<RuleId> = new Set(['banned-import', 'indirect-import']);

/** The new bytes, if they hold what they should; else why not. A merge that goes wrong is left out. */
function write(
  file: FileToFix,
  edits: readonly Edit[],
  changes: readonly Change[],
  merge: PlainMerge,
): Written | RefusalReason {
  const dialect = dialectOf(file.path);
  const draft = draftOf(file.text).edited(edits);
  if (dialect === null || draft === null) return 'form';
  const plain: Attempt = { draft, facts: scan(draft.text, dialect) };
  const merged = withMerges(file.path, plain, dialect, merge);
  const sound = [...(merged === null ? [] : [merged]), plain].find((one) =>
    saysTheSame(file.facts, one.facts, one.draft, changes),
  );
  return sound === undefined ? 'form' : inBytes(file, sound, dialect);
}

/** The bytes of a draft, read back to be sure. */
function inBytes({ bytes, since }: FileToFix, { draft, facts }: Attempt, dialect: Dialect): Written | RefusalReason {
  const whole = since === undefined ? draft : since.edited(draft.edits);
  const before = decode(bytes, dialect);
  if (whole === null || before.note !== null || before.text !== whole.original) return 'damaged';
  const edits = byteEdits(bytes, dialect, whole.edits);
  if (edits === null) return 'form';
  const after = withEdits(bytes, edits);
  const again = decode(after, dialect);
  return again.text === whole.text && again.note === null ? { bytes: after, facts, edits, since: whole } : 'form';
}
