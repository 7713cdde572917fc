/**
 * A `git` that writes down what it is asked before it does it: for tests that say how many processes a thing costs,
 * or that one was never started.
 */
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { findGit } from '../../src/git/run.ts';
import { temporaryFolder } from './repository.ts';

/** Runs `work` with the counting git first on PATH; gives its result and the subcommands that were run, in order. */
export function countingGit<T>(work: () => T): { result: T; commands: string[] } {
  const folder = temporaryFolder();
  const log = join(folder, 'log');
  const file = join(folder, 'git');
  const before = process.env.PATH;
  writeFileSync(log, '');
  writeFileSync(file, `#!/bin/sh\nprintf '%s\\n' "$*" >>'${log}'\nexec '${findGit(process.env, folder)}' "$@"\n`);
  chmodSync(file, 0o755);
  process.env.PATH = `${folder}${delimiter}${before}`;
  try {
    const result = work();
    const lines = readFileSync(log, 'utf8').split('\n').filter(Boolean);
    return { result, commands: lines.map((line) => line.replace(/^(?:-c \S+ |--\S+ )+/, '').split(' ')[0] ?? '') };
  } finally {
    process.env.PATH = before;
    rmSync(log, { force: true });
  }
}
