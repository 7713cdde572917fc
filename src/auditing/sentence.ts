/**
 * One sentence on one concept, as somebody would write it into a status.
 */
import type { ConceptAudit, Trend } from '../audit.ts';
import { daysBetween } from '../text/dates.ts';
import { counted } from '../text/plural.ts';
import type { RuleId } from '../types.ts';

/** "312 of 934 imports left in 41 files of 4 owners; 38 fewer a week; done 2027-01-20, 3 weeks after the deadline". */
export function sentenceOf(audited: Omit<ConceptAudit, 'sentence'>, trend: Trend | null, today: string): string {
  const { findings, deadline } = audited;
  const parts = findings === 0 ? [finishedWords(audited)] : [leftWords(audited), ...trendWords(trend)];
  const isPlanned = trend !== null && trend.doneOn !== null && findings > 0;
  return [...parts, ...(deadline === null || findings === 0 || isPlanned ? [] : [deadlineWords(deadline, today)])].join(
    '; ',
  );
}

function finishedWords({ name, imports: { total, excepted } }: Omit<ConceptAudit, 'sentence'>): string {
  const besides = excepted === 0 ? '' : `, ${excepted} of them by exceptions`;
  if (name === null) return total === 0 ? 'nothing left' : `nothing left; ${counted(total, 'import')}${besides}`;
  return total === 0 ? 'nothing left; nobody imports it' : `nothing left of ${counted(total, 'import')}${besides}`;
}

function leftWords({ imports, rules, findings, files, owners }: Omit<ConceptAudit, 'sentence'>): string {
  const others = rules.flatMap(({ rule, findings: n }) =>
    isOfImports(rule) ? [] : [counted(n, NOUNS[rule] ?? `${rule} finding`)],
  );
  const strings =
    findings - imports.left - rules.reduce((sum, one) => sum + (isOfImports(one.rule) ? 0 : one.findings), 0);
  const left = imports.left === 0 ? [] : [`${imports.left} of ${counted(imports.total, 'import')} left`];
  const all = [...left, ...(strings > 0 ? [counted(strings, 'string')] : []), ...others];
  const where = files === 0 ? '' : ` in ${counted(files, 'file')}${ownerWords(owners)}`;
  return `${all.join(', ')}${where}`;
}

/** What one finding of a rule is called, if not by the rule's id. */
const NOUNS: Readonly<Partial<Record<RuleId, string>>> = {
  'duplicate-definition': 'second definition',
  'revived-module': 'revived module',
  alias: 'second name',
  'inline-allow': 'faulty comment',
  registry: 'registry problem',
};

function isOfImports(rule: string): boolean {
  return rule === 'banned-import' || rule === 'indirect-import';
}

function ownerWords(owners: readonly string[]): string {
  if (owners.length === 0) return '';
  return owners.length === 1 ? ` of ${owners[0]}` : ` of ${owners.length} owners`;
}

function trendWords(trend: Trend | null): string[] {
  if (trend === null) return [];
  const { perWeek, doneOn, daysLate } = trend;
  const rate = Math.abs(perWeek) < 10 ? Math.abs(perWeek) : Math.round(Math.abs(perWeek));
  if (rate === 0) return ['no change'];
  const words = `${rate} ${perWeek < 0 ? 'fewer' : 'more'} a week`;
  if (doneOn === null) return [words];
  return [words, `done ${doneOn}${daysLate === null ? '' : `, ${lateWords(daysLate)}`}`];
}

function lateWords(daysLate: number): string {
  if (daysLate === 0) return 'on the deadline';
  return `${spanWords(Math.abs(daysLate))} ${daysLate > 0 ? 'after' : 'before'} the deadline`;
}

function deadlineWords(deadline: string, today: string): string {
  const days = daysBetween(today, deadline);
  if (days === 0) return 'the deadline is today';
  return days > 0 ? `deadline ${deadline}, in ${spanWords(days)}` : `deadline ${deadline}, ${spanWords(-days)} ago`;
}

function spanWords(days: number): string {
  return days < 14 ? counted(days, 'day') : counted(Math.round(days / 7), 'week');
}
