/**
 * Small objects that the last runs asked for (configurations, the homes of concepts, earlier versions of files), kept by
 * id in the folder of caches: the next run then needs no process to read them again. An id says what the content is,
 * and the table's checksums say that it is whole.
 */

import { workTreeName } from '../git/head.ts';
import type { BlobCache } from '../git/object-store.ts';
import type { Repository } from '../git/repository.ts';
import { cacheFolder, saveCached } from './folder.ts';
import { openTable, writeTable } from './table.ts';

/** Bytes of one object, and of all. */
const LARGEST = 32 << 10;
const MOST = 512 << 10;
const STAMP = 'objects 1';

/** Opens what is kept for this work tree. Never throws. */
export function openBlobCache(repository: Repository): BlobCache & { save(): void } {
  const folder = cacheFolder(repository);
  const name = `objects-${workTreeName(repository)}`;
  const table = openTable(folder, name);
  const known = table?.stamp === STAMP ? table : null;
  const used = new Map<string, Buffer>();
  let fresh = false;
  return {
    get(id) {
      const value = known?.get(id) ?? undefined;
      if (value === undefined) return undefined;
      const content = Buffer.from(value.toString(), 'latin1');
      used.set(id, content);
      return content;
    },
    learn(id, content) {
      if (content.length > LARGEST || used.has(id)) return;
      used.set(id, Buffer.from(content)); // not a part of something larger
      fresh = true;
    },
    save() {
      if (!fresh) return;
      const entries = new Map([...used].map(([id, content]) => [id, content.toString('latin1')]));
      let room = MOST - [...used.values()].reduce((sum, content) => sum + content.length, 0);
      if (room < 0) return;
      for (const [id, value] of known?.all() ?? []) {
        room -= value.length;
        if (room > 0 && !entries.has(id)) entries.set(id, value.toString());
      }
      saveCached(folder, name, ...writeTable(STAMP, [...entries]));
    },
  };
}
