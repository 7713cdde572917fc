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
import { closeSync } from 'node:fs';
import { checksum32 } from './checksum.ts';
import { type CacheFolder, openCached, readAt } from './folder.ts';

const MAGIC = Buffer.from('ssottab1');
/** magic, length of the stamp, number of buckets, checksum of what stands before it and of the stamp. */
const HEAD = MAGIC.length + 12;
const LINE = 12;
/** Read at once: the head, and all of a table that is no larger. */
const FIRST_READ = 128 << 10;
const LONGEST_STAMP = 4096;
const PER_BUCKET = 1;

export interface Table {
  readonly stamp: string;
  /** The value; undefined when there is none; null when the file is damaged there. */
  get(key: string): Buffer | undefined | null;
  /** Everything, in no order; null when the file is damaged anywhere. */
  all(): Map<string, Buffer> | null;
}

/** The bytes of a table, in parts. Keys are distinct. */
export function writeTable(stamp: string, entries: readonly (readonly [key: string, value: string])[]): Buffer[] {
  const buckets = bucketCount(entries.length);
  const chains: number[][] = Array.from({ length: buckets }, () => []);
  let size = 0;
  entries.forEach(([key, value], number) => {
    const name = Buffer.from(key);
    chains[checksum32(name) & (buckets - 1)]?.push(number);
    size += 8 + name.length + Buffer.byteLength(value);
  });
  const head = headOf(stamp, buckets);
  const seed = head.readUInt32LE(HEAD - 4);
  const directory = Buffer.alloc(buckets * LINE);
  const data = Buffer.allocUnsafe(size);
  let at = 0;
  chains.forEach((chain, number) => {
    const start = at;
    for (const entry of chain) {
      const [key, value] = entries[entry] ?? ['', ''];
      const keyLength = data.write(key, at + 8);
      const valueLength = data.write(value, at + 8 + keyLength);
      data.writeUInt32LE(keyLength, at);
      data.writeUInt32LE(valueLength, at + 4);
      at += 8 + keyLength + valueLength;
    }
    directory.writeUInt32LE(head.length + directory.length + start, number * LINE);
    directory.writeUInt32LE(at - start, number * LINE + 4);
    directory.writeUInt32LE(checksum32(data.subarray(start, at), seed + number), number * LINE + 8);
  });
  return [head, directory, data];
}

/** Descriptors of tables that nobody asks any more are closed. */
const forgotten = new FinalizationRegistry<number>((fd) => closeSync(fd));

/** Opens a table in the cache folder; null when there is none, or its head is damaged. */
export function openTable(folder: CacheFolder, name: string): Table | null {
  const file = openCached(folder, name);
  if (file === null) return null;
  const table = tableIn(file.fd, file.size);
  if (table === null) closeSync(file.fd);
  else forgotten.register(table, file.fd);
  return table;
}

function tableIn(fd: number, size: number): Table | null {
  const first = readAt(fd, 0, Math.min(size, FIRST_READ)) ?? Buffer.alloc(0);
  if (first.length < HEAD || !first.subarray(0, MAGIC.length).equals(MAGIC)) return null;
  const length = first.readUInt32LE(MAGIC.length);
  const buckets = first.readUInt32LE(MAGIC.length + 4);
  if (length > LONGEST_STAMP || buckets === 0 || (buckets & (buckets - 1)) !== 0) return null;
  const stamp = first.toString('utf8', HEAD, HEAD + length);
  if (!headOf(stamp, buckets).equals(first.subarray(0, HEAD + length))) return null;
  const seed = first.readUInt32LE(HEAD - 4);

  function at(place: number, count: number): Buffer | null {
    return place + count <= first.length ? first.subarray(place, place + count) : readAt(fd, place, count);
  }

  function bucket(number: number): Buffer | null {
    const line = at(HEAD + length + number * LINE, LINE);
    if (line === null) return null;
    const bytes = line.readUInt32LE(4) > size ? null : at(line.readUInt32LE(0), line.readUInt32LE(4));
    return bytes !== null && checksum32(bytes, seed + number) === line.readUInt32LE(8) ? bytes : null;
  }

  return {
    stamp,
    get(key) {
      const name = Buffer.from(key);
      const bytes = bucket(checksum32(name) & (buckets - 1));
      if (bytes === null) return null;
      for (const [found, value] of records(bytes)) if (found.equals(name)) return value;
      return undefined;
    },
    all() {
      const found = new Map<string, Buffer>();
      for (let number = 0; number < buckets; number++) {
        const bytes = bucket(number);
        if (bytes === null) return null;
        for (const [key, value] of records(bytes)) found.set(key.toString(), value);
      }
      return found;
    },
  };
}

function* records(bucket: Buffer): Generator<[key: Buffer, value: Buffer]> {
  for (let at = 0; at + 8 <= bucket.length; ) {
    const keyEnd = at + 8 + bucket.readUInt32LE(at);
    const end = keyEnd + bucket.readUInt32LE(at + 4);
    yield [bucket.subarray(at + 8, keyEnd), bucket.subarray(keyEnd, end)];
    at = end;
  }
}

function bucketCount(entries: number): number {
  let buckets = 1;
  while (buckets * PER_BUCKET < entries) buckets *= 2;
  return buckets;
}

function headOf(stamp: string, buckets: number): Buffer {
  const text = Buffer.from(stamp);
  const head = Buffer.concat([MAGIC, Buffer.alloc(HEAD - MAGIC.length), text]);
  if (text.length > LONGEST_STAMP) throw new Error('the stamp of a table is too long');
  head.writeUInt32LE(text.length, MAGIC.length);
  head.writeUInt32LE(buckets, MAGIC.length + 4);
  head.writeUInt32LE(checksum32(head), HEAD - 4); // its own place is zero then
  return head;
}
