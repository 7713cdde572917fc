/**
 * A constant table in one file: keys and values that are written once and looked up a few at a time, without reading
 * the rest (the idea of D. J. Bernstein's cdb). A look-up reads one line of the directory and one bucket, so it costs
 * the same whatever the size of the table.
 *
 *   magic · sizes · stamp (what the table was made from, JSON) · directory (place and checksum of each bucket) · buckets
 *
 * Every bucket has its own checksum, seeded with its number and the checksum of the stamp, so a bucket that is damaged,
 * or that belongs to another table or another place, is never taken for an answer.
 */
import { readSync } from 'node:fs';
import { checksum32 } from './checksum.ts';

const MAGIC = Buffer.from('ssottab1');
/** magic, length of the stamp, number of buckets, checksum of what stands before it and of the stamp. */
const HEAD = MAGIC.length + 12;
const LINE = 12;
const FIRST_READ = 4096;
const PER_BUCKET = 4;

export interface Table {
  readonly stamp: string;
  /** The value; undefined when there is none; null when the file is damaged there. */
  get(key: string): Buffer | undefined | null;
}

/** The bytes of a table. Keys are distinct. */
export function* writeTable(
  stamp: string,
  entries: readonly (readonly [key: string, value: Uint8Array])[],
): Generator<Buffer> {
  const buckets = bucketCount(entries.length);
  const chains: (readonly [Buffer, Uint8Array])[][] = Array.from({ length: buckets }, () => []);
  for (const [key, value] of entries) {
    const bytes = Buffer.from(key);
    chains[checksum32(bytes) & (buckets - 1)]?.push([bytes, value]);
  }
  const head = headOf(stamp, buckets);
  const seed = head.readUInt32LE(HEAD - 4);
  const directory = Buffer.alloc(buckets * LINE);
  let place = head.length + directory.length;
  const data = chains.map((chain, number) => {
    const bytes = Buffer.concat(chain.flatMap(([key, value]) => [lengths(key.length, value.length), key, value]));
    directory.writeUInt32LE(place, number * LINE);
    directory.writeUInt32LE(bytes.length, number * LINE + 4);
    directory.writeUInt32LE(checksum32(bytes, seed + number), number * LINE + 8);
    place += bytes.length;
    return bytes;
  });
  yield head;
  yield directory;
  yield* data;
}

/** Opens a table in a file of which the caller keeps the descriptor open; null when it is none or its head is damaged. */
export function openTable(fd: number): Table | null {
  const first = readAt(fd, 0, FIRST_READ, true);
  if (first === null || first.length < HEAD || !first.subarray(0, MAGIC.length).equals(MAGIC)) return null;
  const length = first.readUInt32LE(MAGIC.length);
  const buckets = first.readUInt32LE(MAGIC.length + 4);
  if (length > FIRST_READ - HEAD || buckets === 0 || (buckets & (buckets - 1)) !== 0) return null;
  const stamp = first.toString('utf8', HEAD, HEAD + length);
  if (!headOf(stamp, buckets).equals(first.subarray(0, HEAD + length))) return null;
  const seed = first.readUInt32LE(HEAD - 4);

  function bucket(number: number): Buffer | null {
    const line = readAt(fd, HEAD + length + number * LINE, LINE, false);
    if (line === null) return null;
    const size = line.readUInt32LE(4);
    if (size === 0) return line.readUInt32LE(8) === checksum32(Buffer.alloc(0), seed + number) ? Buffer.alloc(0) : null;
    const bytes = size > 1 << 30 ? null : readAt(fd, line.readUInt32LE(0), size, false);
    return bytes !== null && checksum32(bytes, seed + number) === line.readUInt32LE(8) ? bytes : null;
  }

  return {
    stamp,
    get(key) {
      const name = Buffer.from(key);
      const bytes = bucket(checksum32(name) & (buckets - 1));
      if (bytes === null) return null;
      for (let at = 0; at + 8 <= bytes.length; ) {
        const keyEnd = at + 8 + bytes.readUInt32LE(at);
        const end = keyEnd + bytes.readUInt32LE(at + 4);
        if (bytes.subarray(at + 8, keyEnd).equals(name)) return bytes.subarray(keyEnd, end);
        at = end;
      }
      return undefined;
    },
  };
}

function bucketCount(entries: number): number {
  let buckets = 1;
  while (buckets * PER_BUCKET < entries) buckets *= 2;
  return buckets;
}

function headOf(stamp: string, buckets: number): Buffer {
  const text = Buffer.from(stamp);
  const head = Buffer.concat([MAGIC, Buffer.alloc(HEAD - MAGIC.length), text]);
  if (head.length > FIRST_READ) throw new Error('the stamp of a table is too long');
  head.writeUInt32LE(text.length, MAGIC.length);
  head.writeUInt32LE(buckets, MAGIC.length + 4);
  head.writeUInt32LE(checksum32(head), HEAD - 4); // its own place is zero then
  return head;
}

function lengths(key: number, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32LE(key, 0);
  bytes.writeUInt32LE(value, 4);
  return bytes;
}

/** null when the file ends before, or cannot be read. */
function readAt(fd: number, place: number, length: number, atMost: boolean): Buffer | null {
  const bytes = Buffer.allocUnsafe(length);
  let got = 0;
  try {
    while (got < length) {
      const read = readSync(fd, bytes, got, length - got, place + got);
      if (read === 0) break;
      got += read;
    }
  } catch {
    return null;
  }
  return got === length ? bytes : atMost ? bytes.subarray(0, got) : null;
}
