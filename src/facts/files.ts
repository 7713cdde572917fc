/**
 * From the files of a snapshot to their facts: at once for a commit's few, as a large reading for a whole tree.
 *
 * Of a large reading no facts stay in memory: each file's are decoded when someone asks.
 */

import { UserError } from '../errors.ts';
import type { FileKind } from '../git/disk.ts';
import { rawOf } from '../git/names.ts';
import type { Repository } from '../git/repository.ts';
import type { Snapshot, SourceFile } from '../git/snapshot.ts';
import { withReason } from '../git/source-files.ts';
import { dialectOf } from '../languages/index.ts';
import type { RegistryMatcher } from '../registry/matcher.ts';
import type { SpecifierTest } from '../required-text/of-modules.ts';
import { isSealed } from '../text/decode.ts';
import { lazily } from '../text/lazily.ts';
import { lineIndex } from '../text/lines.ts';
import type { Damage, FileFacts, Scope, Skipped } from '../types.ts';
import { type Prefilter, type SkipTest, skipTest } from './byte-search.ts';
import { NO_FACTS, readFacts, readText } from './source.ts';
import { readEach } from './threads/read-many.ts';
import type { FactMemory } from './tree.ts';

/** A file to be judged. Its facts may be decoded anew at each look: take them once. */
export interface ReadFile {
  readonly file: SourceFile;
  readonly facts: FileFacts;
}

/** A file that does not read cleanly, and where that begins. */
export interface DamagedFile {
  readonly file: SourceFile;
  readonly damage: Damage;
}

export interface Files {
  /** To be judged: what was checked, and empty files. */
  readonly read: readonly ReadFile[];
  readonly checked: number;
  readonly skipped: readonly Skipped[];
  readonly unchecked: readonly Skipped[];
  /** Facts that are kept. */
  readonly memory: FactMemory;
  /** Facts that can be had without reading: of a large reading. */
  readonly known: (path: string) => FileFacts | undefined;
  /** Blob id of a file in hexadecimal, also of one on disk if that was asked for. */
  readonly idOf: (file: SourceFile) => string | null;
  /** What people should know of files that do not read cleanly. */
  readonly notes: () => string[];
  /** The files of which that was seen, in their order. */
  readonly damaged: () => readonly DamagedFile[];
  /** By the required texts of the tree, where they were asked for. */
  readonly mayBeBanned: SpecifierTest | null;
  /** No facts are asked for any more. */
  readonly end: () => void;
}

/** How a whole tree is read. */
export interface ReadOptions {
  readonly prefilter: Prefilter;
  readonly mayBeBanned: SpecifierTest | null;
  /** Whether ids of files on disk are wanted. */
  readonly wantsIds: boolean;
  readonly progress?: ((done: number, of: number) => void) | undefined;
}

/** From so many files on, a reading is a large one. */
export const LARGE = 1500;

/**
 * Reads what the registry covers.
 *
 * @param options is asked only for a large reading
 * @throws UserError for a blob that is missing or damaged
 */
export async function readFiles(
  repository: Repository,
  snapshot: Snapshot,
  matcher: RegistryMatcher,
  options: () => Promise<ReadOptions>,
): Promise<Files> {
  const covers = (file: SourceFile): boolean => dialectOf(file.path) !== null && matcher.includes(file.path);
  const unread = withoutScanner(snapshot, matcher);
  const files = await readCovered(repository, snapshot, covers, options);
  return unread.length === 0 ? files : { ...files, skipped: [...files.skipped, ...unread] };
}

async function readCovered(
  repository: Repository,
  snapshot: Snapshot,
  covers: (file: SourceFile) => boolean,
  options: () => Promise<ReadOptions>,
): Promise<Files> {
  const isWhole = snapshot.scope === 'ref' || snapshot.scope === 'all';
  const covered = isWhole && snapshot.isOverlaid !== true ? [] : snapshot.files.filter(covers);
  if ((isWhole || covered.length >= LARGE) && snapshot.isOverlaid !== true)
    return readLarge(repository, snapshot, covers, await options());
  return readFew(snapshot, covered, options);
}

/** Files that the registry includes by name and no scanner reads. */
function withoutScanner(snapshot: Snapshot, matcher: RegistryMatcher): Skipped[] {
  if (matcher.registry.files.stated === undefined) return [];
  return snapshot.files
    .filter(({ path }) => dialectOf(path) === null && matcher.includes(path))
    .map((file) =>
      withReason(file, `no scanner reads ${/\.[^./]+$/.exec(file.path)?.[0] ?? 'files without extension'}`),
    );
}

/** From so many files on, or for a file of so many bytes, it pays to look for required texts before anything is scanned. */
const WORTH_SEARCHING = { files: 100, bytes: 1 << 20 };

interface Search extends Pick<ReadOptions, 'mayBeBanned'> {
  readonly skips: SkipTest | null;
}

function searchBy({ prefilter, mayBeBanned }: ReadOptions): Search {
  return { skips: skipTest(prefilter), mayBeBanned };
}

/** Contents to facts, a batch in memory at a time. */
async function readFew(
  snapshot: Snapshot,
  covered: readonly SourceFile[],
  options: () => Promise<ReadOptions>,
): Promise<Files> {
  const skipped = [...snapshot.skipped];
  const unchecked = [...snapshot.unchecked];
  const read: ReadFile[] = [];
  const memory: FactMemory = new Map();
  const notes: string[] = [];
  const damaged: DamagedFile[] = [];
  let unread = 0;
  let search: Search | null = null;
  for (const { file, bytes, reason } of snapshot.contents(covered)) {
    if (bytes === null) {
      unchecked.push(withReason(file, reason));
      continue;
    }
    if (covered.length >= WORTH_SEARCHING.files || bytes.length >= WORTH_SEARCHING.bytes) {
      search ??= searchBy(await options());
      const { skips } = search;
      if (skips !== null && !skips.mustScan(file.path) && skips.canSkip(bytes, dialectOf(file.path))) {
        read.push({ file, facts: NO_FACTS });
        continue;
      }
    }
    const known = snapshot.factsOf?.(file);
    const { facts, skip } = known === undefined ? readFacts(bytes, file.path) : { facts: known, skip: null };
    // What an empty or a sealed file holds cannot be judged, but it may be a module that had to stay away.
    if (skip !== 'binary') read.push({ file, facts });
    if (skip !== null && isSealed(skip)) unchecked.push(withReason(file, skip));
    else if (skip !== null) skipped.push(withReason(file, skip));
    if (skip !== null && skip !== 'binary') unread++;
    if (skip === null && facts.damage !== null) {
      damaged.push({ file, damage: facts.damage });
      notes.push(damageNote(file, facts.damage, readText(bytes, file.path)));
    }
    if (file.pathBytes === null) memory.set(`${file.id ?? ''}\0${file.path}`, facts);
  }
  return {
    ...{ read, checked: read.length - unread, skipped, unchecked, memory },
    known: () => undefined,
    idOf: (file) => file.id,
    notes: () => notes,
    damaged: () => damaged,
    mayBeBanned: search?.mayBeBanned ?? null,
    end: () => {},
  };
}

// ----------------------------------------------------------------------------------------------------- large readings

/** Scopes whose files have no ids, but for what a sparse checkout leaves out. */
export const ON_DISK: ReadonlySet<Scope> = new Set<Scope>(['all', 'changed', 'paths']);

async function readLarge(
  repository: Repository,
  snapshot: Snapshot,
  covers: (file: SourceFile) => boolean,
  { prefilter, mayBeBanned, wantsIds, progress }: ReadOptions,
): Promise<Files> {
  const { unstatted } = snapshot;
  const isOnDisk = ON_DISK.has(snapshot.scope);
  const leftOut = isOnDisk ? (snapshot.leftOut?.files ?? []) : [];
  const files = unstatted === undefined ? snapshot.files.filter(covers) : [...unstatted.files, ...leftOut];
  const cwd = isOnDisk ? (unstatted?.top ?? repository.top) : repository.cwd;
  const from = isOnDisk ? 'disk' : 'blobs';
  const many = await readEach({ cwd, from, files, covers, sought: { as: 'sources', prefilter }, wantsIds, progress });

  const read: LazyFile[] = [];
  const left: Skipped[] = [];
  let unread = 0;
  const unreadable: Skipped[] = [];
  const kinds = new Map<string, FileKind>();
  const damaged = new Map<SourceFile, Damage>();
  const factsAt = (file: SourceFile, at: number): FileFacts => {
    const facts = many.facts(at) ?? readAnew(file, snapshot, (bytes) => readFacts(bytes, file.path).facts);
    if (facts.damage !== null) damaged.set(file, facts.damage);
    return facts;
  };
  for (const [at, file] of files.entries()) {
    const outcome = many.outcome(at);
    if (outcome === 'skipped') kinds.set(rawOf(file), many.reason(at) as FileKind);
    else if (outcome === 'gone') kinds.set(rawOf(file), 'none');
    else if (outcome === 'unreadable') unreadable.push(withReason(file, many.reason(at)));
    else if (outcome !== 'plain') {
      if (outcome === 'facts') read.push(new LazyFile(file, at, factsAt));
      else if (outcome !== 'binary') read.push(new LazyFile(file, at, noFacts));
      if (isSealed(outcome)) unreadable.push(withReason(file, outcome));
      else if (outcome === 'foreign') left.push(withReason(file, many.reason(at)));
      else if (outcome !== 'facts' && outcome !== 'unscanned') left.push(withReason(file, outcome));
      if (isSealed(outcome) || outcome === 'empty' || outcome === 'foreign') unread++;
    }
  }
  unstatted?.see(kinds);
  const numbers = lazily(() => new Map(files.map((file, at) => [file, at])));
  const byPath = lazily(
    () => new Map(read.filter(({ file }) => file.pathBytes === null).map((one) => [one.file.path, one])),
  );
  return {
    read,
    checked: read.length - unread,
    skipped: [...snapshot.skipped, ...left],
    unchecked: [...snapshot.unchecked, ...unreadable],
    memory: new Map(),
    known(path) {
      const found = byPath().get(path);
      // a file that was not scanned has facts all the same: whoever asks for them reads it
      return found === undefined || many.outcome(found.at) !== 'facts' ? undefined : found.facts;
    },
    idOf: (file) => (isOnDisk ? many.id(numbers().get(file) ?? -1) : file.id),
    notes: () => damageNotes(damaged, snapshot),
    damaged: () => files.flatMap((file) => damagedAs(file, damaged.get(file))),
    mayBeBanned,
    end: () => many.end(),
  };
}

const noFacts = (): FileFacts => NO_FACTS;

/** A file of many, whose facts are made at each look. */
export class LazyFile implements ReadFile {
  readonly file: SourceFile;
  /** Its number in the reading. */
  readonly at: number;
  readonly #factsAt: (file: SourceFile, at: number) => FileFacts;

  constructor(file: SourceFile, at: number, factsAt: (file: SourceFile, at: number) => FileFacts) {
    this.file = file;
    this.at = at;
    this.#factsAt = factsAt;
  }

  get facts(): FileFacts {
    return this.#factsAt(this.file, this.at);
  }
}

/** For facts that were kept and cannot be read any more. @throws UserError where the file cannot be read either */
export function readAnew(file: SourceFile, snapshot: Snapshot, read: (bytes: Buffer) => FileFacts): FileFacts {
  const [content] = [...snapshot.contents([file])];
  if (content !== undefined && content.bytes !== null) return read(content.bytes);
  throw new UserError(`${file.path} vanished while it was being checked`, 'Try again.');
}

// ------------------------------------------------------------------------------------------------------------- notes

function damagedAs(file: SourceFile, damage: Damage | undefined): DamagedFile[] {
  return damage === undefined ? [] : [{ file, damage }];
}

/** So many places are looked up; people are shown fewer. */
const PLACES = 20;

function damageNotes(damaged: ReadonlyMap<SourceFile, Damage>, snapshot: Snapshot): string[] {
  const files = [...damaged.keys()];
  const notes: string[] = [];
  for (const { file, bytes } of snapshot.contents(files.slice(0, PLACES))) {
    const damage = damaged.get(file);
    if (damage !== undefined && bytes !== null) notes.push(damageNote(file, damage, readText(bytes, file.path)));
  }
  const rest = files.slice(PLACES).map((file) => cleanly(file.path, damaged.get(file)?.message ?? ''));
  return [...notes, ...rest];
}

function damageNote(file: SourceFile, damage: Damage, text: string): string {
  const { line, column } = lineIndex(text).position(damage.start);
  return cleanly(`${file.path}:${line}:${column}`, damage.message);
}

function cleanly(place: string, why: string): string {
  return `${place} does not read cleanly (${why}); what can be read was judged`;
}
