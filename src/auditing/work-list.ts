/**
 * What to migrate first: files of a concept by their findings times the files that import them, because what many import is
 * read, copied and run most.
 */
import type { WorkItem, WorkList } from '../audit.ts';
import { nameId } from '../git/names.ts';
import { type CheckOutcome, type CheckRequest, checkOrRefuse } from '../pipeline.ts';
import { plainBan } from '../registry/build.ts';
import { compileRegistry } from '../registry/matcher.ts';
import { withoutMentions } from '../registry/unexcepted.ts';
import type { Finding, Registry } from '../types.ts';
import type { ConceptMatter } from './concepts.ts';
import { isOfCode } from './tally.ts';

/** @param judge how the audited tree is judged; who imports a file is asked by banning it */
export async function workListsOf(
  matters: readonly ConceptMatter[],
  { matcher }: CheckOutcome,
  judge: Omit<CheckRequest, 'registry' | 'countsUses'>,
  ownersOf: (path: string) => readonly string[],
): Promise<WorkList[]> {
  const all = matters.map(({ concept, findings }) => ({ concept, files: countsOf(findings) }));
  const paths = [...new Set(all.flatMap(({ files }) => [...files.keys()]))].sort();
  const importers = await importersOf(paths, matcher.registry, judge);
  return all
    .filter(({ files }) => files.size > 0)
    .map(({ concept, files }) => ({
      concept: concept?.name ?? null,
      files: [...files]
        .map(([path, findings]) => ({
          ...{ path, findings, importers: importers.get(path) ?? 0, owners: ownersOf(path) },
        }))
        .sort(byWeight),
    }));
}

/** A file that nobody imports still counts its findings. */
function byWeight(a: WorkItem, b: WorkItem): number {
  const weight = ({ findings, importers }: WorkItem): number => findings * (importers + 1);
  return weight(b) - weight(a) || (a.path < b.path ? -1 : 1);
}

/** A name that is not UTF-8 is imported by nobody that could be read. */
function countsOf(findings: readonly Finding[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { path, pathBytes } of findings.filter(isOfCode))
    if (pathBytes === undefined) counts.set(path, (counts.get(path) ?? 0) + 1);
  return counts;
}

/** How many files import each of these files. */
async function importersOf(
  paths: readonly string[],
  registry: Registry,
  judge: Omit<CheckRequest, 'registry' | 'countsUses'>,
): Promise<ReadonlyMap<string, number>> {
  if (paths.length === 0) return new Map();
  // its place tells which file a ban stands for
  const banned = paths.map((path, at) => plainBan(`./${path}`, { path: 'importers', line: at + 1, column: 1 }));
  const compiled = withoutMentions(compileRegistry({ ...registry, concepts: [], unique: [], banned }));
  const { judged } = await checkOrRefuse({ ...judge, registry: compiled, ignoreBaseline: true });
  const found = new Map<string, Set<string>>();
  for (const { file, findings } of judged) {
    for (const { ban } of findings) {
      const path = ban === undefined ? undefined : paths[ban.line - 1];
      if (path === undefined || path === file.path) continue;
      found.set(path, (found.get(path) ?? new Set()).add(nameId(file)));
    }
  }
  return new Map([...found].map(([path, files]) => [path, files.size]));
}
