/**
 * Reading objects through `cat-file --batch`: many in one process, by id or by name (`:0:path`, `HEAD:path`).
 *
 * A blob that is not there is never an empty one: every request gets an answer that says which. Batches are cut so
 * that memory stays bounded however much is asked for; a batch that turns out too large is halved and read again,
 * because asking for the sizes first would cost every small commit a process.
 */

import type { Answer } from './answer.ts';
import { unfetchedAware } from './partial.ts';
import type { Repository } from './repository.ts';
import { git, gitFailure, lacksObjects, mayBePartial } from './run.ts';

const MISSING: Answer = { kind: 'missing' };
const TOO_LARGE: Answer = { kind: 'too-large' };

export interface Limits {
  /** Objects and bytes in one batch. */
  readonly objects: number;
  readonly bytes: number;
  /** The largest single object. */
  readonly largest: number;
}

/** No object is larger than what fits into one string of the engine. */
const LIMITS: Limits = { objects: 2000, bytes: 32 << 20, largest: (1 << 29) - (1 << 10) };

/** Answers to all requests at once; see readInBatches. */
export function readObjects(repository: Repository, requests: Iterable<string>): Map<string, Answer> {
  return new Map(readInBatches(repository, requests));
}

/**
 * Answers request by request, in order, each distinct one once. A request is a full object id, `:0:<path>` (the
 * index), `<commit or tree>:<path>`, or a revision such as `HEAD^{tree}`. Contents live no longer than the caller keeps
 * them.
 *
 * @throws UserError when git fails as a whole (no repository, damaged index or pack)
 */
export function* readInBatches(
  repository: Repository,
  requests: Iterable<string>,
  limits: Limits = LIMITS,
): Generator<[string, Answer]> {
  const all = [...new Set(requests)];
  let size = limits.objects;
  for (let at = 0; at < all.length; ) {
    const batch = all.slice(at, at + size);
    const alone = batch.length === 1;
    const answers = ask(repository, batch, alone ? limits.largest : limits.bytes);
    if (answers === null && !alone) {
      size = batch.length >> 1;
      continue;
    }
    let bytes = 0;
    for (const request of batch) {
      const answer = answers === null ? TOO_LARGE : (answers.get(request) ?? MISSING);
      if (answer.kind === 'object') bytes += answer.content.length;
      yield [request, answer];
    }
    at += batch.length;
    if (bytes < limits.bytes / 4) size = Math.min(size * 2, limits.objects);
  }
}

/** One process for all requests; null when the answers are longer than `maxBytes`. */
function ask(repository: Repository, requests: readonly string[], maxBytes: number): Map<string, Answer> | null {
  const plain = requests.filter(isOneLine);
  const answers = plain.length === 0 ? new Map<string, Answer>() : catFile(repository, plain, maxBytes, {});
  if (answers === null || plain.length === requests.length) return answers;
  const odd = requests.filter((request) => !isOneLine(request) && !request.includes('\0'));
  const others = unfetchedAware(repository, odd, (ids, env) => catFile(repository, ids, maxBytes, env));
  return others && new Map([...answers, ...others]);
}

/** cat-file reads one request a line, and takes a carriage return before the line's end for part of that end. */
function isOneLine(request: string): boolean {
  return !/[\0\r\n]/.test(request);
}

function catFile(
  repository: Repository,
  requests: readonly string[],
  maxBytes: number,
  env: Readonly<Record<string, string | undefined>>,
): Map<string, Answer> | null {
  const args = ['cat-file', '--batch', '--buffer'];
  const askable = requests.filter(isAskable);
  if (askable.length === 0) return new Map();
  const input = `${askable.join('\n')}\n`;
  const result = git(args, { cwd: repository.cwd, input, env, maxBuffer: maxBytes, okStatus: [0, 128] });
  if (result.overflow) return null;
  // Git dies at the first object that only the remote has, or says `missing`: that depends on its version.
  if (lacksObjects(result.stderr, repository.cwd)) {
    return unfetchedAware(repository, askable, (ids, side) => catFile(repository, ids, maxBytes, side));
  }
  if (result.status !== 0) throw gitFailure(args, result.status, result.stderr, repository.cwd);
  const answers = parseBatch(result.stdout, askable);
  return env.GIT_DIR === undefined ? withUnfetched(repository, answers, maxBytes) : answers;
}

/** Newer versions of git call missing what a partial clone has not fetched. */
function withUnfetched(
  repository: Repository,
  answers: Map<string, Answer>,
  maxBytes: number,
): Map<string, Answer> | null {
  const missing = [...answers].flatMap(([request, { kind }]) => (kind === 'missing' ? [request] : []));
  if (missing.length === 0 || !mayBePartial(repository.cwd)) return answers;
  const others = unfetchedAware(repository, missing, (ids, side) => catFile(repository, ids, maxBytes, side));
  return others && new Map([...answers, ...others]);
}

/**
 * Whether a request can be put to git: `HEAD:./x` and `HEAD:../x` are relative to the working folder and end the whole
 * process where there is none, and an empty path is the tree itself.
 */
function isAskable(request: string): boolean {
  const colon = request.startsWith(':0:') ? 2 : request.indexOf(':');
  return colon < 0 || !/^(?:$|\/|\.\.?(?:\/|$))/.test(request.slice(colon + 1));
}

/**
 * `<id> <type> <size>` LF `<content>` LF, or `<request> missing` LF; answers come in the order of the requests. An answer
 * to an id names that id, and one that says `missing` names its request, so an answer to another question is seen.
 *
 * @throws Error for such an answer, for too few and for too many: a bug, never another object's content
 */
export function parseBatch(output: Buffer, requests: readonly string[]): Map<string, Answer> {
  const answers = new Map<string, Answer>();
  let at = 0;
  for (const request of requests) {
    const end = output.indexOf(10, at);
    if (end < 0) throw new Error(`git cat-file gave ${answers.size} answers to ${requests.length} requests`);
    const header = output.toString('utf8', at, end);
    const [, id, type, size] = /^([0-9a-f]{40,64}) ([a-z]+) (\d+)$/.exec(header) ?? [];
    if (id === undefined || type === undefined || size === undefined) {
      if (!isRefusalOf(header, request)) throw otherAnswer(header, request);
      answers.set(request, MISSING);
      at = end + 1;
    } else {
      if (OBJECT_ID.test(request) && id !== request) throw otherAnswer(header, request);
      const start = end + 1;
      at = start + Number(size) + 1;
      if (output[at - 1] !== 10) throw new Error(`git cat-file gave a part of ${id} only`);
      answers.set(request, { kind: 'object', id, type, content: output.subarray(start, at - 1) });
    }
  }
  if (at !== output.length) throw new Error(`git cat-file gave more than ${requests.length} answers`);
  return answers;
}

const OBJECT_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** `<request> missing`, and what else git may say in its place; of a submodule newer versions give the commit's id. */
function isRefusalOf(header: string, request: string): boolean {
  return header.startsWith(`${request} `) || /^[0-9a-f]{40,64} submodule$/.test(header);
}

function otherAnswer(header: string, request: string): Error {
  return new Error(`git cat-file was asked for ${JSON.stringify(request)} and answered ${JSON.stringify(header)}`);
}
