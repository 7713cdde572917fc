/**
 * One part of what an audit says.
 */

/** A table, or lines, under a heading. */
export interface Section {
  readonly title: string;
  /** Column heads; none for lines. */
  readonly head: readonly string[];
  /** Cells; numbers stand at the right. */
  readonly rows: readonly (readonly (string | number)[])[];
  /** What is held back, or how to read it. */
  readonly note?: string;
}

/** What a concept is called. */
export function calledOf(name: string | null): string {
  return name ?? '(without a concept)';
}
