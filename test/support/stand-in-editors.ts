/**
 * Editors that know the plainest statements alone, so that what is tried is the way from a finding to a file: `from a
 * import b` and `import { b } from 'a'`, a name as itself, on one line.
 */
import type { Change, Edit, Rewrite, SourceText } from '../../src/fixes/change.ts';
import type { Editors } from '../../src/rewriting/file-to-fix.ts';
import type { ImportedName, ImportFact, Span } from '../../src/types.ts';

function rewrite({ text, part }: SourceText, changes: readonly Change[]): Rewrite {
  const fact = changes[0]?.fact;
  const modules = new Set(changes.map(({ to }) => to.module));
  const [module] = modules;
  if (fact === undefined || module === undefined || modules.size > 1) return { refusal: 'form' };
  if (fact.names.length === 0 || fact.names.some(({ name }) => name === '*')) return { refusal: 'form' };
  const shown = fact.statement;
  const quote = part.language === 'js' ? 1 : 0;
  const specifier = { start: fact.start + quote, end: fact.end - quote, text: module };
  if (changes.length === fact.names.length)
    return { refusal: null, shown, edits: [specifier, ...changes.flatMap((change) => rename(text, change))] };
  return { refusal: null, shown, edits: split(text, fact, changes, module) };
}

/** The name, with the local name behind it where that is another one. */
function written({ imported, to }: Change): string {
  const name = to.symbol ?? imported?.name ?? '';
  return imported === null || imported.local === name ? name : `${name} as ${imported.local}`;
}

function rename(text: string, change: Change): Edit[] {
  const { imported } = change;
  return imported === null ? [] : [{ ...wholeOf(text, imported), text: written(change) }];
}

function wholeOf(text: string, name: ImportedName): Span {
  const alias = / as \w+/y;
  alias.lastIndex = name.end;
  return { start: name.start, end: name.end + (alias.exec(text)?.[0].length ?? 0) };
}

/** The changed names in a statement of their own, in front of the rest. */
function split(text: string, fact: ImportFact, changes: readonly Change[], module: string): Edit[] {
  const { start, end } = fact.statement;
  const statement = text.slice(start, end);
  const names = changes.map(written).join(', ');
  const indent = /[^\n\r]*$/.exec(text.slice(0, start))?.[0] ?? '';
  const quote = text.charAt(fact.start);
  const line = statement.startsWith('from')
    ? `from ${module} import ${names}`
    : `import { ${names} } from ${quote}${module}${quote}${statement.endsWith(';') ? ';' : ''}`;
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const gone = changes.flatMap(({ imported }) => (imported === null ? [] : [imported.start]));
  const left = fact.names.filter((name) => !gone.includes(name.start));
  const whole = { start: fact.names[0]?.start ?? 0, end: wholeOf(text, fact.names.at(-1) ?? left[0] ?? NONE).end };
  const rest = left.map((name) => text.slice(name.start, wholeOf(text, name).end)).join(', ');
  return [
    { start, end: start, text: `${line}${lineEnd}${indent}` },
    { ...whole, text: rest },
  ];
}

const NONE: ImportedName = { start: 0, end: 0, name: '', local: null, typeOnly: false };

export const standIn: Editors = { rewrite, merge: () => null };
