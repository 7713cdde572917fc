/**
 * What to write instead of a banned name: the precedence of DESIGN's "Replacements", as one function.
 *
 * The `names` map, then the ban's `use`, then the canonical home in the importing file's language, else words only. A
 * replacement is proved when it is seen to be the same thing under another address; otherwise it is for a person to
 * judge, or the line of the home is offered as a pointer. What is banned itself where it would be written is none.
 */
import { resolveImport } from '../modules/index.ts';
import { placeWords } from '../registry/sentences.ts';
import { answerTo, pointerTo } from './answer.ts';
import { offerAtHome, offerOfHome } from './at-home.ts';
import { offerAtReference, pointerAtReference, referenceIn } from './at-reference.ts';
import { everythingOf, isEverything } from './everything.ts';
import { homeIn } from './home-line.ts';
import { forbidding, type Offer, shown } from './offer.ts';
import { type Replacement, type ReplacementQuestion, words } from './question.ts';

export { lineInstead } from './line-instead.ts';
export type { Replacement, ReplacementQuestion } from './question.ts';

/** What wrote a reference that names a folder, whatever of it is then loaded: no module can be written in its place. */
const FOLDERS: ReadonlySet<string> = new Set(['import.meta.glob', 'import.meta.globEager', 'require.context']);

/** What the import becomes and whether that is proved, or what a person is told. */
export function replacementFor(question: ReplacementQuestion): Replacement {
  if (FOLDERS.has(question.fact.via ?? '')) return words('leave this folder out of what is loaded here', 'form');
  return isEverything(question) ? everythingOf(question, replacementOf) : replacementOf(question);
}

function replacementOf(question: ReplacementQuestion): Replacement {
  const home = homeIn(question.entry.concept?.canonical ?? [], question.language);
  const stated = statedOffer(question);
  const offer = stated ?? (home === null ? null : offerAtHome(question, home));
  if (offer === null) return words(wordsOnly(question));
  if (leadsToItself(question, offer)) return words(`this file takes its place: ${spared(question)}`);
  const ban = forbidding(question, offer);
  if (ban === null) return answerTo(question, offer);
  const why = `${shown(offer)} is banned here, too (${placeWords(ban.ban.place)})`;
  const pointers = [useItself(question), home === null ? null : offerOfHome(question, home)];
  const pointer = pointers.find((one) => one !== null && forbidding(question, one) === null) ?? null;
  if (pointer === null) return words(`no direct replacement; ${why}`);
  const isStated = offer === stated && pointer.words === 'the home is';
  return pointerTo(question, pointer, 'no-replacement', isStated ? why : null);
}

/** The importing file is what importers are sent to. */
function leadsToItself({ language, from, modules }: ReplacementQuestion, { way }: Offer): boolean {
  return way.module !== null && (way.file ?? resolveImport(language, way.module, from, modules).file) === from;
}

/** How a ban leaves the importing file out. */
function spared({ from, entry: { ban } }: ReplacementQuestion): string {
  const path = ban.base === '' ? from : from.slice(ban.base.length + 1);
  return `spare it in the ban, with "except": ${JSON.stringify(path)}`;
}

/** The symbol that a `use` states, to go by. */
function useItself(question: ReplacementQuestion): Offer | null {
  const { use } = question.entry.ban;
  const used = use === null ? null : referenceIn(use, question);
  return used === null || used.symbol === null ? null : pointerAtReference(question, used);
}

/** What the ban itself states: in its `names`, or by `use`. */
function statedOffer(question: ReplacementQuestion): Offer | null {
  const { entry, matched } = question;
  const mapped = matched?.replacement == null ? null : referenceIn(matched.replacement, question);
  if (mapped !== null) return offerAtReference(question, mapped, 'names');
  const used = entry.ban.use === null ? null : referenceIn(entry.ban.use, question);
  return used === null ? null : offerAtReference(question, used, 'use');
}

/** What there is to say when there is no line to write; a ban's own message takes precedence. */
function wordsOnly({ entry: { ban, concept } }: ReplacementQuestion): string | null {
  const [home] = concept?.canonical ?? [];
  if (home !== undefined) {
    return `no direct replacement in this language; the home is ${home.symbol === null ? home.path : `${home.path}#${home.symbol}`}`;
  }
  return ban.message === null ? 'no replacement is registered: remove it' : null;
}
