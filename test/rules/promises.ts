/**
 * What holds for every report, whatever it is about: the shape that programs rely on.
 */
import { expect } from 'vitest';
import type { CheckOutcome } from '../../src/pipeline.ts';
import { rules } from '../../src/rules/index.ts';
import { lineIndex } from '../../src/text/lines.ts';
import type { Finding } from '../../src/types.ts';

/** Fails when a report breaks a promise. */
export function expectPromises({ report, source }: Pick<CheckOutcome, 'report' | 'source'>): void {
  const { findings, summary } = report;
  const order = findings.map(({ path, line, column, rule }) => [path, line, column, rule] as const);
  expect(order).toEqual([...order].sort(byOrder));
  const failing = findings.filter(({ status }) => status === 'new' || status === 'expired');
  expect(summary).toMatchObject({
    errors: failing.filter(({ severity }) => severity === 'error').length,
    warnings: failing.filter(({ severity }) => severity === 'warn').length,
    known: findings.length - failing.length,
  });
  expect(new Set(findings.map(({ fingerprint }) => fingerprint)).size).toBe(findings.length);
  // One finding per span; what is wrong with the registry has places, not spans.
  const spans = findings
    .filter(({ rule }) => rule !== 'registry')
    .map((f) => `${f.path}:${f.line}:${f.column}-${f.endLine}:${f.endColumn}`);
  expect(new Set(spans).size).toBe(spans.length);
  for (const finding of findings) expect(faultsOf(finding, source(finding))).toEqual([]);
}

const IDS = rules.map(({ id }) => id);

function byOrder(a: readonly [string, number, number, string], b: readonly [string, number, number, string]): number {
  for (const i of [0, 1, 2, 3] as const) if (a[i] !== b[i]) return a[i] < b[i] ? -1 : 1;
  return 0;
}

/** What is wrong with one finding by itself. */
function faultsOf(finding: Finding, source: string | undefined): string[] {
  const { rule, hint, fixable, line, column, endLine, endColumn, message, name, form } = finding;
  const faults: string[] = [];
  if (!IDS.includes(rule)) faults.push('unknown rule');
  if (line < 1 || column < 1) faults.push('a place before the first');
  if (endLine < line || (endLine === line && endColumn < column)) faults.push('ends before it begins');
  if (message.trim() !== message || message === '' || message.includes('\n')) faults.push(`message: ${message}`);
  if (/undefined|null|\[object/.test(`${message} ${hint ?? ''}`)) faults.push(`words: ${message} / ${hint}`);
  if (fixable && (hint === null || hint.startsWith('no '))) faults.push(`fixable by ${hint}`);
  if (rule === 'banned-import' && (finding.module === null || finding.specifier === null || form === null))
    faults.push('an import without its module');
  if (rule === 'banned-import' && name !== null && name !== '*' && source !== undefined) {
    const marked = slice(source, finding);
    // Escapes, `default` and names in strings are written in other ways than they are called.
    const isWritten = marked === name || name === 'default' || form === 'string' || /[\\'"]/.test(marked);
    if (!isWritten) faults.push(`${name} is marked as ${marked}`);
  }
  return faults;
}

function slice(source: string, { line, column, endLine, endColumn }: Finding): string {
  const lines = lineIndex(source);
  const start = lines.line(line).start + column - 1;
  return source.slice(start, lines.line(endLine).start + endColumn - 1);
}
