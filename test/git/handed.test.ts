/**
 * What the hook's shell hands over is taken whole or not at all, and means what git says when it is asked.
 */

import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseHanded, readPipe } from '../../src/git/handed.ts';
import { openSnapshot } from '../../src/git/open-snapshot.ts';
import { openRepository } from '../../src/git/repository.ts';
import { temporaryFolder, temporaryRepository } from '../support/repository.ts';

const ID = 'a'.repeat(40);
const OLD = '0'.repeat(40);
const listed = `:000000 100644 ${OLD} ${ID} A\ta.ts\n`;
const blob = `${ID} blob 4\nab\nc\n`;
const whole = `ssot-guard staged\n${listed}\n\n\n${blob}ssot-guard end\n`;

test('lists and blobs', () => {
  const handed = parseHanded(Buffer.from(whole));
  expect(handed?.changes).toMatchObject([{ status: 'A', path: 'a.ts', newId: ID, oldMode: '000000' }]);
  expect(handed?.blobs.get(ID)).toMatchObject({ kind: 'object', type: 'blob', content: Buffer.from('ab\nc') });
});

test('nothing but a list', () => {
  const handed = parseHanded(Buffer.from(`ssot-guard staged\n${listed}\n\n\nssot-guard end\n`));
  expect(handed?.changes).toHaveLength(1);
  expect(handed?.blobs.size).toBe(0);
});

test('how HEAD differs from the commit that is known', () => {
  const commit = 'b'.repeat(40);
  const later = `:100644 000000 ${ID} ${OLD} D\tgone.ts\n`;
  const give = (lines: string): string => `ssot-guard staged\n${listed}\n${commit}\n${lines}\n${blob}ssot-guard end\n`;
  const handed = parseHanded(Buffer.from(give(later + listed)));
  expect(handed?.since?.commit).toBe(commit);
  expect(handed?.since?.changes).toMatchObject([
    { status: 'D', path: 'gone.ts' },
    { status: 'A', path: 'a.ts' },
  ]);
  expect(handed?.changes).toHaveLength(1);
  expect(handed?.blobs.size).toBe(1);
  expect(parseHanded(Buffer.from(give('')))?.since).toEqual({ commit, changes: [] });
  const quoted = parseHanded(Buffer.from(give(later.replace('gone.ts', '"g\\303"'))));
  expect(quoted?.since).toBeNull();
  expect(quoted?.changes).toHaveLength(1);
  expect(parseHanded(Buffer.from(whole))?.since).toBeNull();
});

test('blobs with the status behind their size, as a long list gives them', () => {
  const handed = parseHanded(Buffer.from(whole.replace('blob 4', 'blob 4M')));
  expect(handed?.blobs.get(ID)).toMatchObject({ content: Buffer.from('ab\nc') });
});

test('a blob that is not among the answers is asked for', () => {
  const two = whole.replace(listed, `${listed}${listed.replace(ID, 'c'.repeat(40)).replace('a.ts', 'b.ts')}`);
  const handed = parseHanded(Buffer.from(two));
  expect(handed?.changes).toHaveLength(2);
  expect([...(handed?.blobs.keys() ?? [])]).toEqual([ID]);
});

test('a commit of nothing', () => {
  expect(parseHanded(Buffer.from('ssot-guard staged\n\n\n\nssot-guard end\n'))?.changes).toEqual([]);
});

describe('is not taken', () => {
  test.each([
    ['empty', ''],
    ['without its end', whole.replace('ssot-guard end\n', '')],
    ['without its beginning', whole.replace('ssot-guard staged\n', '')],
    ['with a name that git quotes', whole.replace('a.ts', '"a\\303\\244.ts"')],
    ['with an odd line', whole.replace(' A\ta.ts', ' A a.ts')],
    ['with a blob that is missing', whole.replace(blob, `${ID} missing\n`)],
    ['with a tree', whole.replace('blob', 'tree')],
    ['with a blob that nobody asked for', whole.replace(blob, `${blob}${'c'.repeat(40)} blob 1\nx\n`)],
    ['with a list of another commit', whole.replace(`${ID} A`, `${'c'.repeat(40)} A`)],
    ['with a blob that is cut', whole.replace('blob 4', 'blob 40')],
  ])('%s', (_, text) => {
    expect(parseHanded(Buffer.from(text))).toBeNull();
  });
});

test('cut anywhere it is not taken', () => {
  for (let end = 0; end < whole.length; end++) expect(parseHanded(Buffer.from(whole.slice(0, end)))).toBeNull();
});

test('a pipe that holds more than fits is left', () => {
  const path = join(temporaryFolder(), 'pipe');
  writeFileSync(path, 'x'.repeat(300_000));
  const read = (most: number): number | undefined => {
    const fd = openSync(path, 'r');
    try {
      return readPipe(fd, most)?.length;
    } finally {
      closeSync(fd);
    }
  };
  expect(read(300_000)).toBe(300_000);
  expect(read(200_000)).toBeUndefined();
  expect(readPipe(999)).toBeNull();
});

test('a snapshot from what was handed over is the one that git gives', () => {
  const repo = temporaryRepository();
  repo.write('a.ts', 'one\n');
  repo.write('gone.ts', 'gone\n');
  repo.commitAll('first');
  repo.write('a.ts', 'two\n');
  repo.write('b.py', 'three\n');
  repo.remove('gone.ts');
  repo.git('add', '-A');
  const list = repo.git('diff-index', '--cached', '--raw', '--no-renames', '--no-abbrev', 'HEAD', '--');
  const handed = parseHanded(Buffer.from(`ssot-guard staged\n${list.replace(/\n?$/, '\n')}\n\n\nssot-guard end\n`));
  if (handed === null) throw new Error('what git lists was refused');
  const given = openSnapshot({ scope: 'staged', handed }, openRepository(repo.dir));
  const asked = openSnapshot({ scope: 'staged' }, openRepository(repo.dir));
  expect(given.files).toEqual(asked.files);
  expect(given.deleted).toEqual(asked.deleted);
  expect([...given.contents(given.files)]).toEqual([...asked.contents(asked.files)]);
});
