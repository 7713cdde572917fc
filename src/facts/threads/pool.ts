/**
 * Worker threads for reading batches, as many as there are processors. Where they cannot be had (run from source, no
 * threads allowed, out of memory), the batches are read here.
 */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Worker } from 'node:worker_threads';
import { UserError } from '../../errors.ts';
import { loadPackage } from '../../text/load-package.ts';
import { type Batch, type BatchFacts, batchReader, type Reading } from './batch.ts';
import type { Order, Reply } from './worker.ts';

/** More threads than this would need more memory than they are worth. */
const MOST_THREADS = 8;

/**
 * Reads batches, in any order, and hands on what each gave; without threads when `alone`.
 *
 * @throws UserError for a blob that is missing or damaged
 */
export async function readBatches(
  reading: Reading,
  batches: readonly Batch[],
  alone: boolean,
  take: (facts: BatchFacts, batch: number) => void,
): Promise<void> {
  const left = new Set(batches.keys());
  const done = (facts: BatchFacts, batch: number): void => {
    left.delete(batch);
    take(facts, batch);
  };
  const bundle = fileURLToPath(new URL('./main.cjs', import.meta.url));
  if (!alone && batches.length > 1 && existsSync(bundle)) await inThreads(bundle, reading, batches, done);
  if (left.size === 0) return;
  const read = batchReader(reading);
  for (const number of [...left]) {
    const batch = batches[number];
    if (batch !== undefined) done(read(batch), number);
  }
}

/** Batches that a dying thread held stay undone. */
async function inThreads(
  bundle: string,
  reading: Reading,
  batches: readonly Batch[],
  done: (facts: BatchFacts, batch: number) => void,
): Promise<void> {
  // A script from V8's cache has no import() on Node 20.
  const threads = loadPackage<typeof import('node:worker_threads')>('node:worker_threads');
  const program = `require(${JSON.stringify(bundle)}).work()`;
  const next = batches.keys();
  const pool: Worker[] = [];
  const work = (): Promise<void> =>
    new Promise((resolve, reject) => {
      let worker: Worker;
      try {
        worker = new threads.Worker(program, { eval: true, workerData: reading, execArgv: [] });
      } catch {
        return resolve();
      }
      pool.push(worker);
      const give = (): void => {
        const { value: number } = next.next();
        const batch = number === undefined ? undefined : batches[number];
        if (number === undefined || batch === undefined) resolve();
        else worker.postMessage({ number, batch } satisfies Order);
      };
      worker.on('message', (reply: Reply) => {
        if (reply.kind === 'refused') return reject(new UserError(reply.message, reply.hint ?? undefined));
        if (reply.kind === 'broken') return reject(Object.assign(new Error(reply.message), { stack: reply.stack }));
        try {
          done(reply.facts, reply.number);
          give();
        } catch (error) {
          reject(error);
        }
      });
      worker.on('error', () => resolve());
      worker.on('exit', () => resolve());
      give();
    });
  const size = Math.min(availableParallelism(), MOST_THREADS, batches.length);
  try {
    await Promise.all(Array.from({ length: size }, work));
  } finally {
    await Promise.all(pool.map((worker) => worker.terminate()));
  }
}
