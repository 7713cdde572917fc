/**
 * A line that imports a thing, in the manner of a file: what is offered where no statement is to be edited.
 */
import { ecmascriptExtension } from '../modules/key.ts';
import type { ImportFact, LanguageId } from '../types.ts';

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
  /** Python, of a name that is a module: the module is imported whole, `import new as old`. */
  readonly asModule?: true;
}

/** How a value that is all of a module is taken: as a default, or by `import x = require()`. */
export type Whole = 'default' | 'import-equals';

/** How a file writes its imports; `typeOnly`: this one is for types alone. */
export type Manner = Pick<ImportFact, 'form' | 'via' | 'quote' | 'semicolon'> & Partial<Pick<ImportFact, 'typeOnly'>>;

/**
 * A plain import of a symbol (or whole module), in the style of an existing statement that loads its module another
 * way, if there is one: CommonJS and `import()` stay what they are.
 */
export function plainImport(language: LanguageId, to: NewSource, like: Manner | null): string {
  const { module, symbol } = to;
  const whole = to.whole ?? null;
  const own = to.local ?? (symbol === 'default' ? null : symbol);
  if (language === 'py') {
    const line = symbol === null ? `import ${module}` : `from ${module} import ${symbol}`;
    return line + renamed(symbol ?? module, own, ' as ');
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
  const keyword = like?.typeOnly === true ? 'import type' : 'import';
  if (whole === 'import-equals') return `${keyword} ${local} = require(${from})${end}`;
  if (whole !== null || symbol === 'default') return `${keyword} ${local} from ${from}${end}`;
  return `${keyword} ${symbol === null ? `* as ${local}` : `{ ${symbol}${renamed(symbol, local, ' as ')} }`} from ${from}${end}`;
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

function style(fact: Manner | null): { quote: string; end: string } {
  return { quote: fact?.quote ?? "'", end: fact?.semicolon === false ? '' : ';' };
}
