/**
 * What `pretty` tells of findings: a line for each statement, with the number of its findings, and no more than thirty.
 */
import { expect } from 'vitest';

interface Told {
  /** `path:line:column rule` of each line, sorted. */
  readonly places: readonly string[];
  /** How many findings they stand for. */
  readonly findings: number;
  /** Whether none is held back. */
  readonly isWhole: boolean;
}

/** @param isMeant whether a line counts */
export function toldIn(text: string, isMeant: (place: string) => boolean = () => true): Told {
  const lines = text.split('\n').flatMap((line) => {
    const [, place, rule, times] =
      /^(\S.*:\d+:\d+) {2}(?:error|warning)(?: \(expired\))? {2}([a-z-]+)(?: {2}×(\d+))?$/.exec(line) ?? [];
    const told = `${place} ${rule}`;
    return place !== undefined && isMeant(told) ? [{ told, times: Number(times ?? 1) }] : [];
  });
  return {
    places: lines.map(({ told }) => told).sort(),
    findings: lines.reduce((sum, { times }) => sum + times, 0),
    isWhole: !/^\d+ more findings? not shown above/m.test(text),
  };
}

/** Holds what was told to the findings that there are: nothing else is told, and nothing is left out. */
export function expectTold({ places, findings, isWhole }: Told, all: readonly string[]): void {
  expect(places.filter((place) => !all.includes(place))).toEqual([]);
  if (isWhole) expect([findings, places.length > 0]).toEqual([all.length, all.length > 0]);
  else expect(all.length).toBeGreaterThan(findings);
}
