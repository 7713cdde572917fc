/**
 * References as the registry writes them: `<module>[#<symbol>]`, in one place because canonicals, bans and
 * replacements all use them.
 */
import type { LanguageId } from '../types.ts';
import { ecmascriptExtension, keyOfFile } from './key.ts';
import { join } from './path.ts';

export interface Reference {
  /** From a `py:` or `js:` prefix, else from a source extension, else null. */
  readonly language: LanguageId | null;
  /** `path`: a repository path and nothing else. `specifier`: a package, dotted module, alias or extensionless path. */
  readonly kind: 'path' | 'specifier';
  /** Without prefix and symbol; a path without its leading `./`. */
  readonly module: string;
  readonly symbol: string | null;
}

/** The one name of an npm package, without subpath. */
const PACKAGE_NAME = /^(?:@[^/]+\/)?[^/@.][^/]*$/;

/**
 * Reads a reference. It is split at the last `#` that is not its first character (`#ws/manager#X`). A module that
 * starts with `./` or ends in a source extension is a path; the exception is a package called `chart.js` or the like,
 * which can be told from a file only by an explicit `js:`.
 */
export function parseReference(text: string): Reference {
  const prefix = /^(py|js):/.exec(text)?.[1];
  const body = prefix === undefined ? text : text.slice(3);
  const hash = body.lastIndexOf('#');
  const written = hash > 0 ? body.slice(0, hash) : body;
  const symbol = hash > 0 && hash < body.length - 1 ? body.slice(hash + 1) : null;
  const language: LanguageId | null = prefix === 'py' || prefix === 'js' ? prefix : null;
  const named = language === 'js' && PACKAGE_NAME.test(written) && /\.js$/i.test(written);
  const path = written.startsWith('./') ? join('', written) : isSource(written) && !named ? join('', written) : null;
  if (path === null) return { language, kind: 'specifier', module: written, symbol };
  return { language: language ?? keyOfFile(path)?.language ?? null, kind: 'path', module: path, symbol };
}

function isSource(path: string): boolean {
  return ecmascriptExtension(path) !== null || keyOfFile(path) !== null;
}
