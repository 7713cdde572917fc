/**
 * What must stand in a text file that mentions a banned module: the last two segments of the module side by side
 * (`ws/old`, `ws.old`), or in code that it tells others to write the last segment alone.
 *
 * It follows from the values of the bans, and from nothing else of the tree. A mention that is spelled in another way (by
 * an alias, behind a link, with an escape) is none: the check looks for these texts first, as the hook does, so the two
 * cannot differ.
 */
import { type BanEntry, slashForms } from '../registry/matcher.ts';
import { fixedSegment } from './of-modules.ts';
import { isPlain, longest, runs } from './required.ts';

/** What a name or a path holds that names a module. */
export interface NamedText {
  /** The segment in front of it; null: any. */
  readonly before: string | null;
  readonly text: string;
  /** A whole segment, and no part of one. */
  readonly whole: boolean;
  /** The module is all of its path: something below it must be named. */
  readonly alone: boolean;
}

export interface MentionTexts {
  /** For names and paths in any text file. */
  readonly named: readonly NamedText[];
  /** For code that others are told to write. */
  readonly imported: readonly Pick<NamedText, 'text' | 'whole'>[];
}

/** Shorter ones say nothing. */
const SHORTEST = 2;

/** What must stand in a file that mentions one of these modules or names of modules. */
export function mentionTexts(bans: readonly BanEntry[]): MentionTexts {
  const named = new Map<string, NamedText>();
  const imported = new Map<string, MentionTexts['imported'][number]>();
  for (const text of bans.flatMap(textsOf)) {
    imported.set(`${text.whole} ${text.text}`, { text: text.text, whole: text.whole });
    if (text.isNamed) named.set(JSON.stringify(text), text);
  }
  return { named: [...named.values()], imported: [...imported.values()] };
}

function textsOf(entry: BanEntry): (NamedText & { readonly isNamed: boolean })[] {
  const forms = slashForms(entry.text, entry.language, entry.pathOnly).map((form) => form.replace(/^node:/, ''));
  const found = forms.flatMap((form) => {
    if (!isPlain(form)) {
      const { run, whole } = fixedSegment(form);
      return [{ before: null, text: run, whole, alone: false, isNamed: entry.ban.names === null }];
    }
    const segments = form.split('/');
    const [before, last] = [segments.at(-2) ?? null, segments.at(-1) ?? form];
    const module = { before, text: last, whole: true, alone: before === null };
    if (entry.ban.names === null) return [{ ...module, isNamed: before !== null || entry.pathOnly }];
    return entry.ban.names.map(({ pattern }) => {
      const text = isPlain(pattern) ? pattern : longest(runs(pattern));
      // what importers call by no name is told by its module
      if (pattern === 'default' || text.length < SHORTEST) return { ...module, isNamed: false };
      return { before: last, text, whole: isPlain(pattern), alone: false, isNamed: true };
    });
  });
  return found.filter(({ text }) => text.length >= SHORTEST && !/[\r\n\0]/.test(text));
}
