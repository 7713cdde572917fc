/** A registry may be called `.ssotrc.jsonc`: where comments stand in it, other programs then take them for such. */
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { check } from '../../src/pipeline.ts';
import { type TemporaryRepository, temporaryRepository } from '../support/repository.ts';

const REGISTRY = '{\n  // comments\n  "version": 1,\n  "banned": ["pytz"],\n}\n';
const BAD = 'import pytz\n';

function repositoryWith(files: Readonly<Record<string, string>>): TemporaryRepository {
  const repo = temporaryRepository();
  for (const [path, text] of Object.entries(files)) repo.write(path, text);
  repo.commitAll('first');
  return repo;
}

/** `path:line` of what is found in the next commit, or the words of a refusal. */
async function staged(repo: TemporaryRepository, scope: 'staged' | 'all' = 'staged'): Promise<readonly string[]> {
  repo.git('add', '-A');
  try {
    const outcome = await check({ cwd: repo.dir, scope: { scope }, config: null, today: '2026-11-30' });
    return (outcome?.report.findings ?? []).map(({ path, line }) => `${path}:${line}`);
  } catch (error) {
    if (error instanceof UserError) return [`refused: ${error.message}`];
    throw error;
  }
}

describe('.ssotrc.jsonc', () => {
  it('guards as the other does, at the root and in folders', async () => {
    const repo = repositoryWith({ '.ssotrc.jsonc': REGISTRY, 'pkg/.ssotrc.jsonc': REGISTRY.replace('pytz', 'moment') });
    repo.write('a.py', BAD);
    repo.write('pkg/b.ts', "import 'moment';\n");
    repo.write('c.ts', "import 'moment';\n");
    // Twice: the second time what was read is kept.
    for (const _ of [1, 2]) expect(await staged(repo)).toEqual(['a.py:1', 'pkg/b.ts:1']);
  });

  it('takes the place of the other in one commit, which is judged by both', async () => {
    const repo = repositoryWith({ '.ssotrc.json': REGISTRY });
    repo.git('mv', '.ssotrc.json', '.ssotrc.jsonc');
    expect(await staged(repo)).toEqual([]);
    repo.write('.ssotrc.jsonc', REGISTRY.replace('pytz', 'moment'));
    repo.write('a.py', BAD);
    expect(await staged(repo)).toEqual(['a.py:1']);
  });

  it.each([
    ['.ssotrc.json', '.ssotrc.jsonc'],
    ['pkg/.ssotrc.json', 'pkg/.ssotrc.jsonc'],
  ])('is refused beside the other: %s', async (one, other) => {
    const repo = repositoryWith({ '.ssotrc.json': REGISTRY, [one]: REGISTRY, 'pkg/a.py': BAD });
    repo.write(other, REGISTRY);
    repo.write('pkg/b.py', BAD);
    for (const scope of ['staged', 'all'] as const)
      expect(await staged(repo, scope)).toEqual([
        `refused: ${one} and ${other} stand side by side, and only one can count`,
      ]);
  });

  it('beside the other in HEAD can be repaired', async () => {
    const repo = repositoryWith({ '.ssotrc.json': REGISTRY, '.ssotrc.jsonc': REGISTRY });
    repo.remove('.ssotrc.json');
    expect(await staged(repo)).toEqual([]);
    repo.write('a.py', '');
    expect((await staged(repo))[0]).toMatch(/^refused: the registry in HEAD cannot be used/);
  });

  it('that is deleted does not switch the guard off', async () => {
    const repo = repositoryWith({ '.ssotrc.jsonc': REGISTRY });
    repo.git('rm', '-q', '.ssotrc.jsonc');
    repo.write('a.py', BAD);
    expect((await staged(repo))[0]).toMatch(/^refused: \.ssotrc\.jsonc is deleted or renamed in this commit/);
  });

  it('that was never added is told', async () => {
    const repo = repositoryWith({ 'a.txt': '' });
    repo.write('.ssotrc.jsonc', REGISTRY);
    const asked = check({ cwd: repo.dir, scope: { scope: 'staged' }, config: null, today: '2026-11-30' });
    await expect(asked).rejects.toThrow('.ssotrc.jsonc exists but was never added, so it guards nothing');
  });
});
