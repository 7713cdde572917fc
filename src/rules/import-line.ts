/**
 * The line to write instead: an import, re-export, call or string in the same form, language and style as the one that
 * was found, naming another module and perhaps another symbol, and keeping the local name.
 */
import type { ImportedName, ImportFact, LanguageId } from '../types.ts';

export interface NewSource {
  /** The specifier to write, already spelled for the importing file. */
  readonly module: string;
  /** The symbol to import, or null to keep what is imported now. */
  readonly symbol: string | null;
}

/** The same import from elsewhere. `imported` is null for a statement that names nothing. */
export function importLine(
  language: LanguageId,
  fact: ImportFact,
  imported: ImportedName | null,
  to: NewSource,
): string {
  if (fact.form === 'string') return stringReference(language, fact, to);
  return language === 'py' ? pythonLine(fact, imported, to) : ecmascriptLine(fact, imported, to);
}

/** A plain import of a canonical symbol (or whole module), not related to any statement that is there. */
export function plainImport(
  language: LanguageId,
  module: string,
  symbol: string | null,
  like: ImportFact | null,
): string {
  if (language === 'py') {
    return symbol === null ? pythonModule(module, null) : `from ${module} import ${symbol}`;
  }
  const { quote, end } = style(like);
  const clause = symbol === null ? '* as name' : symbol === 'default' ? 'name' : `{ ${symbol} }`;
  return `import ${clause} from ${quote}${module}${quote}${end}`;
}

function pythonLine(fact: ImportFact, imported: ImportedName | null, to: NewSource): string {
  const symbol = to.symbol ?? imported?.name ?? null;
  if (fact.form === 'from-import' && imported !== null) {
    const name = symbol ?? imported.name;
    const local = imported.name === '*' ? null : (imported.local ?? imported.name);
    return `from ${to.module} import ${name}${local === null || local === name ? '' : ` as ${local}`}`;
  }
  if (to.symbol !== null) return `from ${to.module} import ${to.symbol}`;
  // `import a.b` binds `a`: only an import without dots, or one with `as`, has a local name to keep.
  const bound = imported?.local ?? null;
  const keeps = bound !== null && (!fact.specifier.includes('.') || bound !== fact.specifier.split('.')[0]);
  return pythonModule(to.module, keeps ? bound : null);
}

function pythonModule(module: string, local: string | null): string {
  return `import ${module}${local === null || local === module ? '' : ` as ${local}`}`;
}

function ecmascriptLine(fact: ImportFact, imported: ImportedName | null, to: NewSource): string {
  const { quote, end } = style(fact);
  const from = `${quote}${to.module}${quote}`;
  const name = to.symbol ?? imported?.name ?? null;
  const local = imported?.local ?? null;
  if (fact.form === 'import-type') {
    if (fact.via === 'reference') return `/// <reference types="${to.module}" />`;
    return `import(${from})${name === null || name === '*' ? '' : `.${name}`}`;
  }
  if (fact.form === 'dynamic-import' || fact.form === 'require') {
    if (fact.via === 'import-equals') return `import ${local} = require(${from})${end}`;
    const call = fact.form === 'require' ? `require(${from})` : `import(${from})`;
    const value = fact.form === 'require' ? call : `await ${call}`;
    if (name === null || (name === '*' && local === null)) return call;
    if (name === '*') return `const ${local} = ${value}${end}`;
    if (local === null) return fact.form === 'require' ? `${call}.${name}` : `(${value}).${name}`;
    return `const { ${name}${local === name ? '' : `: ${local}`} } = ${value}${end}`;
  }
  const keyword = fact.form === 'export-from' ? 'export' : 'import';
  const type = fact.typeOnly ? ' type' : '';
  if (name === null) return `${keyword}${type} ${fact.form === 'export-from' ? '* from ' : ''}${from}${end}`;
  if (name === '*') return `${keyword}${type} *${local === null ? '' : ` as ${local}`} from ${from}${end}`;
  if (name === 'default' && fact.form === 'import') return `import${type} ${local ?? 'name'} from ${from}${end}`;
  const inline = imported?.typeOnly === true && !fact.typeOnly ? 'type ' : '';
  const as = local === null || local === name ? '' : ` as ${local}`;
  return `${keyword}${type} { ${inline}${quoteName(name)}${as} } from ${from}${end}`;
}

/** Only the literal: what stands around it in the call stays. */
function stringReference(language: LanguageId, fact: ImportFact, to: NewSource): string {
  const quote = fact.quote ?? (language === 'py' ? '"' : "'");
  return `${quote}${language === 'py' && to.symbol !== null ? `${to.module}.${to.symbol}` : to.module}${quote}`;
}

/** Export names that are no identifiers are written as strings. */
function quoteName(name: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u.test(name) ? name : JSON.stringify(name);
}

function style(fact: ImportFact | null): { quote: string; end: string } {
  return { quote: fact?.quote ?? "'", end: fact?.semicolon === false ? '' : ';' };
}
