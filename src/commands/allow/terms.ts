/** What an exception says, and what it is called that it is about. */
import { clipText, escapeText } from '../../text/escape.ts';
import type { Finding } from '../../types.ts';

export interface Terms {
  readonly reason: string;
  /** Its last day; null: permanent. */
  readonly until: string | null;
}

/** `src/a.ts:3:1 banned-import`. */
export function placeWords({ path, line, column, rule }: Finding): string {
  return `${escapeText(clipText(path, 200))}:${line}:${column} ${rule}`;
}
