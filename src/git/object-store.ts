/**
 * Objects that were asked for, and those that will be: the trees of one snapshot share a store, so that everything
 * which several of them want comes with one `cat-file` process.
 */
import { type Answer, readInBatches } from './objects.ts';

export interface ObjectStore {
  /** What is known about a request (see readInBatches); undefined when nothing is, and then it is noted as wanted. */
  get(request: string): Answer | undefined;
  /** What is known about a request, without noting it. */
  peek(request: string): Answer | undefined;
  /** Notes a request whose answer will be useful; it is kept only while there is room. */
  hint(request: string): void;
  /** Reads everything that is wanted and unknown; true when there was something. */
  fetch(): boolean;
  /** How many times `get` had no answer. */
  misses(): number;
}

/** Bytes and number of hinted contents that are kept. */
const ROOM = { bytes: 64 << 20, objects: 500 };

/** An empty store. `cwd` is any folder of the work tree. */
export function objectStore(cwd: string): ObjectStore {
  const known = new Map<string, Answer>();
  const wanted = new Set<string>();
  const hinted = new Set<string>();
  let kept = 0;
  let misses = 0;
  return {
    get(request) {
      const answer = known.get(request);
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
      for (const [request, answer] of readInBatches(cwd, new Set([...wanted, ...hinted]))) {
        if (!wanted.has(request) && answer.kind === 'object' && (kept += answer.content.length) > ROOM.bytes) break;
        known.set(request, answer);
      }
      wanted.clear();
      hinted.clear();
      return true;
    },
  };
}
