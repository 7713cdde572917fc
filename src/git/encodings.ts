/**
 * Files that have another encoding on disk than in git (`working-tree-encoding` of gitattributes(5)): git converts them when
 * they are staged, so whoever judges the disk reads them as git would. Only where attributes speak of it git is asked.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { saysItsEncoding } from '../text/decode.ts';
import type { Disk, DiskRead } from './disk.ts';
import type { Repository } from './repository.ts';
import { attributes } from './restage.ts';

const ATTRIBUTE = 'working-tree-encoding';
const FILE = '.gitattributes';

export interface Encodings {
  /** The encoding that is stated for a file, by its raw name; null for none. */
  of(raw: string): string | null;
  /** Some of the files that were named have one. */
  readonly any: boolean;
}

/**
 * @param names raw names of files that will be read; others may be asked for
 * @param isListing these are all files that git lists, attribute files among them
 */
export function encodingsOf(
  repository: Repository,
  disk: Disk,
  names: readonly string[],
  isListing: boolean,
): Encodings {
  const listed = isListing ? new Set(names.filter((raw) => raw === FILE || raw.endsWith(`/${FILE}`))) : null;
  const known = new Map<string, boolean>();
  const isStatedBy = (file: string): boolean => listed?.has(file) !== false && speaksOfIt(disk.read(file));
  const isStatedIn = (folder: string): boolean => {
    const answer =
      known.get(folder) ??
      (folder === ''
        ? isStatedBy(FILE) || isStatedForAll(repository)
        : isStatedIn(parentOf(folder)) || isStatedBy(`${folder}/${FILE}`));
    known.set(folder, answer);
    return answer;
  };
  const mayHave = (raw: string): boolean => isStatedIn(parentOf(raw));
  const asked = new Map<string, string | null>();
  const ask = (raws: readonly string[]): void => {
    const found = attributes(repository, ATTRIBUTE, raws);
    for (const raw of raws) asked.set(raw, conversionTo(found.get(raw)));
  };
  ask(names.filter(mayHave));
  return {
    any: [...asked.values()].some((encoding) => encoding !== null),
    of(raw) {
      if (!asked.has(raw) && mayHave(raw)) ask([raw]);
      return asked.get(raw) ?? null;
    },
  };
}

/** The encoding because of which a file is read as something else than it is on disk; null for none. */
export function readsAnother(disk: Disk, encodings: Encodings, raw: string): string | null {
  const encoding = encodings.of(raw);
  const found = encoding === null ? null : disk.read(raw);
  if (encoding === null || found?.kind !== 'content') return null;
  const now = decoded(found.bytes, encoding);
  return now.kind === 'content' && now.bytes.equals(found.bytes) ? null : encoding;
}

/** The disk as git would read it. */
export function decodingDisk(disk: Disk, encodings: Encodings): Disk {
  return {
    ...disk,
    read(raw) {
      const found = disk.read(raw);
      const encoding = found.kind === 'content' ? encodings.of(raw) : null;
      return found.kind !== 'content' || encoding === null ? found : decoded(found.bytes, encoding);
    },
  };
}

/** The content as git would store it, in UTF-8; one that says itself what it is can be read as it is. */
function decoded(bytes: Buffer, encoding: string): DiskRead {
  if (saysItsEncoding(bytes)) return { kind: 'content', bytes };
  try {
    const text = new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
    if (!/^utf-?16$/i.test(encoding)) return { kind: 'content', bytes: Buffer.from(text) };
  } catch {
    // an encoding that Node does not know, or bytes that are not in it
  }
  return { kind: 'unreadable', reason: `not to be read as ${encoding} (${ATTRIBUTE})` };
}

function speaksOfIt(attributes: DiskRead): boolean {
  return attributes.kind === 'content' && attributes.bytes.includes(ATTRIBUTE);
}

/** Attributes of this repository alone, which stand in its git directory. */
function isStatedForAll({ commonDir }: Repository): boolean {
  try {
    return readFileSync(resolve(commonDir, 'info/attributes')).includes(ATTRIBUTE);
  } catch {
    return false;
  }
}

/** Git converts nothing that is UTF-8 already, and nothing for an attribute without a value. */
function conversionTo(encoding: string | undefined): string | null {
  return encoding === undefined || encoding === 'set' || /^utf-?8$/i.test(encoding) ? null : encoding;
}

function parentOf(raw: string): string {
  return raw.slice(0, Math.max(0, raw.lastIndexOf('/')));
}
