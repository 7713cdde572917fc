/**
 * The one line that always comes last, on standard error: what was looked at, what was not and why, what was found.
 * Never a silent pass: "clean" stands there only when everything in the scope was checked.
 */

import { clipText } from '../text/escape.ts';
import { counted } from '../text/plural.ts';
import type { Report, Scope, Skipped } from '../types.ts';

export interface RunFacts {
  /** Bans, definition rules and uniqueness rules that were in force. */
  readonly rules: number;
  readonly milliseconds: number;
}

/** What was looked at when nothing was there to look at. */
const NOTHING: Readonly<Record<Scope, string>> = {
  staged: 'nothing to check: no file that the registry covers is staged',
  changed: 'nothing to check: no file that the registry covers differs from HEAD',
  paths: 'nothing to check: the registry covers none of these files',
  all: 'nothing to check: the registry covers no file of this repository',
  ref: 'nothing to check: the registry covers no file of that commit',
  since: 'nothing to check: no file that the registry covers has changed',
  stdin: 'nothing to check: the registry does not cover that path',
};

/** How many reasons for skipping are told apart; the rest are "other". */
const REASONS = 4;

/** @returns one line without its line feed */
export function summaryLine(report: Report, facts: RunFacts): string {
  const { filesChecked, filesSkipped, errors, warnings, known, uncheckable } = report.summary;
  const found = [
    ...(errors > 0 ? [counted(errors, 'error')] : []),
    ...(warnings > 0 ? [counted(warnings, 'warning')] : []),
    ...(known > 0 ? [`${known} known`] : []),
  ];
  const skipped = filesSkipped > 0 ? [`${filesSkipped} skipped (${reasons(report.skipped)})`] : [];
  const time = `${Math.round(facts.milliseconds)} ms`;
  if (isClean(report) && facts.rules > 0) {
    const parts = [`${counted(filesChecked, 'file')} clean`, ...skipped, ...found];
    return `ssot-guard: ${parts.join(', ')} · ${time}`;
  }
  const parts = [`${counted(filesChecked, 'file')} checked`, ...skipped, counted(facts.rules, 'rule'), ...found];
  const verdict = verdictOf(report);
  const unchecked = uncheckable > 0 && errors + warnings > 0 ? [`${uncheckable} unchecked`] : [];
  return `ssot-guard: ${verdict}${[...parts, ...unchecked].join(', ')} · ${time}`;
}

/** Whether files were checked, all of them, and nothing but known debt was found. */
function isClean({ summary }: Report): boolean {
  const { filesChecked, errors, warnings, uncheckable } = summary;
  return filesChecked > 0 && errors + warnings + uncheckable === 0;
}

/** What stands before the counts, separator included; nothing when something was found. */
function verdictOf({ scope, summary, findings }: Report): string {
  const { errors, warnings, uncheckable } = summary;
  if (errors + warnings > 0) return '';
  if (uncheckable > 0) return `clean except for ${uncheckable} unchecked — `;
  if (summary.filesChecked > 0 || findings.length > 0) return 'clean — ';
  const everything =
    scope === 'all'
      ? 'files.include says which (check --all looks at every file)'
      : '"ssot-guard check --all" checks every file';
  return `${NOTHING[scope]}; ${everything} — `;
}

/** "2 binary, 1 symlink": by number, then by name. What follows a colon in a reason is detail. */
function reasons(skipped: readonly Skipped[]): string {
  const counts = new Map<string, number>();
  for (const { reason } of skipped) {
    const kind = clipText(reason.split(':', 1)[0] ?? '', 40);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const shown = sorted.slice(0, REASONS).map(([kind, n]) => `${n} ${kind}`);
  const others = sorted.slice(REASONS).reduce((sum, [, n]) => sum + n, 0);
  return [...shown, ...(others > 0 ? [`${others} other`] : [])].join(', ');
}
