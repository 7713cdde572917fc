/**
 * How far statements reach in a text of nothing but code.
 */
import type { Flat } from './flat.ts';

/** Past blanks, line breaks and empty statements. */
export function skipBlank(text: string, at: number): number {
  BLANK.lastIndex = at;
  BLANK.test(text);
  return BLANK.lastIndex;
}

const BLANK = /[\s;\ufeff]*/y;

/** The word at a place; empty where none begins. */
export function wordIn(text: string, at: number): string {
  WORD.lastIndex = at;
  return WORD.exec(text)?.[0] ?? '';
}

const WORD = /[\p{ID_Start}$_][\p{ID_Continue}$]*/uy;

/** Past the statement that begins at a place: its semicolon, or the line break that ends it. */
export function statementEnd({ text, close }: Flat, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charAt(at);
    if (code === ';') return at + 1;
    if (code === '\n' || code === '\r') {
      if (!goesOn(text, at)) return at;
    } else if (code === ')' || code === ']' || code === '}') return at;
    else at = close.get(at) ?? at;
  }
  return text.length;
}

/** Words and signs before a line break after which a statement goes on. */
const OPEN_BEFORE =
  /(?:=>|[=*/%&|^<?:,.~]|(?<!\+)\+|(?<!-)-|(?<![.\w$])(?:typeof|delete|new|await|in|of|instanceof|extends|implements|const|let|var|export|default|import|from|as|satisfies|class|interface|enum|namespace))$/;
/** Signs and words behind it with which a statement cannot begin. */
const OPEN_BEHIND =
  /^(?:[.,?:*/%&|^=<>([]|\+(?!\+)|-(?!-)|!=|(?:instanceof|in|of|as|satisfies|extends|implements)\b|from\s*")/;

/** Whether the statement goes on behind the line break at a place. */
function goesOn(text: string, at: number): boolean {
  const next = text.slice(at, at + 400).trimStart();
  return OPEN_BEHIND.test(next) || OPEN_BEFORE.test(text.slice(Math.max(0, at - 400), at).trimEnd());
}

/** Past the function whose word stands at a place: its body, or the signature that has none. */
export function functionEnd(flat: Flat, at: number): number {
  const { text, close } = flat;
  const open = text.indexOf('(', at);
  if (open < 0) return text.length;
  const behind = (close.get(open) ?? open) + 1;
  const body = bodyOf(flat, behind);
  if (body < 0) return statementEnd(flat, behind);
  return (close.get(body) ?? body) + 1;
}

/** The brace of a body behind a signature or heading, past types; -1 where the statement ends before one. */
function bodyOf({ text, close }: Flat, from: number): number {
  let angles = 0;
  for (let at = from; at < text.length; at++) {
    const code = text.charAt(at);
    if (code === '<') angles += 1;
    else if (code === '>' && text.charAt(at - 1) !== '=') angles = Math.max(0, angles - 1);
    else if (code === ';') return -1;
    else if (code === '{') {
      const end = close.get(at) ?? at;
      // A type in braces stands behind a colon, and the body behind it.
      const isType =
        angles > 0 || /[:|&,<]$|=>$|\b(?:is|readonly|keyof|extends|infer)$/.test(text.slice(from, at).trimEnd());
      if (!isType) return at;
      at = end;
    } else if (code === '(' || code === '[') at = close.get(at) ?? at;
    else if ((code === '\n' || code === '\r') && angles === 0) {
      const next = text.charAt(skipLine(text, at));
      if (
        !/[{:|&=<>?.,]/.test(next) &&
        !/[:|&=<,]$/.test(text.slice(from, at).trimEnd()) &&
        !/^(?:extends|implements)\b/.test(text.slice(skipLine(text, at), skipLine(text, at) + 12))
      )
        return -1;
    }
  }
  return -1;
}

function skipLine(text: string, at: number): number {
  LINE.lastIndex = at;
  LINE.test(text);
  return LINE.lastIndex;
}

const LINE = /\s*/y;

/** The body of the class whose word stands at a place, its end, and its static blocks. */
export function classParts(
  flat: Flat,
  at: number,
): { readonly body: number; readonly end: number; readonly blocks: readonly number[] } {
  const { text, close } = flat;
  const body = bodyOf(flat, at + 'class'.length);
  if (body < 0) return { body: at, end: statementEnd(flat, at), blocks: [] };
  const end = close.get(body) ?? body;
  const blocks: number[] = [];
  for (let from = body + 1; from < end; from++) {
    const inner = close.get(from);
    if (inner === undefined) continue;
    if (text.charAt(from) === '{' && /\bstatic\s*$/.test(text.slice(Math.max(0, from - 40), from))) blocks.push(from);
    from = inner;
  }
  return { body, end: end + 1, blocks };
}
