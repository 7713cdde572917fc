/** Writing into an untrusted work tree. */
import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readFileSafely, writeFileSafely } from '../../src/files/write.ts';
import { temporaryFolder } from '../support/repository.ts';
import { userError } from '../support/thrown.ts';

/** A top folder beside one that nothing may reach. */
function places(): { top: string; outside: string } {
  const folder = temporaryFolder();
  const [top, outside] = [join(folder, 'top'), join(folder, 'outside')];
  mkdirSync(top);
  mkdirSync(outside);
  writeFileSync(join(outside, 'secret'), 'secret');
  return { top, outside };
}

describe('a file is written', () => {
  it('anew, with its folders, and nothing is left beside it', () => {
    const { top } = places();
    expect(writeFileSafely(top, 'a/b/c.json', '[]\n')).toBe(true);
    expect(readFileSync(join(top, 'a/b/c.json'), 'utf8')).toBe('[]\n');
    expect(readdirSync(join(top, 'a/b'))).toEqual(['c.json']);
  });

  it('over an old one, whose permissions it keeps', () => {
    const { top } = places();
    const file = join(top, 'x.sh');
    writeFileSync(file, 'old');
    chmodSync(file, 0o751);
    writeFileSafely(top, 'x.sh', 'new');
    expect(readFileSync(file, 'utf8')).toBe('new');
    expect(statSync(file).mode & 0o777).toBe(0o751);
  });

  it('in one step: another name of the old file keeps the old content', () => {
    const { top } = places();
    writeFileSync(join(top, 'x'), 'old');
    linkSync(join(top, 'x'), join(top, 'y'));
    writeFileSafely(top, 'x', 'new');
    expect(readFileSync(join(top, 'y'), 'utf8')).toBe('old');
  });

  it('not at all when it has the content already', () => {
    const { top } = places();
    writeFileSafely(top, 'x', 'same');
    const { ino } = statSync(join(top, 'x'));
    expect(writeFileSafely(top, 'x', 'same')).toBe(false);
    expect(statSync(join(top, 'x')).ino).toBe(ino);
  });

  it('with bytes and names of any length', () => {
    const { top } = places();
    const name = 'n'.repeat(255);
    writeFileSafely(top, name, Buffer.from([0xff, 0x00, 0x0d]));
    expect([...readFileSync(join(top, name))]).toEqual([0xff, 0x00, 0x0d]);
  });

  it('when the top itself is reached through a link', () => {
    const { top, outside } = places();
    symlinkSync(top, join(outside, 'link'));
    writeFileSafely(join(outside, 'link'), 'x', 'content');
    expect(readFileSync(join(top, 'x'), 'utf8')).toBe('content');
  });
});

describe('nothing is written', () => {
  it('through a link, to a file or to nowhere', () => {
    const { top, outside } = places();
    symlinkSync(join(outside, 'secret'), join(top, 'x'));
    symlinkSync(join(outside, 'nowhere'), join(top, 'y'));
    expect(userError(() => writeFileSafely(top, 'x', 'evil')).message).toBe('x is a symbolic link');
    expect(userError(() => writeFileSafely(top, 'y', 'evil')).message).toBe('y is a symbolic link');
    expect(readFileSync(join(outside, 'secret'), 'utf8')).toBe('secret');
    expect(readdirSync(outside)).toEqual(['secret']);
    expect(lstatSync(join(top, 'x')).isSymbolicLink()).toBe(true);
  });

  it('behind a link to a folder, inside or outside', () => {
    const { top, outside } = places();
    mkdirSync(join(top, 'real'));
    symlinkSync(outside, join(top, 'out'));
    symlinkSync('real', join(top, 'in'));
    const refused = userError(() => writeFileSafely(top, 'out/x', 'evil'));
    expect(refused.message).toBe('out/x lies behind out, which is a symbolic link');
    expect(() => writeFileSafely(top, 'in/deeper/x', 'evil')).toThrow('behind in,');
    expect(readdirSync(outside)).toEqual(['secret']);
    expect(readdirSync(join(top, 'real'))).toEqual([]);
  });

  it.each([
    '../outside/x',
    'a/../../x',
    '/etc/x',
    '',
    '.',
    'a//b',
    'a/',
    '.git/hooks/pre-commit',
    'sub/.GIT/config',
    'a\0b',
  ])('to %j, which is no place of the repository', (path) => {
    const { top, outside } = places();
    expect(() => writeFileSafely(top, path, 'evil')).toThrow('is not a place for a file of this repository');
    expect(readdirSync(top)).toEqual([]);
    expect(readdirSync(outside)).toEqual(['secret']);
  });

  it('over a folder, under a file, or over what is read-only', () => {
    const { top } = places();
    mkdirSync(join(top, 'folder'));
    writeFileSync(join(top, 'file'), 'kept');
    chmodSync(join(top, 'file'), 0o444);
    expect(() => writeFileSafely(top, 'folder', 'x')).toThrow('folder is a folder');
    expect(() => writeFileSafely(top, 'file/x', 'x')).toThrow('file/x lies behind file');
    expect(() => writeFileSafely(top, 'file', 'x')).toThrow('file is read-only');
    expect(readFileSync(join(top, 'file'), 'utf8')).toBe('kept');
    expect(readdirSync(top).sort()).toEqual(['file', 'folder']);
  });

  it('with a name that no file can have: said in words', () => {
    const { top } = places();
    expect(() => writeFileSafely(top, 'n'.repeat(300), 'x')).toThrow('the name is too long');
  });
});

describe('a file is read', () => {
  it('when it is there, and is null when it or its folder is not', () => {
    const { top } = places();
    writeFileSafely(top, 'a/b', 'text');
    expect([readFileSafely(top, 'a/b'), readFileSafely(top, 'a/c'), readFileSafely(top, 'z/c')]).toEqual([
      'text',
      null,
      null,
    ]);
  });

  it('never through a link', () => {
    const { top, outside } = places();
    symlinkSync(join(outside, 'secret'), join(top, 'x'));
    symlinkSync(outside, join(top, 'out'));
    expect(() => readFileSafely(top, 'x')).toThrow('x is a symbolic link');
    expect(() => readFileSafely(top, 'out/secret')).toThrow('behind out');
  });
});
