/**
 * `import x = require('m')`, with `export` before it or not.
 */
import type { Change } from '../change.ts';
import { newName } from './asked.ts';
import type { Edits } from './edits.ts';
import { quoteOf, renamed, writtenName } from './names.ts';
import { literalEdits, newContent } from './specifier.ts';
import { type Token, tokensOf } from './tokens.ts';

/** The edits: of the module alone where it stays all of the value, else to an import of a name. */
export function equationEdits(text: string, change: Change, pad: string): Edits {
  const { fact, to } = change;
  const isWhole = to.symbol === null || to.whole === 'import-equals';
  const written = newContent(text, fact, to.module, !isWhole);
  if (written === null) return null;
  const module = literalEdits(text, fact, written);
  return isWhole ? module : (importEdits(text, change, pad)?.concat(module) ?? null);
}

/** `import { New as x } from 'm'`; null for what is exported, and where a comment stands in between. */
function importEdits(text: string, change: Change, pad: string): Edits {
  const { fact } = change;
  const tokens = tokensOf(text, fact.statement) ?? [];
  const equals = tokens.findIndex(({ text: sign }) => sign === '=');
  const literal = tokens.findIndex(({ start }) => start === fact.start);
  const [local, close] = [tokens[equals - 1], tokens[literal + 1]];
  const name = newName(change);
  if (local === undefined || close?.text !== ')' || name === null || !isPlain(tokens, equals, literal)) return null;
  const clause =
    name === 'default' ? local.text : `{${pad}${renamed(writtenName(name, quoteOf(fact)), local.text)}${pad}}`;
  return [
    { start: local.start, end: fact.start, text: `${clause} from ` },
    { start: fact.end, end: close.end, text: '' },
  ];
}

/** `import x = require(`, without comments after the name. */
function isPlain(tokens: readonly Token[], equals: number, literal: number): boolean {
  return tokens[0]?.text === 'import' && literal === equals + 3 && tokens[equals - 1]?.kind === 'word';
}
