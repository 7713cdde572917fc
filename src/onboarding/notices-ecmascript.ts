/**
 * Deprecation notices in JavaScript and TypeScript: `@deprecated` in the comment that opens a module, or in the one before
 * what the module exports.
 */
import { pushAll } from '../text/lists.ts';
import type { DefinitionFact, LanguageFacts, Span } from '../types.ts';
import { type Notice, notice, withoutRepeats } from './notice.ts';

const COMMENTS = /\/\*\*(?:[^*]|\*(?!\/))*\*\/|^[ \t]*\/\/+[ \t]*(?:@deprecated|DEPRECATED)\b.*$/gm;
/** Between a comment and the name that it belongs to. */
const ATTACHED =
  /^\s*(?:@[\w.]+(?:\([^)]*\))?\s*)*(?:export\s+)?(?:default\s+)?(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?(?:(?:const|let|var|class|function\s*\*?|interface|type|enum|const\s+enum)|(?:module\.)?exports\.)?\s*$/;
/** A list of exports behind a comment, and one around it. */
const LIST_BEHIND = /^\s*export\s+(?:type\s+)?\{([^}]*)\}(?!\s*from\b)/;
const LIST_AROUND = /\bexport\s+(?:type\s+)?\{[^}]*$/;
const LISTED = /^\s*(?:type\s+)?([\w$]+)(?:\s+as\s+([\w$]+))?/;
/** A default without a name, or of something that is defined elsewhere; in CommonJS the whole value of the module. */
const ATTACHED_TO_DEFAULT = /^\s*(?:export\s+default\b|export\s*=|(?:module\.)?exports\s*=)/;
/** As far as a header is read. */
const REACH = 2000;

/** Every notice of a JavaScript or TypeScript text. */
export function ecmascriptNotices(text: string, facts: LanguageFacts): Notice[] {
  const notices: Notice[] = [];
  const declarations = publicDeclarations(facts);
  for (const match of text.matchAll(COMMENTS)) {
    const words = match[0].startsWith('/**') ? deprecatedTag(match[0]) : match[0].replace(/^[ \t]*\/+/, '');
    if (words === null) continue;
    const end = match.index + match[0].length;
    const names = attachedNames(text, { start: match.index, end }, declarations, facts);
    if (names.length > 0)
      pushAll(
        notices,
        names.map((name) => notice(name, match.index, words)),
      );
    else if (opensModule(text, match.index, end, match[0])) notices.push(notice(null, match.index, words));
  }
  return withoutRepeats(notices.filter(({ symbol }) => saysAllOf(symbol, notices, declarations)));
}

/** What a module defines and gives to others, under whatever name. */
function publicDeclarations({ definitions, exports }: LanguageFacts): DefinitionFact[] {
  return definitions.filter(
    ({ scope, exported, exportedAs, name }) =>
      scope === 'module' && (exported || exportedAs !== undefined || exports?.includes(name) === true),
  );
}

/**
 * Whether the whole thing is deprecated: as the compiler has it, each of its declarations has the tag. The body of an
 * overloaded function needs none.
 */
function saysAllOf(
  symbol: string | null,
  notices: readonly Notice[],
  declarations: readonly DefinitionFact[],
): boolean {
  const own = declarations.filter(({ name, kind }) => name === symbol && kind !== 'alias');
  const said = notices.filter((one) => one.symbol === symbol).length;
  const hasBody = own.length > 1 && own.every(({ kind }) => kind === 'function');
  return symbol === null || said >= own.length - (hasBody ? 1 : 0);
}

/** What `@deprecated` says, to the next tag; null when there is no such tag. */
function deprecatedTag(comment: string): string | null {
  const body = comment.slice(3, -2).replace(/^[ \t]*\*[ \t]?/gm, '');
  const tag = /(?:^|\s)@deprecated\b/.exec(body);
  if (tag === null) return null;
  const said = body.slice(tag.index + tag[0].length).slice(0, REACH);
  const next = said.search(/\n[ \t]*@\w/);
  return next === -1 ? said : said.slice(0, next);
}

/** Names that the declaration or re-export behind a comment gives, as the file calls them. */
function attachedNames(
  text: string,
  { start, end }: Span,
  declarations: readonly DefinitionFact[],
  { imports, exports }: LanguageFacts,
): string[] {
  const next = declarations.find(({ start }) => start >= end);
  const between = next === undefined || next.start - end > REACH ? null : text.slice(end, next.start);
  if (next !== undefined && between !== null && ATTACHED.test(between)) return [next.name];
  const fromName = imports
    .flatMap(({ form, names }) => (form === 'export-from' ? names : []))
    .find(({ start }) => start >= end);
  if (fromName !== undefined && fromName.local !== null && /^\s*(?:type\s+)?$/.test(text.slice(end, fromName.start))) {
    return [fromName.local];
  }
  const from = imports.find(({ form, statement }) => form === 'export-from' && statement.start >= end);
  if (from !== undefined && text.slice(end, from.statement.start).trim() === '') {
    return from.names.flatMap(({ local }) => local ?? []);
  }
  const listed = listedNames(text, start, end);
  if (listed.length > 0) return listed;
  const isDefault = exports?.includes('default') === true && ATTACHED_TO_DEFAULT.test(text.slice(end, end + REACH));
  return isDefault ? ['default'] : [];
}

/** The names of a list of the file's own exports that a comment stands before, or the one in it. */
function listedNames(text: string, start: number, end: number): string[] {
  const behind = text.slice(end, end + REACH);
  const isInside = LIST_AROUND.test(text.slice(Math.max(0, start - REACH), start));
  const entries = isInside ? [behind] : (LIST_BEHIND.exec(behind)?.[1]?.split(',') ?? []);
  return entries.flatMap((entry) => {
    const [, local, exported] = LISTED.exec(entry) ?? [];
    return local === undefined ? [] : [exported === undefined || exported === 'default' ? local : exported];
  });
}

/** The first comment of a file that belongs to nothing below it, or one that says that it is about the file. */
function opensModule(text: string, start: number, end: number, comment: string): boolean {
  const before = text
    .slice(0, start)
    .replace(/^\ufeff?(?:#![^\n]*)?/, '')
    .replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '');
  if (!/^\s*(?:(['"])use [a-z]+\1;?\s*)*$/.test(before)) return false;
  if (/@(?:module|file|fileoverview|packageDocumentation)\b/.test(comment)) return true;
  return /^[ \t]*\r?\n[ \t]*\r?\n|^\s*(?:import\b|export\s*(?:\*|\{)|\/[/*]|['"]use|$(?![\s\S]))/.test(
    text.slice(end, end + 200),
  );
}
