/**
 * `--format agent`: one line a finding with the exact text to write, for coding agents, who read all of it and pay for it.
 * Known debt is a number in the summary, which follows in any case.
 */
import { clipText, escapeText } from '../text/escape.ts';
import type { Finding } from '../types.ts';
import { defineReporter } from './define.ts';
import { hintLine, messageLine } from './one-line.ts';
import { partedByStatus, worstFirst } from './order.ts';

/** So many are enough for one turn. */
const MOST_FINDINGS = 200;
const NAME_LIMIT = 120;

export const agent = defineReporter({
  id: 'agent',
  summary: 'for coding agents: one line a finding, with the exact line to write',
  render({ findings }) {
    const { failing } = partedByStatus(findings);
    const more = failing.length - MOST_FINDINGS;
    const lines = worstFirst(failing).slice(0, MOST_FINDINGS).map(lineOf);
    return [...lines, ...(more > 0 ? [`… and ${more} more`] : [])].map((line) => `${line}\n`).join('');
  },
});

/** `path:line rule name → exact replacement`; where there is none, the message says what is wrong. */
function lineOf(finding: Finding): string {
  const { path, line, rule, name, specifier, severity } = finding;
  const subject = name ?? specifier;
  const about = [
    `${escapeText(path)}:${line}`,
    severity === 'warn' ? `${rule} (warning)` : rule,
    ...(subject === null ? [] : [clipText(subject, NAME_LIMIT)]),
  ];
  const hint = hintLine(finding);
  return hint === null ? `${about.join(' ')}: ${messageLine(finding)}` : `${about.join(' ')} → ${hint}`;
}
