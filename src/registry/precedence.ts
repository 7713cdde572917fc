/**
 * Which of several statements of the registry speaks, where nested registries take part: they only add, so none of their
 * entries silences a more severe one from a registry above it. Within one registry its own order of precedence holds.
 */
import type { Severity } from '../types.ts';

export interface Stated {
  /** Folder of the registry that states it. */
  readonly base: string;
  readonly severity: Severity;
}

/** The one that speaks; undefined where there is none. @param ordered by precedence, the first before all others */
export function chooseSpeaking<T extends object>(ordered: readonly T[], statedBy: (one: T) => Stated): T | undefined {
  const [first] = ordered;
  if (first === undefined) return undefined;
  const { base: innermost } = statedBy(first);
  const heard = new Set<string>();
  let chosen = first;
  for (const one of ordered) {
    const { base, severity } = statedBy(one);
    if (heard.has(base)) continue;
    heard.add(base);
    if (severity === 'error' && statedBy(chosen).severity === 'warn' && isAbove(base, innermost)) chosen = one;
  }
  return chosen;
}

function isAbove(base: string, other: string): boolean {
  return base !== other && (base === '' || other.startsWith(`${base}/`));
}
