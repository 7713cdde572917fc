/**
 * The package with every number small at which the code takes another way because there is much: a batch ends after three
 * blobs, a cache is full after a few hundred bytes. So trees of a dozen files go where otherwise thousands are needed.
 * Numbers that say what is told, or refused, are none of these.
 */
import type { Device } from '../bench/ablation/devices.mjs';

/** Where there are so many files that something else is done: sizes around these are tried. */
export const BORDERS = [3, 6, 12] as const;
const [FEW, SOME, MANY] = BORDERS;

/** File, what stands there, and what does instead. */
const NUMBERS: readonly (readonly [string, string, string])[] = [
  ['hooks/with-git', '-gt 500', `-gt ${FEW}`],
  ['hooks/with-git', '-le 5000', `-le ${MANY}`],
  ['src/cache/blobs.ts', 'LARGEST = 32 << 10', 'LARGEST = 60'],
  ['src/cache/blobs.ts', 'MOST = 512 << 10', 'MOST = 300'],
  ['src/cache/table.ts', 'FIRST_READ = 128 << 10', 'FIRST_READ = 64'],
  ['src/facts/cache/segments.ts', 'MANY = 6', 'MANY = 2'],
  ['src/facts/cache/segments.ts', '{ bytes: 512 << 20, files: 24 }', '{ bytes: 4000, files: 3 }'],
  ['src/facts/cache/segments.ts', 'PIECE = 256 << 10', 'PIECE = 128'],
  ['src/facts/files.ts', 'LARGE = 1500', `LARGE = ${MANY}`],
  ['src/facts/files.ts', '{ files: 100, bytes: 1 << 20 }', `{ files: ${SOME}, bytes: 400 }`],
  ['src/facts/threads/fact-table.ts', 'WORTH_KEEPING = 200', `WORTH_KEEPING = ${SOME}`],
  ['src/facts/threads/read-many.ts', 'ALONE = 1500', `ALONE = ${MANY}`],
  ['src/facts/threads/read-many.ts', '{ disk: 256, blobs: 1000 }', `{ disk: ${FEW}, blobs: ${FEW} }`],
  ['src/facts/threads/read-many.ts', 'pending.length / 16', 'pending.length / 2'],
  ['src/facts/tree.ts', 'MOST_KEPT = 2000', 'MOST_KEPT = 2'],
  ['src/git/handed.ts', 'MOST_BYTES = 64 << 20', 'MOST_BYTES = 600'],
  ['src/git/object-store.ts', '{ bytes: 64 << 20, objects: 500 }', `{ bytes: 400, objects: ${FEW} }`],
  ['src/git/objects.ts', 'objects: 2000, bytes: 32 << 20', `objects: ${FEW}, bytes: 300`],
  ['src/git/settle.ts', 'MOST_OPEN = 32', 'MOST_OPEN = 2'],
  ['src/git/source-files.ts', 'TOGETHER = 2000', `TOGETHER = ${FEW}`],
  ['src/head-index/definers.ts', 'MOST_UNJUDGED = 500', `MOST_UNJUDGED = ${FEW}`],
  ['src/head-index/head-index.ts', 'MOST_CHANGES = 5000', `MOST_CHANGES = ${MANY}`],
  ['src/head-index/head-index.ts', '{ least: 256, most: 4000 }', `{ least: ${FEW}, most: ${SOME} }`],
  ['src/head-index/head-index.ts', 'MOST_UNKNOWN = 500', `MOST_UNKNOWN = ${FEW}`],
  ['src/head-index/head-index.ts', 'MOST_BLOBS = 4000', `MOST_BLOBS = ${SOME}`],
  ['src/head-index/head-index.ts', 'MOST_NAMES = 32 << 20', 'MOST_NAMES = 200'],
  ['src/judging/placing.ts', 'ROOM_FOR_TEXTS = 16 << 20', 'ROOM_FOR_TEXTS = 300'],
  ['src/judging/rounds.ts', 'FILES_PER_TREE = 2000', `FILES_PER_TREE = ${FEW}`],
  ['src/modules/python.ts', 'MOST_REMEMBERED = 256', 'MOST_REMEMBERED = 2'],
  ['src/registry/compiled-cache.ts', 'MOST = 8', 'MOST = 1'],
  ['src/registry/open.ts', 'MOST = 8', 'MOST = 1'],
  ['src/text/remember.ts', 'MOST_KEPT = 32_768', 'MOST_KEPT = 3'],
];

/** For `buildWithout`, which fails where a number stands elsewhere by now. */
export const smallNumbers: Device = { id: 'small-numbers', title: 'large numbers', edits: NUMBERS, cases: [] };
