/**
 * The literal that names a module: only its content changes, its quotes stay.
 */
import { literalAt } from '../../languages/ecmascript/skeleton.ts';
import type { ImportFact, Span } from '../../types.ts';
import type { Edit } from '../change.ts';

/** The content of a literal as it is written. */
interface Content extends Span {
  readonly raw: string;
  /** The quote around it; '' for an attribute's value without. */
  readonly quote: string;
}

/** The content of the literal of a fact; null where that is built, or not what it means. */
function contentOf(text: string, fact: ImportFact): Content | null {
  const { start, end } = fact;
  const quote = /["'`]/.test(text.charAt(start)) ? text.charAt(start) : '';
  const size = quote.length;
  if (size > 0 && literalAt(text, start)?.end !== end) return null;
  const raw = text.slice(start + size, end - size);
  const isMeant = raw === fact.specifier || (isAddress(fact) && `./${raw}` === fact.specifier);
  return isMeant ? { start: start + size, end: end - size, raw, quote } : null;
}

/** A path from this file even without the `./` before it. */
function isAddress({ via }: ImportFact): boolean {
  return via === 'new URL' || via === 'reference';
}

/** What stands for the module in a specifier, between the loaders and the query of bundlers. */
interface Parts {
  readonly before: string;
  readonly behind: string;
}

const SIGNS = /[?#]/;

/** A `#` that a slash follows belongs to a folder's name, one at the start to the name of an entry of `imports`. */
function partsOf(raw: string): Parts {
  const before = raw.slice(0, raw.lastIndexOf('!') + 1);
  const name = raw.slice(before.length);
  const query = name.indexOf('?');
  const plain = query > 0 ? name.slice(0, query) : name;
  const hash = plain.lastIndexOf('#');
  const end = hash > 0 && !plain.includes('/', hash) ? hash : plain.length;
  return { before, behind: name.slice(end) };
}

/**
 * The content to write for another module; null where it cannot be: loaders and queries make another thing of a module,
 * so they stay where only the module is another.
 * @param renames whether the imported name changes, too
 */
export function newContent(text: string, fact: ImportFact, module: string, renames: boolean): string | null {
  const content = contentOf(text, fact);
  if (content === null) return null;
  const { before, behind } = partsOf(content.raw);
  const isDecorated = before !== '' || behind !== '';
  if (isDecorated && (renames || /^[a-z][\w+.-]*:\/\//i.test(content.raw))) return null;
  if (fact.via === 'new URL' && losesExtension(content.raw, module)) return null;
  const hasOwn = SIGNS.test(module.slice(1)) && partsOf(module).behind !== '';
  const isBare = !content.raw.startsWith('./') && isAddress(fact) && fact.specifier.startsWith('./');
  const named = isBare && module.startsWith('./') ? module.slice(2) : module;
  return escaped(fact, content.quote, text, before + named + (hasOwn ? '' : behind));
}

/** The file of a URL is loaded as it is written. */
function losesExtension(raw: string, module: string): boolean {
  const extension = /\.\w+(?=$|[?#])/;
  return extension.test(raw) && !extension.test(module);
}

/** As the content of a literal in this quote; null where what it stands in knows no escapes. */
function escaped(fact: ImportFact, quote: string, text: string, value: string): string | null {
  const isMarkup = text.startsWith('<', fact.statement.start);
  const special = isMarkup || quote === '' ? /["'&<>`\s\\]/ : /["'`\\\n\r\u2028\u2029]|\$\{/;
  if (!special.test(value)) return value;
  const knowsEscapes = !isMarkup && fact.via !== 'jsdoc' && fact.via !== 'reference';
  if (!knowsEscapes || /[\n\r\u2028\u2029]/.test(value)) return null;
  return value.replace(quote === '`' ? /[`\\]|\$(?=\{)/g : quote === '"' ? /["\\]/g : /['\\]/g, '\\$&');
}

/** The edit of the literal; none where the module is written so already. */
export function literalEdits(text: string, fact: ImportFact, written: string): readonly Edit[] {
  const content = contentOf(text, fact);
  if (content === null || content.raw === written) return [];
  return [{ start: content.start, end: content.end, text: written }];
}

/** The specifier of a statement as it is written, without quotes. */
export function writtenModule(text: string, fact: ImportFact): string | null {
  return contentOf(text, fact)?.raw ?? null;
}
