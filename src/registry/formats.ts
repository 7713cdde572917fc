/**
 * What the strings of the registry may be. Each format says why it refuses a string, as the end of a sentence whose
 * subject is that string, and gives the JSON Schema as much of itself as a pattern can hold.
 */

import { languageOf, SOURCE_EXTENSIONS } from '../languages/index.ts';
import { isDay } from '../text/dates.ts';
import { refuseGlob, refuseNameGlob } from '../text/globs.ts';
import { quote } from './problems.ts';
import { isRepositoryPath, misnamed, splitPrefix, splitReference, withoutBraces } from './references.ts';

export interface Format {
  /** With its article: "a day such as …". */
  readonly words: string;
  /** Why a string is not of this format, or null. Called with non-empty strings only. */
  readonly refuse: (value: string) => string | null;
  /** A regular expression that every accepted string matches. */
  readonly pattern?: string;
}

/** Most symbols; the full expression takes the engine 2 ms to compile. */
const ASCII_IDENTIFIER = /^[A-Za-z_$][\w$]*$/;
/** Made when it is needed: the engine takes half a millisecond for it. */
const isIdentifier = (text: string): boolean => /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u.test(text);

export const sentence: Format = {
  words: 'a string',
  refuse: (value) => (value.trim() === '' ? 'is blank' : null),
  pattern: '\\S',
};

export const day: Format = {
  words: 'a day, as in "2026-12-31"',
  refuse: (value) => (isDay(value) ? null : 'is not a day; days are written "YYYY-MM-DD"'),
  pattern:
    '^\\d{4}-((0[13578]|1[02])-(0[1-9]|[12]\\d|3[01])|(0[469]|11)-(0[1-9]|[12]\\d|30)|02-(0[1-9]|1\\d|2[0-8]))$|^(\\d\\d(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29$',
};

export const pathGlob: Format = {
  words: 'a glob',
  refuse: refuseGlob,
  pattern: '^[^!/](.*[^/])?$',
};

export const nameGlob: Format = {
  words: 'a name or a glob over names',
  refuse: (value) => {
    if (/\s/.test(value)) return 'holds white space, which no name does';
    return refuseNameGlob(value) ?? refuseManyNames(value);
  },
  pattern: '^(?!!)(?:[^/\\s.:#,{}]|\\{[^/\\s]*\\})+$',
};

/** `X,f` and `a.b.X` are not the name of anything that a module gives. */
function refuseManyNames(value: string): string | null {
  const plain = withoutBraces(value);
  if (plain.includes(',')) return 'holds a comma; several names are written as a list';
  const parts = plain.split(/[.:#]/);
  if (parts.length < 2) return null;
  const [first = '', last = ''] = [parts[0], parts.at(-1)];
  const other = last === '' || first === '' ? '' : `, or ${quote(last)} of another module`;
  return `is more than one name; what a module gives is ${quote(first || last)}${other}`;
}

/** Languages by other words than `py:` and `js:`, as they may stand in front of a module. */
const OTHER_LANGUAGES = 'jsx|tsx?|javascript|typescript|python3?|py3|JS|PY|Js|Py';
const OTHER_PREFIX = new RegExp(`^(${OTHER_LANGUAGES}):(?!//)(.*)$`);

/** What a ban names: a glob over module specifiers, dotted names or repository paths, perhaps with `py:` or `js:`. */
export const modulePattern: Format = {
  words: 'a module',
  refuse: (value) => {
    const { prefix, rest } = splitPrefix(value);
    if (rest === '') return `names no module after "${prefix}"`;
    if (rest !== rest.trim()) return 'begins or ends with white space';
    if (isRelative(rest)) return RELATIVE;
    const dots = /^\.(?!\/)|\.$/.test(rest) ? rest.replace(/^\.+|\.+$/g, '') : null;
    if (dots !== null)
      return `begins or ends with a dot, as no module does${dots === '' ? '' : `; write ${quote(dots)}`}`;
    return refuseNoModule(value) ?? refuseGlob(rest.replace(/(?<=[^/])\/+$/, ''));
  },
  pattern:
    '^(?![!/\\s])(?!(?:(?:py|js):)?(["\'`]).*\\1;?$)(?![^/]*["\'`;][^/]*$)(?!(?:' +
    OTHER_LANGUAGES +
    '):(?!//))(?!(?:(?:py|js):)?\\.(?!/))(?!.*\\.$)(?!.+#$)(?!(?:(?:py|js):)?[\\w.]*\\.\\.[\\w.]*$)(?!\\w+\\.[\\w.]*:$)(?:[^\\s,]+|.*[/{].*|.*\\.\\w+)$',
};

/** What no module is called, because something else was meant. */
function refuseNoModule(value: string): string | null {
  const { rest } = splitPrefix(value);
  const quoted = /^(["'`])(.*)\1;?$/.exec(rest)?.[2];
  if (quoted !== undefined) return `is in quotes of its own; write ${quote(quoted)}`;
  const [, language, behind = ''] = OTHER_PREFIX.exec(value) ?? [];
  if (language !== undefined)
    return `begins with ${quote(`${language}:`)}; write ${quote(`${/^py/i.test(language) ? 'py' : 'js'}:${behind}`)}`;
  const named = misnamed(value);
  if (named === '') return 'names nothing behind its module';
  if (named !== null) return `${nameGlob.refuse(named) ?? 'names no name'} (${quote(named)})`;
  if (rest.includes('/') || languageOf(rest) !== null) return null;
  if (/["'`;]/.test(rest)) return 'holds a quote or a semicolon, which no module does; write the module alone';
  if (/\s/.test(rest)) return 'holds white space, which no module does; write the module alone';
  if (withoutBraces(rest).includes(',')) return 'holds a comma; several modules are written as a list';
  if (/^[\w.]+$/.test(rest) && rest.includes('..'))
    return `has an empty part between its dots; write ${quote(rest.replace(/\.{2,}/g, '.'))}`;
  return null;
}

/** A place to import from: `<module>[#<symbol>]`. */
export const moduleReference: Format = {
  words: 'a reference such as "pkg/module#Name"',
  refuse: (value) => {
    const { module, symbol } = splitReference(value);
    const { prefix, rest } = splitPrefix(module);
    if (rest === '') return `names no module after "${prefix}"`;
    if (rest !== rest.trim()) return 'begins or ends with white space';
    if (isRelative(rest)) return RELATIVE;
    const [, dotted, name] = /^(\w+(?:\.\w+)+):(\w+)$/.exec(prefix === 'js:' ? '' : rest) ?? [];
    if (dotted !== undefined && symbol === null)
      return `names a symbol as references do not; write ${quote(`${dotted}#${name}`)}`;
    if (rest.includes('*')) return 'is a glob; a replacement is one module';
    if (rest.includes('\0')) return 'holds a NUL character';
    if (isRepositoryPath(module) || rest.split('/').includes('..')) {
      const why = refusePath(rest);
      if (why !== null) return why;
    }
    return symbol === null ? null : refuseSymbol(symbol);
  },
  pattern: '^[^\\s*]([^*]*[^\\s*])?$',
};

/** A module that consumers import from. */
export const importModule: Format = {
  words: 'a module',
  refuse: (value) => {
    const { module, symbol } = splitReference(value);
    return symbol === null ? moduleReference.refuse(module) : 'names a symbol; "import" is a module alone';
  },
  pattern: '^[^\\s*]',
};

/** A path of a source file, relative to the registry's folder. */
export const sourcePath: Format = {
  words: 'a path',
  refuse: (value) => {
    if (value.includes('#')) return 'names a symbol; the object form has "symbol" for it';
    return refuseSource(value);
  },
  pattern: `^(?!/)[^\\\\*?#]*\\.(${SOURCE_EXTENSIONS.join('|')})$`,
};

/** The short form of a canonical home: `<path>[#<symbol>]`. */
export const homeReference: Format = {
  words: 'a reference such as "src/ws/manager.ts#WebSocketManager"',
  refuse: (value) => {
    const { module, symbol } = splitReference(value);
    return refuseSource(module) ?? (symbol === null ? null : refuseSymbol(symbol));
  },
  pattern: `^(?!/)[^\\\\*?]*\\.(${SOURCE_EXTENSIONS.join('|')})(#[^#\\s]+)?$`,
};

export const symbolName: Format = {
  words: 'a name',
  refuse: refuseSymbol,
  pattern: '^[^\\s.#/]+$',
};

/** A file or folder below the registry's folder. */
export const relativePath: Format = {
  words: 'a path',
  refuse: (value) => (value === '.' ? null : refusePath(value)),
  pattern: '^[^/\\\\*?][^\\\\*?]*$',
};

/** What a bundler's alias is called: a specifier, with at most one `*`. */
export const aliasName: Format = {
  words: 'a specifier with at most one "*"',
  refuse: (value) => {
    if (value !== value.trim()) return 'begins or ends with white space';
    if (/^\.{1,2}(?:\/|$)/.test(value)) return 'is relative; an alias is a name';
    return value.split('*').length > 2 ? 'has more than one "*"' : null;
  },
  pattern: '^[^\\s*]*\\*?[^\\s*]*$',
};

/** What it stands for: a path from the repository's top, with at most one `*`. */
export const aliasTarget: Format = {
  words: 'a path with at most one "*"',
  refuse: (value) => {
    if (value.split('*').length > 2) return 'has more than one "*"';
    const path = value.replace('*', 'x').replace(/(?<=[^/])\/$/, '');
    return path === '.' || path === './' ? null : refusePath(path);
  },
  pattern: '^[^/\\\\*?]?[^\\\\*?]*\\*?[^\\\\*?]*$',
};

/** Another registry, relative to the one that extends it; where it leads is judged when it is read. */
export const registryPath: Format = {
  words: 'a path',
  refuse: (value) => {
    if (value.startsWith('/') || /^[A-Za-z][A-Za-z+.-]*:/.test(value))
      return 'is not relative; registries are read from this repository alone';
    return value.includes('\\') ? 'holds a backslash; folders are separated by "/"' : null;
  },
  pattern: '^[^/\\\\][^\\\\]*$',
};

const RELATIVE = 'is relative; write the path from the folder of the registry on, as in "./folder/module"';

/** Leads up from a file that nobody names. (`./x` is from the registry's folder on.) */
function isRelative(module: string): boolean {
  return module === '.' || module === './' || module === '..' || module.startsWith('../');
}

function refuseSource(path: string): string | null {
  if (splitPrefix(path).prefix !== '') return 'has a language prefix; a canonical home is a path';
  const why = refusePath(path);
  if (why !== null) return why;
  return languageOf(path) === null ? `is not a source file: its name must end in ${listed(SOURCE_EXTENSIONS)}` : null;
}

function refusePath(path: string): string | null {
  if (path.startsWith('/') || /^[A-Za-z]:\//.test(path))
    return 'is absolute; paths begin at the folder of their registry';
  if (path.includes('\\')) return 'holds a backslash; folders are separated by "/"';
  if (path.includes('\0')) return 'holds a NUL character';
  if (/[*?]/.test(path)) return 'is a glob; one path is meant here';
  const segments = path.replace(/^(?:\.\/)+/, '').split('/');
  if (segments.includes('..')) return 'has the segment ".."; paths stay below the folder of their registry';
  if (segments.includes('.') || segments.includes('')) return 'has an empty or "." segment';
  return null;
}

function refuseSymbol(symbol: string): string | null {
  if (symbol === '') return 'names no symbol after "#"';
  return ASCII_IDENTIFIER.test(symbol) || isIdentifier(symbol)
    ? null
    : `names the symbol ${quote(symbol)}, which is not an identifier`;
}

function listed(extensions: readonly string[]): string {
  return `${extensions
    .slice(0, -1)
    .map((one) => `.${one}`)
    .join(', ')} or .${extensions.at(-1)}`;
}
