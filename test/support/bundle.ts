/**
 * The command line as it is shipped, built: the caches work only in a build, and the threads need
 * their own file.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { runCommandLine } from './command-line.ts';
import { buildPackage } from './package.ts';

/** Path of the built command line. */
export function bundle(): string {
  return join(buildPackage(), 'dist/cli.cjs');
}

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line in a folder. */
export function runBundle(cwd: string, ...args: readonly string[]): Ended {
  const { status, out, err } = runCommandLine(bundle(), cwd, args);
  return { status, stdout: out, stderr: err };
}

/** Starts it; kills it after so many milliseconds, if they are given. */
export function startBundle(cwd: string, args: readonly string[], killAfter?: number): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bundle(), ...args], { cwd });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (part) => (stdout += part));
    child.stderr.on('data', (part) => (stderr += part));
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, stdout, stderr }));
    if (killAfter !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfter);
  });
}
