/**
 * Names in strings: `patch("a.b.C")`, `import_module("a.b")`. The text between the quotes changes, and beside it what the
 * call says of the module: keywords that are names in it, members of the value that it gives.
 */

import { hasFromList } from '../../languages/python/loaded.ts';
import { isName } from '../../languages/python/names.ts';
import { MODULE_REFERENCES } from '../../languages/python/references.ts';
import { largest, pushAll, smallest } from '../../text/lists.ts';
import type { ImportFact, Span } from '../../types.ts';
import { type Change, type Edit, inOrder, type Rewrite, type SourceText } from '../change.ts';
import { renameMembers } from './members.ts';

/** The edits of the strings of one statement. */
export function rewriteStrings(source: SourceText, changes: readonly Change[]): Rewrite {
  const edits: Edit[] = [];
  const facts = [...new Set(changes.map(({ fact }) => fact))];
  for (const fact of facts) {
    const own = changes.filter((change) => change.fact === fact);
    const found = stringEdits(source.text, fact, own);
    if (found === null) return { refusal: 'form' };
    pushAll(edits, found);
    if (own.some((change) => !keepsPackage(source.text, change))) return { refusal: 'namespace' };
  }
  const renames = renameMembers(
    source,
    changes.filter(({ imported }) => imported === null || imported.name === '*'),
  );
  if (renames.refusal !== null) return renames;
  const start = smallest(facts.map((fact) => fact.start));
  const end = largest(facts.map((fact) => fact.end));
  return { refusal: null, edits: inOrder([...edits, ...renames.edits]), shown: { start, end } };
}

function stringEdits(text: string, fact: ImportFact, changes: readonly Change[]): Edit[] | null {
  const content = contentOf(text, fact);
  const [first] = changes;
  if (content === null || first === undefined) return null;
  const names = fact.names.filter(({ name }) => name !== '*');
  const named = changes.filter(({ imported }) => imported !== null && imported.name !== '*');
  const isOne = changes.every(({ to }) => to.module === first.to.module);
  // Keywords of one call are names of one module.
  if (
    !isOne ||
    (named.length > 0 && !names.every((name) => named.some(({ imported }) => imported?.start === name.start)))
  )
    return null;
  const value = named.length > 0 ? first.to.module : valueAfter(fact, changes);
  if (value === null || !mayStand(text, content, value, fact)) return null;
  const keywords = named.map(({ imported, to }) => ({
    start: imported?.start ?? 0,
    end: imported?.end ?? 0,
    text: to.symbol ?? imported?.name ?? '',
  }));
  const isTwice = new Set(keywords.map((keyword) => keyword.text)).size < keywords.length;
  if (isTwice || !keywords.every((keyword) => isName(keyword.text))) return null;
  return [{ ...content, text: value }, ...keywords].filter((edit) => text.slice(edit.start, edit.end) !== edit.text);
}

const LITERAL = /^(?:[rRuUfF]?)("""|'''|"|')([^"'\\{}\s]*)\1$/;

/** The text between the quotes, where it is the name itself: one literal, without escapes. */
function contentOf(text: string, fact: ImportFact): Span | null {
  const literal = LITERAL.exec(text.slice(fact.start, fact.end));
  if (literal === null) return null;
  const [, quotes = '', name = ''] = literal;
  const isName = name.normalize('NFKC') === fact.specifier;
  // `import_module(".x", "pkg")` names `pkg.x`.
  if (!isName && !(fact.via === 'import_module' && name.startsWith('.'))) return null;
  const end = fact.end - quotes.length;
  return { start: end - name.length, end };
}

/** What is to stand there; null where the changes do not agree, or name what no module is. */
function valueAfter({ specifier, via = '' }: ImportFact, changes: readonly Change[]): string | null {
  const values = new Set(
    changes.map(({ to: { module, symbol, rest } }) => {
      const behind = [symbol, rest ?? null].filter((part) => part !== null && part !== '').join('.');
      if (behind === '') return module;
      // `import_string("m:Name")`
      return MODULE_REFERENCES.has(via) ? null : `${module}${specifier.includes(':') ? ':' : '.'}${behind}`;
    }),
  );
  return values.size === 1 ? ([...values][0] ?? null) : null;
}

/** A relative name stays where one stood; none is given a level, which counts from the file. */
function mayStand(text: string, { start }: Span, value: string, { via, end, statement }: ImportFact): boolean {
  if (/["'\\\s]/.test(value) || value === '') return false;
  if (value.startsWith('.')) return via === 'import_module' && text.charAt(start) === '.';
  return via !== '__import__' || !hasLevel(text.slice(end, statement.end));
}

/** `__import__(name, globals, locals, fromlist, level)`, with another level than 0. */
function hasLevel(rest: string): boolean {
  const plain = rest.replace(/[([{][^()[\]{}]*[)\]}]/g, '').replace(/,?\s*\)$/, '');
  const level = /\blevel\s*=([^,]*)/.exec(plain)?.[1] ?? plain.split(',')[4] ?? '0';
  return level.trim() !== '0';
}

/** `__import__("a.b")` gives `a`: what is taken of it leads through `b`. */
function keepsPackage(text: string, { fact, to }: Change): boolean {
  if (fact.via !== '__import__' || fact.names.length === 0) return true;
  const isTop = !fact.specifier.includes('.') && !to.module.includes('.');
  return isTop || hasFromList(text.slice(fact.end, fact.statement.end));
}
