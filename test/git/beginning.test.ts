/**
 * Ranges of commits by real git: where they begin, and what a hook on a server makes of a push.
 */
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openSnapshot } from '../../src/git/open-snapshot.ts';
import { openRepository } from '../../src/git/repository.ts';
import { buildPackage, guard } from '../support/package.ts';
import { repositoryAt, type TemporaryRepository, temporaryFolder, temporaryRepository } from '../support/repository.ts';
import { userError } from '../support/thrown.ts';

const NONE = '0'.repeat(40);
const REGISTRY = '{ "version": 1, "banned": [{ "module": "app.old", "use": "app.new" }] }\n';
const OLD = 'from app.old import X\n';
const NEW = 'from app.new import X\n';

/** A repository with debt that its baseline knows. */
function project(): TemporaryRepository {
  const repo = temporaryRepository();
  repo.write('.ssotrc.json', REGISTRY);
  repo.write('app/new.py', 'X = 1\n');
  repo.write('app/old.py', 'X = 1\n');
  repo.write('debt.py', OLD);
  repo.write('fine.py', NEW);
  repo.commitAll('first');
  guard(home, repo.dir, 'baseline', 'create', '--until', '2099-01-01');
  repo.commitAll('baseline');
  return repo;
}

let home: string;
beforeAll(() => {
  home = buildPackage();
});

function files(repo: TemporaryRepository, ref: string, commit?: string): string[] {
  const request = { scope: 'since', ref, ...(commit === undefined ? {} : { commit }) } as const;
  return openSnapshot(request, openRepository(repo.dir)).files.map(({ path }) => path);
}

/** A commit on a branch that begins at another one. */
function branch(repo: TemporaryRepository, name: string, from: string, path: string): string {
  repo.git('checkout', '-q', '-b', name, from);
  repo.write(path, `${path}\n`);
  return repo.commitAll(name);
}

describe('where a range begins', () => {
  it('is where the given commit left the other history, whatever HEAD is', () => {
    const repo = project();
    const side = branch(repo, 'side', 'main', 'side.py');
    branch(repo, 'other', 'main', 'other.py');
    expect(files(repo, 'main', 'side')).toEqual(['side.py']);
    expect(files(repo, 'other', side)).toEqual(['side.py']);
    expect(files(repo, 'side', 'main')).toEqual([]);
    expect(files(repo, 'main')).toEqual(['other.py']);
    expect(userError(() => files(repo, 'main', 'none')).message).toBe('no such commit: none');
    repo.git('checkout', '-q', '--orphan', 'alone');
    repo.commit('alone');
    expect(userError(() => files(repo, 'main', 'alone')).message).toBe('main and alone have no common ancestor');
  });

  it('is, for all zeros, what other references reach: an id is reached by every branch at it, a branch not by itself', () => {
    const repo = project();
    const side = branch(repo, 'side', 'main', 'side.py');
    expect(files(repo, NONE, side)).toEqual([]);
    expect(files(repo, NONE, 'side')).toEqual(['side.py']);
    expect(files(repo, NONE)).toEqual(['side.py']); // HEAD is that branch
    repo.git('update-ref', 'refs/remotes/origin/side', side);
    expect(files(repo, NONE, 'side')).toEqual(['side.py']);
    repo.git('tag', 'v1', side);
    expect(files(repo, NONE, 'side')).toEqual([]);
  });

  it('is nothing in a repository that had no commit: every file is new', () => {
    const repo = project();
    const id = repo.head();
    repo.git('checkout', '-q', '--detach');
    repo.git('branch', '-q', '-D', 'main');
    expect(files(repo, NONE, id)).toContain('debt.py');
    const snapshot = openSnapshot({ scope: 'since', ref: NONE, commit: id }, openRepository(repo.dir));
    expect(snapshot.head).toBeNull();
    expect(snapshot.renames()).toEqual(new Map());
  });

  it('leaves out what a new branch has merged from others, and not what its merge changes', () => {
    const repo = project();
    branch(repo, 'one', 'main', 'one.py');
    branch(repo, 'two', 'main', 'two.py');
    repo.git('checkout', '-q', '--detach', 'one');
    repo.git('merge', '-q', '--no-commit', 'two');
    repo.write('merged.py', 'merged\n');
    repo.git('add', 'merged.py');
    const id = repo.commit('merge');
    const snapshot = openSnapshot({ scope: 'since', ref: NONE, commit: id }, openRepository(repo.dir));
    expect(snapshot.files.map(({ path }) => path)).toEqual(['merged.py']);
    expect(snapshot.inherited.map(({ path }) => path)).toEqual(['two.py']);
  });
});

describe('a push to a server with the hook of docs/recipes.md', () => {
  const page = readFileSync(new URL('../../docs/recipes.md', import.meta.url), 'utf8');
  const recipe = /```sh\n(#!\/bin\/sh\n[^`]*--since[^`]*)```/.exec(page)?.[1] ?? '';

  /** A bare repository with the hook, and a clone of it. */
  function served() {
    const repo = project();
    const bare = join(temporaryFolder(), 'served.git');
    repo.git('clone', '-q', '--bare', repo.dir, bare);
    const programs = temporaryFolder();
    writeFileSync(
      join(programs, 'ssot-guard'),
      `#!/bin/sh\nls "$GIT_QUARANTINE_PATH" >'${programs}/before'\n'${process.execPath}' "${home}/dist/cli.cjs" "$@"\nstatus=$?\nls "$GIT_QUARANTINE_PATH" | cmp -s - '${programs}/before' || echo 'the quarantine has changed'\nexit $status\n`,
    );
    chmodSync(join(programs, 'ssot-guard'), 0o755);
    mkdirSync(join(bare, 'hooks'), { recursive: true });
    writeFileSync(join(bare, 'hooks/pre-receive'), recipe);
    chmodSync(join(bare, 'hooks/pre-receive'), 0o755);
    const clone = join(temporaryFolder(), 'clone');
    repo.git('clone', '-q', bare, clone);
    const work = repositoryAt(clone);
    const push = (...args: string[]) => {
      const path = `${programs}:${process.env.PATH}`;
      const { status, stderr } = work.tryGit(['push', 'origin', ...args], { env: { PATH: path } });
      expect(stderr).not.toContain('the quarantine has changed');
      return { isTaken: status === 0, said: stderr.replaceAll(/^remote: ?/gm, '') };
    };
    return { bare, work, push };
  }

  it('is stopped by a violation, with its line', () => {
    const { work, push } = served();
    work.write('fine.py', `import os\n${OLD}`);
    work.commitAll('bad');
    const { isTaken, said } = push('main');
    expect(isTaken).toBe(false);
    expect(said).toContain('fine.py:2:21  error  banned-import');
    expect(said).toContain('→ from app.new import X');
    work.write('fine.py', NEW);
    work.commitAll('good again');
    expect(push('main').isTaken).toBe(true);
  });

  it('is taken with debt that the baseline knows, and stopped by more of it', () => {
    const { work, push } = served();
    work.write('debt.py', `${OLD}import os\n`);
    work.commitAll('known');
    const { isTaken, said } = push('main');
    expect([isTaken, said]).toEqual([true, expect.stringContaining('1 known')]);
    work.write('debt.py', `${OLD}${OLD}`);
    work.commitAll('more');
    expect(push('main').isTaken).toBe(false);
  });

  it('is judged when it is forced, for what the branch has now', () => {
    const { work, push } = served();
    work.write('a.py', NEW);
    work.commitAll('one');
    expect(push('main').isTaken).toBe(true);
    work.git('reset', '-q', '--hard', 'HEAD~1');
    work.write('b.py', OLD);
    work.commitAll('other');
    expect(push('--force', 'main')).toMatchObject({ isTaken: false, said: expect.stringContaining('b.py:1:21') });
    work.write('b.py', NEW);
    work.commitAll('mended');
    expect(push('--force', 'main').isTaken).toBe(true);
  });

  it('is judged for a new branch and a new tag by their new commits alone, and for a deleted one not at all', () => {
    const { work, push } = served();
    expect(push('main:refs/heads/same').isTaken).toBe(true);
    work.git('checkout', '-q', '-b', 'topic');
    work.write('a.py', OLD);
    work.commitAll('bad');
    expect(push('topic')).toMatchObject({ isTaken: false, said: expect.stringContaining('a.py:1:21') });
    work.git('tag', '-a', '-m', 'v1', 'v1');
    expect(push('v1')).toMatchObject({ isTaken: false, said: expect.stringContaining('a.py:1:21') });
    work.write('a.py', NEW);
    work.commitAll('good');
    work.git('tag', '-a', '-m', 'v2', 'v2');
    expect(push('topic', 'v2').isTaken).toBe(true);
    const gone = push('--delete', 'topic');
    expect([gone.isTaken, gone.said]).toEqual([true, expect.stringContaining('the ref is deleted')]);
  });

  it('keeps caches where they belong', () => {
    const { bare, work, push } = served();
    work.write('a.py', OLD);
    work.commitAll('bad');
    push('main');
    expect(existsSync(join(bare, 'ssot-guard'))).toBe(true);
    expect(readdirSync(join(bare, 'objects')).filter((name) => name.startsWith('tmp_objdir'))).toEqual([]);
  });

  it('may be judged by a registry outside the repository', () => {
    const { bare } = served();
    const registry = join(temporaryFolder(), 'server.json');
    writeFileSync(registry, REGISTRY);
    const { status, out } = guard(home, bare, 'check', '--ref', 'main', '--config', registry);
    expect([status, out]).toEqual([0, expect.stringContaining('debt.py:1:21  known')]);
  });
});

describe('check --ref with all zeros', () => {
  it('is 0 with one line, and a report for programs', () => {
    const repo = project();
    const { status, out, err } = guard(home, repo.dir, 'check', '--since', 'main', '--ref', NONE);
    expect([status, out, err]).toEqual([
      0,
      '',
      'ssot-guard: nothing to check: all zeros name no commit; the ref is deleted\n',
    ]);
    const json = guard(home, repo.dir, 'check', '--since', NONE, '--ref', NONE, '--format', 'json');
    expect(JSON.parse(json.out)).toMatchObject({ version: 1, scope: 'since', findings: [] });
  });
});
