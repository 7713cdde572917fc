/**
 * `--format gitlab`: a Code Quality report. A merge request shows what it adds to that of its target by fingerprints, which
 * outlive line numbers. Known debt is told as `info`, so that becoming known is no new finding.
 */
import { escapeJson, escapeText } from '../text/escape.ts';
import { FAILING, type Finding } from '../types.ts';
import { defineReporter } from './define.ts';
import { hintLine, messageLine } from './one-line.ts';

export const gitlab = defineReporter({
  id: 'gitlab',
  summary: 'a Code Quality report for GitLab; known debt is "info"',
  render({ findings }) {
    const unique = uniqueFingerprints();
    const issues = findings.map((finding) => ({
      type: 'issue',
      categories: ['Style'],
      description: descriptionOf(finding),
      check_name: finding.rule,
      fingerprint: unique(finding.fingerprint),
      severity: severityOf(finding),
      location: {
        path: escapeText(finding.path),
        lines: { begin: finding.line, end: finding.endLine },
      },
    }));
    return `${escapeJson(JSON.stringify(issues, null, 1))}\n`;
  },
});

function severityOf({ severity, status }: Finding): 'major' | 'minor' | 'info' {
  if (!FAILING.has(status)) return 'info';
  return severity === 'error' ? 'major' : 'minor';
}

function descriptionOf(finding: Finding): string {
  const hint = hintLine(finding);
  return hint === null ? messageLine(finding) : `${messageLine(finding)} → ${hint}`;
}

/** Gives each fingerprint once. Two may be the same where 64 bits are not enough. */
function uniqueFingerprints(): (fingerprint: string) => string {
  const seen = new Map<string, number>();
  return (fingerprint) => {
    const before = seen.get(fingerprint) ?? 0;
    seen.set(fingerprint, before + 1);
    return before === 0 ? fingerprint : `${fingerprint}-${before}`;
  };
}
