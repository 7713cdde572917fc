/**
 * `check <paths>` that a hook starts, above all as a task of lint-staged: the files are judged as they are on disk, where a
 * task before may have rewritten them, and by the registry and the baseline of the commit and of HEAD, never by what
 * else the disk holds. Through real git.
 */
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildPackage, guard } from '../support/package.ts';
import { repositoryAt, type TemporaryRepository, temporaryFolder, temporaryRepository } from '../support/repository.ts';

const modules = fileURLToPath(new URL('../../node_modules', import.meta.url));
const REGISTRY = '.ssotrc.json';
const BASELINE = '.ssot-baseline.jsonl';
const STRICT = '{ "version": 1, "banned": ["old"], "unique": [{ "names": ["*Manager"] }] }\n';
const WEAK = '{ "version": 1 }\n';
const BAD = "import 'old';\n";
const GOOD = "import 'new';\n";
const DEBT =
  '{"path":"a.ts","rule":"banned-import","concept":null,"module":"js:old","symbol":null,"count":1,"until":"2999-01-01"}\n';

let home: string;
let cli: string;
beforeAll(() => {
  home = buildPackage();
  cli = `'${process.execPath}' '${join(home, 'dist/cli.cjs').replaceAll("'", "'\\''")}'`;
});

/** A repository whose hook runs a task for given files, behind another one. */
function withTask(task: string): TemporaryRepository {
  const repo = temporaryRepository();
  repo.write(REGISTRY, STRICT);
  repo.write('a.ts', GOOD);
  repo.write('b.ts', 'export {};\n');
  repo.commitAll('first');
  repo.hook('pre-commit', `#!/bin/sh\n${task}\n`);
  return repo;
}

function commit(repo: TemporaryRepository, ...args: string[]) {
  const { status, stdout, stderr } = repo.tryGit(['commit', '-q', '-m', 'x', ...args]);
  return { status, said: stdout + stderr };
}

const STOPPED = { status: 1, said: expect.stringMatching(/^a\.ts:1:8 {2}error {2}banned-import/m) };
const PASSED = { status: 0, said: expect.stringContaining('1 file clean') };

describe('a task that names files', () => {
  it('stops what the staged registry forbids, and passes the rest', () => {
    const repo = withTask(`${cli} check -- a.ts`);
    repo.write('a.ts', BAD);
    repo.git('add', 'a.ts');
    expect(commit(repo)).toMatchObject(STOPPED);
    repo.write('a.ts', `${GOOD}export {};\n`);
    repo.git('add', 'a.ts');
    expect(commit(repo)).toMatchObject(PASSED);
  });

  it.each([
    ['staged', true],
    ['only on disk', false],
  ])('is not passed by a weaker registry, %s', (_where, isStaged) => {
    const repo = withTask(`${cli} check -- a.ts`);
    repo.write('a.ts', BAD);
    repo.write(REGISTRY, WEAK);
    repo.git('add', 'a.ts', ...(isStaged ? [REGISTRY] : []));
    expect(commit(repo)).toMatchObject(STOPPED);
    repo.git('rm', '-q', '--cached', REGISTRY);
    expect(commit(repo)).toMatchObject({ status: 1, said: expect.stringContaining('would switch the guard off') });
    // outside a commit the disk is judged by what is there
    repo.git('reset', '-q', REGISTRY);
    expect(guard(home, repo.dir, 'check', 'a.ts').status).toBe(0);
  });

  it.each([
    ['staged', true],
    ['only on disk', false],
  ])('is not passed by new debt, %s', (_where, isStaged) => {
    const repo = withTask(`${cli} check -- a.ts`);
    repo.write(BASELINE, '');
    repo.commitAll('no debt');
    repo.write('a.ts', BAD);
    repo.write(BASELINE, DEBT);
    repo.git('add', 'a.ts', ...(isStaged ? [BASELINE] : []));
    expect(commit(repo)).toMatchObject(STOPPED);
    repo.commit('debt that is there');
    if (!isStaged) return;
    repo.write('a.ts', `${BAD}export {};\n`);
    repo.git('add', 'a.ts');
    expect(commit(repo).status).toBe(0);
  });

  it('judges what a task before it has written', () => {
    const fixed = withTask(`printf "${GOOD}" >a.ts; ${cli} check -- a.ts && git add a.ts`);
    fixed.write('a.ts', BAD);
    fixed.git('add', 'a.ts');
    expect(commit(fixed).status).toBe(0);
    const spoilt = withTask(`printf "${BAD}" >a.ts; ${cli} check -- a.ts && git add a.ts`);
    spoilt.write('a.ts', `${GOOD}export {};\n`);
    spoilt.git('add', 'a.ts');
    expect(commit(spoilt)).toMatchObject(STOPPED);
  });

  it('looks for other definitions in what is staged, and not in what else is on disk', () => {
    const repo = withTask(`${cli} check -- a.ts`);
    const define = (path: string) => repo.write(path, 'export class WsManager {}\n');
    define('a.ts');
    define('b.ts');
    repo.git('add', 'a.ts');
    expect(commit(repo)).toMatchObject(PASSED);
    define('c.ts');
    repo.write('a.ts', 'export class WsManager {} // again\n');
    repo.git('add', 'a.ts', 'c.ts');
    repo.write('c.ts', '');
    expect(commit(repo)).toMatchObject({ status: 1, said: expect.stringContaining('c.ts:1:14') });
  });

  it('honours the index of the commit: `commit <path>`, `commit -a`, new files, a linked worktree', () => {
    const repo = withTask(`${cli} check -- a.ts b.ts`);
    repo.write('a.ts', BAD);
    repo.write(REGISTRY, WEAK);
    expect(commit(repo, '-a').status).toBe(1);
    expect(commit(repo, 'a.ts').status).toBe(1);
    repo.git('checkout', '-q', '.');
    const tree = join(temporaryFolder(), 'w');
    repo.git('worktree', 'add', '-q', '-b', 'other', tree);
    const linked = repositoryAt(tree);
    linked.write('a.ts', BAD);
    linked.write(REGISTRY, WEAK);
    linked.git('add', 'a.ts', REGISTRY);
    expect(commit(linked).status).toBe(1);
  });

  it('reads them from a list as well, and says what is not there', () => {
    const repo = withTask(`printf 'a.ts\\0gone.ts\\0' | ${cli} check --files-from -`);
    repo.write('a.ts', BAD);
    repo.write(REGISTRY, WEAK);
    repo.git('add', 'a.ts');
    expect(commit(repo)).toMatchObject({ status: 1, said: expect.stringContaining('1 skipped (1 no such file)') });
    const absent = withTask(`${cli} check -- gone.ts`);
    absent.write('a.ts', BAD);
    absent.git('add', 'a.ts');
    expect(commit(absent)).toMatchObject({ status: 1, said: expect.stringContaining('no such file or folder') });
  });
});

describe('lint-staged', () => {
  it('runs it behind a fixer, and the commit can neither weaken the registry nor use what is on disk', () => {
    const repo = withTask(`'${process.execPath}' node_modules/lint-staged/bin/lint-staged.js --quiet`);
    symlinkSync(modules, join(repo.dir, 'node_modules'));
    repo.write('.gitignore', 'node_modules*\n');
    symlinkSync(home, join(repo.dir, 'node_modules.here')); // it splits commands at blanks, quoted or not
    const tasks = ['sed -i s/oldest/old/', `${process.execPath} node_modules.here/dist/cli.cjs check`];
    repo.write('.lintstagedrc.json', JSON.stringify({ '*.ts': tasks }));
    repo.commitAll('lint-staged');
    repo.write('a.ts', "import 'oldest';\n");
    repo.write(REGISTRY, WEAK);
    repo.git('add', 'a.ts');
    expect(commit(repo)).toMatchObject({ status: 1, said: expect.stringContaining('banned-import') });
    repo.git('add', REGISTRY);
    expect(commit(repo)).toMatchObject({ status: 1, said: expect.stringContaining('banned-import') });
    repo.git('reset', '-q', '--hard');
    repo.write('a.ts', `${GOOD}export {};\n`);
    repo.git('add', 'a.ts');
    expect(commit(repo).status).toBe(0);
  });
});
