/**
 * Who else defines a name, and who speaks of it: the questions that only the whole tree can answer.
 */

import type { Files } from '../facts/files.ts';
import { openTree } from '../facts/tree.ts';
import { headByFiles } from '../git/head.ts';
import { settle } from '../git/settle.ts';
import type { SourceFile } from '../git/snapshot.ts';
import {
  type Definers,
  definersInGit,
  definersInIndex,
  definersWhoAsk,
  namesUnderUnique,
} from '../head-index/definers.ts';
import { knowsWholeTree, saveWholeTree } from '../head-index/head-index.ts';
import { dialectOf, languageOf } from '../languages/index.ts';
import type { ModuleContext } from '../modules/index.ts';
import { FAILING, type FileFacts, type Finding } from '../types.ts';
import { type Check, type Compared, modulesIn } from './check.ts';
import { filesInFacts, filesInGit } from './files-with-words.ts';
import { homesWithoutSymbol, movedHomes, withMovedHome } from './moved-homes.ts';
import { locator } from './questions.ts';
import { isWhole } from './registry-changes.ts';
import { secondPlacesTeller, wordOf } from './second-places.ts';
import type { Judgement } from './verdict.ts';

/** Who may define a name, for what a snapshot looks at: by facts, by the index of the tree, or by a search of git. */
export function definersOf({ repository, snapshot, uniqueKey, index, earlier }: Compared, { read }: Files): Definers {
  if (isWhole(snapshot)) return definersWhoAsk();
  if (snapshot.commit !== null) return definersInGit(repository, { kind: 'commit', id: snapshot.commit });
  const byGit = definersInGit(repository, { kind: snapshot.scope === 'staged' ? 'index' : 'disk' });
  // the index holds names for the present rules: what those before may ask for besides, only git can find
  if (index === null || uniqueKey === null || earlier.changes.registry) return byGit;
  const judged = read.flatMap(({ file, facts }) => (hasPath(file) ? [{ path: file.path, facts }] : []));
  const known = new Set(judged.map(({ path }) => path));
  const others = [...snapshot.files, ...snapshot.inherited]
    .filter(hasPath)
    .map(({ path }) => path)
    .filter((path) => !known.has(path) && dialectOf(path) !== null);
  return definersInIndex(index, uniqueKey, { judged, others, deleted: snapshot.deleted }, byGit);
}

/** A name that is not UTF-8 is no path that anything could be asked of, and what is shown for it may be another file's. */
function hasPath({ pathBytes }: SourceFile): boolean {
  return pathBytes === null;
}

/** Keeps what the files that were looked at define, for the next run. */
export function keepNames(
  { repository, snapshot, matcher, uniqueKey, files, index }: Check,
  names: Judgement['names'],
): void {
  const { scope, commit, listed } = snapshot;
  const { read, memory, idOf } = files;
  if (scope === 'staged') index?.save({ uniqueKey, files: uniqueKey === null ? [] : learned() });
  if (uniqueKey === null || (scope !== 'ref' && scope !== 'all')) return;
  const head = headByFiles(repository);
  if (head === null || (scope === 'ref' && head !== commit) || knowsWholeTree(repository, head, uniqueKey)) return;
  saveWholeTree(repository, {
    ...{ commit: head, uniqueKey, listed: listed ?? null },
    files: read.map(({ file }) => ({ path: file.path, id: idOf(file), names: names.get(file) ?? [] })),
    covers: (path) => dialectOf(path) !== null && matcher.includes(path),
  });

  function* learned(): Generator<{ path: string; id: string; names: readonly string[] }> {
    for (const { file } of read) {
      if (file.id !== null) yield { path: file.path, id: file.id, names: names.get(file) ?? [] };
    }
    const judged = new Set(read.map(({ file }) => `${file.id}\0${file.path}`));
    for (const [key, facts] of memory) {
      const cut = key.indexOf('\0');
      if (cut > 0 && !judged.has(key))
        yield { id: key.slice(0, cut), path: key.slice(cut + 1), names: namesUnderUnique(facts, matcher) };
    }
  }
}

function* factsOneByOne({ read }: Files): Generator<{ path: string; facts: FileFacts }> {
  for (const { file, facts } of read) if (hasPath(file)) yield { path: file.path, facts };
}

/** Where else a finding's subject stands. Looked up in the whole tree only for what someone has to act upon. */
export function tellSecondPlaces(check: Check, findings: readonly Finding[]): readonly Finding[] {
  const { request, repository, snapshot, matcher, files, readOutside } = check;
  const isAsked = ({ status }: Finding): boolean => isWhole(snapshot) || FAILING.has(status);
  const asked = findings.filter(isAsked);
  const view = () => modulesIn(openTree(snapshot.tree, files.memory, files.known), matcher, readOutside);
  const lost = settle(snapshot, () => homesWithoutSymbol(asked, view()));
  const speaking = asked.filter((finding) => wordOf(finding) !== null);
  const words = new Set([...speaking.flatMap((finding) => wordOf(finding) ?? []), ...lost.map(({ symbol }) => symbol)]);
  if (words.size === 0) return findings;
  const languages = [...speaking.map(({ path }) => languageOf(path)), ...lost.map(({ language }) => language)];
  const index = isWhole(snapshot)
    ? filesInFacts(factsOneByOne(files), words)
    : filesInGit(repository, snapshot, words, new Set(languages.filter((one) => one !== null)));
  const readIn =
    ({ tree }: ModuleContext) =>
    (path: string) =>
      tree.read(path);
  index.keep(settle(snapshot, () => index.known(readIn(view()))));
  return settle(snapshot, () => {
    const modules = view();
    const read = readIn(modules);
    const mentioning = (word: string): readonly string[] => index.filesWith(word, read);
    const mayHold = (path: string, text: string): boolean => isWhole(snapshot) || read(path)?.includes(text) !== false;
    const places = { matcher, modules, today: request.today, mentioning, mayHold, locate: locator(modules.tree) };
    const tell = secondPlacesTeller(places);
    const moved = movedHomes(lost, mentioning, modules, matcher.registry);
    return findings.map((finding) => (isAsked(finding) ? withMovedHome(tell(finding), moved, modules) : finding));
  });
}
