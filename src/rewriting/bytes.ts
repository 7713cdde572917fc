/**
 * Edits of a text as edits of the bytes that it was read from, so that every other byte stays what it is.
 */
import { isAscii } from 'node:buffer';
import type { Edit } from '../fixes/change.ts';
import { byteOffsets, decode, type Encoding } from '../text/decode.ts';
import type { Dialect, Span } from '../types.ts';

/** Bytes in place of a span of bytes. */
export interface ByteEdit extends Span {
  readonly bytes: Buffer;
}

/**
 * The edits in bytes.
 * @param dialect undefined for a file that no scanner reads
 * @returns null where the bytes are not what their encoding says, or a text cannot be written in it
 */
export function byteEdits(bytes: Buffer, dialect: Dialect | undefined, edits: readonly Edit[]): ByteEdit[] | null {
  const { encoding, note } = decode(bytes, dialect);
  if (note !== null) return null;
  const offsets = edits.flatMap(({ start, end }) => [start, end]);
  const places = isAscii(bytes) ? offsets : byteOffsets(bytes, encoding, offsets);
  const found: ByteEdit[] = [];
  for (const [at, { text }] of edits.entries()) {
    const written = encode(text, encoding);
    if (written === null) return null;
    found.push({ start: places[2 * at] ?? 0, end: places[2 * at + 1] ?? 0, bytes: written });
  }
  return found;
}

const LONE_SURROGATE = /[\ud800-\udfff]/u;

/** What a text is in an encoding; null where that cannot be said. Of encodings with one byte a letter only ASCII is known. */
function encode(text: string, encoding: Encoding): Buffer | null {
  if (LONE_SURROGATE.test(text)) return null;
  if (encoding === 'utf8') return Buffer.from(text, 'utf8');
  if (encoding === 'latin1') return /^[\0-\x7f]*$/.test(text) ? Buffer.from(text, 'latin1') : null;
  const units = Buffer.from(text, 'utf16le');
  return encoding === 'utf16le' ? units : units.swap16();
}

/** The bytes with edits in them. */
export function withEdits(bytes: Buffer, edits: readonly ByteEdit[]): Buffer {
  const parts: Buffer[] = [];
  let at = 0;
  for (const edit of edits) {
    parts.push(bytes.subarray(at, edit.start), edit.bytes);
    at = edit.end;
  }
  return Buffer.concat([...parts, bytes.subarray(at)]);
}
