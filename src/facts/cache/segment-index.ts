/**
 * What is known of which blob: the index of all segments in one piece of shared memory, so that the main thread and the
 * workers look ids up in the same place.
 *
 * A record is a blob id, how that was read, a state, and where the facts lie in their segment. Records are found by open addressing
 * over the first bytes of the id, which is as good as random.
 */
import { SEALED } from '../../text/decode.ts';
import { DIALECTS, type Dialect } from '../../types.ts';

/** How a blob is read: as a source, or as a text file, which may instruct people and be a document of a dialect. */
export type ReadAs = Dialect | TextKind;
export type TextKind = `${'text' | 'instruction'} ${Dialect | ''}`;

const dialects = Object.keys(DIALECTS) as readonly Dialect[];
const textKinds = (['text', 'instruction'] as const).flatMap((kind) =>
  (['', ...dialects] as const).map((dialect): TextKind => `${kind} ${dialect}`),
);
/** A record holds the way by its place here. */
const ways: readonly ReadAs[] = [...dialects, ...textKinds];

/** What a blob turned out to be. `unscanned`: the prefilter says that it need not be scanned. */
export const STATES = ['facts', 'empty', 'binary', 'unscanned', ...SEALED] as const;
export type BlobState = (typeof STATES)[number];

/** Behind the id: how it was read, state, two bytes of nothing, place, length and checksum of the facts. */
const TAIL = 16;

export function recordLength(idLength: number): number {
  return idLength + TAIL;
}

export interface SegmentRecord {
  readonly state: BlobState;
  readonly place: number;
  readonly length: number;
  readonly checksum: number;
}

/** Writes a record at a place of a buffer. */
export function putRecord(
  bytes: Buffer,
  at: number,
  id: Uint8Array,
  as: ReadAs,
  { state, place, length, checksum }: SegmentRecord,
): void {
  bytes.set(id, at);
  const tail = at + id.length;
  bytes[tail] = ways.indexOf(as);
  bytes[tail + 1] = STATES.indexOf(state);
  bytes.writeUInt16LE(0, tail + 2);
  bytes.writeUInt32LE(place, tail + 4);
  bytes.writeUInt32LE(length, tail + 8);
  bytes.writeUInt32LE(checksum, tail + 12);
}

/** The records of all segments and the table over them: plain memory that can be handed to a worker. */
export interface SegmentIndex {
  readonly idLength: number;
  readonly records: Uint8Array<SharedArrayBuffer>;
  /** One more than the number of a record; 0 is an empty place. A power of two long. */
  readonly slots: Int32Array<SharedArrayBuffer>;
}

/**
 * Puts the records of several segments together; where they repeat, the first counts. That a blob need not be scanned and
 * what stands in it are two things to know: a file may have to be scanned for where it stands.
 */
export function joinRecords(idLength: number, parts: readonly Uint8Array[]): SegmentIndex {
  const total = parts.reduce((sum, part) => sum + part.length, 0);
  const records = new Uint8Array(new SharedArrayBuffer(total));
  let at = 0;
  for (const part of parts) {
    records.set(part, at);
    at += part.length;
  }
  const count = total / recordLength(idLength);
  let size = 16;
  while (size < count * 2) size *= 2;
  const slots = new Int32Array(new SharedArrayBuffer(size * 4));
  const index: SegmentIndex = { idLength, records, slots };
  for (let number = 0; number < count; number++) {
    const start = number * recordLength(idLength);
    const canSkip = records[start + idLength + 1] === BARE;
    const wanted = canSkip ? (state: number) => state === BARE : isScanned;
    const slot = slotOf(index, records.subarray(start, start + idLength), records[start + idLength] ?? 0, wanted);
    if (slots[slot] === 0) slots[slot] = number + 1;
  }
  return index;
}

/**
 * The number of the record for a blob that is read so, or -1.
 * @param mayBeBare whether it is enough to know that the blob need not be scanned
 */
export function findRecord(index: SegmentIndex, id: Uint8Array, as: ReadAs, mayBeUnscanned: boolean): number {
  const slot = slotOf(index, id, ways.indexOf(as), mayBeUnscanned ? () => true : isScanned);
  return (index.slots[slot] ?? 0) - 1;
}

const BARE = STATES.indexOf('unscanned');

function isScanned(state: number): boolean {
  return state !== BARE;
}

/** What a record says. */
export function recordAt({ idLength, records }: SegmentIndex, number: number): SegmentRecord {
  const tail = number * recordLength(idLength) + idLength;
  const view = new DataView(records.buffer, tail, TAIL);
  return {
    state: STATES[view.getUint8(1)] ?? 'unscanned',
    place: view.getUint32(4, true),
    length: view.getUint32(8, true),
    checksum: view.getUint32(12, true),
  };
}

/** The place of a blob in the table, in a state that is wanted, or the empty place where it would be. */
function slotOf(
  { idLength, records, slots }: SegmentIndex,
  id: Uint8Array,
  as: number,
  isWanted: (state: number) => boolean,
): number {
  const mask = slots.length - 1;
  const hash = ((id[0] ?? 0) | ((id[1] ?? 0) << 8) | ((id[2] ?? 0) << 16) | ((id[3] ?? 0) << 24)) ^ (as << 7);
  for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
    const number = (slots[slot] ?? 0) - 1;
    if (number < 0) return slot;
    const tail = number * recordLength(idLength) + idLength;
    const isSame = records[tail] === as && sameBytes(records, tail - idLength, id);
    if (isSame && isWanted(records[tail + 1] ?? 0)) return slot;
  }
}

function sameBytes(records: Uint8Array, start: number, id: Uint8Array): boolean {
  for (let at = 0; at < id.length; at++) if (records[start + at] !== id[at]) return false;
  return true;
}
