/**
 * What `doctor` says of one thing.
 */
import { accessSync, constants, statSync } from 'node:fs';
import { relative } from 'node:path';
import { contains } from '../../git/run.ts';
import type { Site } from '../../hooks/define.ts';

export interface Diagnosis {
  readonly check: string;
  readonly status: 'ok' | 'warning' | 'error';
  readonly message: string;
  /** A command, or what to do, when something is wrong. */
  readonly fix: string | null;
}

export const ok = (check: string, message: string): Diagnosis => ({ check, status: 'ok', message, fix: null });
export const warning = (check: string, message: string, fix: string): Diagnosis => ({
  check,
  status: 'warning',
  message,
  fix,
});
export const wrong = (check: string, message: string, fix: string): Diagnosis => ({
  check,
  status: 'error',
  message,
  fix,
});

/** Whether a file can be started. */
export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** A path as a person in the top folder would write it. */
export function shown(site: Site, path: string): string {
  return contains(site.top, path) ? relative(site.top, path) : path;
}
