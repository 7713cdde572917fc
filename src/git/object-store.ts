/**
 * Objects that were asked for, and those that will be: the trees of one snapshot share a store, so that everything
 * which several of them want comes with one `cat-file` process.
 */

import type { Answer } from './answer.ts';
import { readInBatches } from './objects.ts';
import type { Repository } from './repository.ts';
import type { Source } from './settle.ts';

export interface ObjectStore extends Source {
  /** What is known about a request (see readInBatches); undefined when nothing is, and then it is noted as wanted. */
  get(request: string): Answer | undefined;
  /** What is known about a request, without noting it. */
  peek(request: string): Answer | undefined;
  /** Notes a request whose answer will be useful; it is kept only while there is room. */
  hint(request: string): void;
}

/** Contents that are kept from run to run. */
export interface BlobCache {
  /** The content of a blob by its id. */
  get(id: string): Buffer | undefined;
  /** Is told what had to be read. */
  learn(id: string, content: Buffer): void;
}

/** What is known before git is asked. */
export interface Known {
  readonly blobs?: ReadonlyMap<string, Answer> | undefined;
  readonly kept?: BlobCache | undefined;
}

const ID = /^[0-9a-f]{40,64}$/;

/** Bytes and number of hinted contents that are kept. */
const ROOM = { bytes: 64 << 20, objects: 500 };

/** A store. `cwd` is any folder of the work tree. */
export function objectStore(repository: Repository, { blobs, kept }: Known = {}): ObjectStore {
  const known = new Map<string, Answer>(blobs);
  const wanted = new Set<string>();
  const hinted = new Set<string>();
  let held = 0;
  let misses = 0;

  function recall(request: string): Answer | undefined {
    const content = kept !== undefined && ID.test(request) ? kept.get(request) : undefined;
    if (content === undefined) return undefined;
    const answer: Answer = { kind: 'object', id: request, type: 'blob', content };
    known.set(request, answer);
    return answer;
  }

  return {
    get(request) {
      const answer = known.get(request) ?? recall(request);
      if (answer === undefined) {
        wanted.add(request);
        misses++;
      }
      return answer;
    },
    misses: () => misses,
    peek: (request) => known.get(request),
    hint(request) {
      if (hinted.size < ROOM.objects && !known.has(request)) hinted.add(request);
    },
    fetch() {
      if (wanted.size === 0 && hinted.size === 0) return false;
      // what is wanted comes first, so that stopping when the room is full leaves out only hints
      for (const [request, answer] of readInBatches(repository, new Set([...wanted, ...hinted]))) {
        if (!wanted.has(request) && answer.kind === 'object' && (held += answer.content.length) > ROOM.bytes) break;
        known.set(request, answer);
        if (kept !== undefined && answer.kind === 'object' && answer.type === 'blob' && wanted.has(request))
          kept.learn(answer.id, answer.content);
      }
      wanted.clear();
      hinted.clear();
      return true;
    },
  };
}
