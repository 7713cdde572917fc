import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Answer } from '../../src/git/answer.ts';
import { objectStore } from '../../src/git/object-store.ts';
import { parseBatch, readInBatches, readObjects } from '../../src/git/objects.ts';
import { isPartialClone } from '../../src/git/partial.ts';
import { openRepository } from '../../src/git/repository.ts';
import { countingGit } from '../support/counting-git.ts';
import { withEnvironment } from '../support/environment.ts';
import { repositoryAt, type TemporaryRepository, temporaryFolder, temporaryRepository } from '../support/repository.ts';
import { userError } from '../support/thrown.ts';

/** An answer in one word, or a blob's content. */
function say(answer: Answer | undefined): string {
  return answer?.kind === 'object' ? `${answer.type} ${answer.content.toString()}` : (answer?.kind ?? 'no answer');
}

function looseFile(repo: TemporaryRepository, id: string): string {
  return join(repo.dir, '.git/objects', id.slice(0, 2), id.slice(2));
}

/** A clone without blobs whose work tree holds only `in/`; `out/b.ts` and an older `in/a.ts` are on the remote only. */
function partialClone(objectFormat: 'sha1' | 'sha256' = 'sha1') {
  const origin = temporaryRepository({ objectFormat });
  origin.git('config', 'uploadpack.allowFilter', 'true');
  origin.write('in/a.ts', 'a 1\n');
  origin.write('out/b.ts', 'b\n');
  origin.commitAll('first');
  origin.write('in/a.ts', 'a 2\n');
  origin.commitAll('second');
  const folder = join(temporaryFolder(), 'partial');
  origin.git('clone', '-q', '--no-checkout', '--filter=blob:none', `file://${origin.dir}`, folder);
  const clone = repositoryAt(folder);
  clone.git('sparse-checkout', 'set', 'in');
  clone.git('checkout', '-q', 'main');
  return clone;
}

describe('by id and by name', () => {
  test('blobs, trees, what is not there', () => {
    const repo = temporaryRepository();
    repo.write('a.ts', 'committed');
    repo.write('sub/b.ts', 'b');
    repo.commitAll('first');
    repo.write('a.ts', 'staged');
    repo.git('add', '-A');
    repo.write('a.ts', 'on disk');
    const id = repo.git('rev-parse', 'HEAD:a.ts').trim();
    const requests = [id, ':0:a.ts', 'HEAD:a.ts', 'HEAD:sub/b.ts', ':0:nope', 'HEAD:nope', ':0:sub', '12'.repeat(20)];
    const answers = readObjects(openRepository(repo.dir), requests);
    expect(requests.map((request) => say(answers.get(request)))).toEqual([
      'blob committed',
      'blob staged',
      'blob committed',
      'blob b',
      'missing',
      'missing',
      'missing',
      'missing',
    ]);
    const tree = readObjects(openRepository(repo.dir), ['HEAD^{tree}', 'HEAD:sub']);
    expect(tree.get('HEAD^{tree}')).toMatchObject({ type: 'tree', id: repo.git('rev-parse', 'HEAD^{tree}').trim() });
    expect(tree.get('HEAD:sub')).toMatchObject({ type: 'tree' });
  });

  test('one process for all of it, none for nothing', () => {
    const repo = temporaryRepository();
    const ids = ['a', 'b', 'c'].map((content) => repo.blob(content));
    expect(countingGit(() => readObjects(openRepository(repo.dir), [...ids, ...ids, ':0:x'])).commands).toEqual([
      'cat-file',
    ]);
    expect(countingGit(() => readObjects(openRepository(repo.dir), [])).commands).toEqual([]);
  });

  test('bytes as they are: NULs, no final newline, text that looks like an answer', () => {
    const repo = temporaryRepository();
    const contents = [Buffer.from([0, 10, 13, 255]), Buffer.alloc(0), Buffer.from(`x\n${'0'.repeat(40)} blob 3\n`)];
    const ids = contents.map((content) => repo.blob(content));
    const answers = readObjects(openRepository(repo.dir), ids);
    for (const [at, id] of ids.entries()) {
      expect(answers.get(id)).toMatchObject({ kind: 'object', content: contents[at] });
    }
  });

  test('names that a line cannot hold, and names that look like something else', () => {
    const repo = temporaryRepository();
    const names = ['a\nb.ts', 'a.ts\r', '1:a.ts', ':(top)x', 'a b  c', 'x blob 3', '-n', '*', '[a]', '\ufeffx', 'é'];
    for (const name of names) repo.stage(name, repo.blob(`content of ${name}`));
    repo.commit('all');
    const requests = names.flatMap((name) => [`:0:${name}`, `HEAD:${name}`]);
    const answers = readObjects(openRepository(repo.dir), [...requests, ':0:no\nsuch', 'HEAD:no\nsuch', ':0:a.ts']);
    for (const name of names) {
      expect(say(answers.get(`:0:${name}`))).toBe(`blob content of ${name}`);
      expect(say(answers.get(`HEAD:${name}`))).toBe(`blob content of ${name}`);
    }
    for (const request of [':0:no\nsuch', 'HEAD:no\nsuch', ':0:a.ts'])
      expect(say(answers.get(request))).toBe('missing');
  });

  test('paths that git would read relative to the working folder, or not as paths at all', () => {
    const repo = temporaryRepository();
    repo.write('sub/a.ts', 'a');
    repo.commitAll('first');
    const paths = ['./a.ts', '../sub/a.ts', '/sub/a.ts', '', '.', '..', 'sub/a.ts\0x'];
    const requests = paths.flatMap((path) => [`:0:${path}`, `HEAD:${path}`]);
    const answers = readObjects(openRepository(join(repo.dir, 'sub')), [...requests, ':0:sub/a.ts']);
    expect(requests.map((request) => say(answers.get(request)))).toEqual(requests.map(() => 'missing'));
    expect(say(answers.get(':0:sub/a.ts'))).toBe('blob a');
  });

  test('an unmerged path has no content in the index', () => {
    const repo = temporaryRepository();
    const id = repo.blob('one side');
    repo.tryGit(['update-index', '-z', '--index-info'], { input: `100644 ${id} 2\ta.ts\0` });
    expect(say(readObjects(openRepository(repo.dir), [':0:a.ts']).get(':0:a.ts'))).toBe('missing');
  });

  test('SHA-256', () => {
    const repo = temporaryRepository({ objectFormat: 'sha256' });
    const id = repo.blob('content');
    repo.stage('odd\nname', id);
    const answers = readObjects(openRepository(repo.dir), [id, ':0:odd\nname', '12'.repeat(32)]);
    expect([...answers.values()].map(say)).toEqual(['blob content', 'blob content', 'missing']);
  });
});

describe('never other bytes, never an empty file', () => {
  test('a replaced blob is read as it will be committed', () => {
    const repo = temporaryRepository();
    const bad = repo.blob('bad');
    repo.git('replace', bad, repo.blob('good'));
    expect(repo.git('cat-file', 'blob', bad)).toBe('good');
    expect(say(readObjects(openRepository(repo.dir), [bad]).get(bad))).toBe('blob bad');
  });

  test.each([
    ['gone', (file: string) => rmSync(file)],
    ['cut', (file: string) => writeFileSync(file, readFileSync(file).subarray(0, 9))],
    ['empty', (file: string) => writeFileSync(file, '')],
    ['garbage', (file: string) => writeFileSync(file, 'garbage')],
  ])('a blob whose object is %s', (_, damage) => {
    const repo = temporaryRepository();
    const [good, bad] = [repo.blob('good'), repo.blob('bad, and long enough to be cut in the middle')];
    const file = looseFile(repo, bad);
    chmodSync(file, 0o644);
    damage(file);
    const answers = readObjects(openRepository(repo.dir), [bad, good]);
    expect(say(answers.get(bad))).toBe('missing');
    expect(say(answers.get(good))).toBe('blob good');
  });

  test('git that dies half-way is an error', () => {
    const repo = temporaryRepository();
    writeFileSync(join(repo.dir, '.git/index'), 'DIRC nonsense');
    expect(userError(() => readObjects(openRepository(repo.dir), [':0:a.ts'])).message).toContain(
      'git cat-file failed',
    );
    expect(() => parseBatch(Buffer.from('a missing\n'), ['a', 'b'])).toThrow('1 answers to 2 requests');
  });
});

describe('large reads', () => {
  test('a 50 MB blob among small ones', () => {
    const repo = temporaryRepository();
    const small = ['one', 'two', 'three'].map((content) => repo.blob(content));
    const large = repo.blob(Buffer.alloc(50_000_000, 'export const filler = 1;\n'));
    const order = [small[0] ?? '', large, small[1] ?? '', small[2] ?? ''];
    const read = [...readInBatches(openRepository(repo.dir), order)];
    expect(read.map(([request]) => request)).toEqual(order);
    expect(read.map(([, answer]) => (answer.kind === 'object' ? answer.content.length : -1))).toEqual([
      3, 50_000_000, 3, 5,
    ]);
  });

  const texts = Array.from({ length: 60 }, (_, at) => String(at).repeat(at === 30 ? 5000 : 1));
  const limits = { objects: 16, bytes: 4096, largest: 100_000 };

  test('more blobs than go into one batch, one of them larger than a batch, in order', () => {
    const repo = temporaryRepository();
    const ids = texts.map((text) => repo.blob(text));
    const { result, commands } = countingGit(() => [...readInBatches(openRepository(repo.dir), ids, limits)]);
    expect(result.map(([, answer]) => say(answer))).toEqual(texts.map((text) => `blob ${text}`));
    expect(commands.length).toBeGreaterThan(60 / 16);
    expect(commands.length).toBeLessThan(20);
  });

  test('one that is larger than any may be is said, and only that one', () => {
    const repo = temporaryRepository();
    const ids = texts.map((text) => repo.blob(text));
    const read = [...readInBatches(openRepository(repo.dir), ids, { ...limits, largest: 5000 })];
    expect(read.map(([, answer]) => say(answer))).toEqual(
      texts.map((text, at) => (at === 30 ? 'too-large' : `blob ${text}`)),
    );
  });
});

describe('partial clones: nothing is fetched', () => {
  test.each(['sha1', 'sha256'] as const)('by id and by name (%s)', (objectFormat) => {
    const clone = partialClone(objectFormat);
    const segments = () => readdirSync(join(clone.dir, '.git/objects/pack')).sort();
    const before = segments();
    const remote = clone.git('rev-parse', 'HEAD:out/b.ts').trim();
    const requests = [':0:in/a.ts', ':0:out/b.ts', 'HEAD:out/b.ts', 'HEAD~1:in/a.ts', ':0:nope', 'HEAD:nope', remote];
    const answers = readObjects(openRepository(join(clone.dir, 'in')), [...requests, 'HEAD:out', 'HEAD^{tree}']);
    expect(requests.map((request) => say(answers.get(request)))).toEqual([
      'blob a 2\n',
      'unfetched',
      'unfetched',
      'unfetched',
      'missing',
      'missing',
      'unfetched',
    ]);
    expect(answers.get('HEAD:out')).toMatchObject({ type: 'tree' });
    expect(answers.get('HEAD^{tree}')).toMatchObject({ type: 'tree' });
    expect(segments()).toEqual(before);
    expect(isPartialClone(openRepository(clone.dir))).toBe(true);
    expect(isPartialClone(openRepository(temporaryRepository().dir))).toBe(false);
  });

  test('a temporary folder that cannot be used: the git directory serves, and is left as it was', () => {
    const clone = partialClone();
    const before = readdirSync(join(clone.dir, '.git')).sort();
    const answers = withEnvironment({ TMPDIR: '/nonexistent' }, () =>
      readObjects(openRepository(clone.dir), [':0:out/b.ts']),
    );
    expect(say(answers.get(':0:out/b.ts'))).toBe('unfetched');
    expect(readdirSync(join(clone.dir, '.git')).sort()).toEqual(before);
  });

  test('what is there is read with one process; of what is missing git is asked whether it has that name', () => {
    const clone = partialClone();
    const commandsFor = (...names: string[]) =>
      countingGit(() => readObjects(openRepository(clone.dir), names)).commands;
    expect(commandsFor(':0:in/a.ts')).toEqual(['cat-file']);
    expect(commandsFor(':0:in/a.ts', ':0:nope').slice(0, 2)).toEqual(['cat-file', 'ls-files']);
    clone.git('config', '--unset', 'remote.origin.promisor');
    clone.git('config', '--unset', 'remote.origin.partialclonefilter');
    expect(commandsFor(':0:in/a.ts', ':0:nope')).toEqual(['cat-file']);
  });
});

describe('the store', () => {
  test('asks once for what several want, and says when there is nothing new', () => {
    const repo = temporaryRepository();
    const [one, two] = [repo.blob('one'), repo.blob('two')];
    const store = objectStore(openRepository(repo.dir));
    expect(store.fetch()).toBe(false);
    expect(store.get(one)).toBeUndefined();
    expect(store.peek(two)).toBeUndefined();
    store.hint(two);
    const { commands } = countingGit(() => {
      expect(store.fetch()).toBe(true);
      expect(say(store.get(one))).toBe('blob one');
      expect(say(store.peek(two))).toBe('blob two');
      expect(store.fetch()).toBe(false);
    });
    expect(commands).toEqual(['cat-file']);
  });

  test('what was only hinted at is dropped when it is too much; what was asked for never is', () => {
    const repo = temporaryRepository();
    const large = [1, 2, 3].map((byte) => repo.blob(Buffer.alloc(30 << 20, byte)));
    const store = objectStore(openRepository(repo.dir));
    for (const id of large) store.hint(id);
    store.fetch();
    expect(large.map((id) => store.peek(id)?.kind)).toEqual(['object', 'object', undefined]);
    const asked = objectStore(openRepository(repo.dir));
    for (const id of large) asked.get(id);
    asked.fetch();
    expect(large.map((id) => asked.peek(id)?.kind)).toEqual(['object', 'object', 'object']);
  });
});

test('no side folder is left behind', () => {
  const clone = partialClone();
  const folder = temporaryFolder();
  withEnvironment({ TMPDIR: folder }, () => readObjects(openRepository(clone.dir), [':0:out/b.ts', ':0:a\nb']));
  expect(readdirSync(folder)).toEqual([]);
  expect(existsSync(join(clone.dir, 'out'))).toBe(false);
});
