/**
 * References as the registry writes them: `<module>[#<symbol>]`, in one place because canonicals, bans and
 * replacements all use them.
 */
import type { LanguageId, Tree } from '../types.ts';
import { fileOfEcmascript } from './ecmascript-files.ts';
import { ecmascriptExtension, keyOfFile, repositoryKey } from './key.ts';
import { inFolder, join } from './path.ts';
import { fileOfPython } from './python.ts';

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
  const { language, module: written, symbol } = cut(text);
  const named = language === 'js' && PACKAGE_NAME.test(written) && /\.js$/i.test(written);
  const path = written.startsWith('./') ? join('', written) : isSource(written) && !named ? join('', written) : null;
  if (path === null) return { language, kind: 'specifier', module: written, symbol };
  return { language: language ?? keyOfFile(path)?.language ?? null, kind: 'path', module: path, symbol };
}

/**
 * The same for a file of a language, with what the tree tells: only what begins with `./`, or with a file or folder of the
 * tree, is a path; `chart.js` and `#app/x.ts` are names.
 *
 * @param base the folder that paths are relative to, of the registry that states it
 */
export function resolveReference(text: string, base: string, language: LanguageId, tree: Tree): Reference {
  const { language: prefix, module, symbol } = cut(text);
  const specifier: Reference = { language: prefix, kind: 'specifier', module, symbol };
  const isExplicit = module.startsWith('./');
  if (!isExplicit && !module.includes('/') && (prefix !== null || !isSource(module))) return specifier;
  const begins = inFolder(base, module.split('/')[0] ?? '');
  if (!isExplicit && !tree.hasFolder(begins) && !tree.has(begins)) return specifier;
  const path = isExplicit ? join('', module) : join(base, module);
  if (path === null) return specifier;
  const key = keyOfFile(path);
  if (key !== null) return { language: prefix ?? key.language, kind: 'path', module: path, symbol };
  const own = repositoryKey(language, path);
  const file = language === 'py' ? fileOfPython(own, tree) : fileOfEcmascript(own, tree);
  if (file === null) return isExplicit ? { language: prefix, kind: 'path', module: path, symbol } : specifier;
  return { language: prefix ?? language, kind: 'path', module: file, symbol };
}

/** Prefix, module and symbol of a reference. */
function cut(text: string): Omit<Reference, 'kind'> {
  const prefix = /^(py|js):/.exec(text)?.[1];
  const body = prefix === undefined ? text : text.slice(3);
  const hash = body.lastIndexOf('#');
  return {
    language: prefix === 'py' || prefix === 'js' ? prefix : null,
    module: hash > 0 ? body.slice(0, hash) : body,
    symbol: hash > 0 && hash < body.length - 1 ? body.slice(hash + 1) : null,
  };
}

function isSource(path: string): boolean {
  return ecmascriptExtension(path) !== null || keyOfFile(path) !== null;
}
