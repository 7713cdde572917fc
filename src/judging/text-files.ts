/**
 * The text files of a check that may mention a banned module: which they are, and what stands in them. Only those that
 * hold a required text of a mention are read closer; the hook looks for the same before it starts Node. Many are read as
 * many sources are: by all processors, and what is known of a blob is not read at all.
 */
import { LARGE, LazyFile, ON_DISK, type ReadFile, readAnew } from '../facts/files.ts';
import { NO_FACTS } from '../facts/source.ts';
import { LARGEST_TEXT, type MentionSearch, type TextReader, textReader } from '../facts/text-search.ts';
import { moreThan } from '../facts/threads/batch.ts';
import { readEach } from '../facts/threads/read-many.ts';
import type { SourceFile } from '../git/snapshot.ts';
import { withReason } from '../git/source-files.ts';
import { mayMention } from '../registry/mentions.ts';
import { push } from '../text/multimap.ts';
import { counted } from '../text/plural.ts';
import type { FileFacts, Skipped } from '../types.ts';
import type { Compared, TextFiles } from './check.ts';

const NONE: TextFiles = { read: [], seen: new Set(), unread: [], notes: [], factsOf: () => NO_FACTS, end: () => {} };

/** Those in which something may be mentioned, and those of which nobody can say it. */
interface ReadTexts extends Pick<TextFiles, 'read' | 'unread' | 'end'> {}

/** What cannot be read is no source: it is told, and the check goes on. */
export async function readTextFiles(compared: Compared): Promise<TextFiles> {
  const { snapshot, matcher, counting, earlier } = compared;
  const matchers = [counting ?? matcher, ...earlier.all.map((one) => one.matcher)];
  const files = snapshot.files.filter(({ path }) => matchers.some((one) => mayMention(one, path)));
  if (files.length === 0) return NONE;
  const { mentionSearch } = await import('../prefilter/mention-patterns.ts');
  const search = mentionSearch(matchers.flatMap(({ bans }) => bans));
  if (search === null) return NONE;
  const reader = textReader(search);
  const isLarge = files.length >= LARGE && snapshot.isOverlaid !== true;
  const texts = isLarge ? await readMany(files, compared, search, reader) : readFew(files, compared, reader);
  const seen = new Set(files.map(({ path }) => path));
  return { ...texts, seen, notes: notesOn(texts.unread), factsOf: reader.factsOf };
}

function readFew(
  files: readonly SourceFile[],
  { snapshot }: Compared,
  { isHeld, read: readText }: TextReader,
): ReadTexts {
  const read: ReadFile[] = [];
  const unread: Skipped[] = [];
  for (const { file, bytes, reason } of snapshot.contents(files, true)) {
    if (bytes === null) unread.push(withReason(file, reason));
    else if (!isHeld(bytes)) continue;
    else if (bytes.length > LARGEST_TEXT) unread.push(withReason(file, moreThan(LARGEST_TEXT)));
    else read.push({ file, facts: readText(bytes, file.path) });
  }
  return { read, unread, end: () => {} };
}

async function readMany(
  files: readonly SourceFile[],
  { repository, snapshot }: Compared,
  search: MentionSearch,
  reader: TextReader,
): Promise<ReadTexts> {
  const isOnDisk = ON_DISK.has(snapshot.scope);
  const many = await readEach({
    cwd: isOnDisk ? repository.top : repository.cwd,
    from: isOnDisk ? 'disk' : 'blobs',
    ...{ files, covers: () => true, sought: { as: 'texts', search }, wantsIds: false },
  });
  const factsAt = (file: SourceFile, at: number): FileFacts =>
    many.facts(at) ?? readAnew(file, snapshot, (bytes) => reader.read(bytes, file.path));
  const read: ReadFile[] = [];
  const unread: Skipped[] = [];
  for (const [at, file] of files.entries()) {
    const outcome = many.outcome(at);
    if (outcome === 'facts') read.push(new LazyFile(file, at, factsAt));
    else if (outcome === 'unreadable') unread.push(withReason(file, many.reason(at)));
    else if (outcome !== 'unscanned') unread.push(withReason(file, 'no longer there'));
  }
  return { read, unread, end: () => many.end() };
}

/** By reason, with the first of them. */
function notesOn(unread: readonly Skipped[]): string[] {
  const byReason = new Map<string, Skipped[]>();
  for (const one of unread) push(byReason, one.reason, one);
  return [...byReason].map(([reason, files]) => {
    const more = files.length > 1 ? `, ${files[0]?.path} among them` : `: ${files[0]?.path}`;
    return `${counted(files.length, 'text file')} could not be searched for mentions (${reason})${more}`;
  });
}
