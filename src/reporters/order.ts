/**
 * The order in which a report that is cut tells its findings: what fails first.
 */
import { FAILING, type Finding } from '../types.ts';

/** Errors, then warnings, then known debt; each in the order of the report. */
export function worstFirst(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => rank(a) - rank(b));
}

/** Findings that fail a check or warn, and those that are known. */
export function partedByStatus(findings: readonly Finding[]): { failing: Finding[]; known: Finding[] } {
  return {
    failing: findings.filter(({ status }) => FAILING.has(status)),
    known: findings.filter(({ status }) => !FAILING.has(status)),
  };
}

function rank({ severity, status }: Finding): number {
  if (!FAILING.has(status)) return 2;
  return severity === 'error' ? 0 : 1;
}
