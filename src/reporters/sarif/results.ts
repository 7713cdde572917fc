/**
 * A finding as a result of SARIF, with the edits that `fix` would write.
 */
import { type LineIndex, lineIndex } from '../../text/lines.ts';
import { FAILING, type Finding } from '../../types.ts';
import type { Cure, Debt, ReportContext } from '../define.ts';
import { hintLine, messageLine } from '../one-line.ts';
import { fileAt, locationOf, relatedLocation } from './places.ts';

/** Turns findings into results, one after the other. The lines of a file are counted once while its findings follow. */
export function resultWriter(context: ReportContext): (finding: Finding) => object {
  const ruleIds = context.rules.map(({ id }) => id);
  const linesOf = lineIndexes(context.source);
  return (finding) => {
    const { rule, severity, fingerprint, related } = finding;
    return {
      ruleId: rule,
      ruleIndex: ruleIds.indexOf(rule),
      level: severity === 'error' ? 'error' : 'warning',
      message: { text: textOf(finding) },
      locations: [locationOf(finding)],
      ...(related.length > 0 ? { relatedLocations: related.map(relatedLocation) } : {}),
      partialFingerprints: { 'ssotGuardFingerprint/v1': fingerprint },
      ...(FAILING.has(finding.status) ? {} : { suppressions: [suppression(context.debt(finding))] }),
      ...fixesOf(finding, context.cure(finding), linesOf),
      properties: propertiesOf(finding),
    };
  };
}

function textOf(finding: Finding): string {
  const hint = hintLine(finding);
  return hint === null ? messageLine(finding) : `${messageLine(finding)}\n→ ${hint}`;
}

function propertiesOf({ status, concept, module, name, owner, link, relatedTotal }: Finding): object {
  const all = { status, concept, module, name, owner, link, relatedTotal };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null && value !== undefined));
}

/** Known debt is accepted outside of the source, until a day. */
function suppression(debt: Debt | null): object {
  const words =
    debt === null
      ? 'not introduced by this change'
      : `known debt until ${debt.until}${debt.reason === null ? '' : `: ${debt.reason}`}`;
  return { kind: 'external', status: 'accepted', justification: words };
}

type LinesOf = (finding: Finding) => LineIndex | undefined;

function lineIndexes(source: ReportContext['source']): LinesOf {
  let last: { readonly of: Finding; readonly index: LineIndex | undefined } | undefined;
  return (finding) => {
    if (last === undefined || last.of.path !== finding.path || last.of.pathBytes !== finding.pathBytes) {
      const text = source(finding);
      last = { of: finding, index: text === undefined ? undefined : lineIndex(text) };
    }
    return last.index;
  };
}

/** The edits of the whole statement, the same for all of its findings. */
function fixesOf(finding: Finding, cure: Cure | null, linesOf: LinesOf): object {
  const lines = finding.fixable && cure !== null && cure.edits.length > 0 ? linesOf(finding) : undefined;
  if (cure === null || lines === undefined) return {};
  const replacements = cure.edits.map(({ start, end, text }) => {
    const [from, to] = [lines.position(start), lines.position(end)];
    return {
      deletedRegion: {
        startLine: from.line,
        startColumn: from.column,
        endLine: to.line,
        endColumn: to.column,
      },
      insertedContent: { text },
    };
  });
  const description = { text: hintLine(finding) ?? 'write what the registry says' };
  return { fixes: [{ description, artifactChanges: [{ artifactLocation: fileAt(finding), replacements }] }] };
}
