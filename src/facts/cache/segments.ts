/**
 * The fact cache: facts by blob id and the way in which that was read, in a few files that are written once and never changed.
 *
 *   facts, one after the other · records (segment-index.ts) · end: magic, sizes, build, prefilter, checksum
 *
 * A segment belongs to the build that it names: another one removes it. Records are checked as a whole
 * when a segment is opened, each facts' text when it is read; what fails a check is not known, and is read from its source
 * again. `unscanned` records hold for one prefilter and are left out for any other.
 */
import { closeSync } from 'node:fs';
import { checksum32 } from '../../cache/checksum.ts';
import {
  type CacheFolder,
  type CacheWriter,
  dropCached,
  listCached,
  openCached,
  readAt,
  writeCache,
} from '../../cache/folder.ts';
import type { FileFacts } from '../../types.ts';
import { decodeFacts } from './encode.ts';
import {
  type BlobState,
  findRecord,
  joinRecords,
  putRecord,
  type ReadAs,
  recordAt,
  recordLength,
  type SegmentIndex,
  type SegmentRecord,
  STATES,
} from './segment-index.ts';

const MAGIC = Buffer.from('ssotpak2');
/** magic, number of records, length of an id, build, prefilter, checksum of the records, checksum of the end. */
const END = MAGIC.length + 4 + 4 + 16 + 16 + 4 + 4;
/** So many segments are made into one by the next run that writes. */
const MANY = 6;
/** The oldest files beyond this are removed. */
const MOST = { bytes: 512 << 20, files: 24 };
/** Facts are read from disk in pieces of this size, because they are asked for in the order in which they lie. */
const PIECE = 256 << 10;

/** What tells segments apart that hold different things. */
export interface SegmentKind {
  /** What their names begin with. */
  readonly prefix: `${string}-`;
  readonly build: string;
  /** Identity of the prefilter that `unscanned` records hold for. */
  readonly prefilter: string;
  /** Bytes of a blob id. */
  readonly idLength: number;
}

export interface Segments {
  readonly index: SegmentIndex;
  /** Number of the record of a blob that is read so; -1 when nothing is known of it. */
  find(id: Uint8Array, as: ReadAs, mayBeUnscanned: boolean): number;
  state(record: number): BlobState;
  /** Facts of a record in state `facts`; null when they are damaged. */
  facts(record: number): FileFacts | null;
  /** Their bytes, for a new segment. */
  bytes(record: number): Buffer | null;
  /** How many files there are, and their names. */
  readonly names: readonly string[];
}

interface Segment {
  readonly name: string;
  readonly fd: number;
  readonly size: number;
  readonly records: Buffer;
}

/** Descriptors of segments that nobody asks any more are closed. */
const forgotten = new FinalizationRegistry<readonly number[]>((fds) => {
  for (const fd of fds) closeSync(fd);
});

/** Opens every segment of a kind; those of other builds, and damaged ones, are removed. Never throws. */
export function openSegments(folder: CacheFolder, kind: SegmentKind): Segments {
  const segments: Segment[] = [];
  let bytes = 0;
  for (const [number, { name, size }] of listCached(folder, kind.prefix).entries()) {
    bytes += size;
    if (bytes > MOST.bytes || number >= MOST.files) {
      dropCached(folder, name);
      continue;
    }
    const segment = openSegment(folder, name, kind);
    if (segment === null) dropCached(folder, name);
    else segments.push(segment);
  }
  const index = joinRecords(
    kind.idLength,
    segments.map((segment) => segment.records),
  );
  const starts: number[] = [];
  let start = 0;
  for (const { records } of segments) {
    starts.push(start);
    start += records.length / recordLength(kind.idLength);
  }
  const readers = segments.map(({ fd, size }) => pieceReader(fd, size));
  const found: Segments = {
    index,
    names: segments.map((segment) => segment.name),
    find: (id, as, mayBeUnscanned) => findRecord(index, id, as, mayBeUnscanned),
    state: (record) => recordAt(index, record).state,
    bytes(record) {
      const { place, length, checksum } = recordAt(index, record);
      const number = starts.findLastIndex((first) => first <= record);
      const text = readers[number]?.(place, length) ?? null;
      return text !== null && checksum32(text) === checksum ? text : null;
    },
    facts(record) {
      const text = found.bytes(record);
      return text === null ? null : decodeFacts(text.toString('utf8'));
    },
  };
  forgotten.register(
    found,
    segments.map((segment) => segment.fd),
  );
  return found;
}

function openSegment(folder: CacheFolder, name: string, kind: SegmentKind): Segment | null {
  const file = openCached(folder, name);
  if (file === null) return null;
  const records = readRecords(file.fd, file.size, kind);
  if (records === null) {
    closeSync(file.fd);
    return null;
  }
  return { name, ...file, records };
}

function readRecords(fd: number, size: number, kind: SegmentKind): Buffer | null {
  const end = readAt(fd, size - END, END);
  if (end === null || !end.subarray(0, MAGIC.length).equals(MAGIC)) return null;
  const count = end.readUInt32LE(MAGIC.length);
  const length = count * recordLength(kind.idLength);
  if (length > size - END) return null;
  const records = readAt(fd, size - END - length, length);
  if (records === null) return null;
  const isSame = end.equals(endOf(records, count, kind));
  if (isSame) return records;
  const prefilter = end.toString('latin1', MAGIC.length + 24, MAGIC.length + 40);
  return end.equals(endOf(records, count, { ...kind, prefilter })) ? withoutBare(records, kind.idLength) : null;
}

function withoutBare(records: Buffer, idLength: number): Buffer {
  const length = recordLength(idLength);
  const kept: Buffer[] = [];
  for (let at = 0; at < records.length; at += length) {
    if (STATES[records[at + idLength + 1] ?? 0] !== 'unscanned') kept.push(records.subarray(at, at + length));
  }
  return Buffer.concat(kept);
}

function endOf(records: Buffer, count: number, { build, prefilter, idLength }: SegmentKind): Buffer {
  const end = Buffer.alloc(END);
  MAGIC.copy(end);
  end.writeUInt32LE(count, MAGIC.length);
  end.writeUInt32LE(idLength, MAGIC.length + 4);
  end.write(build, MAGIC.length + 8, 16, 'latin1');
  end.write(prefilter, MAGIC.length + 24, 16, 'latin1');
  end.writeUInt32LE(checksum32(records), MAGIC.length + 40);
  end.writeUInt32LE(checksum32(end), MAGIC.length + 44); // its own place is zero then
  return end;
}

/** Reads pieces and gives parts of them, without asking the disk again for what lies in the last piece. */
function pieceReader(fd: number, size: number): (place: number, length: number) => Buffer | null {
  let from = 0;
  let piece: Buffer = Buffer.alloc(0);
  return (place, length) => {
    if (place < from || place + length > from + piece.length) {
      const read = readAt(fd, place, Math.min(Math.max(length, PIECE), size - place));
      if (read === null || read.length < length) return null;
      piece = read;
      from = place;
    }
    return piece.subarray(place - from, place - from + length);
  };
}

// ----------------------------------------------------------------------------------------------------------- writing

export interface SegmentWriter {
  /** Adds what became known of a blob; `text` is empty unless the state is `facts`. */
  add(id: Uint8Array, as: ReadAs, state: BlobState, text: Uint8Array): void;
  /** Facts that were added, by place and length; null when they cannot be read again. */
  read(place: number, length: number): Buffer | null;
  /** Gives the segment its name, and removes `replaced`. False when it could not be written. */
  commit(replaced: readonly string[]): boolean;
  abandon(): void;
}

/** Begins a segment; null when nothing can be written. */
export function writeSegment(folder: CacheFolder, kind: SegmentKind): SegmentWriter | null {
  const writer: CacheWriter | null = writeCache(folder);
  if (writer === null) return null;
  let place = 0;
  let records = Buffer.alloc(1024 * recordLength(kind.idLength));
  let count = 0;
  return {
    add(id, as, state, text) {
      const length = recordLength(kind.idLength);
      if (place + text.length >= 2 ** 32) return; // full
      if ((count + 1) * length > records.length) records = Buffer.concat([records, Buffer.alloc(records.length)]);
      const record: SegmentRecord = { state, place, length: text.length, checksum: checksum32(text) };
      putRecord(records, count * length, id, as, record);
      count++;
      if (text.length > 0) writer.write(text);
      place += text.length;
    },
    read: (at, length) => writer.read(at, length),
    commit(replaced) {
      const used = records.subarray(0, count * recordLength(kind.idLength));
      writer.write(used);
      writer.write(endOf(used, count, kind));
      const name = `${kind.prefix}${process.pid.toString(36)}-${Math.random().toString(36).slice(2)}`;
      if (!writer.commit(name)) return false;
      for (const old of replaced) dropCached(folder, old);
      return true;
    },
    abandon: () => writer.abandon(),
  };
}

/** Whether a run that writes should make one segment of all. */
export function shouldJoin(segments: Segments): boolean {
  return segments.names.length >= MANY;
}
