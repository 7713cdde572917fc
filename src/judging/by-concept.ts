/**
 * What is said of one concept. A report has one finding per span and name: what another concept says there first hides what
 * this one would say, and a comment hides what it excepts. Here both are seen.
 */
import { openTree } from '../facts/tree.ts';
import { settle, viewOf } from '../git/settle.ts';
import type { SourceFile } from '../git/snapshot.ts';
import type { RegistryMatcher } from '../registry/matcher.ts';
import { narrowedTo } from '../registry/narrowed.ts';
import type { RawFinding } from '../rules/define.ts';
import { applyInlineAllows } from '../rules/inline-allow/comments.ts';
import { lineIndex } from '../text/lines.ts';
import { type Finding, type Place, RULE_IDS, type RuleId, type Tree } from '../types.ts';
import { type Check, modulesIn } from './check.ts';
import { judgeFile } from './judge-file.ts';
import { finish, type Placed } from './placing.ts';
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
export function conceptViews(
  check: Check,
  { judged }: Judgement,
  reported: readonly Finding[],
  textOf: Placed['textOf'],
): ViewOfConcept {
  const tree = viewOf(check.snapshot, () => openTree(check.snapshot.tree, new Map()), Number.POSITIVE_INFINITY);
  return (name) => {
    const own = reported.filter(({ concept }) => concept === name);
    const known = new Set(own.map(placeOf));
    const narrowed = narrowedTo(name, check.matcher);
    const views = judged.map((one) => viewOfFile({ ...one, findings: rawOf(one, name, narrowed, check, tree) }));
    const hidden = views.flatMap(({ findings }) => findings).filter((one) => !known.has(placeOf(one)));
    return { findings: [...own, ...hidden], exceptions: views.flatMap(({ exceptions }) => exceptions) };
  };

  function viewOfFile(one: Judged): ConceptView {
    const text = one.findings.length === 0 ? undefined : textOf(nameOf(one.file));
    if (text === undefined) return NOTHING;
    const { inlineAllow } = check.matcher.registry;
    const { today } = check.request;
    const found = finish(one, text, inlineAllow, today).filter(({ rule }) => rule !== 'inline-allow');
    return { findings: found, exceptions: exceptionsIn(one, text, inlineAllow, today) };
  }
}

const NOTHING: ConceptView = { findings: [], exceptions: [] };

/** What the rules say of a file for one concept. Of several bans on one name one alone speaks, so these are asked again. */
function rawOf(
  { file, facts, findings }: Judged,
  name: string | null,
  narrowed: RegistryMatcher,
  { request, snapshot, definers, readOutside }: Check,
  tree: () => Tree,
): readonly RawFinding[] {
  const own = findings.filter(({ concept }) => concept === name);
  const isAsked = narrowed.bans.length > 0 && findings.some((f) => f.rule === 'banned-import' && f.concept !== name);
  if (!isAsked) return own;
  const alone = settle(snapshot, () =>
    judgeFile({
      ...{ path: file.path, facts, matcher: narrowed, today: request.today, locate: locator(tree()) },
      modules: modulesIn(tree(), narrowed, readOutside),
      definers: (defined) => definers.of(defined, file.path),
    }),
  );
  return [...own.filter(({ rule }) => rule !== 'banned-import'), ...alone.filter(isBan)];
}

function isBan({ rule }: RawFinding): boolean {
  return rule === 'banned-import';
}

function exceptionsIn({ file, facts, findings }: Judged, text: string, permitted: boolean, today: string) {
  const lines = lineIndex(text);
  const lineOf = (offset: number): number => lines.position(offset).line;
  const terms = { today, permitted, ruleIds: RULE_IDS, text };
  const allows = new Set(applyInlineAllows(facts.allows, findings, lineOf, terms).suppressed.map(({ allow }) => allow));
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
