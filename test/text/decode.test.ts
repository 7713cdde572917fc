import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byteOffsets, decode, kindOf } from '../../src/text/decode.ts';
import { runs } from '../support/runs.ts';

/** UTF-16 with its byte-order mark. */
function utf16(text: string, bigEndian: boolean): Buffer {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
  return bigEndian ? bytes.swap16() : bytes;
}

describe('decoding', () => {
  test.each([
    ['ASCII', Buffer.from('import a\n')],
    ['UTF-8', Buffer.from('é 🚀\n')],
    ['nothing', Buffer.alloc(0)],
    ['a NUL', Buffer.from('a\0é')],
  ])('%s', (_, bytes) => {
    expect(decode(bytes)).toEqual({ text: bytes.toString('utf8'), encoding: 'utf8', note: null });
  });

  test('a byte-order mark stays, so that offsets cover all bytes', () => {
    expect(decode(Buffer.from('\ufeffimport a'))).toEqual({ text: '\ufeffimport a', encoding: 'utf8', note: null });
  });

  test('UTF-16, either way round, and cut in the middle of a unit', () => {
    expect(decode(utf16('import é', false))).toEqual({ text: '\ufeffimport é', encoding: 'utf16le', note: null });
    expect(decode(utf16('import é', true))).toEqual({ text: '\ufeffimport é', encoding: 'utf16be', note: null });
    const cut = decode(Buffer.concat([utf16('ab', true), Buffer.from([0])]));
    expect(cut).toMatchObject({ text: '\ufeffab', encoding: 'utf16be', note: expect.stringContaining('odd number') });
  });

  test('the bytes given are left as they are', () => {
    const bytes = utf16('ab', true);
    const before = Buffer.from(bytes);
    decode(bytes);
    expect(bytes.equals(before)).toBe(true);
  });

  test('invalid UTF-8 is read with replacements, and said', () => {
    const bytes = Buffer.from([0x61, 0xe9, 0x62]);
    expect(decode(bytes, 'ts')).toEqual({ text: 'a\ufffdb', encoding: 'utf8', note: 'not valid UTF-8' });
    expect(decode(bytes, 'py').note).toBe('not valid UTF-8');
  });

  const accent = Buffer.from([0xe9, 0x0a]);
  const python = (head: string, rest: Buffer = accent) =>
    decode(Buffer.concat([Buffer.from(head, 'latin1'), rest]), 'py');

  test.each([
    '# -*- coding: latin-1 -*-\n',
    '# coding=iso-8859-1\n',
    '#!/usr/bin/python\n# vim: set fileencoding=latin1 :\n',
    '\n# coding: ISO_8859-15\n',
    ' \t# encoding: cp1252\r\n',
    '# coding: koi8-r\r',
  ])('Python cookie of a one-byte encoding: %j', (head) => {
    expect(python(head)).toEqual({ text: `${head}\u00e9\n`, encoding: 'latin1', note: null });
  });

  test.each([
    'x = 1\n# coding: latin-1\n', // only after a comment or a blank line
    '\n\n# coding: latin-1\n', // only in the first two lines
    'x = "coding: latin-1"\n',
    '# coding: utf-8\n',
    '# coding: utf8-unix\n',
    '\xef\xbb\xbf# coding: latin-1\n', // settled by the mark
  ])('no such cookie: %j', (head) => {
    expect(python(head)).toMatchObject({ encoding: 'utf8', note: 'not valid UTF-8' });
    expect(python(head, Buffer.from('é')).note).toBeNull();
  });

  test('a cookie means nothing outside Python', () => {
    expect(decode(Buffer.from('# coding: latin-1\n\xe9', 'latin1'), 'ts').encoding).toBe('utf8');
    expect(decode(Buffer.from('# coding: latin-1\n\xe9', 'latin1'), 'pyi').encoding).toBe('latin1');
  });

  test('several bytes a letter: 表 in Shift_JIS ends in a backslash, which is none', () => {
    const bytes = Buffer.concat([
      Buffer.from('# coding: shift_jis\nx = "'),
      Buffer.from([0x95, 0x5c]),
      Buffer.from('"\n'),
    ]);
    expect(decode(bytes, 'py')).toEqual({
      text: '# coding: shift_jis\nx = "表"\n',
      encoding: 'utf8',
      note: 'encoded as shift-jis',
    });
    expect(decode(Buffer.from('# coding: shift_jis\nimport a\n'), 'py').note).toBeNull();
  });

  test('an encoding that can spell an import in other letters is said', () => {
    expect(decode(Buffer.from('# coding: utf-7\n+AGk-mport a\n'), 'py').note).toBe('unknown encoding utf-7');
    expect(decode(Buffer.from('# coding: klingon\nimport a\n'), 'py').note).toBe('unknown encoding klingon');
  });
});

const VERSION = 'version https://git-lfs.github.com/spec/v1\n';
const ID = '4d7a'.repeat(16);
const POINTED = `oid sha256:${ID}\nsize 12345\n`;

/** Four bytes a letter, the small end first. */
function utf32(text: string): Buffer {
  const bytes = Buffer.alloc(text.length * 4);
  for (const [at, letter] of [...text].entries()) bytes.writeUInt32LE(letter.charCodeAt(0), at * 4);
  return bytes;
}

describe('what a file is', () => {
  test.each([
    ['empty', Buffer.alloc(0)],
    ['text', Buffer.from('import a')],
    ['text', Buffer.from('// \0\0 é\nimport a')], // git thinks that binary; compilers read it
    ['text', Buffer.from([0x61, 0xe9])],
    ['text', utf16('a', false)],
    ['text', utf16('a', true)],
    ['UTF-16 without a byte-order mark', Buffer.from('import a\n', 'utf16le')],
    ['UTF-16 without a byte-order mark', Buffer.from('import a\n# é\n', 'utf16le').swap16()],
    ['UTF-32', utf32('import a\n')],
    ['UTF-32', utf32('\ufeffimport a\n')],
    ['UTF-32', utf32('\ufeffimport a\n').swap32()],
    ['encrypted by git-crypt', Buffer.from('\0GITCRYPT\0\x8a\x01', 'latin1')],
    ['encrypted by OpenSSL', Buffer.from('U2FsdGVkX1+vupppZksvRf5pq5g5XjFRIipRkwB0K1Y=\n')],
    ['text', Buffer.from('U2FsdGVkX1 = 1; import("a")\n')],
    ['git-annex pointer', Buffer.from('/annex/objects/SHA256E-s30--4d7a.py\n')],
    ['text', Buffer.from('/annex/objects/\nimport a\n')],
    ['encrypted by age', Buffer.from('age-encryption.org/v1\n-> X25519 a\n')],
    ['encrypted by PGP', Buffer.from('-----BEGIN PGP MESSAGE-----\n')],
    ['text', Buffer.from('# version https://git-lfs.github.com/spec/v1\n')],
    ['text', Buffer.from(`version https://git-lfs.github.com/spec/v1\n${'import a\n'.repeat(200)}`)], // too long for one
    ['binary', Buffer.from([0x00, 0xe9, 0x61])],
    ['binary', Buffer.from('\x7fELF\0\xff\xff', 'latin1')],
    ...['https://git-lfs.github.com/spec/v1', 'https://hawser.github.com/spec/v1', 'http://git-media.io/v/2'].map(
      (version): [string, Buffer] => ['LFS pointer', Buffer.from(`version ${version}\n${POINTED}`)],
    ),
    ['LFS pointer', Buffer.from(`${VERSION}ext-0-foo sha256:${ID}\next-1-b sha256:${ID}\n${POINTED}`)],
    // a source that begins like a pointer is a source
    ['text', Buffer.from(`${VERSION}<script>import "./legacy"</script>\n`)],
    ['text', Buffer.from(`version https://git-lfs.github.com/spec/v2\n${POINTED}`)],
    ['text', Buffer.from(`${VERSION}${POINTED}import a\n`)],
    ['text', Buffer.from(`${VERSION}${POINTED}\n`)],
    ['text', Buffer.from(`${VERSION}import a\n${POINTED}`)],
    ['text', Buffer.from(`${VERSION}size 1\noid sha256:${ID}\n`)],
    ['text', Buffer.from(`${VERSION}oid sha256:4d7a\nsize 12345\n`)],
    ['text', Buffer.from(`${VERSION}${POINTED}`.replaceAll('\n', '\r\n'))],
    ['text', Buffer.from(`${VERSION}${`ext-0-foo sha256:${ID}\n`.repeat(12)}${POINTED}`)], // too long for one
  ])('%s', (kind, bytes) => {
    expect(kindOf(bytes)).toBe(kind);
  });
});

describe('the way back: offsets in bytes', () => {
  test('in each encoding', () => {
    expect(byteOffsets(Buffer.from('aé🚀b'), 'utf8', [0, 1, 2, 4, 5])).toEqual([0, 1, 3, 7, 8]);
    expect(byteOffsets(utf16('aé', false), 'utf16le', [0, 1, 3])).toEqual([0, 2, 6]);
    expect(byteOffsets(Buffer.from('a\xe9b', 'latin1'), 'latin1', [0, 2, 3])).toEqual([0, 2, 3]);
    expect(byteOffsets(Buffer.from([0xe9, 0x61]), 'utf8', [1, 2])).toEqual([1, 2]);
    expect(byteOffsets(Buffer.alloc(0), 'utf8', [0])).toEqual([0]);
  });

  test('the decoder itself agrees, for any bytes: what stands before an offset decodes to as much text', () => {
    // bytes that make interesting sequences: every lead and continuation range, and what breaks them
    const byte = fc.oneof(
      fc.integer({ min: 0, max: 255 }),
      fc.constantFrom(0xe0, 0xed, 0xf0, 0xf4, 0x80, 0xa0, 0xbf, 0x90, 0x41),
    );
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 40 }), (values) => {
        const bytes = Buffer.from(values);
        const { text, encoding } = decode(bytes);
        if (encoding !== 'utf8') return;
        const offsets = [0];
        for (const char of text) offsets.push((offsets.at(-1) ?? 0) + char.length);
        const found = byteOffsets(bytes, 'utf8', offsets);
        expect(found.at(-1)).toBe(bytes.length);
        for (const [at, offset] of offsets.entries()) {
          expect(bytes.subarray(0, found[at]).toString('utf8')).toBe(text.slice(0, offset));
        }
      }),
      runs(1500),
    );
  });
});
