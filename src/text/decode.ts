/**
 * Bytes of a source file to text, and the way back for offsets.
 *
 * UTF-8 unless a byte-order mark says UTF-16 or a Python file's coding cookie (PEP 263) says otherwise. A byte-order
 * mark stays in the text as U+FEFF, so offsets in the text cover all bytes. Bytes that are not what they should be
 * become U+FFFD and a note: the file is still read, and said to be damaged.
 */
import { isAscii, isUtf8 } from 'node:buffer';
import { DIALECTS, type Dialect } from '../types.ts';

export type Encoding = 'utf8' | 'utf16le' | 'utf16be' | 'latin1';

export interface Decoded {
  readonly text: string;
  /** How the bytes map to the text: see byteOffsets. */
  readonly encoding: Encoding;
  /** What did not decode cleanly, or null. */
  readonly note: string | null;
}

/**
 * Decodes a file's bytes.
 *
 * @param dialect decides whether a Python coding cookie counts
 */
export function decode(bytes: Buffer, dialect?: Dialect): Decoded {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return utf16(bytes, 'utf16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return utf16(bytes, 'utf16be');
  const cookie = isPython(dialect) ? codingCookie(bytes) : null;
  const declared = cookie === null ? null : decodeDeclared(bytes, cookie);
  if (declared !== null) return declared;
  if (isAscii(bytes)) return { text: bytes.toString('latin1'), encoding: 'utf8', note: null };
  return { text: bytes.toString('utf8'), encoding: 'utf8', note: isUtf8(bytes) ? null : 'not valid UTF-8' };
}

/** Whether a file says by a mark, or as Python's do in a comment, how it is encoded. */
export function saysItsEncoding(bytes: Buffer): boolean {
  return hasMark(bytes) || codingCookie(bytes) !== null;
}

function utf16(bytes: Buffer, encoding: 'utf16le' | 'utf16be'): Decoded {
  const even = bytes.subarray(0, bytes.length & ~1);
  const little = encoding === 'utf16le' ? even : Buffer.from(even).swap16();
  const note = even.length === bytes.length ? null : 'not valid UTF-16: an odd number of bytes';
  return { text: little.toString('utf16le'), encoding, note };
}

function isPython(dialect: Dialect | undefined): boolean {
  return dialect !== undefined && DIALECTS[dialect] === 'py';
}

/**
 * The encoding that one of a Python file's first two lines names, in lower case with `-`; null when none does or when
 * a UTF-8 byte-order mark settles it (its bytes match neither pattern).
 */
function codingCookie(bytes: Buffer): string | null {
  const [first = '', second = ''] = bytes.toString('latin1', 0, 4096).split(/\r\n|\r|\n/, 2);
  const found = COOKIE.exec(first) ?? (/^[ \t\f]*(?:#|$)/.test(first) ? COOKIE.exec(second) : null);
  return found?.[1]?.toLowerCase().replaceAll('_', '-') ?? null;
}

const COOKIE = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/;
const UTF8_NAME = /^(?:utf-?8|ascii|us-ascii)(?:-|$)/;
/** Encodings with one byte a letter that extend ASCII: their letters may come out wrong, what matters does not. */
const ONE_BYTE =
  /^(?:iso-?8859-?\d+|latin-?\d+|l\d|cp12\d\d|windows-12\d\d|cp(?:437|8\d\d)|koi8-[rut]|mac-?\w+)(?:-|$)/;

/** null: to be read as UTF-8. */
function decodeDeclared(bytes: Buffer, cookie: string): Decoded | null {
  if (UTF8_NAME.test(cookie)) return null;
  if (ONE_BYTE.test(cookie)) return { text: bytes.toString('latin1'), encoding: 'latin1', note: null };
  try {
    // several bytes a letter, the second of which may look like a backslash
    const text = new TextDecoder(cookie, { ignoreBOM: true }).decode(bytes);
    const same = isAscii(bytes) && text === bytes.toString('latin1');
    return same ? null : { text, encoding: 'utf8', note: `encoded as ${cookie}` };
  } catch {
    // utf-7 and the like can spell an import in other letters
    return { text: bytes.toString('utf8'), encoding: 'utf8', note: `unknown encoding ${cookie}` };
  }
}

/** What stands where a source should, and says nothing about it: it was not checked, whoever finds it. */
export const SEALED = [
  'LFS pointer',
  'git-annex pointer',
  'encrypted by git-crypt',
  'encrypted by OpenSSL',
  'encrypted by age',
  'encrypted by PGP',
  'UTF-16 without a byte-order mark',
  'UTF-32',
] as const;
export type Sealed = (typeof SEALED)[number];

export type Kind = 'text' | 'binary' | 'empty' | Sealed;

/** Whether a reason for leaving a file unread says that it should have been read. */
export function isSealed(reason: string): reason is Sealed {
  return (SEALED as readonly string[]).includes(reason);
}

/**
 * A pointer of Git LFS, in full: a source that begins like one is a source. Its three versions, the extensions' lines,
 * the id, the size, nothing else (docs/spec.md of git-lfs).
 */
const LFS_POINTER =
  /^version (?:https:\/\/(?:git-lfs|hawser)\.github\.com\/spec\/v1|http:\/\/git-media\.io\/v\/2)\n(?:ext-\d-[\w.-]+ sha256:[\da-f]{64}\n)*oid sha256:[\da-f]{64}\nsize \d+\n$/;
/** A pointer is shorter. */
const LFS_LIMIT = 1024;

/** How such files begin, each in its first line. What follows is looked at before one of them is believed. */
export const SEALED_STARTS: readonly (readonly [start: string, kind: Sealed, whole: RegExp])[] = [
  ['version http', 'LFS pointer', LFS_POINTER],
  ['/annex/objects/', 'git-annex pointer', /^\/annex\/objects\/\S+\n?$/],
  ['\0GITCRYPT\0', 'encrypted by git-crypt', /^/],
  ['U2FsdGVkX1', 'encrypted by OpenSSL', /^[\w+/=\s]*$/],
  ['age-encryption.org/v1\n', 'encrypted by age', /^/],
  ['-----BEGIN AGE ENCRYPTED FILE-----', 'encrypted by age', /^/],
  ['-----BEGIN PGP MESSAGE-----', 'encrypted by PGP', /^/],
];

/**
 * What a file is, by its bytes. A NUL alone does not make a source binary (to git it does, to compilers not): a binary
 * file holds one and is neither UTF-8 nor marked as UTF-16.
 */
export function kindOf(bytes: Buffer): Kind {
  if (bytes.length === 0) return 'empty';
  const sealed = startOf(bytes);
  if (sealed !== null) return sealed;
  if (!bytes.includes(0)) return 'text';
  const wide = wideKindOf(bytes);
  if (wide !== null) return wide;
  return isUtf8(bytes) || hasMark(bytes) ? 'text' : 'binary';
}

const FIRST_BYTES = new Set(SEALED_STARTS.map(([start]) => start.charCodeAt(0)));

function startOf(bytes: Buffer): Sealed | null {
  if (!FIRST_BYTES.has(bytes[0] ?? 0)) return null;
  const begin = bytes.toString('latin1', 0, 64);
  const [, kind, whole] = SEALED_STARTS.find(([start]) => begin.startsWith(start)) ?? [];
  if (kind === undefined || (kind === 'LFS pointer' && bytes.length >= LFS_LIMIT)) return null;
  return whole?.test(bytes.toString('latin1')) === true ? kind : null;
}

function hasMark(bytes: Buffer): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
}

/** So many bytes tell which of several encodings a file has, and so much of them are NUL where it is wide. */
const SAMPLE = 4096;
const MOST = 0.7;
const FEW = 0.1;

/** Encodings of two and four bytes a letter, by where the NULs of ASCII letters stand; null for others. */
function wideKindOf(bytes: Buffer): Sealed | null {
  const sample = bytes.subarray(0, SAMPLE);
  const zeros = [0, 0, 0, 0];
  for (const [at, byte] of sample.entries()) if (byte === 0) zeros[at & 3] = (zeros[at & 3] ?? 0) + 1;
  const [a = 0, b = 0, c = 0, d = 0] = zeros.map((count) => (count * 4) / sample.length);
  if ((b > MOST && c > MOST && a < FEW !== d < FEW) || isMarkedWide(bytes)) return 'UTF-32';
  if (hasMark(bytes)) return null;
  const [even, odd] = [(a + c) / 2, (b + d) / 2];
  return (odd > MOST && even < FEW) || (even > MOST && odd < FEW) ? 'UTF-16 without a byte-order mark' : null;
}

/** FF FE 00 00 is also the mark of UTF-16 and a NUL, which no source begins with. */
function isMarkedWide(bytes: Buffer): boolean {
  const mark = bytes.length < 4 ? 0 : bytes.readUInt32BE(0);
  return mark === 0xfffe0000 || mark === 0x0000feff;
}

/**
 * Where text offsets stand in the bytes that were decoded, so that an edit can leave every other byte alone, invalid
 * ones included. `offsets` ascend. Replacement follows the decoder: a maximal part of a broken sequence is one U+FFFD
 * (Unicode, "Substitution of Maximal Subparts").
 */
export function byteOffsets(bytes: Buffer, encoding: Encoding, offsets: readonly number[]): number[] {
  if (encoding === 'latin1') return [...offsets];
  if (encoding !== 'utf8') return offsets.map((offset) => offset * 2);
  const found: number[] = [];
  let at = 0;
  let text = 0;
  for (const offset of offsets) {
    while (text < offset && at < bytes.length) {
      const length = sequenceLength(bytes, at);
      at += length;
      text += length === 4 ? 2 : 1;
    }
    found.push(at);
  }
  return found;
}

/** Bytes that decode to one character, or to one U+FFFD. */
function sequenceLength(bytes: Buffer, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0xc2 || first > 0xf4) return 1;
  const more = first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
  // the second byte's range depends on the first: no overlong forms, no surrogates, nothing above U+10FFFF
  const low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  for (let n = 1; n <= more; n++) {
    const byte = bytes[at + n] ?? 0;
    if (byte < (n === 1 ? low : 0x80) || byte > (n === 1 ? high : 0xbf)) return n;
  }
  return more + 1;
}
