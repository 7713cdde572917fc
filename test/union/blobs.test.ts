/**
 * Contents and facts belong to blobs: what once reached another file, and the tests that would see it again.
 */

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { objectStore } from '../../src/git/object-store.ts';
import { parseBatch } from '../../src/git/objects.ts';
import { openRepository } from '../../src/git/repository.ts';
import type { SourceFile } from '../../src/git/snapshot.ts';
import { gitContents } from '../../src/git/source-files.ts';
import type { Report } from '../../src/types.ts';
import { type TemporaryRepository, temporaryRepository } from '../support/repository.ts';

const CLI = fileURLToPath(new URL('../../dist/cli.cjs', import.meta.url));

function places({ dir }: TemporaryRepository, ...args: readonly string[]): string[] {
  const { stdout, stderr } = spawnSync(process.execPath, [CLI, 'check', '--format', 'json', ...args], {
    cwd: dir,
    encoding: 'utf8',
  });
  if (stdout === '') throw new Error(stderr);
  return (JSON.parse(stdout) as Report).findings.map(({ path, line, rule }) => `${path}:${line} ${rule}`);
}

function aRepository(registry: unknown): TemporaryRepository {
  const repo = temporaryRepository();
  repo.write('.ssotrc.json', JSON.stringify(registry));
  repo.commitAll('registry');
  return repo;
}

describe('a content reaches the file that it belongs to', () => {
  test('when the store learns a blob while contents are being read', () => {
    const repo = aRepository({ version: 1, banned: ['py:jwt'] });
    const before = repo.git('rev-parse', 'HEAD').trim();
    repo.write('lib/big.py', `${'# padding of a long line\n'.repeat(50_000)}`);
    repo.write('setup.py', 'from setuptools import setup\nsetup()\n');
    repo.write('tests/y.py', 'import json\n');
    repo.write('tests/z.py', 'import jwt\n');
    repo.git('add', '-A');
    expect(places(repo, '--staged')).toEqual(['tests/z.py:1 banned-import']);
    repo.commitAll('sources');
    expect(places(repo, '--since', before)).toEqual(['tests/z.py:1 banned-import']);
    repo.git('rm', '-q', 'tests/z.py');
    repo.commit('without it');
    expect(places(repo, '--since', before)).toEqual([]);
  });

  test('whatever the store knows, learns or is asked for in between', () => {
    const repo = temporaryRepository();
    const files = ['a', 'b', 'a', 'c', 'd', 'b', 'e'].map((text, n): SourceFile => {
      return { path: `${n}.py`, pathBytes: null, id: repo.blob(text), status: 'A' };
    });
    const texts = ['a', 'b', 'a', 'c', 'd', 'b', 'e'];
    for (let known = 0; known < files.length; known++) {
      for (let learned = 0; learned < files.length; learned++) {
        const store = objectStore(openRepository(repo.dir));
        store.get(files[known]?.id ?? '');
        store.fetch();
        const read: string[] = [];
        for (const { file, bytes } of gitContents(openRepository(repo.dir), store, files)) {
          expect(bytes?.toString()).toBe(texts[Number.parseInt(file.path, 10)]);
          read.push(file.path);
          if (read.length !== 2) continue;
          store.get(files[learned]?.id ?? '');
          store.fetch();
        }
        expect(read).toEqual(files.map(({ path }) => path));
      }
    }
  });

  test('an answer to another question is a bug, not a content', () => {
    const [one, other] = ['1'.repeat(40), '2'.repeat(40)] as const;
    expect(parseBatch(Buffer.from(`${one} blob 1\nx\n`), [one]).get(one)).toMatchObject({ kind: 'object', id: one });
    expect(() => parseBatch(Buffer.from(`${other} blob 1\nx\n`), [one])).toThrow('was asked for');
    expect(() => parseBatch(Buffer.from(`${other} missing\n`), [one])).toThrow('was asked for');
    expect(() => parseBatch(Buffer.from(`${one} blob 1\nx\n${other} blob 1\ny\n`), [one])).toThrow('more than 1');
    expect(() => parseBatch(Buffer.from(`${one} blob 9\nx\n`), [one])).toThrow('a part');
  });
});

describe('facts reach the file that they belong to', () => {
  test('where a blob stands in two dialects among many files', () => {
    const repo = aRepository({ version: 1, banned: ['js:moment', 'py:jwt'] });
    for (let n = 0; n < 500; n++) repo.write(`f/${String(n).padStart(4, '0')}.py`, `import jwt\nx = ${n}\n`);
    for (const extension of ['ts', 'js', 'tsx', 'py', 'pyi'])
      repo.write(`f/0100.${extension}`, "import m from 'moment';\n");
    repo.commitAll('sources');
    const expected = Array.from({ length: 500 }, (_, n) => `f/${String(n).padStart(4, '0')}.py:1 banned-import`)
      .filter((place) => !place.startsWith('f/0100'))
      .concat(['js', 'ts', 'tsx'].map((extension) => `f/0100.${extension}:1 banned-import`))
      .sort();
    for (let run = 0; run < 3; run++) {
      expect(places(repo, '--ref', 'HEAD')).toEqual(expected);
      expect(places(repo, '--all')).toEqual(expected);
    }
  });

  test('where a blob need not be scanned in one place and must be in another', () => {
    const repo = aRepository({ version: 1, banned: [{ module: 'app/legacy', names: ['Old'] }] });
    for (const folder of ['aaa', 'app/legacy', 'zzz']) repo.write(join(folder, 'x.py'), 'from . import Old\n');
    repo.write('app/legacy/__init__.py', 'class Old: pass\n');
    repo.commitAll('sources');
    for (let run = 0; run < 3; run++) {
      expect(places(repo, '--ref', 'HEAD')).toEqual(['app/legacy/x.py:1 banned-import']);
      expect(places(repo, '--all')).toEqual(['app/legacy/x.py:1 banned-import']);
    }
  });
});
