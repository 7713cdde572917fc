/**
 * A commit cannot both weaken the registry and use the weakness: what HEAD's registry forbids and the staged one no
 * longer does still fails in that commit's files. A home that has really moved is no weakness.
 */
import { formatKey, keyOfFile, type ModuleContext } from '../modules/index.ts';
import type { Guard } from '../registry/guard.ts';
import type { Home, Place } from '../types.ts';
import type { RawFinding } from './define.ts';
import { definesName, factsIn } from './origin.ts';

const WORDS =
  "HEAD's registry forbids this and the staged one no longer does: commit the registry change on its own first";

/** One file, judged by both registries. */
export interface TwoVerdicts {
  readonly byBefore: readonly RawFinding[];
  readonly byNow: readonly RawFinding[];
  readonly before: Guard;
  readonly guard: Guard;
  readonly modules: ModuleContext;
}

/** What counts in the commit, and which of it only because HEAD's registry says so. */
export function withoutWeakness({ byBefore, byNow, before, guard, modules }: TwoVerdicts): {
  readonly findings: readonly RawFinding[];
  readonly dropped: readonly RawFinding[];
} {
  const now = new Map(byNow.map((finding) => [idOf(finding), finding]));
  const dropped = byBefore
    .filter((finding) => isWeaker(finding, now.get(idOf(finding))))
    .filter((finding) => !followsMovedHome(finding, before, guard, modules))
    .map((finding) => ({ ...finding, message: `${finding.message}. ${WORDS}` }));
  const replaced = new Set(dropped.map(idOf));
  return { findings: [...byNow.filter((finding) => !replaced.has(idOf(finding))), ...dropped], dropped };
}

function idOf({ rule, span }: RawFinding): string {
  return `${rule} ${span.start} ${span.end}`;
}

function isWeaker(before: RawFinding, now: RawFinding | undefined): boolean {
  return now === undefined || (before.severity === 'error' && now.severity === 'warn');
}

/** Whether a home of the registry before still holds what it was the home of. */
export function stillDefines({ path, symbol, language }: Home, modules: ModuleContext): boolean {
  if (!modules.tree.has(path)) return false;
  const facts = factsIn(path, language, modules);
  return symbol === null || (facts !== undefined && definesName(facts, symbol));
}

/** A home that has really moved takes its rules with it: canonical, registry and importers may move in one commit. */
function followsMovedHome(finding: RawFinding, before: Guard, guard: Guard, modules: ModuleContext): boolean {
  const old = finding.concept === null ? undefined : before.concepts.get(finding.concept);
  const now = finding.concept === null ? undefined : guard.concepts.get(finding.concept);
  if (old === undefined || now === undefined) return false;
  const moved = old.canonical.filter(
    (home) => !now.canonical.some((h) => h.path === home.path && h.symbol === home.symbol),
  );
  if (moved.length === 0 || moved.some((home) => stillDefines(home, modules))) return false;
  if (finding.rule !== 'banned-import') return true;
  return now.canonical.some((home) => {
    const key = keyOfFile(home.path);
    return key !== null && finding.module === formatKey(key);
  });
}

/** Whether two places are one. */
export function samePlace(a: Place, b: Place): boolean {
  return a.path === b.path && a.line === b.line && a.column === b.column;
}
