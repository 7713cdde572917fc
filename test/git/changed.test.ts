/**
 * What `check --changed` looks at, by real git, and what becomes of it.
 */
import { chmodSync, existsSync, renameSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openSnapshot } from '../../src/git/open-snapshot.ts';
import { openRepository } from '../../src/git/repository.ts';
import { buildPackage, guard } from '../support/package.ts';
import { type TemporaryRepository, temporaryFolder, temporaryRepository } from '../support/repository.ts';

let home: string;
beforeAll(() => {
  home = buildPackage();
});

const REGISTRY = '{ "version": 1, "banned": [{ "module": "app.old", "use": "app.new" }] }\n';
const OLD = 'from app.old import X\n';
const NEW = 'from app.new import X\n';

function project(): TemporaryRepository {
  const repo = temporaryRepository();
  repo.write('.gitignore', 'ignored/\n');
  repo.write('.ssotrc.json', REGISTRY);
  repo.write('app/new.py', 'X = 1\n');
  repo.write('before.py', OLD);
  repo.write('a.py', NEW);
  repo.write('gone.py', NEW);
  repo.commitAll('first');
  return repo;
}

function changed(repo: TemporaryRepository, sub = '') {
  const snapshot = openSnapshot({ scope: 'changed' }, openRepository(join(repo.dir, sub)));
  return { ...snapshot, files: snapshot.files.map(({ path, status }) => `${status} ${path}`) };
}

function check(repo: TemporaryRepository, ...args: string[]) {
  const { status, out, err } = guard(home, repo.dir, 'check', '--changed', '--format', 'json', ...args);
  const report = status === 2 ? { findings: [] } : JSON.parse(out);
  return { status, err, found: report.findings.map((f: { path: string; line: number }) => `${f.path}:${f.line}`) };
}

describe('what differs on disk from HEAD', () => {
  it('is what was written since: staged or not, tracked or not, from any folder', () => {
    const repo = project();
    expect(changed(repo).files).toEqual([]);
    repo.write('a.py', `${NEW}\n`);
    repo.write('app/untracked.py', NEW);
    repo.write('ignored/i.py', NEW);
    repo.write('staged.py', NEW);
    repo.write('meant.py', NEW);
    repo.git('add', 'staged.py');
    repo.git('add', '-N', 'meant.py');
    repo.remove('gone.py');
    for (const sub of ['', 'app']) {
      const { files, deleted } = changed(repo, sub);
      expect(files).toEqual(['M a.py', 'A app/untracked.py', 'A meant.py', 'A staged.py']);
      expect(deleted).toEqual(['gone.py']);
    }
  });

  it('is not what was touched, or put back, and not what is staged and gone from disk again', () => {
    const repo = project();
    utimesSync(join(repo.dir, 'a.py'), 1, 1);
    repo.write('gone.py', 'other\n');
    repo.git('add', 'gone.py');
    repo.write('gone.py', NEW);
    repo.write('passing.py', NEW);
    repo.git('add', 'passing.py');
    repo.remove('passing.py');
    expect(changed(repo).files).toEqual([]);
    repo.git('config', 'core.autocrlf', 'true');
    repo.write('a.py', NEW.replace('\n', '\r\n'));
    expect(changed(repo).files).toEqual([]);
  });

  it('is everything before the first commit', () => {
    const repo = temporaryRepository();
    repo.write('a.py', NEW);
    repo.git('add', 'a.py');
    repo.write('b.py', NEW);
    expect(changed(repo).files).toEqual(['A a.py', 'A b.py']);
  });

  it('is said of links, submodules, unmerged files and repositories inside this one as it is of others', () => {
    const repo = project();
    repo.git('init', '-q', 'inside');
    repo.symlink('a.py', 'link.py');
    repo.git('checkout', '-q', '-b', 'side');
    repo.write('a.py', 'side\n');
    repo.git('commit', '-q', '-am', 'side');
    repo.git('checkout', '-q', 'main');
    repo.write('a.py', 'main\n');
    repo.git('commit', '-q', '-am', 'main');
    repo.tryGit(['merge', '-q', 'side']);
    const { files, skipped } = changed(repo);
    expect(new Set(files.map((file) => file.slice(2)))).toEqual(new Set(['a.py']));
    expect(files).toHaveLength(1);
    expect(skipped).toEqual([{ path: 'link.py', reason: 'symbolic link' }]);
  });

  it('runs no filter, and takes a file that has one for changed when it cannot know', () => {
    const repo = project();
    const mark = join(temporaryFolder(), 'ran');
    utimesSync(join(repo.dir, 'a.py'), 1e9, 1e9);
    repo.write('.gitattributes', 'a.py filter=evil\n');
    repo.commitAll('attributes');
    for (const key of ['clean', 'smudge', 'process']) repo.git('config', `filter.evil.${key}`, `touch '${mark}'; cat`);
    repo.git('config', 'filter.evil.required', 'true');
    utimesSync(join(repo.dir, '.git/index'), 1e9, 1e9); // the second of the file, so that git itself looks into it
    expect(changed(repo).files).toEqual([]);
    utimesSync(join(repo.dir, 'a.py'), 1, 1);
    expect(changed(repo).files).toEqual(['M a.py']);
    expect(existsSync(mark)).toBe(false);
  });

  it('writes neither index nor objects', () => {
    const repo = project();
    repo.write('a.py', 'other\n');
    const state = () => [repo.git('hash-object', '.git/index'), repo.git('count-objects')];
    const before = state();
    expect(changed(repo).files).toEqual(['M a.py']);
    expect(state()).toEqual(before);
  });
});

describe('check --changed', () => {
  it('judges the disk, and what nobody has changed not at all', () => {
    const repo = project();
    expect(check(repo)).toMatchObject({ status: 0, found: [] });
    repo.write('a.py', OLD);
    repo.git('add', 'a.py');
    repo.write('a.py', `\n${OLD}`);
    repo.write('b.py', OLD);
    expect(check(repo)).toMatchObject({ status: 1, found: ['a.py:2', 'b.py:1'] });
    repo.write('a.py', NEW);
    repo.remove('b.py');
    expect(check(repo)).toMatchObject({ status: 0, found: [] });
  });

  it('has the statuses of a commit: what is dated ends in files that are changed alone', () => {
    const repo = project();
    repo.write('old/gone.py', '');
    repo.write(
      '.ssotrc.json',
      '{ "version": 1, "banned": ["app.old", { "module": "old.gone", "removeBy": "2026-02-01" }] }\n',
    );
    repo.commitAll('registry');
    guard(home, repo.dir, 'baseline', 'create', '--until', '2026-02-01', '--now', '2026-01-02');
    repo.commitAll('baseline');
    expect(check(repo, '--now', '2026-01-02').status).toBe(0);
    expect(check(repo, '--now', '2026-03-01')).toMatchObject({ status: 0, found: [] });
    repo.write('before.py', `${OLD}import os\n`);
    repo.write('old/gone.py', '\n');
    expect(check(repo, '--now', '2026-01-02').status).toBe(0);
    expect(check(repo, '--now', '2026-03-01')).toMatchObject({ status: 1, found: ['before.py:1', 'old/gone.py:1'] });
  });

  it('follows debt to a file that was moved on disk, and does not let it grow', () => {
    const repo = project();
    guard(home, repo.dir, 'baseline', 'create', '--until', '2099-01-01');
    repo.commitAll('baseline');
    renameSync(join(repo.dir, 'before.py'), join(repo.dir, 'app/before.py'));
    expect(check(repo)).toMatchObject({ status: 0, found: ['app/before.py:1'] });
    repo.write('before.py', OLD);
    expect(check(repo)).toMatchObject({ status: 1 });
  });

  it('does not let a change of the registry on disk and its use go together', () => {
    const repo = project();
    repo.write('.ssotrc.json', '{ "version": 1, "banned": [] }\n');
    repo.write('a.py', OLD);
    expect(check(repo)).toMatchObject({ status: 1, found: ['a.py:1'] });
    repo.remove('.ssotrc.json');
    expect(check(repo).status).toBe(2);
  });

  it('counts what cannot be read as unchecked', () => {
    const repo = project();
    repo.write('a.py', OLD);
    chmodSync(join(repo.dir, 'a.py'), 0);
    if (process.getuid?.() === 0) return;
    expect(check(repo)).toMatchObject({ status: 0, err: expect.stringContaining('clean except for 1 unchecked') });
    expect(check(repo, '--strict').status).toBe(1);
    rmSync(join(repo.dir, 'a.py'), { force: true });
  });
});
