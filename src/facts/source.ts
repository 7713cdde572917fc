/**
 * From bytes to facts: the one place that decodes and scans.
 *
 * Facts are a function of the bytes and the dialect alone. A binary file, or one in an encoding that is not read, is scanned
 * all the same: what little can be read of a source with garbage after it still counts, and only when nothing is found is
 * it skipped, or unchecked.
 */
import { otherKernel } from '../languages/embedded/notebook.ts';
import { dialectOf, scan } from '../languages/index.ts';
import { decode, kindOf } from '../text/decode.ts';
import { clipText } from '../text/escape.ts';
import type { FileFacts } from '../types.ts';

export interface SourceFacts {
  readonly facts: FileFacts;
  /** What the file is instead of a source, `binary`, `empty`, sealed or of another kernel: nothing to judge; null for text. */
  readonly skip: string | null;
}

export const NO_FACTS: FileFacts = { parts: [], allows: [], damage: null };

/** Of what should be a source and is none that can be read. */
const unread = (kind: string): FileFacts => ({ ...NO_FACTS, damage: { start: 0, message: kind } });

const OTHER_KERNEL = 'notebook for the kernel ';

/** Whether a reason for leaving a file unread is that it is in a language that is not read. */
export function isOtherKernel(reason: string): boolean {
  return reason.startsWith(OTHER_KERNEL);
}

/** Reads one blob as the file of that path would be read. Never throws on content. */
export function readFacts(bytes: Buffer, path: string): SourceFacts {
  const dialect = dialectOf(path);
  const kind = kindOf(bytes);
  if (dialect === null || kind === 'empty') return { facts: NO_FACTS, skip: kind === 'empty' ? 'empty' : null };
  if (kind === 'LFS pointer') return { facts: unread(kind), skip: kind };
  const { text, note } = decode(bytes, dialect);
  const kernel = dialect === 'notebook' ? otherKernel(text) : null;
  if (kernel !== null) return { facts: NO_FACTS, skip: `${OTHER_KERNEL}${clipText(kernel, 40)}` };
  const facts = scan(text, dialect);
  if (kind !== 'text') return canSkip(facts) ? { facts: unread(kind), skip: kind } : { facts, skip: null };
  return {
    facts: note === null || facts.damage !== null ? facts : { ...facts, damage: { start: 0, message: note } },
    skip: null,
  };
}

/** The decoded text that offsets of facts count in. */
export function readText(bytes: Buffer, path: string): string {
  const dialect = dialectOf(path);
  return dialect === null ? decode(bytes).text : decode(bytes, dialect).text;
}

function canSkip(facts: FileFacts): boolean {
  return facts.parts.every((part) => part.imports.length === 0 && part.definitions.length === 0);
}
