/**
 * What `init` writes on request beside the hook, and takes back byte for byte: the registry in a page that people and
 * agents read, owners.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildPackage, guard, isVolatile, snapshot } from '../../support/package.ts';
import { type TemporaryRepository, temporaryRepository } from '../../support/repository.ts';

const REGISTRY =
  '{ "version": 1, "concepts": { "SocketManager": "app/manager.py#SocketManager" }, "banned": ["pytz"] }\n';

let home: string;

beforeAll(() => {
  home = buildPackage();
});

function repository(more: Readonly<Record<string, string>> = {}): TemporaryRepository {
  const repo = temporaryRepository();
  repo.write('app/manager.py', 'class SocketManager:\n    pass\n');
  for (const [path, text] of Object.entries({ '.ssotrc.json': REGISTRY, ...more })) repo.write(path, text);
  repo.commitAll('first');
  return repo;
}

function init(repo: TemporaryRepository, ...args: string[]) {
  return guard(home, repo.dir, 'init', '--yes', '--no-doctor', ...args);
}

/** In, again, out: the second time changes nothing, and the way back is exact. */
function expectExact(repo: TemporaryRepository, ...args: string[]): string {
  const before = snapshot(repo.dir, isVolatile);
  const { status, out, err } = init(repo, ...args);
  expect({ status, err }).toEqual({ status: 0, err: '' });
  const installed = snapshot(repo.dir, isVolatile);
  expect(init(repo, ...args).out).toContain('Nothing to change');
  expect(snapshot(repo.dir, isVolatile)).toEqual(installed);
  expect(guard(home, repo.dir, 'init', '--uninstall').status).toBe(0);
  expect(snapshot(repo.dir, isVolatile)).toEqual(before);
  return out;
}

describe('the registry as Markdown', () => {
  it('goes into a page that is there, and out of it exactly', () => {
    for (const text of ['# Agents\n\nBe kind.\n', '# Agents\r\nno end of line', '']) {
      const repo = repository({ 'AGENTS.md': text });
      expect(expectExact(repo, '--docs', 'AGENTS.md')).toMatch(/edit {4}AGENTS\.md/);
      init(repo, '--docs', 'AGENTS.md');
      expect(repo.read('AGENTS.md').startsWith(text)).toBe(true);
      expect(repo.read('AGENTS.md')).toContain('Import: `from app.manager import SocketManager`');
      expect(guard(home, repo.dir, 'registry', 'docs', 'AGENTS.md', '--check').status).toBe(0);
    }
  });

  it('goes into several pages, also into one that is not there', () => {
    const repo = repository({ 'AGENTS.md': '# A\n' });
    expectExact(repo, '--docs', 'AGENTS.md', '--docs', 'docs/IMPORTS.md');
    init(repo, '--docs', 'docs/IMPORTS.md');
    expect(repo.git('status', '--porcelain')).toContain('A  docs/IMPORTS.md\n');
  });

  it('is that of a registry that init itself writes', () => {
    const repo = repository({ '.ssotrc.json': '', 'AGENTS.md': '# A\n' });
    repo.git('rm', '-q', '.ssotrc.json');
    repo.write('app/old.py', '"""Deprecated: use app.manager.SocketManager instead."""\n');
    repo.commitAll('no registry');
    const before = snapshot(repo.dir, isVolatile);
    expect(init(repo, '--docs', 'AGENTS.md', '--dry-run').out).toContain('Then: the registry goes into AGENTS.md');
    expect(snapshot(repo.dir, isVolatile)).toEqual(before);
    init(repo, '--docs', 'AGENTS.md');
    expect(repo.read('AGENTS.md')).toContain('Do not import `app/old.py');
    guard(home, repo.dir, 'init', '--uninstall');
    expect(snapshot(repo.dir, isVolatile)).toEqual(before);
  });

  it('leaves what others wrote into the page since', () => {
    const repo = repository({ 'AGENTS.md': '# A\n' });
    init(repo, '--docs', 'AGENTS.md');
    repo.write('AGENTS.md', `${repo.read('AGENTS.md').replace('# A', '# B')}\nMore.\n`);
    guard(home, repo.dir, 'init', '--uninstall');
    expect(repo.read('AGENTS.md')).toBe('# B\n\nMore.\n');
  });

  it('is refused before anything is changed where the page is a link, a folder or elsewhere', () => {
    const repo = repository({ 'CLAUDE.md': '# C\n', 'docs/a.md': '' });
    repo.symlink('CLAUDE.md', 'AGENTS.md');
    const before = snapshot(repo.dir, isVolatile);
    for (const [path, words] of [
      ['AGENTS.md', '--docs CLAUDE.md'],
      ['docs', 'is not a file'],
      ['../x.md', 'outside'],
    ] as const) {
      const { status, err } = init(repo, '--docs', path);
      expect(status).toBe(2);
      expect(err).toContain(words);
    }
    repo.write('CLAUDE.md', '# C\n<!-- ssot-guard:end -->\n');
    expect(init(repo, '--docs', 'CLAUDE.md').err).toContain('only one of the two');
    repo.write('CLAUDE.md', '# C\n');
    expect(snapshot(repo.dir, isVolatile)).toEqual(before);
  });
});

describe('owners', () => {
  it('are suggested where there is CODEOWNERS, and written on request', () => {
    const repo = repository({ '.github/CODEOWNERS': '* @team' });
    expect(init(repo).out).toContain('/.ssotrc.json <owner> and /.ssot-baseline.jsonl <owner>');
    guard(home, repo.dir, 'init', '--uninstall');
    expectExact(repo, '--codeowners', '@org/platform a@example.org');
    init(repo, '--codeowners', '@org/platform a@example.org');
    expect(repo.read('.github/CODEOWNERS')).toMatch(
      /^\* @team\n# >>>.*\n\/\.ssotrc\.json @org\/platform a@example\.org\n/,
    );
    expect(repo.read('.github/CODEOWNERS')).toContain('\n/.ssot-baseline.jsonl @org/platform a@example.org\n');
    init(repo, '--codeowners', '@other');
    expect(repo.read('.github/CODEOWNERS').match(/ssotrc/g)).toHaveLength(1);
    expect(repo.read('.github/CODEOWNERS')).toContain('/.ssotrc.json @other\n');
    expect(init(repo).out).not.toContain('<owner>');
  });

  it('are written into a new file where there is none', () => {
    const repo = repository();
    expectExact(repo, '--codeowners', '@me');
    init(repo, '--codeowners', '@me');
    expect(existsSync(join(repo.dir, '.github/CODEOWNERS'))).toBe(true);
  });

  it('that are there already stay', () => {
    const repo = repository({ CODEOWNERS: '/.ssotrc.json @a\n' });
    init(repo, '--codeowners', '@b');
    expect(repo.read('CODEOWNERS')).toBe('/.ssotrc.json @a\n');
  });

  it('that are none are refused', () => {
    expect(init(repository(), '--codeowners', 'me')).toMatchObject({ status: 2 });
    expect(init(repository(), '--codeowners', '@a\n* @b').status).toBe(2);
  });
});

describe('merges of the baseline', () => {
  it('stay as a line in .gitattributes says', () => {
    const attributes = '.ssot-baseline.jsonl merge=ours\n';
    const repo = repository({ '.gitattributes': attributes, 'a.py': 'import pytz\n' });
    repo.git('rm', '-q', '.ssotrc.json');
    repo.write('app/old.py', '"""Deprecated: use app.manager.SocketManager instead."""\n');
    repo.write('app/user.py', 'import app.old\n');
    repo.commitAll('debt');
    init(repo);
    expect(existsSync(join(repo.dir, '.ssot-baseline.jsonl'))).toBe(true);
    expect(repo.read('.gitattributes')).toBe(attributes);
  });
});
