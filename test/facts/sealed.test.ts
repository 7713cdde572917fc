/**
 * Sources that git holds in another form than the disk, or that no scanner can read: never taken for clean.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { readFacts } from '../../src/facts/source.ts';
import { buildPackage, guard } from '../support/package.ts';
import { type TemporaryRepository, temporaryRepository } from '../support/repository.ts';

const REGISTRY = `{
  "version": 1,
  "banned": [{ "module": "app.old", "use": "app.new" }, { "module": "old.gone", "removeBy": "2020-01-01" }]
}
`;
const OLD = 'from app.old import X\n';
const POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${'4d7a'.repeat(16)}\nsize 12\n`;

let home: string;
beforeAll(() => {
  home = buildPackage();
});

function project(attributes = ''): TemporaryRepository {
  const repo = temporaryRepository();
  repo.write('.ssotrc.json', REGISTRY);
  repo.write('.gitattributes', attributes);
  for (const name of ['app/new.py', 'app/old.py']) repo.write(name, 'X = 1\n');
  repo.commitAll('first');
  return repo;
}

function check(repo: TemporaryRepository, ...args: string[]) {
  const { status, out, err } = guard(home, repo.dir, 'check', ...args);
  const unchecked = err.match(/^ssot-guard: (.* could not be checked: .*)$/gm) ?? [];
  return { status, out, unchecked: unchecked.map((line) => line.slice('ssot-guard: '.length)) };
}

const SEALED: readonly (readonly [reason: string, bytes: string | Buffer])[] = [
  ['LFS pointer', POINTER],
  ['git-annex pointer', '/annex/objects/SHA256E-s30--4d7a.py\n'],
  ['encrypted by git-crypt', Buffer.from('\0GITCRYPT\0\x8a\x01\xff', 'latin1')],
  ['encrypted by OpenSSL', 'U2FsdGVkX1+vupppZksvRf5pq5g5XjFRIipRkwB0K1Y=\n'],
  ['encrypted by age', 'age-encryption.org/v1\n-> X25519 a\n'],
  ['UTF-16 without a byte-order mark', Buffer.from(OLD, 'utf16le')],
  ['UTF-16 without a byte-order mark', Buffer.from(OLD, 'utf16le').swap16()],
];

describe.each(SEALED)('%s', (reason, bytes) => {
  it('is unchecked in every scope, which only --strict fails', () => {
    const repo = project();
    repo.write('a.py', bytes);
    repo.git('add', 'a.py');
    const unchecked = [`a.py could not be checked: ${reason}`];
    for (const scope of [['--staged'], ['--changed'], ['--all'], ['a.py']]) {
      expect([scope, check(repo, ...scope)]).toEqual([scope, { status: 0, out: '', unchecked }]);
      expect([scope, check(repo, ...scope, '--strict').status]).toEqual([scope, 1]);
    }
    repo.commit('second');
    expect(check(repo, '--ref', 'HEAD')).toMatchObject({ status: 0, unchecked });
    expect(check(repo, '--since', 'HEAD~1')).toMatchObject({ status: 0, unchecked });
  });

  it('may define what it is the home of, or hand it on: no registry finding, and unchecked', () => {
    const repo = project();
    repo.git('rm', '-q', 'app/old.py');
    const canonical = { path: 'app/new.py', symbol: 'X', import: 'app/__init__.py' };
    repo.write('app/__init__.py', 'from app.new import X\n');
    repo.write('.ssotrc.json', JSON.stringify({ version: 1, concepts: { X: { canonical } } }));
    repo.commitAll('concept');
    for (const path of ['app/new.py', 'app/__init__.py']) {
      repo.write(path, bytes);
      repo.git('add', '-A');
      const unchecked = [`${path} could not be checked: ${reason}`];
      for (const scope of [['--staged'], ['--all'], ['--changed']]) {
        expect([path, scope, check(repo, ...scope)]).toEqual([path, scope, { status: 0, out: '', unchecked }]);
        expect([path, scope, check(repo, ...scope, '--strict').status]).toEqual([path, scope, 1]);
      }
      expect(guard(home, repo.dir, 'registry', 'check')).toMatchObject({ status: 0 });
      repo.git('reset', '-q', '--hard');
    }
  });

  it('is a module all the same, if that had to stay away', () => {
    const repo = project();
    repo.write('old/gone.py', bytes);
    repo.git('add', 'old/gone.py');
    for (const scope of ['--staged', '--all']) expect(check(repo, scope).out).toContain('revived-module');
  });
});

describe('what is not sealed', () => {
  it('is a home that lost its symbol', () => {
    const repo = project();
    repo.write('.ssotrc.json', '{ "version": 1, "concepts": { "X": "app/new.py#X" } }');
    repo.commitAll('concept');
    for (const text of ['Y = 1\n', `${POINTER}Y = 1\n`]) {
      repo.write('app/new.py', text);
      repo.git('add', '-A');
      expect(check(repo)).toMatchObject({ status: 1, out: expect.stringContaining('does not define X') });
    }
  });

  it('is a source with something that looks like it: what can be read counts', () => {
    for (const text of [`${POINTER}${OLD}`, `${OLD}${'x\0'.repeat(200)}`, `\0GITCRYPT\0\n${OLD}`]) {
      expect(readFacts(Buffer.from(text), 'a.py')).toMatchObject({ skip: null });
    }
  });

  it('is a binary file, which is skipped', () => {
    const repo = project();
    repo.write('a.ts', Buffer.from([0x47, 0x40, 0, 0x10, 0, 0xff, 0xfe, 0x80, 0x81]));
    expect(check(repo, '--all', '--strict')).toEqual({ status: 0, out: '', unchecked: [] });
  });
});

describe('a file whose form on disk is another one than in git', () => {
  it('is judged where it can be read: encrypted in git, and plain on disk', () => {
    const repo = project('*.py filter=sealing\n');
    repo.git('config', 'filter.sealing.clean', "printf '\\0GITCRYPT\\0'; tr a-z b-za");
    repo.git('config', 'filter.sealing.smudge', 'cat');
    repo.write('a.py', OLD);
    repo.git('add', 'a.py');
    expect(check(repo)).toMatchObject({ status: 0, unchecked: ['a.py could not be checked: encrypted by git-crypt'] });
    expect(check(repo, 'a.py')).toMatchObject({ status: 1, out: expect.stringContaining('a.py:1:21') });
    expect(check(repo, '--changed').status).toBe(1);
  });

  const encoded = (attribute: string, text: string, place = '.gitattributes'): TemporaryRepository => {
    const repo = project();
    repo.write(place, `/?.py text working-tree-encoding=${attribute}\nb.py -working-tree-encoding\n`);
    repo.git('add', '-A');
    repo.stage('a.py', repo.blob(text));
    repo.git('checkout-index', 'a.py');
    return repo;
  };
  const LATE = `# \u8868\u793a \u00e4\n${OLD}`; // of which the second byte is a backslash in Shift_JIS

  it.each([
    ['UTF-16LE', LATE, '.gitattributes'],
    ['UTF-16BE', LATE, '.git/info/attributes'],
    ['SHIFT-JIS', LATE.replace('\u00e4', ''), '.gitattributes'],
    ['windows-1252', `# \u00e4\n${OLD}`, '.gitattributes'],
    ['UTF-8', LATE, '.gitattributes'],
  ])('is judged as git would store it: working-tree-encoding=%s', (name, text, place) => {
    const repo = encoded(name, text, place);
    for (const scope of [['--staged'], ['a.py'], ['--changed'], ['--all']]) {
      const { status, out, unchecked } = check(repo, ...scope);
      expect([scope, status, unchecked]).toEqual([scope, 1, []]);
      expect(out).toContain('a.py:2:21');
    }
    repo.write('a.py', 'from app.new import X\n'); // not in that encoding
    repo.write('b.py', OLD);
    expect(check(repo, 'b.py').status).toBe(1);
  });

  it('is not written by fix, which writes others', () => {
    const repo = encoded('UTF-16LE', OLD);
    repo.write('b.py', OLD);
    const before = repo.read('a.py');
    const { out, err } = guard(home, repo.dir, 'fix', 'a.py', 'b.py');
    expect(out + err).toContain(
      'a.py is left as it is: in another encoding than in git (working-tree-encoding=UTF-16LE)',
    );
    expect(repo.read('a.py')).toBe(before);
    expect(repo.read('b.py')).toBe('from app.new import X\n');
  });

  it.each([
    ['UTF-32LE', OLD, 'not to be read as UTF-32LE (working-tree-encoding)'],
    ['IBM037', OLD, 'not to be read as IBM037 (working-tree-encoding)'],
  ])('is unchecked where it cannot be read: working-tree-encoding=%s', (name, text, reason) => {
    const repo = encoded(name, text);
    expect(check(repo)).toMatchObject({ status: 1, out: expect.stringContaining('a.py:1:21') });
    for (const scope of [['a.py'], ['--all'], ['--changed']]) {
      const { status, unchecked } = check(repo, ...scope);
      expect([scope, status, unchecked]).toEqual([scope, 0, [`a.py could not be checked: ${reason}`]]);
      expect(check(repo, ...scope, '--strict').status).toBe(1);
    }
  });

  it('is unchecked where it is not in the encoding that is stated', () => {
    const repo = encoded('SHIFT-JIS', OLD);
    repo.write('a.py', Buffer.from([0x23, 0x81, 0x0a]));
    expect(check(repo, 'a.py').unchecked).toEqual([
      'a.py could not be checked: not to be read as SHIFT-JIS (working-tree-encoding)',
    ]);
  });

  it('is read with its byte-order mark: working-tree-encoding=UTF-16LE-BOM', () => {
    const repo = project('a.py text working-tree-encoding=UTF-16LE-BOM\n');
    repo.stage('a.py', repo.blob(OLD));
    repo.git('checkout-index', 'a.py');
    for (const scope of ['--staged', 'a.py']) expect([scope, check(repo, scope).status]).toEqual([scope, 1]);
  });
});
