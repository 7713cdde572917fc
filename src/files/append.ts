/**
 * Adding to a file that belongs to someone else, as the services of CI have it.
 */
import { appendFileSync, statSync } from 'node:fs';

/** Bytes of a file; 0 where there is none. */
export function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** @returns why nothing was added, or null */
export function appendText(path: string, text: string): string | null {
  try {
    appendFileSync(path, text);
    return null;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}
