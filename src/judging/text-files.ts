/**
 * The text files of a check that may mention a banned module: which they are, and what stands in them. Only those that
 * hold a required text of a mention are read closer; the hook looks for the same before it starts Node.
 */
import { searchFor } from '../facts/byte-search.ts';
import type { ReadFile } from '../facts/files.ts';
import { readMentions } from '../facts/mentions.ts';
import { NO_FACTS } from '../facts/source.ts';
import type { MentionSearch } from '../prefilter/mention-patterns.ts';
import { registrySection } from '../registry/docs.ts';
import { mayMention } from '../registry/mentions.ts';
import { decode, kindOf } from '../text/decode.ts';
import { counted } from '../text/plural.ts';
import type { FileFacts } from '../types.ts';
import type { Compared, TextFiles } from './check.ts';

const NONE: TextFiles = { read: [], seen: new Set(), notes: [], factsOf: () => NO_FACTS };

/** More is written by no person. */
const LARGEST = 4 << 20;

/** @throws UserError for a blob that is missing or damaged */
export async function readTextFiles({ snapshot, matcher, counting, earlier }: Compared): Promise<TextFiles> {
  const matchers = [counting ?? matcher, ...earlier.all.map((one) => one.matcher)];
  const files = snapshot.files.filter(({ path }) => matchers.some((one) => mayMention(one, path)));
  if (files.length === 0) return NONE;
  const { mentionSearch } = await import('../prefilter/mention-patterns.ts');
  const search = mentionSearch(matchers.flatMap(({ bans }) => bans));
  if (search === null) return NONE;
  const read: ReadFile[] = [];
  let large = 0;
  const isHeld = searchFor(search.file);
  for (const { file, bytes } of snapshot.contents(files)) {
    if (bytes === null) continue;
    if (bytes.length > LARGEST) large++;
    else if (isHeld(bytes) && kindOf(bytes) === 'text' && !bytes.includes(0))
      read.push({ file, facts: factsOf(decode(bytes).text, file.path, search) });
  }
  const notes =
    large === 0
      ? []
      : [
          `${counted(large, 'text file')} of more than ${LARGEST >> 20} MB ${large === 1 ? 'was' : 'were'} not searched for mentions`,
        ];
  const seen = new Set(files.map(({ path }) => path));
  return { read, seen, notes, factsOf: (text, path) => factsOf(text, path, search) };
}

function factsOf(text: string, path: string, { name }: MentionSearch): FileFacts {
  const section = registrySection(text);
  return readMentions(text, path, section === null ? [] : [section], (raw) => name.test(raw));
}
