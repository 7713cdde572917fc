/**
 * How lines of a commit message begin that git takes away.
 */
import type { Repository } from './repository.ts';
import { git } from './run.ts';

/** Those among which git chooses one where the setting is `auto`. */
const CANDIDATES = ['#', ';', '@', '!', '$', '%', '^', '&', '|', ':'];

/** The marks; with `auto` any that git may have chosen. */
export function commentMarks({ cwd }: Repository): readonly string[] {
  const args = ['config', '--null', '--get-regexp', '^core\\.comment(char|string)$'];
  const { stdout } = git(args, { cwd, okStatus: [0, 1, 128] });
  const values = stdout.toString('utf8').split('\0').filter(Boolean);
  const mark = values.at(-1)?.replace(/^[^\n]*\n/, '') ?? '#';
  return mark === 'auto' ? CANDIDATES : [mark];
}
