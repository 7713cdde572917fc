/**
 * A JSON value in one cache file: a first line that names what it is, which build wrote it and the checksum of the rest.
 * Whatever does not carry that line is no value, however well its JSON reads.
 */

import { checksum32 } from './checksum.ts';
import { type CacheFolder, readCached, saveCached } from './folder.ts';

const LARGEST = 64 << 20;

/**
 * The value that `keep` was last given under this name and by this build; null when there is none, or it is damaged.
 * The checksum and the build's id vouch for its type.
 */
export function readJsonFile<T>(folder: CacheFolder, name: string, build: string): T | null {
  const bytes = readCached(folder, name, LARGEST);
  const end = bytes?.indexOf(10) ?? -1;
  if (bytes === null || end < 0 || bytes.toString('latin1', 0, end) !== headerOf(bytes.subarray(end + 1), build))
    return null;
  try {
    return JSON.parse(bytes.toString('utf8', end + 1)) as T;
  } catch {
    return null;
  }
}

/** Keeps a value; false when it could not be written. */
export function writeJsonFile(folder: CacheFolder, name: string, build: string, value: unknown): boolean {
  const body = Buffer.from(JSON.stringify(value));
  return saveCached(folder, name, Buffer.from(`${headerOf(body, build)}\n`), body);
}

function headerOf(body: Buffer, build: string): string {
  return `ssot-guard ${build} ${body.length} ${checksum32(body)}`;
}
