/**
 * The text files of a check that may mention a banned module: which they are, and what stands in them. Only those that
 * hold a required text of a mention are read closer; the hook looks for the same before it starts Node.
 */
import type { ReadFile } from '../facts/files.ts';
import { readMentions } from '../facts/mentions.ts';
import { NO_FACTS } from '../facts/source.ts';
import { heldTest } from '../facts/text-search.ts';
import { withReason } from '../git/source-files.ts';
import type { MentionSearch } from '../prefilter/mention-patterns.ts';
import { registrySection } from '../registry/docs.ts';
import { mayMention } from '../registry/mentions.ts';
import { decode, kindOf } from '../text/decode.ts';
import { push } from '../text/multimap.ts';
import { counted } from '../text/plural.ts';
import type { FileFacts, Skipped } from '../types.ts';
import type { Compared, TextFiles } from './check.ts';

const NONE: TextFiles = { read: [], seen: new Set(), unread: [], notes: [], factsOf: () => NO_FACTS };

/** More is written by no person. */
const LARGEST = 4 << 20;

/** What cannot be read is no source: it is told, and the check goes on. */
export async function readTextFiles({ snapshot, matcher, counting, earlier }: Compared): Promise<TextFiles> {
  const matchers = [counting ?? matcher, ...earlier.all.map((one) => one.matcher)];
  const files = snapshot.files.filter(({ path }) => matchers.some((one) => mayMention(one, path)));
  if (files.length === 0) return NONE;
  const { mentionSearch } = await import('../prefilter/mention-patterns.ts');
  const search = mentionSearch(matchers.flatMap(({ bans }) => bans));
  if (search === null) return NONE;
  const read: ReadFile[] = [];
  const unread: Skipped[] = [];
  const isHeld = heldTest(search.file);
  for (const { file, bytes, reason } of snapshot.contents(files, true)) {
    if (bytes === null) unread.push(withReason(file, reason));
    else if (!isHeld(bytes) || kindOf(bytes) !== 'text' || bytes.includes(0)) continue;
    else if (bytes.length > LARGEST) unread.push(withReason(file, `more than ${LARGEST >> 20} MB`));
    else read.push({ file, facts: factsOf(decode(bytes).text, file.path, search) });
  }
  const seen = new Set(files.map(({ path }) => path));
  return { read, seen, unread, notes: notesOn(unread), factsOf: (text, path) => factsOf(text, path, search) };
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

function factsOf(text: string, path: string, { name }: MentionSearch): FileFacts {
  const section = registrySection(text);
  return readMentions(text, path, section === null ? [] : [section], (raw) => name.test(raw));
}
