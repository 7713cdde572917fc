/**
 * `core.hooksPath` on the way back: what it was before `init`, where the configuration was edited since and is not put
 * back as a whole.
 */
import { git, oneLine } from '../git/run.ts';
import type { Entry, State } from './journal.ts';
import { isOwnPath, LINKED_SETTING } from './shared-path.ts';

const HOOKS_PATH = 'core.hooksPath';

/** `core.hooksPath` of a configuration on the disk. */
export function hooksPathIn(file: string, cwd: string): string | null {
  return valueIn(['--file', file], HOOKS_PATH, cwd, '');
}

/**
 * Gives `core.hooksPath` its value of before, if it still is the one that `init`, or a manager that it started, left.
 * @param file where the configuration stands now
 */
export function restoreHooksPath(file: string, entry: Entry, cwd: string): void {
  const now = hooksPathIn(file, cwd);
  const before = hooksPathOf(entry.before, cwd);
  if (now !== null && now !== before && (isOwnPath(now) || now === entry.hooksPath)) {
    const change = before === null ? ['--unset', HOOKS_PATH] : [HOOKS_PATH, before];
    git(['config', '--file', file, ...change], { cwd });
  }
  const { key, value } = LINKED_SETTING;
  if (valueIn(['--file', file], key, cwd, '') === value) git(['config', '--file', file, '--unset', key], { cwd });
}

function hooksPathOf(state: State, cwd: string): string | null {
  if (state?.kind !== 'file') return null;
  return valueIn(['--file', '-'], HOOKS_PATH, cwd, Buffer.from(state.content, 'base64'));
}

/** Null also for a configuration that git cannot read. */
function valueIn(where: readonly string[], key: string, cwd: string, input: string | Buffer): string | null {
  const { status, stdout } = git(['config', ...where, '--get', key], { cwd, input, okStatus: [0, 1, 3, 128] });
  return status === 0 ? oneLine(stdout) : null;
}
