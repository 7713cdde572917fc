/**
 * Rewrites for tests: changes are written as text, `Old -> ./new#New`, and name what the first import of `./old` takes.
 *
 *   Old -> ./new            the same name from another module
 *   Old -> ./new#New        another name
 *   Old -> ./new#default!   the whole value of a module, by a default; with `!!` by `import x = require()`
 *   * -> ./new {Old: New}   a namespace, with the names of its members
 *   - -> ./new              what names nothing
 */
import { type Change, type Edit, type Rewrite, textAfter } from '../../../src/fixes/change.ts';
import { rewriteStatement } from '../../../src/fixes/rewrite.ts';
import { dialectOf, scan } from '../../../src/languages/index.ts';
import type { NewSource } from '../../../src/replacement/import-line.ts';
import type { ImportFact, LanguageFacts } from '../../../src/types.ts';

const CHANGE = /^(\S+) -> (\S+?)(?:#([\w$*-]+)(!{0,2}))?(?: \{(.*)\})?$/;

/** The facts of one language in a text. */
export function factsOf(path: string, text: string): LanguageFacts {
  const dialect = dialectOf(path);
  const part = dialect === null ? undefined : scan(text, dialect).parts.find(({ language }) => language === 'js');
  if (part === undefined) throw new Error(`${path} is not read`);
  return part;
}

/** The change that a line of the notation means for an import. */
function changeFrom(fact: ImportFact, line: string): Change {
  const [, name = '', module = '', symbol, whole = '', members] = CHANGE.exec(line) ?? [];
  const imported = fact.names.find((one) => one.local === name) ?? fact.names.find((one) => one.name === name) ?? null;
  if (module === '' || (imported === null && name !== '-')) throw new Error(`"${line}" fits no name`);
  const to: NewSource = {
    module,
    symbol: symbol ?? null,
    ...(whole === '' ? {} : { whole: whole === '!' ? 'default' : 'import-equals' }),
  };
  const pairs = members?.split(/,\s*/).map((pair) => pair.split(/:\s*/));
  return {
    fact,
    imported,
    to,
    ...(pairs === undefined ? {} : { members: new Map(pairs.map(([old = '', now = '']) => [old, now])) }),
  };
}

/** What a rewrite gives: the text after it, what is shown of it, and the edits; or the refusal alone. */
export interface Rewritten {
  readonly text: string;
  readonly shown: string;
  readonly edits: readonly Edit[];
}

/** Rewrites the first import of `./old` (or what else is asked for) in a text. */
export function rewrite(path: string, text: string, lines: string, specifier = /^\.\/old/): Rewritten | string {
  const part = factsOf(path, text);
  const fact = part.imports.find((one) => specifier.test(one.specifier));
  if (fact === undefined) throw new Error('nothing is imported from the old module');
  const changes = lines.split('; ').map((line) => changeFrom(fact, line));
  return applied(text, rewriteStatement({ path, text, part }, changes));
}

/** The text after a rewrite. */
function applied(text: string, result: Rewrite): Rewritten | string {
  if (result.refusal !== null) return result.refusal;
  const { edits, shown } = result;
  return {
    text: textAfter(text, { start: 0, end: text.length }, edits),
    shown: textAfter(text, shown, edits),
    edits,
  };
}
