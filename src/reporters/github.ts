/**
 * `--format github`: annotations of GitHub Actions. The service shows ten of a level for each step, so past ten there are
 * nine and a note; the job summary has everything. Known debt is no annotation.
 */
import { clipText, escapeText } from '../text/escape.ts';
import { counted } from '../text/plural.ts';
import type { Finding } from '../types.ts';
import { defineReporter } from './define.ts';
import { jobSummary } from './markdown/page.ts';
import { hintLine, messageLine } from './one-line.ts';
import { partedByStatus } from './order.ts';

/** So many annotations of a level a step may have. */
const MOST_OF_A_LEVEL = 10;
const NAME_LIMIT = 120;
/** What GitHub takes as the summary of a step. */
const SUMMARY_BYTES = 1 << 20;

export const github = defineReporter({
  id: 'github',
  summary: 'annotations for GitHub Actions, and everything in the job summary',
  render({ findings }) {
    const { failing } = partedByStatus(findings);
    return [
      ...annotations(
        failing.filter(({ severity }) => severity === 'error'),
        'error',
      ),
      ...annotations(
        failing.filter(({ severity }) => severity === 'warn'),
        'warning',
      ),
    ]
      .map((line) => `${line}\n`)
      .join('');
  },
  aside: {
    variable: 'GITHUB_STEP_SUMMARY',
    limit: SUMMARY_BYTES,
    render: jobSummary,
  },
});

type Level = 'error' | 'warning';

function annotations(findings: readonly Finding[], level: Level): string[] {
  if (findings.length <= MOST_OF_A_LEVEL) return findings.map((finding) => annotation(finding, level));
  const shown = findings.slice(0, MOST_OF_A_LEVEL - 1);
  const more = counted(findings.length - shown.length, `more ${level}`);
  const note = `${more}: the job summary has all of them`;
  return [...shown.map((finding) => annotation(finding, level)), `::${level} title=ssot-guard::${data(note)}`];
}

function annotation(finding: Finding, level: Level): string {
  const { path, line, column, endLine, endColumn, rule, name } = finding;
  // Columns count only within a line.
  const columns = endLine === line ? [`col=${column}`, `endColumn=${endColumn}`] : [];
  const title = name === null ? rule : `${rule}: ${clipText(name, NAME_LIMIT)}`;
  const properties = [
    `file=${property(escapeText(path))}`,
    `line=${line}`,
    `endLine=${endLine}`,
    ...columns,
    `title=${property(title)}`,
  ];
  const hint = hintLine(finding);
  const text = hint === null ? messageLine(finding) : `${messageLine(finding)}\n→ ${hint}`;
  return `::${level} ${properties.join(',')}::${data(text)}`;
}

/** A message as the runner reads it back. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** The same for the value of a property, which also ends at a colon or a comma. */
function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
