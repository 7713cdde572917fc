/**
 * What becomes of the statements that findings stand in, kept by the place of each finding: the report does not hold it,
 * and few formats ask.
 */
import { nameId } from '../git/names.ts';
import type { Cure } from '../reporters/define.ts';
import type { Finding } from '../types.ts';
import type { ShownFinding } from './hints.ts';

export interface Cures {
  keep(finding: Finding, raw: ShownFinding): void;
  of(finding: Finding): Cure | null;
}

/** Nothing is known at first. */
export function openCures(): Cures {
  const known = new Map<string, Cure>();
  return {
    keep: (finding, { statement, edits }) => known.set(idOf(finding), { statement, edits }),
    of: (finding) => known.get(idOf(finding)) ?? null,
  };
}

/** The line to write belongs to it: where two registries say different things of one place, so are their edits. */
function idOf(finding: Finding): string {
  const { rule, line, column, endLine, endColumn, hint } = finding;
  return `${nameId(finding)}\0${rule}\0${line}:${column}-${endLine}:${endColumn}\0${hint ?? ''}`;
}
