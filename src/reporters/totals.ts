/**
 * Findings by what they are about: the table of a report that does not show them all.
 */
import type { Finding } from '../types.ts';

export interface Total {
  /** The banned module, or else the concept or name; the rule where there is neither. */
  readonly about: string;
  readonly rule: string;
  readonly findings: number;
  readonly files: number;
}

/** One total for each thing that findings are about, the largest first. */
export function totalsOf(findings: readonly Finding[]): Total[] {
  const groups = new Map<string, { of: Finding; findings: number; files: Set<string> }>();
  for (const finding of findings) {
    const id = `${finding.rule}\0${aboutOf(finding)}`;
    const group = groups.get(id) ?? { of: finding, findings: 0, files: new Set<string>() };
    group.findings++;
    group.files.add(`${finding.pathBytes ?? ''}\0${finding.path}`);
    groups.set(id, group);
  }
  return [...groups.values()]
    .map(({ of, findings: count, files }) => ({
      about: aboutOf(of),
      rule: of.rule,
      findings: count,
      files: files.size,
    }))
    .sort((a, b) => b.findings - a.findings || compare(a.about, b.about) || compare(a.rule, b.rule));
}

function aboutOf({ rule, module, concept, name }: Finding): string {
  const isOfModule = rule === 'banned-import' || rule === 'revived-module';
  return (isOfModule ? module?.replace(/^(?:py|js):/, '') : null) ?? concept ?? name ?? rule;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
