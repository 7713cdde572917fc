/**
 * Facts of many files at once: a whole tree, or more files than a commit has.
 *
 * What the cache knows by blob id is not read at all; the rest is read and scanned in batches, by all processors. On
 * their way facts stay what they are in the cache, short texts in the segment that is being written, so that memory holds
 * none of them; where nothing can be written they stay in memory. They are decoded whenever they are asked for.
 */

import { setFlagsFromString } from 'node:v8';
import { buildId } from '../../cache/build-id.ts';
import { checksum } from '../../cache/checksum.ts';
import { cacheFolder } from '../../cache/folder.ts';
import { rawOf } from '../../git/names.ts';
import { openRepository } from '../../git/repository.ts';
import type { SourceFile } from '../../git/snapshot.ts';
import { openSegments, type SegmentKind, writeSegment } from '../cache/segments.ts';
import type { Batch, Reading } from './batch.ts';
import { type ManyFacts, newFactTable, pendingIn, type ReadManyRequest, readable, takeBatch } from './fact-table.ts';
import { readBatches } from './pool.ts';
import type { Sought } from './way.ts';

/**
 * Fewer files than this are read without threads, which would take longer to start than they save: on two idle cores they
 * cost a fifth of the CPU, and save wall time from some 4,000 files on; more cores, sooner.
 */
const ALONE = 1500;
const BATCH = { disk: 256, blobs: 1000 };

/**
 * Left to itself the engine collects when the heap has grown fourfold, because memory seems plenty. What is alive here
 * is little and stays the same from file to file, so collecting sooner costs next to nothing.
 */
function growSlowly(): void {
  setFlagsFromString('--heap-growing-percent=40');
}

/** Reads the facts of files from one place. @throws UserError for a blob that is missing or damaged */
async function readMany(request: ReadManyRequest): Promise<ManyFacts> {
  growSlowly();
  const { files, cwd, from, sought } = request;
  const idLength = (files.find((file) => file.id !== null)?.id?.length ?? 40) / 2;
  const kind: SegmentKind = { ...kindOf(sought), idLength };
  const folder = buildId === null ? null : cacheFolder(openRepository(cwd));
  const segments = openSegments(folder, kind);
  const table = newFactTable(request, kind, segments, writeSegment(folder, kind));

  const pending = pendingIn(table);
  const reading: Reading = {
    ...{ cwd, from, sought, idLength },
    known: from === 'disk' && segments.names.length > 0 ? segments.index : null,
    wantsIds: request.wantsIds,
  };
  const size = Math.max(1, Math.min(BATCH[from], Math.ceil(pending.length / 16)));
  const batches: number[][] = [];
  for (let at = 0; at < pending.length; at += size) batches.push(pending.slice(at, at + size));
  let done = files.length - pending.length;
  const given = batches.map((batch) => batchOf(request, batch));
  await readBatches(reading, given, pending.length < ALONE, (facts, number) => {
    const batch = batches[number] ?? [];
    takeBatch(table, batch, facts);
    done += batch.length;
    request.progress?.(done, files.length);
  });
  return readable(table);
}

function batchOf({ files, from, covers }: ReadManyRequest, batch: readonly number[]): Batch {
  const chosen = batch.flatMap((at) => files[at] ?? []);
  const paths = chosen.map((file) => file.path);
  if (from === 'blobs') return { paths, places: chosen.map((file) => file.id ?? '') };
  const plain = chosen.every((file) => file.pathBytes === null);
  const read = Uint8Array.from(chosen, (file) => Number(covers(file)));
  return { paths, places: plain ? null : chosen.map(rawOf), read };
}

/** What stands in a source is one thing for all registries, what a text mentions is not. */
function kindOf(sought: Sought): Omit<SegmentKind, 'idLength'> {
  const build = buildId ?? '';
  if (sought.as === 'sources') return { prefix: 'facts-', build, prefilter: identityOf(sought.prefilter) };
  const identity = identityOf([build, sought.search.file, sought.search.name.source]);
  return { prefix: 'texts-', build: identity, prefilter: identity };
}

function identityOf(value: unknown): string {
  return checksum(Buffer.from(JSON.stringify(value)));
}

/** Reads files where each is: those that have an id, of a reading of the disk, are not there and come from git. */
export async function readEach(request: ReadManyRequest): Promise<ManyFacts> {
  const inGit = request.from === 'disk' ? request.files.filter(({ id }) => id !== null) : [];
  if (inGit.length === 0) return readMany(request);
  const onDisk = await readMany({ ...request, files: request.files.filter(({ id }) => id === null) });
  return joined(request.files, onDisk, await readMany({ ...request, from: 'blobs', files: inGit }));
}

function joined(files: readonly SourceFile[], onDisk: ManyFacts, inGit: ManyFacts): ManyFacts {
  const rows = new Int32Array(files.length);
  let [ofDisk, ofGit] = [0, 0];
  for (const [at, { id }] of files.entries()) rows[at] = id === null ? ofDisk++ : ofGit++;
  const partOf = (file: number): ManyFacts => (files[file]?.id === null ? onDisk : inGit);
  const rowOf = (file: number): number => rows[file] ?? -1;
  return {
    outcome: (file) => partOf(file).outcome(rowOf(file)),
    reason: (file) => partOf(file).reason(rowOf(file)),
    facts: (file) => partOf(file).facts(rowOf(file)),
    id: (file) => partOf(file).id(rowOf(file)),
    end: () => {
      onDisk.end();
      inGit.end();
    },
  };
}
