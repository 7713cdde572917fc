/**
 * What stands on disk and not in HEAD: what an editor or an agent has just written, staged or not, tracked or not.
 *
 * `diff-index` without `--cached` believes the index about files whose dates and sizes it knows. Of the others it only says
 * that they may have changed: their contents decide.
 */
import { byBytes, decodeName, splitNul } from './names.ts';
import { isUnborn, type Repository } from './repository.ts';
import { blobIds, filters } from './restage.ts';
import { type Environment, git, gitFailure } from './run.ts';
import { type Change, emptyTree, parseRaw, RAW } from './staged.ts';

/** Every difference between HEAD (or nothing, before the first commit) and the disk, sorted by name bytes. */
export function listChanged(repository: Repository): Change[] {
  const tracked = withoutTouched(repository, parseRaw(differences(repository)));
  return [...tracked, ...listUntracked(repository)].sort((a, b) => byBytes(a.raw, b.raw));
}

function differences(repository: Repository): Buffer {
  const options = { cwd: repository.top, env: withoutFilters(repository) };
  const args = ['diff-index', ...RAW, '--ignore-submodules=all'];
  const found = git([...args, 'HEAD', '--'], { ...options, okStatus: [0, 128] });
  if (found.status === 0) return found.stdout;
  if (!isUnborn(repository)) throw gitFailure(args, found.status, found.stderr, repository.cwd);
  return git([...args, emptyTree(repository), '--'], options).stdout;
}

/**
 * Settings under which no filter is there: git reads a file that was written in the second in which the index was, and
 * would have it converted by a program.
 */
function withoutFilters({ top }: Repository): Environment {
  const args = ['config', '--null', '--name-only', '--get-regexp', '^filter\\..*\\.(clean|process|required)$'];
  const keys = [...new Set(splitNul(git(args, { cwd: top, okStatus: [0, 1] }).stdout))];
  const given = Number(process.env.GIT_CONFIG_COUNT ?? 0);
  const env: Record<string, string> = {};
  for (const [at, raw] of keys.entries()) {
    env[`GIT_CONFIG_KEY_${given + at}`] = decodeName(raw).path;
    env[`GIT_CONFIG_VALUE_${given + at}`] = raw.endsWith('.required') ? 'false' : '';
  }
  return keys.length === 0 ? {} : { ...env, GIT_CONFIG_COUNT: `${given + keys.length}` };
}

/** Without the files that have only been touched, or written again with what they held. */
function withoutTouched(repository: Repository, changes: readonly Change[]): Change[] {
  const doubtful = changes.filter(isDoubtful).map(({ raw }) => raw);
  const filtered = filters(repository, doubtful);
  const plain = doubtful.filter((raw) => !filtered.has(raw));
  const ids = blobIds(repository, plain, false);
  return changes.filter((change) => ids.get(change.raw) !== change.oldId);
}

/** Same kind and mode, and no id: git has not looked into it. */
function isDoubtful({ status, oldMode, newMode, newId }: Change): boolean {
  return status === 'M' && oldMode === newMode && oldMode.startsWith('100') && /^0+$/.test(newId);
}

function listUntracked({ top }: Repository): Change[] {
  const args = ['ls-files', '-z', '--others', '--exclude-standard', '--full-name', '--', ':(top)'];
  const names = splitNul(git(args, { cwd: top }).stdout).filter((raw) => !raw.endsWith('/')); // a repository inside this one
  return names.map((raw) => ({ ...UNTRACKED, raw, ...decodeName(raw) }));
}

const UNTRACKED = { status: 'A', oldMode: '000000', newMode: '100644', oldId: '', newId: '' } as const;
