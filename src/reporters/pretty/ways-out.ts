/**
 * The last line for people: how to go on, for whoever meets a finding for the first time.
 */
import { escapeText } from '../../text/escape.ts';
import type { Finding, RuleId } from '../../types.ts';
import type { ReportContext } from '../define.ts';

/** What a comment in the source can except. */
const IN_SOURCE: ReadonlySet<RuleId> = new Set(['banned-import', 'duplicate-definition', 'alias', 'indirect-import']);

/** In lines; none where nobody asks or nothing fails. */
export function waysOut(findings: readonly Finding[], { waysOut: ways, columns }: ReportContext): string[] {
  const [first] = findings;
  if (ways === null || first === undefined) return [];
  const fixable = findings.filter((finding) => finding.fixable).length;
  const excepted = findings.find(({ rule }) => IN_SOURCE.has(rule));
  return inLines(
    [
      `why: npx ssot-guard explain ${subjectOf(findings, first)}`,
      ...(fixable > 0 ? [`fix ${fixable} of ${findings.length}: ${ways.fix}`] : []),
      ...(excepted === undefined ? [] : [`except: ${exception(excepted, ways.inlineAllow)}`]),
    ],
    columns,
  );
}

/** As many on a line as fit; what is copied is not broken. */
function inLines(ways: readonly string[], columns: number): string[] {
  const lines: string[] = [];
  for (const way of ways) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 3 + way.length <= columns) lines[lines.length - 1] = `${last} · ${way}`;
    else lines.push(way);
  }
  return lines;
}

/** A concept that can be typed as it is, or else the rule. */
function subjectOf(findings: readonly Finding[], first: Finding): string {
  const concept = findings.find((finding) => finding.concept !== null)?.concept ?? null;
  return concept !== null && /^[\w.@/-]+$/.test(concept) && !concept.startsWith('-') ? escapeText(concept) : first.rule;
}

function exception({ rule }: Finding, inSource: boolean): string {
  return inSource
    ? `comment the line with ssot-allow ${rule} until=<yyyy-mm-dd> reason="<why>"`
    : '"allow" with reason and until, in the registry';
}
