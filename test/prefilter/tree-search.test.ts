/** Within a check a ban's value means what it was resolved to, and only that makes a name a suspect. */
import { expect, test } from 'vitest';
import { openSnapshot } from '../../src/git/open-snapshot.ts';
import { openRepository } from '../../src/git/repository.ts';
import { check } from '../../src/pipeline.ts';
import { searchOfTree } from '../../src/prefilter/tree-search.ts';
import type { SpecifierTest } from '../../src/required-text/of-modules.ts';
import { temporaryRepository } from '../support/repository.ts';

/** The test of names in a tree whose package `app` holds a root of names. */
async function testFor(banned: string, files: Readonly<Record<string, string>>): Promise<SpecifierTest> {
  const repo = temporaryRepository();
  repo.write('.ssotrc.json', JSON.stringify({ version: 1, banned: [banned] }));
  repo.write('app/plugins/pyproject.toml', '[project]\nname = "plugins"\n');
  for (const [path, text] of Object.entries(files)) repo.write(path, text);
  repo.git('add', '-A');
  const outcome = await check({ cwd: repo.dir, scope: { scope: 'all' }, config: null, today: '2026-06-01' });
  if (outcome === null) throw new Error('there is a registry');
  const snapshot = openSnapshot({ scope: 'all' }, openRepository(repo.dir));
  return searchOfTree(snapshot, outcome.matcher, undefined).mayBeBanned;
}

test('a dotted value that is a module is not read as a name of the package above it', async () => {
  const mayBeBanned = await testFor('app.config', { 'app/__init__.py': '', 'app/config.py': 'x = 1\n' });
  expect(mayBeBanned('py', 'app.config', 'a.py')).toBe(true);
  expect(mayBeBanned('py', 'typing', 'a.py')).toBe(false);
});

test('one that is a name is, and then any name may lead into that package', async () => {
  const mayBeBanned = await testFor('app.config', { 'app/__init__.py': 'config = 1\n' });
  expect(mayBeBanned('py', 'typing', 'a.py')).toBe(true);
});
