/**
 * What is said of one concept. A report has one finding per span and name: what another concept says there first hides what
 * this one would say, and a comment hides what it excepts. Here both are seen.
 */
import { readText } from '../facts/source.ts';
import { openTree } from '../facts/tree.ts';
import { settleEach, viewOf } from '../git/settle.ts';
import type { SourceFile } from '../git/snapshot.ts';
import type { RegistryMatcher } from '../registry/matcher.ts';
import { narrowedTo } from '../registry/narrowed.ts';
import type { RawFinding } from '../rules/define.ts';
import { applyInlineAllows } from '../rules/inline-allow/comments.ts';
import { lineIndex } from '../text/lines.ts';
import { type Finding, type Place, RULE_IDS, type RuleId, type Tree } from '../types.ts';
import { type Check, modulesIn } from './check.ts';
import { judgeFile } from './judge-file.ts';
import { codeLines, finish } from './placing.ts';
import { locator } from './questions.ts';
import type { Judged, Judgement } from './verdict.ts';

/** A comment that excepts findings. */
export interface InlineException extends Place {
  readonly pathBytes?: string;
  readonly rule: RuleId;
  readonly until: string | null;
  readonly reason: string;
}

export interface ConceptView {
  /** Whatever others say at the same places. */
  readonly findings: readonly Finding[];
  /** Comments that except findings of it today. */
  readonly exceptions: readonly InlineException[];
}

/** @param name null: what belongs to no concept */
export type ViewOfConcept = (name: string | null) => ConceptView;

/** @param reported every finding of the report */
export function conceptViews(check: Check, { judged }: Judgement, reported: readonly Finding[]): ViewOfConcept {
  const { snapshot, matcher } = check;
  const tree = viewOf(snapshot, () => openTree(snapshot.tree, new Map()), Number.POSITIVE_INFINITY);
  const known = new Map<string | null, ConceptView>();
  return (name) => {
    const view = known.get(name) ?? read(name);
    known.set(name, view);
    return view;
  };

  function read(name: string | null): ConceptView {
    const own = reported.filter(({ concept }) => concept === name);
    const told = new Set(own.map(placeOf));
    const narrowed = narrowedTo(name, matcher);
    const asked = judged.filter((one) => mayHide(one, name));
    // together, because each may ask for files that nobody has read yet
    const raw = settleEach(snapshot, asked, (one) => ({ ...one, findings: rawOf(one, name, narrowed, check, tree) }));
    const byFile = new Map(raw.filter(({ findings }) => findings.length > 0).map((one) => [one.file, one]));
    const views: ConceptView[] = [];
    // contents come in batches: of a large tree the report keeps none
    for (const { file, bytes } of snapshot.contents(byFile.keys())) {
      const one = byFile.get(file);
      if (one !== undefined && bytes !== null) views.push(viewOfFile(one, readText(bytes, file.path), told, check));
    }
    const hidden = views.flatMap(({ findings }) => findings);
    return { findings: [...own, ...hidden], exceptions: views.flatMap(({ exceptions }) => exceptions) };
  }
}

/** Whether something of a file may not be told: others speak there, or comments. */
function mayHide({ facts, findings }: Judged, name: string | null): boolean {
  return facts.allows.length > 0 || findings.some(({ concept }) => concept !== name);
}

/** @param told places of findings of the report: those are not placed again */
function viewOfFile(one: Judged, text: string, told: ReadonlySet<string>, { matcher, request }: Check): ConceptView {
  const { inlineAllow } = matcher.registry;
  const found = finish(one, text, inlineAllow, request.today).filter(({ rule }) => rule !== 'inline-allow');
  return {
    findings: found.filter((finding) => !told.has(placeOf(finding))),
    exceptions: one.facts.allows.length === 0 ? [] : exceptionsIn(one, text, inlineAllow, request.today),
  };
}

/** What the rules say of a file for one concept. Of several bans on one name one alone speaks, so these are asked again. */
function rawOf(
  { file, facts, findings }: Judged,
  name: string | null,
  narrowed: RegistryMatcher,
  { request, definers, files, readOutside }: Check,
  tree: () => Tree,
): readonly RawFinding[] {
  const own = findings.filter(({ concept }) => concept === name);
  const isAsked = narrowed.bans.length > 0 && findings.some((f) => isBan(f) && f.concept !== name);
  if (!isAsked) return own;
  const alone = judgeFile({
    ...{ path: file.path, facts, matcher: narrowed, today: request.today, locate: locator(tree()) },
    modules: modulesIn(tree(), narrowed, readOutside),
    definers: (defined) => definers.of(defined, file.path),
    mayBeBanned: files.mayBeBanned,
  });
  return [...own.filter((one) => !isBan(one)), ...alone.filter(isBan)];
}

function isBan({ rule }: RawFinding): boolean {
  return rule === 'banned-import' || rule === 'mention';
}

function exceptionsIn({ file, facts, findings }: Judged, text: string, permitted: boolean, today: string) {
  const lines = lineIndex(text);
  const code = codeLines({ file, facts }, text, lines);
  const terms = { ...{ today, permitted, ruleIds: RULE_IDS }, ...code };
  const { suppressed } = applyInlineAllows(facts.allows, findings, code.lineOf, terms);
  const allows = new Set(suppressed.map(({ allow }) => allow));
  return [...allows].map(({ start, rule, until, reason }): InlineException => {
    const { line, column } = lines.position(start);
    return { ...nameOf(file), line, column, rule, until, reason };
  });
}

function nameOf({ path, pathBytes }: SourceFile): { readonly path: string; readonly pathBytes?: string } {
  return pathBytes === null ? { path } : { path, pathBytes };
}

function placeOf({ rule, path, pathBytes, line, column, endLine, endColumn }: Finding): string {
  return JSON.stringify([rule, path, pathBytes ?? null, line, column, endLine, endColumn]);
}
