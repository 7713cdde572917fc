/**
 * Numbers of findings under headings.
 */
import type { Compliance, Tally } from '../audit.ts';
import { nameId } from '../git/names.ts';
import { push } from '../text/multimap.ts';
import type { Finding, RuleId } from '../types.ts';

/** How many findings, in how many files. */
export function tallyOf(findings: readonly Finding[]): Tally {
  return { findings: findings.length, files: filesOf(findings).size };
}

/** The files that findings stand in, by name. */
export function filesOf(findings: Iterable<Finding>): Set<string> {
  const files = new Set<string>();
  for (const finding of findings) files.add(nameId(finding));
  return files;
}

/** By heading, the most findings first. @param headingsOf a finding counts for each of them */
export function tallies<K extends string | null>(
  findings: readonly Finding[],
  headingsOf: (finding: Finding) => readonly K[],
): (readonly [K, Tally])[] {
  const groups = new Map<K, Finding[]>();
  for (const finding of findings) for (const heading of headingsOf(finding)) push(groups, heading, finding);
  return [...groups]
    .map(([heading, own]) => [heading, tallyOf(own)] as const)
    .sort(([a, { findings: m }], [b, { findings: n }]) => n - m || ((a ?? '') < (b ?? '') ? -1 : 1));
}

/** Rules of which a finding says nothing of the code in its file. */
const NOT_OF_CODE: ReadonlySet<RuleId> = new Set(['registry', 'inline-allow', 'mention']);

/** Whether a finding counts against its file. */
export function isOfCode({ rule }: Finding): boolean {
  return !NOT_OF_CODE.has(rule);
}

/** @param touching files that have to do with something @param violating those of them that break a rule */
export function complianceOf(touching: ReadonlySet<string>, violating: ReadonlySet<string>): Compliance {
  const all = touching.size;
  const clean = all - [...violating].filter((file) => touching.has(file)).length;
  return { touching: all, clean, percent: all === 0 ? null : Math.floor((clean * 1000) / all) / 10 };
}
