/**
 * What a hook runs before anything of the guard runs, as text that goes into the hook: files of `hooks`, without their
 * comments.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from './site.ts';

/** The parts of a program in lines, for a script. It holds no single quotes. */
export function starterLines(...parts: readonly ('last' | 'trust' | 'start')[]): string[] {
  const folder = join(packageRoot(), 'hooks');
  return parts
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'))
    .filter((line) => !/^\s*(?:#|$)/.test(line));
}

/** The program in one line: a line break is a semicolon where a command ends, else a blank. */
export function starterLine(): string {
  return starterLines('trust', 'start')
    .map((line) => line.trim())
    .map((line) => (/(?:[({]|\b(?:do|then|in)|;;|\\)$/.test(line) ? line.replace(/\\$/, '') : `${line};`))
    .join(' ')
    .replace(/;$/, '');
}
