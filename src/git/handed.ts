/**
 * What git has listed and read already when Node begins: the hook's shell starts git and Node together, so that git
 * works while Node loads (hooks/hand-over).
 *
 *   ssot-guard staged
 *   lines of `git diff-index --raw`
 *   (an empty line)
 *   the commit to which the index of files leads (src/head-index/head-index.ts), or an empty line
 *   lines of `git diff-tree -r --raw` between it and HEAD
 *   (an empty line)
 *   output of `git cat-file --batch` for the staged sources among them
 *   ssot-guard end
 *
 * It is taken whole or not at all: a name that git quotes, an answer that is no blob or that no listed file asks for, a
 * missing end (git was killed, there was nothing to hand over) and more than fits send the caller to git itself. A blob
 * that is not among the answers is asked for like any other.
 */
import { readSync } from 'node:fs';
import type { Answer } from './answer.ts';
import { decodeName } from './names.ts';
import type { Change } from './staged.ts';

export interface Handed {
  /** Everything in which the index differs from HEAD. */
  readonly changes: readonly Change[];
  /** Everything in which HEAD differs from a commit; null when that was not asked, or a name is quoted. */
  readonly since: { readonly commit: string; readonly changes: readonly Change[] } | null;
  /** Blobs by id. */
  readonly blobs: ReadonlyMap<string, Answer>;
}

const BEGIN = Buffer.from('ssot-guard staged\n');
const END = Buffer.from('ssot-guard end\n');
const LINE = /^:(\d{6}) (\d{6}) ([0-9a-f]{40,64}) ([0-9a-f]{40,64}) ([A-Z])\t([^"]+)$/;
/** With the status after it where the shell took the ids out of a long list. */
const BLOB = /^([0-9a-f]{40,64}) blob (\d+)[AM]?$/;

/** Larger than this, it is read from git in batches. */
const MOST_BYTES = 64 << 20;

/** Reads all of a pipe; null when it holds more than this tool wants in memory, or cannot be read. */
export function readPipe(fd: number, most = MOST_BYTES): Buffer | null {
  const chunks: Buffer[] = [];
  for (let size = 0; size <= most; ) {
    const chunk = Buffer.allocUnsafe(1 << 16);
    let got: number;
    try {
      got = readSync(fd, chunk, 0, chunk.length, null);
    } catch {
      return null;
    }
    if (got === 0) return chunks.length === 1 ? (chunks[0] ?? null) : Buffer.concat(chunks);
    chunks.push(chunk.subarray(0, got));
    size += got;
  }
  return null;
}

/** What was handed over; null when it is not whole. */
export function parseHanded(bytes: Buffer): Handed | null {
  const end = bytes.length - END.length;
  if (end < BEGIN.length || !bytes.subarray(0, BEGIN.length).equals(BEGIN) || !bytes.subarray(end).equals(END))
    return null;
  const gap = bytes.indexOf('\n\n', BEGIN.length - 1);
  const commitEnd = bytes.indexOf(10, gap + 2);
  // without any line the end of the id's line is the first of the two
  const second = gap < 0 || commitEnd < 0 ? -1 : bytes.indexOf('\n\n', commitEnd);
  if (second < 0) return null;
  const changes = changesIn(bytes.toString('latin1', BEGIN.length, gap));
  const blobs = changes === null ? null : blobsIn(bytes.subarray(second + 2, end));
  if (changes === null || blobs === null) return null;
  const asked = new Set(changes.map(({ newId }) => newId));
  for (const id of blobs.keys()) if (!asked.has(id)) return null;
  const commit = bytes.toString('latin1', gap + 2, commitEnd);
  const later = changesIn(bytes.toString('latin1', commitEnd + 1, Math.max(commitEnd + 1, second)));
  return { changes, since: commit === '' || later === null ? null : { commit, changes: later }, blobs };
}

function changesIn(lines: string): Change[] | null {
  const changes: Change[] = [];
  for (const line of lines === '' ? [] : lines.split('\n')) {
    const [, oldMode = '', newMode = '', oldId = '', newId = '', status = '', raw = ''] = LINE.exec(line) ?? [];
    if (raw === '') return null;
    changes.push({ status, oldMode, newMode, oldId, newId, raw, ...decodeName(raw) });
  }
  return changes;
}

function blobsIn(bytes: Buffer): Map<string, Answer> | null {
  const blobs = new Map<string, Answer>();
  for (let at = 0; at < bytes.length; ) {
    const header = bytes.indexOf(10, at);
    const [, id, size] = BLOB.exec(bytes.toString('latin1', at, Math.min(header, at + 100))) ?? [];
    if (id === undefined) return null;
    const start = header + 1;
    at = start + Number(size) + 1;
    if (at > bytes.length) return null;
    blobs.set(id, { kind: 'object', id, type: 'blob', content: bytes.subarray(start, at - 1) });
  }
  return blobs;
}
