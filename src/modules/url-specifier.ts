/**
 * ES modules are named by URLs: what Node makes of a specifier before it looks for a file. TypeScript, the bundlers and
 * `require()` take the text as it stands, so a URL is a second reading of a specifier and replaces none.
 */
import type { ImportFact, ImportForm } from '../types.ts';

/** Who reads a specifier: `text` as it stands, `url` also as part of a URL. */
export type SpecifierReading = 'text' | 'url';

const FORMS: ReadonlySet<ImportForm> = new Set(['import', 'export-from', 'dynamic-import']);

/** How the specifier of an import is read. */
export function readingOf({ form, via }: Pick<ImportFact, 'form' | 'via'>): SpecifierReading {
  return FORMS.has(form) || via === 'import.meta.resolve' || via === 'new URL' ? 'url' : 'text';
}

/** What a URL may write in another way, or leave out at its end. */
const ODD = /[%\\\t\n\r]|[\x01-\x20]$/;
/** A path, or what follows a package's name or the sign of `imports`, which are no part of a URL. */
const PLAIN_START = /^(?:\.{1,2}(?=\/|$)|(?=\/)|@[^/\\%?#]+\/[^/\\%?#]+|#[^/\\%?]*|[^/\\%?#.@][^/\\%?#]*)/;
/** Encoded slashes are an error in Node. */
const SLASHES = /%(?:2f|5c)/i;

/**
 * The specifier as the path of a URL, decoded, without query and fragment (whose signs it may hold as characters). Null
 * where that is the text itself, and where Node refuses it.
 */
export function urlPath(specifier: string): string | null {
  if (!ODD.test(specifier)) return null;
  const start = PLAIN_START.exec(specifier)?.[0];
  if (start === undefined) return null;
  // The parser of URLs drops what blanks stand at the end, and these anywhere.
  const rest = specifier
    .slice(start.length)
    .replace(/[\x01-\x20]+$/, '')
    .replace(/[\t\n\r]/g, '');
  const path = rest.replace(/[?#].*$/s, '');
  // Two slashes begin the name of a host.
  if ((path !== '' && !path.startsWith('/')) || (start === '' && /^[\\/]{2}/.test(path)) || SLASHES.test(path))
    return null;
  try {
    const decoded = start + decodeURIComponent(path.replaceAll('\\', '/'));
    return decoded === specifier ? null : decoded;
  } catch {
    return null; // not the UTF-8 of anything
  }
}
