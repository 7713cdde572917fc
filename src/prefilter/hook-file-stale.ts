/**
 * Where the search files are and whether they must be made anew: the part of hook-file.ts that every check asks for.
 */

import { statSync } from 'node:fs';
import { join } from 'node:path';
import { buildId } from '../cache/build-id.ts';
import { hookFolder, readCached } from '../cache/folder.ts';
import type { Repository } from '../git/repository.ts';
import type { Snapshot } from '../git/snapshot.ts';
import { isConfiguration } from '../modules/configuration.ts';
import { isRegistryPath } from '../registry/load.ts';
import { version } from '../version.ts';

/** One day, after which the commit that the hook compares with is renewed, so that the comparison stays small. */
const AGE = 24 * 60 * 60 * 1000;

/**
 * Whether the search files of this work tree are missing, of another build, old, or overtaken by what is staged.
 * Costs two reads of small files.
 */
export function hookFileIsStale(repository: Repository, snapshot: Snapshot, build: string | null = buildId): boolean {
  if (build === null || process.platform === 'win32') return false;
  if (snapshot.changesLinks || snapshot.changed.some((path) => isConfiguration(path) || isRegistryPath(path)))
    return true;
  const folder = hookFolder(repository);
  const made = statSync(join(folder, 'search'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (Date.now() - made > AGE) return true;
  return (
    readCached(folder, 'search', 1 << 20)
      ?.toString('latin1')
      .startsWith(`${version} ${build} `) !== true
  );
}
