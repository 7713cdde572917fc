/**
 * Settings that name programs, and repositories that came with another one: nothing of it is run, whatever is checked.
 */

import { chmodSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openSnapshot } from '../../src/git/open-snapshot.ts';
import { openRepository } from '../../src/git/repository.ts';
import { filesWithWords } from '../../src/git/search.ts';
import { looksLikeGitDirectory } from '../../src/git/trust.ts';
import { pastMoves } from '../../src/judging/rename-history.ts';
import { buildPackage, guard, run } from '../support/package.ts';
import { type TemporaryRepository, temporaryFolder, temporaryRepository } from '../support/repository.ts';

const REGISTRY = '{ "version": 1, "banned": ["pytz"], "unique": [{ "names": ["*Manager"], "kinds": ["class"] }] }\n';
const HOOKS = ['post-index-change', 'reference-transaction', 'pre-auto-gc', 'post-checkout', 'fsmonitor-watchman'];
const KEYS = [
  'core.fsmonitor',
  'core.pager',
  'core.editor',
  'core.sshCommand',
  'core.askPass',
  'core.gitProxy',
  'core.alternateRefsCommand',
  'gpg.program',
  'gpg.ssh.program',
  'diff.external',
  'diff.evil.command',
  'diff.evil.textconv',
  'filter.evil.clean',
  'filter.evil.smudge',
  'filter.evil.process',
  'merge.evil.driver',
  'credential.helper',
  'uploadpack.packObjectsHook',
  'sequence.editor',
  'interactive.diffFilter',
  'remote.origin.uploadpack',
  'pager.grep',
  'pager.ls-files',
];

let home: string;

beforeAll(() => {
  home = buildPackage();
});

/** Points every such setting at a program that leaves a mark named after it. @returns the folder of the marks */
function plant(repo: TemporaryRepository, file: string): string {
  const folder = temporaryFolder();
  const marks = join(folder, 'marks');
  const hooks = join(folder, 'hooks');
  mkdirSync(marks);
  mkdirSync(hooks);
  const program = (path: string, name: string): string => {
    writeFileSync(path, `#!/bin/sh\n: >'${marks}/${name}'\ncat\n`);
    chmodSync(path, 0o755);
    return path;
  };
  for (const key of KEYS) repo.git('config', '--file', file, key, program(join(folder, key), key));
  for (const hook of HOOKS) program(join(hooks, hook), hook);
  repo.git('config', '--file', file, 'core.hooksPath', hooks);
  repo.git('config', '--file', file, 'log.showSignature', 'true');
  repo.git('config', '--file', file, 'alias.rev-list', `!: >'${marks}/alias'`);
  for (const key of ['color.ui', 'color.grep']) repo.git('config', '--file', file, key, 'always');
  return marks;
}

/** A repository in which an entry of the baseline is looked up in history, and every commit says that it is signed. */
function signedRepository(): TemporaryRepository {
  const repo = temporaryRepository();
  repo.write('.ssotrc.json', REGISTRY);
  repo.write('.gitattributes', '* filter=evil diff=evil merge=evil\n');
  repo.write('old/a.py', 'import pytz\n\n\nclass AManager:\n    pass\n');
  repo.commitAll('first');
  guard(home, repo.dir, 'baseline', 'create', '--until', '2099-01-01');
  repo.commitAll('baseline');
  mkdirSync(join(repo.dir, 'new'));
  repo.git('mv', 'old/a.py', 'new/a.py');
  repo.commit('move');
  repo.write('c.py', 'class CManager:\n    pass\n');
  repo.commitAll('later');
  const text = repo.git('cat-file', 'commit', 'HEAD~1');
  const signature = 'gpgsig -----BEGIN PGP SIGNATURE-----\n \n aaaa\n -----END PGP SIGNATURE-----\n';
  const sign = (commit: string): string => {
    const [head, ...message] = commit.split('\n\n');
    const { stdout } = repo.tryGit(['hash-object', '-t', 'commit', '-w', '--stdin'], {
      input: `${head}\n${signature}\n${message.join('\n\n')}`,
    });
    return stdout.trim();
  };
  const moved = sign(text);
  repo.git(
    'reset',
    '-q',
    '--hard',
    sign(repo.git('cat-file', 'commit', 'HEAD').replace(/^parent .*/m, `parent ${moved}`)),
  );
  return repo;
}

describe('settings that name programs', () => {
  it('run none, and change no verdict', () => {
    const repo = signedRepository();
    repo.write('new/a.py', `${repo.read('new/a.py')}X = 1\n`);
    repo.write('b.py', 'class BManager:\n    pass\n');
    repo.git('add', '.');
    const commands = [
      ['check', '--hook'],
      ['check', '--staged'],
      ['check', '--all'],
      ['check', '--since', 'HEAD~1'],
      ['check', '--ref', 'HEAD'],
      ['check', 'new/a.py'],
      ['baseline', 'list'],
      ['baseline', 'prune'],
      ['explain', 'import pytz'],
      ['registry', 'docs'],
      ['init', '--propose'],
      ['init', '--yes', '--no-doctor', '--ci', 'github'],
      ['init', '--uninstall'],
    ];
    const verdicts = () => commands.slice(0, 7).map((command) => guard(home, repo.dir, ...command).status);
    const before = verdicts();
    const marks = plant(repo, join(repo.dir, '.git/config'));
    expect(verdicts()).toEqual(before);
    for (const command of commands) guard(home, repo.dir, ...command);
    expect(guard(home, repo.dir, 'init', '--yes', '--no-doctor', '--ci', 'github').out).toContain(
      'Commit these, too: git add .github/workflows/ssot-guard.yml\n',
    );
    expect(readdirSync(marks)).toEqual([]);
  });

  it('do so where git asks for signatures of what a file became', () => {
    const repo = signedRepository();
    const marks = plant(repo, join(repo.dir, '.git/config'));
    const where = pastMoves(
      openRepository(repo.dir),
      openSnapshot({ scope: 'ref', ref: 'HEAD' }, openRepository(repo.dir)),
    );
    expect(where('old/a.py')).toBe('new/a.py');
    expect(where('never/there.py')).toBe(null);
    expect(filesWithWords(openRepository(repo.dir), ['CManager'], { kind: 'index' })).toEqual(['c.py']);
    expect(filesWithWords(openRepository(repo.dir), ['CManager'], { kind: 'disk' })).toEqual(['c.py']);
    expect(readdirSync(marks)).toEqual([]);
  });
});

describe('a repository that came with another one', () => {
  /** A folder that git takes for a repository whose work tree is the folder above, with settings that run programs. */
  function planted(repo: TemporaryRepository, folder: string): string {
    repo.git('init', '-q', '--bare', folder);
    const marks = plant(repo, join(repo.dir, folder, 'config'));
    repo.git('config', '--file', join(repo.dir, folder, 'config'), 'core.bare', 'false');
    repo.git('config', '--file', join(repo.dir, folder, 'config'), 'core.worktree', repo.dir);
    return marks;
  }

  it.each([
    'check',
    'check --all',
    'baseline prune',
    'init --yes',
    'doctor',
    'registry docs',
  ])('is not used by %s, started in it or below it', (command) => {
    const repo = signedRepository();
    const marks = planted(repo, 'tools/x');
    mkdirSync(join(repo.dir, 'tools/x/objects/deeper'));
    for (const folder of ['tools/x', 'tools/x/objects/deeper']) {
      const { status, err } = guard(home, join(repo.dir, folder), ...command.split(' '));
      expect(status).toBe(2);
      expect(err).toContain('tools/x looks like a git directory, lies in the work tree');
    }
    expect(guard(home, join(repo.dir, 'tools'), 'check', '--all').status).toBe(0);
    expect(readdirSync(marks)).toEqual([]);
  });

  it('is used when it is named, or stands on its own', () => {
    const repo = temporaryRepository();
    repo.write('.ssotrc.json', REGISTRY);
    repo.write('a.py', 'import pytz\n');
    repo.commitAll('first');
    const alone = join(temporaryFolder(), 'alone');
    repo.git('clone', '-q', '--bare', repo.dir, alone);
    expect(guard(home, alone, 'check', '--ref', 'HEAD').status).toBe(1);
    repo.git('clone', '-q', '--bare', repo.dir, join(repo.dir, 'inside'));
    const inside = join(repo.dir, 'inside');
    const command = [join(home, 'dist/cli.cjs'), 'check', '--ref', 'HEAD'];
    expect(run(inside, process.execPath, command).status).toBe(2);
    expect(run(inside, process.execPath, command, { GIT_DIR: '.' }).status).toBe(1);
  });

  it('is seen in every form that git takes for one', () => {
    const repo = temporaryRepository();
    repo.commit('first');
    const worktree = join(temporaryFolder(), 'w');
    repo.git('worktree', 'add', '-q', worktree);
    expect(looksLikeGitDirectory(join(repo.dir, '.git'))).toBe(true);
    expect(looksLikeGitDirectory(join(repo.dir, '.git/worktrees/w'))).toBe(true);
    expect(looksLikeGitDirectory(repo.dir)).toBe(false);
    expect(existsSync(join(worktree, '.git'))).toBe(true);
    const linked = temporaryFolder();
    symlinkSync(join(repo.dir, '.git/HEAD'), join(linked, 'HEAD'));
    for (const part of ['objects', 'refs']) symlinkSync(join(repo.dir, '.git', part), join(linked, part));
    expect(looksLikeGitDirectory(linked)).toBe(true);
  });
});
