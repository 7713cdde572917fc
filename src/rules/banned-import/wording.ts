/**
 * What `banned-import` says of one name: what the file does with it, and why it must not.
 */
import { isLateImport } from '../../modules/re-exports.ts';
import type { BanEntry } from '../../registry/matcher.ts';
import { escapeText } from '../../text/escape.ts';
import { isLiteralGlob } from '../../text/globs.ts';
import type { Ban, ImportFact, LanguageId } from '../../types.ts';

/** What is said of one name of one import. */
export interface Saying {
  readonly language: LanguageId;
  readonly fact: ImportFact;
  /** As the finding says it. */
  readonly name: string | null;
  /** The module, as the file writes it. */
  readonly source: string;
  readonly entry: BanEntry;
  /** Whether the name is used through a namespace, or a namespace passed on. */
  readonly use: { readonly throughNamespace?: boolean; readonly passedOn?: boolean };
}

/** The message: what the file does, what of it is banned, and why. */
export function wordingOf(saying: Saying): string {
  const { language, entry } = saying;
  const { ban, concept } = entry;
  const where = `${ban.place.path}:${ban.place.line}`;
  const own = concept?.canonical.filter((h) => h.language === language) ?? [];
  const homes = own.length > 0 ? own : concept?.canonical;
  const home = homes?.map((h) => (h.symbol === null ? h.path : `${h.path}#${h.symbol}`)).join(' and ');
  const what = ban.names === null ? ofModule(saying) : ofName(saying, ban);
  const why = home === undefined ? `banned by ${where}` : `banned: ${concept?.name} has one home, ${home} (${where})`;
  const { before, verb } = what;
  // `X` is imported from `m`, banned by …; `X`, imported from `m`, is banned by …
  const sentences = [`${before}${home === undefined && verb === ', which is' ? ',' : verb} ${why}`];
  if (ban.message !== null) sentences.push(ban.message);
  return sentences.join('. ');
}

/** The beginning of a message, and the words between it and `banned`. */
interface Beginning {
  readonly before: string;
  readonly verb: ', which is' | ', which are' | ' is' | ', is';
}

/** A specifier may hold line ends, a message is one line. */
function quoted(text: string): string {
  return `\`${escapeText(text)}\``;
}

/** The module is banned: it is what the sentence ends in. */
function ofModule({ fact, name, source: written, use }: Saying): Beginning {
  const { throughNamespace = false, passedOn = false } = use;
  const source = quoted(written);
  const verb = ', which is';
  if (name === '*') return { before: whole(fact, source, passedOn || throughNamespace), verb };
  if (throughNamespace)
    return { before: name === null ? `${source} is used` : `${quoted(name)} is used from ${source}`, verb };
  if (isString(fact)) return { before: referenced(fact), verb };
  if (name === null || (name === 'default' && fact.form !== 'export-from'))
    return { before: `${source} is imported`, verb };
  return { before: `${thing(name)} is ${done(fact)} from ${source}`, verb };
}

/** Names of the module are banned: they are what is spoken of. */
function ofName({ fact, name, source: written, use }: Saying, { names }: Ban): Beginning {
  const { throughNamespace = false, passedOn = false } = use;
  const source = quoted(written);
  if (name === null || name === '*') {
    const { list, isOne } = namesIn(names ?? []);
    const before = `${whole(fact, source, passedOn || throughNamespace)}, and with it ${list}`;
    return { before, verb: isOne ? ', which is' : ', which are' };
  }
  if (!throughNamespace && isString(fact))
    return { before: `${referenced(fact)}, and ${thing(name)} of ${source}`, verb: ' is' };
  const how = throughNamespace ? 'used' : done(fact);
  const before = name === 'default' ? `the default of ${source}, ${how} here` : `${thing(name)}, ${how} from ${source}`;
  return { before, verb: ', is' };
}

function isString(fact: ImportFact): boolean {
  return fact.form === 'string' && !isLateImport(fact);
}

function referenced({ specifier, via }: ImportFact): string {
  return `${quoted(specifier)} is referenced by ${via ?? 'a string'}`;
}

function thing(name: string): string {
  return name === 'default' ? 'the default' : quoted(name);
}

/** What is done with a name. */
function done(fact: ImportFact): string {
  if (isLateImport(fact)) return 'exported';
  return fact.form === 'export-from' ? 'exported again' : 'imported';
}

function whole(fact: ImportFact, source: string, passedOn: boolean): string {
  if (passedOn && fact.form !== 'export-from') return `${source} is passed on as a whole`;
  return `everything is ${done(fact)} from ${source}`;
}

/** Of the names that a ban forbids, as many are told. */
const MOST_NAMES = 5;

/** The banned names that come with everything of their module. */
function namesIn(names: NonNullable<Ban['names']>): { readonly list: string; readonly isOne: boolean } {
  const shown = names.slice(0, MOST_NAMES).map(({ pattern }) => quoted(pattern));
  const more = names.length - shown.length;
  const all = more > 0 ? [...shown, `${more} more`] : shown;
  const last = all.pop() ?? '';
  const [first] = names;
  const isOne = names.length === 1 && first !== undefined && isLiteralGlob(first.pattern);
  return { list: all.length === 0 ? last : `${all.join(', ')} and ${last}`, isOne };
}
