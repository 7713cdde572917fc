/**
 * The line to write instead: an import, re-export, call or string in the same form, language and style as the one that
 * was found, naming another module and perhaps another symbol, and keeping the local name.
 */
import { ecmascriptExtension } from '../modules/key.ts';
import { isLateImport } from '../modules/re-exports.ts';
import type { ImportedName, ImportFact, LanguageId } from '../types.ts';

export interface NewSource {
  /** The specifier to write, already spelled for the importing file. */
  readonly module: string;
  /** The symbol to import, or null to keep what is imported now. */
  readonly symbol: string | null;
  /** Python strings: what follows the symbol, `method` in `patch("a.b.C.method")`. */
  readonly rest?: string | null;
  /** The symbol is all of the module (`export =`), which the importing file takes in this way. */
  readonly whole?: Whole | null;
  /** What importers call the symbol, where the module calls it something else: `default`. */
  readonly local?: string | null;
}

/** How a value that is all of a module is taken: as a default, or by `import x = require()`. */
export type Whole = 'default' | 'import-equals';

/** The same import from elsewhere. `imported` is null for a statement that names nothing. */
export function importLine(
  language: LanguageId,
  fact: ImportFact,
  imported: ImportedName | null,
  to: NewSource,
): string {
  // Of a table of late imports the entry's shape is not known: what it stands for is an import.
  if (isLateImport(fact)) return pythonLine({ ...fact, form: 'from-import' }, imported, to);
  if (fact.form === 'string') return stringReference(language, fact, to);
  return language === 'py' ? pythonLine(fact, imported, to) : ecmascriptLine(fact, imported, to);
}

/** How a file writes its imports. */
export type Manner = Pick<ImportFact, 'form' | 'via' | 'quote' | 'semicolon'>;

/**
 * A plain import of a symbol (or whole module), in the style of an existing statement that loads its module another
 * way, if there is one: CommonJS and `import()` stay what they are.
 */
export function plainImport(language: LanguageId, to: NewSource, like: Manner | null): string {
  const { module, symbol } = to;
  const whole = to.whole ?? null;
  const own = to.local ?? (symbol === 'default' ? null : symbol);
  if (language === 'py') {
    return symbol === null
      ? pythonModule(module, null)
      : `from ${module} import ${symbol}${renamed(symbol, own, ' as ')}`;
  }
  const { quote, end } = style(like);
  const from = `${quote}${module}${quote}`;
  const local = own ?? nameFor(module);
  const called = like === null || like.via === 'import-equals' ? 'import' : like.form;
  if (called === 'require' || called === 'dynamic-import') {
    const value = called === 'require' ? `require(${from})` : `await import(${from})`;
    const isValue = whole === null ? symbol === null : called === 'require';
    const name = whole === null ? (symbol ?? local) : 'default';
    return `const ${isValue ? local : `{ ${name}${renamed(name, local, ': ')} }`} = ${value}${end}`;
  }
  if (whole === 'import-equals') return `import ${local} = require(${from})${end}`;
  if (whole !== null || symbol === 'default') return `import ${local} from ${from}${end}`;
  return `import ${symbol === null ? `* as ${local}` : `{ ${symbol}${renamed(symbol, local, ' as ')} }`} from ${from}${end}`;
}

function renamed(name: string, local: string | null, by: string): string {
  return local === null || local === name ? '' : by + local;
}

/** What to call a whole module: `./ws/old-manager.js` → `oldManager`. */
function nameFor(module: string): string {
  const last = module.slice(0, module.length - (ecmascriptExtension(module)?.length ?? 0)).split('/');
  const words = (last.findLast((part) => /[\p{L}]/u.test(part)) ?? '').split(/[^\p{ID_Continue}$]+/u).filter(Boolean);
  const name = words.map((word, i) => (i === 0 ? word : word.slice(0, 1).toUpperCase() + word.slice(1))).join('');
  return /^[\p{ID_Start}$_]/u.test(name) && !RESERVED.has(name) ? name : `_${name}`;
}

/** Words that no module may bind (ECMA-262, reserved words, and those of strict code). */
const RESERVED: ReadonlySet<string> = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends ' +
    'false finally for function if implements import in instanceof interface let new null package private protected ' +
    'public return static super switch this throw true try typeof var void while with yield'
  ).split(' '),
);

function pythonLine(fact: ImportFact, imported: ImportedName | null, to: NewSource): string {
  const symbol = to.symbol ?? imported?.name ?? null;
  if (fact.form === 'from-import' && imported !== null) {
    const name = symbol ?? imported.name;
    const local = imported.name === '*' ? null : (imported.local ?? imported.name);
    return `from ${to.module} import ${name}${local === null || local === name ? '' : ` as ${local}`}`;
  }
  if (to.symbol !== null) return `from ${to.module} import ${to.symbol}`;
  return pythonModule(to.module, keepsModuleName(fact, imported) ? (imported?.local ?? null) : null);
}

/** Whether `import a.b …` binds a name that can be kept: `import a.b` binds `a`; without dots, or with `as`, it can. */
export function keepsModuleName(fact: ImportFact, imported: ImportedName | null): boolean {
  const bound = imported?.local ?? null;
  return bound !== null && (!fact.specifier.includes('.') || bound !== fact.specifier.split('.')[0]);
}

function pythonModule(module: string, local: string | null): string {
  return `import ${module}${local === null || local === module ? '' : ` as ${local}`}`;
}

function ecmascriptLine(fact: ImportFact, imported: ImportedName | null, to: NewSource): string {
  const { quote, end } = style(fact);
  const from = `${quote}${to.module}${quote}`;
  const local = imported?.local ?? null;
  const isValue = to.whole != null && fact.form === 'require';
  const name = isValue ? '*' : (to.symbol ?? imported?.name ?? null);
  if (to.whole === 'import-equals' && fact.form === 'import' && local !== null)
    return `import ${fact.typeOnly || imported?.typeOnly === true ? 'type ' : ''}${local} = require(${from})${end}`;
  if (fact.form === 'import-type') return typeReference(fact, name, local, from);
  if (fact.form === 'dynamic-import' || fact.form === 'require') {
    if (fact.via === 'import-equals') {
      return name === '*' || name === null
        ? `import ${fact.typeOnly ? 'type ' : ''}${local} = require(${from})${end}`
        : `import ${fact.typeOnly ? 'type ' : ''}{ ${name}${local === null || local === name ? '' : ` as ${local}`} } from ${from}${end}`;
    }
    const call = fact.form === 'require' ? `require(${from})` : `import(${from})`;
    const value = fact.form === 'require' ? call : `await ${call}`;
    if (name === null || (name === '*' && local === null)) return call;
    if (name === '*') return `const ${local} = ${value}${end}`;
    if (local === null) return fact.form === 'require' ? `${call}.${name}` : `(${value}).${name}`;
    return `const { ${name}${local === name ? '' : `: ${local}`} } = ${value}${end}`;
  }
  const keyword = fact.form === 'export-from' ? 'export' : 'import';
  const type = fact.typeOnly ? ' type' : '';
  if (name === null) return `${keyword}${type} ${fact.form === 'export-from' ? '{} from ' : ''}${from}${end}`;
  if (name === '*') return `${keyword}${type} *${local === null ? '' : ` as ${quoteName(local)}`} from ${from}${end}`;
  const inline = imported?.typeOnly === true && !fact.typeOnly ? 'type ' : '';
  if (name === 'default' && fact.form === 'import') {
    return `import ${inline || (fact.typeOnly ? 'type ' : '')}${local ?? nameFor(to.module)} from ${from}${end}`;
  }
  const as = local === null || local === name ? '' : ` as ${quoteName(local)}`;
  return `${keyword}${type} { ${inline}${quoteName(name)}${as} } from ${from}${end}`;
}

/** Types by `import('m').T`, JSDoc's `@import`, and `/// <reference>`. `from` is the quoted specifier. */
function typeReference(fact: ImportFact, name: string | null, local: string | null, from: string): string {
  if (fact.via === 'reference') {
    const attribute =
      /^\.\.?\//.test(fact.specifier) || ecmascriptExtension(fact.specifier) !== null ? 'path' : 'types';
    return `/// <reference ${attribute}=${from} />`;
  }
  if (local === null) return `import(${from})${name === null || name === '*' ? '' : `.${name}`}`;
  const clause = name === '*' ? `* as ${local}` : name === 'default' ? local : null;
  return `@import ${clause ?? `{ ${name}${name === local ? '' : ` as ${local}`} }`} from ${from}`;
}

/** Only the literal: the rest of the call stays. */
function stringReference(language: LanguageId, fact: ImportFact, to: NewSource): string {
  const quote = fact.quote ?? (language === 'py' ? '"' : "'");
  if (language !== 'py') return `${quote}${to.module}${quote}`;
  const behind = [to.symbol, to.rest ?? null].filter((part) => part !== null && part !== '').join('.');
  // `import_string("m:Name")`
  const separator = behind === '' ? '' : fact.specifier.includes(':') ? ':' : '.';
  return `${quote}${to.module}${separator}${behind}${quote}`;
}

/** Export names that are not identifiers are written as strings. */
function quoteName(name: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u.test(name) ? name : JSON.stringify(name);
}

function style(fact: Manner | null): { quote: string; end: string } {
  return { quote: fact?.quote ?? "'", end: fact?.semicolon === false ? '' : ';' };
}
