/**
 * What the verdict on HEAD is not about: files that differ from it in the index or on disk.
 */
import { listChanged } from '../../git/changed.ts';
import { isBare, type Repository } from '../../git/repository.ts';
import { listStaged } from '../../git/staged.ts';
import { dialectOf } from '../../languages/index.ts';
import { baselinePaths } from '../../registry/baseline-file.ts';
import { isRegistryPath } from '../../registry/load.ts';
import type { RegistryMatcher } from '../../registry/matcher.ts';
import { counted } from '../../text/plural.ts';

/** One sentence, or none where all that a verdict rests on stands as in HEAD. */
export function outsideHead(repository: Repository, matcher: RegistryMatcher): string[] {
  if (isBare(repository)) return [];
  const mattering = new Set([...matcher.registry.sources, ...baselinePaths(matcher.registry)]);
  const matters = ({ path }: { readonly path: string }): boolean =>
    mattering.has(path) || isRegistryPath(path) || (dialectOf(path) !== null && matcher.includes(path));
  const staged = listStaged(repository).changes.filter(matters).length;
  const onDisk = listChanged(repository).filter(matters).length;
  if (staged + onDisk === 0) return [];
  return [
    `this is about HEAD: ${counted(staged, 'file')} in the index and ${onDisk} on disk differ from it and were not judged`,
  ];
}
