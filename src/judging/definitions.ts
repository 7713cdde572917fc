/**
 * Who else defines a name, and who mentions it: the questions that only the whole tree can answer.
 */

import type { Files } from '../facts/files.ts';
import { openTree } from '../facts/tree.ts';
import { installedReader } from '../files/installed.ts';
import { discover } from '../git/discover.ts';
import { headByFiles } from '../git/head.ts';
import type { SearchPlace } from '../git/search.ts';
import type { Snapshot } from '../git/snapshot.ts';
import {
  type Definers,
  definersInGit,
  definersInIndex,
  definersWhoAsk,
  interestOf,
  namesOfInterest,
} from '../head-index/definers.ts';
import { knowsWholeTree, saveWholeTree, type TreeIndex } from '../head-index/head-index.ts';
import { dialectOf } from '../languages/index.ts';
import type { Guard } from '../registry/guard.ts';
import { FAILING, type FileFacts, type Finding } from '../types.ts';
import { mentionsInFacts, mentionsInGit } from './mentions.ts';
import { locator, settled } from './questions.ts';
import { isWhole } from './registry-changes.ts';
import type { CheckRequest } from './request.ts';
import { withSecondPlaces, wordOf } from './second-places.ts';
import type { Round } from './verdict.ts';

/** Who may define a name, for what a snapshot looks at: by facts, by the index of the tree, or by a search of git. */
export function definersOf(
  cwd: string,
  snapshot: Snapshot,
  guard: Guard,
  { read }: Files,
  index: TreeIndex | null,
): Definers {
  if (isWhole(snapshot)) return definersWhoAsk();
  if (snapshot.commit !== null) return definersInGit(cwd, { kind: 'commit', id: snapshot.commit });
  const byGit = definersInGit(cwd, { kind: snapshot.scope === 'staged' ? 'index' : 'disk' });
  const interest = interestOf(guard.registry);
  if (index === null || interest === null) return byGit;
  const judged = read.map(({ file, facts }) => ({ path: file.path, facts }));
  const known = new Set(judged.map(({ path }) => path));
  const others = [...snapshot.files, ...snapshot.inherited]
    .map(({ path }) => path)
    .filter((path) => !known.has(path) && dialectOf(path) !== null);
  return definersInIndex(index, interest, { judged, others, deleted: snapshot.deleted }, byGit);
}

/** Keeps what the files that were looked at define, for the next run. */
export function keepNames(
  cwd: string,
  { scope, commit, listed }: Snapshot,
  guard: Guard,
  interest: string | null,
  { read, memory, idOf: blobOf }: Files,
  names: Round['names'],
  index: TreeIndex | null,
): void {
  if (scope === 'staged') index?.save({ interest, files: interest === null ? [] : learned() });
  if (interest === null || (scope !== 'ref' && scope !== 'all')) return;
  const head = headByFiles(cwd);
  if (head === null || (scope === 'ref' && head !== commit) || knowsWholeTree(cwd, head, interest)) return;
  saveWholeTree(cwd, {
    ...{ commit: head, interest, listed: listed ?? null },
    files: read.map(({ file }) => ({ path: file.path, id: blobOf(file), names: names.get(file) ?? [] })),
    covers: (path) => dialectOf(path) !== null && guard.includes(path),
  });

  function* learned(): Generator<{ path: string; id: string; names: readonly string[] }> {
    for (const { file } of read) {
      if (file.id !== null) yield { path: file.path, id: file.id, names: names.get(file) ?? [] };
    }
    const judged = new Set(read.map(({ file }) => `${file.id}\0${file.path}`));
    for (const [key, facts] of memory) {
      const cut = key.indexOf('\0');
      if (cut > 0 && !judged.has(key))
        yield { id: key.slice(0, cut), path: key.slice(cut + 1), names: namesOfInterest(facts, guard) };
    }
  }
}

function* factsOneByOne({ read }: Files): Generator<{ path: string; facts: FileFacts }> {
  for (const { file, facts } of read) yield { path: file.path, facts };
}

/** Where else a finding's subject stands. Looked up in the whole tree only for what someone has to act upon. */
export function tellSecondPlaces(
  request: CheckRequest,
  snapshot: Snapshot,
  guard: Guard,
  files: Files,
  findings: readonly Finding[],
): readonly Finding[] {
  const isAsked = ({ status }: Finding): boolean => isWhole(snapshot) || FAILING.has(status);
  const words = new Set(findings.filter(isAsked).flatMap((finding) => wordOf(finding) ?? []));
  if (words.size === 0) return findings;
  const place: SearchPlace =
    snapshot.commit !== null
      ? { kind: 'commit', id: snapshot.commit }
      : { kind: snapshot.scope === 'staged' ? 'index' : 'disk' };
  const mentioning = isWhole(snapshot)
    ? mentionsInFacts(factsOneByOne(files), words)
    : mentionsInGit(request.cwd, place, words);
  const readOutside = installedReader(discover(request.cwd)?.top ?? request.cwd);
  return settled(snapshot, () => {
    const tree = openTree(snapshot.tree, files.memory, files.known);
    const modules = { tree, pythonRoots: guard.registry.pythonRoots, readOutside };
    const places = { guard, modules, today: request.today, mentioning, locate: locator(tree) };
    return findings.map((finding) => (isAsked(finding) ? withSecondPlaces(finding, places) : finding));
  });
}
