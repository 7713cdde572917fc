/**
 * The tokens of an import or export statement, which holds words, strings, signs and comments, and nothing else.
 */
import { isLineEnd, isSpace, isWord } from '../../languages/ecmascript/characters.ts';
import { lineEnd, literalEnd, wordEnd } from '../../languages/ecmascript/skeleton.ts';
import type { Span } from '../../types.ts';

export interface Token extends Span {
  readonly kind: 'word' | 'string' | 'sign' | 'comment';
  readonly text: string;
}

/** The tokens between two offsets, comments among them; null where a string or comment does not end before the second. */
export function tokensOf(text: string, { start, end }: Span): readonly Token[] | null {
  const tokens: Token[] = [];
  for (let at = start; at < end; ) {
    if (isSpace(text.charCodeAt(at))) {
      at++;
      continue;
    }
    const token = tokenAt(text, at);
    if (token === null || token.end > end) return null;
    tokens.push(token);
    at = token.end;
  }
  return tokens;
}

function tokenAt(text: string, start: number): Token | null {
  const [kind, end] = extentAt(text, start);
  return end < 0 ? null : { kind, start, end, text: text.slice(start, end) };
}

function extentAt(text: string, at: number): readonly [Token['kind'], number] {
  if (text.startsWith('//', at)) return ['comment', lineEnd(text, at)];
  if (text.startsWith('/*', at)) {
    const close = text.indexOf('*/', at + 2);
    return ['comment', close < 0 ? -1 : close + 2];
  }
  const quoted = literalEnd(text, at + 1, text.charCodeAt(at));
  if (quoted !== undefined) return ['string', quoted];
  const end = wordEnd(text, at);
  return end > at ? ['word', end] : ['sign', at + 1];
}

/** A comment that ends with its line, or runs over several. */
export function needsLines(text: string): boolean {
  return text.startsWith('//') || [...text].some((character) => isLineEnd(character.charCodeAt(0)));
}

/** A text without its comments and what blanks stand before them; null where it does not read. */
export function withoutComments(text: string): string | null {
  const tokens = tokensOf(text, { start: 0, end: text.length });
  if (tokens === null) return null;
  let rest = '';
  let from = 0;
  for (const { kind, start, end } of tokens) {
    if (kind !== 'comment') continue;
    rest += text.slice(from, start).trimEnd();
    from = end;
    if (isWord(rest.charCodeAt(rest.length - 1)) && isWord(text.charCodeAt(from))) rest += ' ';
  }
  return rest + text.slice(from);
}
