/**
 * From raw findings, which know offsets, to findings with places: inline exceptions, then one finding per span, then
 * lines and columns. The texts come in batches, and some are kept for showing them.
 */
import { readText } from '../facts/source.ts';
import { codeViewOf } from '../fixes/code-view.ts';
import { nameId } from '../git/names.ts';
import { settle } from '../git/settle.ts';
import type { Snapshot, SourceFile } from '../git/snapshot.ts';
import type { RegistryMatcher } from '../registry/matcher.ts';
import type { Cure } from '../reporters/define.ts';
import type { RawFinding } from '../rules/define.ts';
import { applyInlineAllows } from '../rules/inline-allow/comments.ts';
import { type LineIndex, lineIndex } from '../text/lines.ts';
import { pushAll } from '../text/lists.ts';
import { push } from '../text/multimap.ts';
import { type Finding, type ImportedName, type ImportFact, RULE_IDS } from '../types.ts';
import type { Check } from './check.ts';
import { type Cures, openCures } from './cures.ts';
import type { EarlierRegistry } from './earlier.ts';
import { toFinding } from './findings.ts';
import { withHints } from './hints.ts';
import { judgeInherited } from './inherited.ts';
import { onePerSpan } from './judge-file.ts';
import type { Judged, Judgement, OtherVerdict } from './verdict.ts';

export interface Placed {
  readonly findings: readonly Finding[];
  /** What each registry before says. */
  readonly byEarlier: ReadonlyMap<EarlierRegistry, readonly Finding[]>;
  /** What becomes of the statement that a finding stands in. */
  cureOf(finding: Finding): Cure | null;
  /** Decoded content of the file that a finding is placed in. */
  textOf(place: { readonly path: string; readonly pathBytes?: string }): string | undefined;
}

/** Texts that are kept for showing them, in UTF-16 units. */
const ROOM_FOR_TEXTS = 16 << 20;

/** Places everything that was found. */
export function placeFindings(check: Check, judgement: Judgement): Placed {
  const { request, snapshot, matcher, earlier } = check;
  const findings: Finding[] = [];
  const byEarlier = new Map<EarlierRegistry, Finding[]>(earlier.all.map((one) => [one, []]));
  const judgedIn = new Map(judgement.judged.map((judged) => [judged.file, judged]));
  const othersIn = new Map<SourceFile, OtherVerdict[]>();
  for (const other of judgement.others) push(othersIn, other.judged.file, other);
  const kept = new Map<string, string>();
  const dropped = new Map<string, SourceFile>();
  const cures = openCures();
  let room = ROOM_FOR_TEXTS;
  for (const { file, bytes } of snapshot.contents(new Set([...judgedIn.keys(), ...othersIn.keys()]))) {
    const judged = judgedIn.get(file);
    const text = bytes === null ? '' : readText(bytes, file.path);
    if (judged !== undefined)
      pushAll(findings, finish(judged, text, matcher.registry.inlineAllow, request.today, cures));
    for (const { by, judged: its } of othersIn.get(file) ?? [])
      pushAll(byEarlier.get(by) ?? [], finishByEarlier(its, text, by, matcher, request.today, cures));
    room -= text.length;
    if (room > 0) kept.set(nameId(file), text);
    else dropped.set(nameId(file), file);
  }
  for (const inherited of judgeInherited(check)) {
    const { file, text } = inherited;
    const placed = finish(inherited, text, matcher.registry.inlineAllow, request.today);
    pushAll(
      findings,
      placed.filter(({ rule }) => rule === 'duplicate-definition'),
    );
    kept.set(nameId(file), text);
  }
  return {
    findings,
    byEarlier,
    cureOf: cures.of,
    textOf: (place) => kept.get(nameId(place)) ?? readOne(snapshot, place.path, dropped.get(nameId(place))),
  };
}

/**
 * Inline exceptions, one finding per span, and places: what is left of a file's raw findings.
 * @param cures where to keep what becomes of their statements
 */
export function finish(judged: Judged, text: string, permitted: boolean, today: string, cures?: Cures): Finding[] {
  const lines = lineIndex(text);
  const left = remaining(judged, text, permitted, today, lines);
  return withHints(left, { text, path: judged.file.path, facts: judged.facts }).map((raw) => {
    const finding = toFinding(raw, judged.file, lines);
    cures?.keep(finding, raw);
    return finding;
  });
}

/** Raw findings that no inline exception covers, one per span; what would change the order of things is refused. */
export function remaining(
  judged: Judged,
  text: string,
  permitted: boolean,
  today: string,
  lines: LineIndex = lineIndex(text),
): RawFinding[] {
  const { allows } = judged.facts;
  const code = codeLines(judged, text, lines);
  const { kept, extra } = applyInlineAllows(allows, judged.findings, code.lineOf, {
    ...{ today, permitted, ruleIds: RULE_IDS },
    ...code,
  });
  return withOrder(onePerSpan([...kept, ...extra]));
}

/** By which lines a comment excepts what: those of the code, which in a notebook may be one line of the file. */
export function codeLines({ file, facts }: Pick<Judged, 'file' | 'facts'>, text: string, lines: LineIndex) {
  const view = facts.allows.length === 0 ? null : codeViewOf(file.path, text);
  const own = view === null ? lines : lineIndex(view.text);
  const lineOf = (offset: number): number => own.position(view?.back(offset) ?? offset).line;
  return { lineOf, text: view?.text ?? text, at: view?.back };
}

/** A module that does something when it is loaded is to stay where it is, unless other names of it are still imported there. */
function withOrder(findings: readonly RawFinding[]): RawFinding[] {
  const going = new Map<ImportFact, Set<ImportedName | null>>();
  for (const { change, refusal } of findings) {
    if (change?.hasEffects !== true || refusal !== null) continue;
    going.set(change.fact, (going.get(change.fact) ?? new Set()).add(change.imported));
  }
  const isLast = ({ change, refusal }: RawFinding): boolean =>
    change?.hasEffects === true && refusal === null && (going.get(change.fact)?.size ?? 0) >= change.fact.names.length;
  return findings.map((one) => (isLast(one) ? { ...one, refusal: 'changes-order' } : one));
}

/**
 * The same by the word of a registry before. Of comments it says only what the present one does not: that they are not
 * permitted.
 */
function finishByEarlier(
  judged: Judged,
  text: string,
  { matcher: earlier }: EarlierRegistry,
  matcher: RegistryMatcher,
  today: string,
  cures: Cures,
): Finding[] {
  const { inlineAllow: permitted } = earlier.registry;
  const forbidsMore = !permitted && matcher.registry.inlineAllow;
  return finish(judged, text, permitted, today, cures).filter(({ rule }) => rule !== 'inline-allow' || forbidsMore);
}

function readOne(snapshot: Snapshot, path: string, judged: SourceFile | undefined): string | undefined {
  const [content] = judged === undefined ? [] : [...snapshot.contents([judged])];
  const bytes = content?.bytes ?? settle(snapshot, () => snapshot.tree.bytes(path));
  return bytes === undefined ? undefined : readText(bytes, path);
}
