/**
 * Deprecation notices: what a source file says of itself, in the ways of its language.
 *
 * Python: a `DeprecationWarning` at module level, "deprecated" in the docstring of the module or of a class or function
 * at module level, a `@deprecated` decorator. JavaScript and TypeScript: `@deprecated` in the comment that opens a
 * module, or in the one before an exported declaration or re-export. What only mentions the word (a changelog, code that
 * handles deprecated things) is not a notice. Comments are no facts, so this reads the text; facts say what stands where.
 */

import { pushAll } from '../text/lists.ts';
import type { DefinitionFact, FileFacts, ImportFact } from '../types.ts';

export interface Notice {
  /** The deprecated name; null for the whole module. */
  readonly symbol: string | null;
  /** Where the notice stands. */
  readonly offset: number;
  /** Its words, on one line. */
  readonly words: string;
  /** What it says to use instead, as written: a name, a dotted name or a path. */
  readonly instead: string | null;
}

/** Whether a text can hold a notice at all: cheap, for every file. */
export function mayHoldNotices(text: string): boolean {
  return /deprecat/i.test(text);
}

/** Every notice of one file, in order. */
export function noticesIn(text: string, facts: FileFacts): Notice[] {
  const notices = facts.parts.flatMap((part) =>
    part.language === 'py'
      ? pythonNotices(text, part.definitions)
      : ecmascriptNotices(text, part.definitions, part.imports),
  );
  return notices.sort((a, b) => a.offset - b.offset);
}

// ---------------------------------------------------------------------------------------------------------- Python

/** A docstring: its quote and the text inside. Behind the code that comes before it. */
const DOCSTRING = /[rRuU]?("""|'''|"|')((?:\\[\s\S]|(?!\1)[^\\])*)\1/y;
const WARNING = /^(?:warnings\.)?(?:warn|warn_deprecated|warn_explicit)\(/gm;
const CATEGORY = /\b\w*(?:Deprecation|Future|Deprecated\w*)Warning\b|\bRemovedIn\w+/;
const DECORATOR = /^@(?:[\w.]+\.)?deprecated\b.*$/gm;
/** Between a decorator and the name that it decorates: other decorators, comments, and the keyword. */
const HEADER = /^\s*(?:(?:@|#|[ \t]|[)\]}]).*\n|\s*\n)*(?:async[ \t]+)?(?:def|class)[ \t]+$/;
const REPLACEMENT = /\b(?:replacement|replaced_by|alternative|instead|new_name|use_instead)\s*=\s*["']([\w.]+)/;
/** `@deprecated(Version("Twisted", 15, 0, 0), "twisted.new.thing")`: since when, and what replaces it. */
const VERSION = /\b\w*Version\([^)]*\)/;
const BEHIND_VERSION = /\b\w*Version\([^)]*\),\s*["']([\w.]+)["']/;
/** As far as a statement or a header is read. */
const REACH = 2000;

function pythonNotices(text: string, definitions: readonly DefinitionFact[]): Notice[] {
  const notices: Notice[] = [];
  const opening = /^\ufeff?(?:[ \t]*(?:#[^\n]*)?\r?\n)*/.exec(text)?.[0].length ?? 0;
  const own = docstringAt(text, opening);
  if (own !== null && saysDeprecated(own.text, null)) notices.push(notice(null, opening, own.text));

  for (const match of text.matchAll(WARNING)) {
    const call = callFrom(text, match.index);
    if (CATEGORY.test(call) && /\b(?:module|package|import|instead|moved|use)\b/i.test(call)) {
      notices.push(notice(null, match.index, stringsIn(call)));
    }
  }

  const owners = definitions.filter(
    ({ scope, kind }) => scope === 'module' && (kind === 'class' || kind === 'function'),
  );
  for (const match of text.matchAll(DECORATOR)) {
    const target = owners.find(({ start }) => start > match.index);
    if (target === undefined || target.start - match.index > REACH) continue;
    const call = callFrom(text, match.index);
    if (!HEADER.test(text.slice(match.index + call.length, target.start))) continue;
    if (/@(?:\w+\.)?overload\b/.test(decoratorsAround(text, match.index, target.start))) continue; // one signature only
    const stated = (REPLACEMENT.exec(call) ?? BEHIND_VERSION.exec(call))?.[1];
    const reason = stringsIn(call.replace(VERSION, ''));
    const words =
      stated !== undefined ? `deprecated, use ${stated}` : reason === '' ? 'deprecated' : `deprecated: ${reason}`;
    notices.push(notice(target.name, match.index, words, stated));
  }
  for (const definition of owners) {
    if (/deprecat/i.test(definition.name)) continue; // it is about the thing
    const body = headerEnd(text, definition.end);
    const doc = body === null ? null : docstringAt(text, body);
    if (doc !== null && saysDeprecated(doc.text, definition.name)) {
      notices.push(notice(definition.name, definition.start, doc.text));
    }
  }
  return withoutRepeats(notices);
}

/** The lines of decorators, unindented and without gaps, that a decorator stands among. */
function decoratorsAround(text: string, at: number, until: number): string {
  const lines = text
    .slice(Math.max(0, at - REACH), at)
    .split('\n')
    .slice(0, -1);
  const first = lines.findLastIndex((line) => !line.startsWith('@')) + 1;
  return [...lines.slice(first), text.slice(at, until)].join('\n');
}

function docstringAt(text: string, at: number): { readonly text: string } | null {
  DOCSTRING.lastIndex = at;
  const found = DOCSTRING.exec(text);
  return found === null ? null : { text: found[2] ?? '' };
}

/** The offset of the first statement in the body of a `class` or `def`, after its header; null when there is none near. */
function headerEnd(text: string, from: number): number | null {
  let depth = 0;
  for (let at = from; at < Math.min(text.length, from + REACH); at++) {
    const character = text[at];
    if (character === '(' || character === '[' || character === '{') depth++;
    else if (character === ')' || character === ']' || character === '}') depth--;
    else if (character === ':' && depth === 0) {
      const blank = /(?:[ \t]*(?:#[^\n]*)?\r?\n)+[ \t]*/y;
      blank.lastIndex = at + 1;
      const found = blank.exec(text);
      return found === null ? null : at + 1 + found[0].length;
    }
  }
  return null;
}

/** The text of a call or a decorator, to its closing bracket. */
function callFrom(text: string, from: number): string {
  let depth = 0;
  const end = Math.min(text.length, from + REACH);
  for (let at = from; at < end; at++) {
    if (text[at] === '(') depth++;
    else if (text[at] === ')' && --depth === 0) return text.slice(from, at + 1);
    else if (text[at] === '\n' && depth === 0) return text.slice(from, at);
  }
  return text.slice(from, end);
}

/** The contents of the string literals in a piece of code, joined. */
function stringsIn(code: string): string {
  return [...code.matchAll(/[fFrRbBuU]{0,2}("""|'''|"|')((?:\\.|(?!\1)[^\\\n])*)\1/g)]
    .map((match) => match[2])
    .join(' ');
}

// ------------------------------------------------------------------------------------------- JavaScript, TypeScript

/** Between a comment and what it belongs to. */
const ATTACHED =
  /^\s*(?:@[\w.]+(?:\([^)]*\))?\s*)*(?:export\s+)?(?:default\s+)?(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?(?:const|let|var|class|function|interface|type|enum)?\s*$/;

function ecmascriptNotices(
  text: string,
  definitions: readonly DefinitionFact[],
  imports: readonly ImportFact[],
): Notice[] {
  const notices: Notice[] = [];
  const own = definitions.filter(({ scope, exported }) => scope === 'module' && exported);
  for (const match of text.matchAll(
    /\/\*\*(?:[^*]|\*(?!\/))*\*\/|^[ \t]*\/\/+[ \t]*(?:@deprecated|DEPRECATED)\b.*$/gm,
  )) {
    const words = match[0].startsWith('/**') ? deprecatedTag(match[0]) : match[0].replace(/^[ \t]*\/+/, '');
    if (words === null) continue;
    const end = match.index + match[0].length;
    const names = attachedNames(text, end, own, imports);
    if (names.length > 0)
      pushAll(
        notices,
        names.map((name) => notice(name, match.index, words)),
      );
    else if (opensModule(text, match.index, end, match[0])) notices.push(notice(null, match.index, words));
  }
  return withoutRepeats(notices);
}

/** What `@deprecated` says, to the next tag; null when there is no such tag. */
function deprecatedTag(comment: string): string | null {
  const body = comment.slice(3, -2).replace(/^[ \t]*\*[ \t]?/gm, '');
  const found = /(?:^|\s)@deprecated\b([\s\S]*?)(?=\n\s*@\w|$(?![\s\S]))/.exec(body);
  return found === null ? null : `deprecated ${found[1] ?? ''}`;
}

/** Names that the declaration or re-export behind a comment exports. */
function attachedNames(
  text: string,
  end: number,
  definitions: readonly DefinitionFact[],
  imports: readonly ImportFact[],
): string[] {
  const definition = definitions.find(({ start }) => start >= end);
  if (definition !== undefined && definition.start - end < REACH && ATTACHED.test(text.slice(end, definition.start))) {
    return [definition.name];
  }
  const from = imports.find(({ form, statement }) => form === 'export-from' && statement.start >= end);
  if (from === undefined || text.slice(end, from.statement.start).trim() !== '') return [];
  return from.names.flatMap(({ local }) => local ?? []);
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

// ----------------------------------------------------------------------------------------------------------- words

/** The first line of a paragraph that is such a notice. */
const HEADLINE =
  /(?:^|\n[ \t]*\n)[ \t]*[*_:[(!]*deprecated(?:[\])*_:!.,;–—-]|[ \t]*(?:\n|$(?![\s\S]))|\s+(?:since|as of|in favou?r|use|in v?\d|alias|shim|module|class|wrapper|function)\b)/i;
const THE_MODULE_IS =
  /\b(?:this|the)\s+(?:[\w.`]+\s+){0,3}?(?:module|file|package|class|function|factory|manager|api)\s+(?:is|has been|was)\s+(?:now\s+)?deprecated\b/i;
const IT_IS = /^[^\n]*\bis (?:now )?deprecated\b[^\n]*\b(?:use|instead|favou?r|moved)\b/i;

/** Whether a docstring says that its owner is deprecated, rather than that it deals with deprecated things. */
function saysDeprecated(doc: string, owner: string | null): boolean {
  const first = doc.trim().slice(0, 600);
  const directive = /^[ \t]*\.\.\s+deprecated::([^\n]*(?:\n[ \t]*\n?[ \t]+[^\n]*)?)/im.exec(first)?.[1];
  if (directive !== undefined) return !NOT_YET.test(directive) && concernsOwner(directive, owner);
  return HEADLINE.test(first) || THE_MODULE_IS.test(first) || IT_IS.test(first);
}

/** A new name that does not exist yet is nothing to import instead. */
const NOT_YET = /^(?:\s*v?[\d.]+)?\s*(?:\S+\s+){0,4}will be (?:renamed|moved|made private)\b/i;

/** What a `.. deprecated::` is about: often only an argument, or one way to use the thing. */
function concernsOwner(directive: string, owner: string | null): boolean {
  const body = directive.replace(/^\s*v?\d[\w.]*/, '').trim();
  if (body === '' || /^(?:use|replaced|in favou?r|superseded|see|moved|this|it|will be|since|deprecated)\b/i.test(body))
    return true;
  if (owner === null) return /^(?:the )?[\w.:`~]*\s*(?:module|package)?\s*(?:is|has been|was|will be)\b/i.test(body);
  const subject =
    /^(?:the )?(?:(?:class|function)\s+)?[:`~.\w]*?(\w+)[`()]*\s+(?:class |function )?(?:is|has been|was|will be)\b/i.exec(
      body,
    )?.[1];
  return subject === owner;
}

/** `use X`, `in favour of X`, `replaced by X`, `moved to X`: X, without the marks of documentation formats. */
const INSTEAD =
  /\b(?:use|using|prefer|favou?r of|replaced (?:by|with)|superseded by|moved to|renamed (?:to|as)|migrate to|switch to|import(?:ed)? from|from|see)\s+(?:the\s+|from\s+|instead\s+)?(?:class\s+|function\s+|module\s+)?[`'"{([]*(?:@link\s+|:[\w:]+:[`'"]?)?~?([A-Za-z_$@#.][\w$./#@-]*)/gi;

/** Words that stand where a name might. */
const NO_NAME =
  /^(?:the|a|an|it|this|that|these|those|instead|instead\.|new|other|another|one|your|our|any|its|version|now|v?\d.*|is|of|and|or|in|to|at|for|with|version.*|removed|will|module|class|function|package)$/;

function notice(symbol: string | null, offset: number, text: string, stated?: string): Notice {
  const words = telling(text);
  if (stated !== undefined) return { symbol, offset, words, instead: stated };
  let instead: string | null = null;
  for (const match of words.matchAll(INSTEAD)) {
    const name = match[1]?.replace(/[./#@-]+$/, '') ?? '';
    if (name !== '' && !NO_NAME.test(name)) {
      instead = name;
      break;
    }
  }
  return { symbol, offset, words, instead };
}

/** Of a longer text the paragraph that says it, on one line, without markup that only a documentation tool reads. */
function telling(text: string): string {
  const paragraphs = text.trim().split(/\n[ \t]*\r?\n/);
  const at = Math.max(
    0,
    paragraphs.findIndex((paragraph) => /deprecat/i.test(paragraph)),
  );
  // a headline or directive alone: what it says stands below
  const body = /^\s*(?:deprecated|!!! \w+.*|\.\. deprecated::.*)[:.]?\s*$/i.test(paragraphs[at] ?? '')
    ? (paragraphs[at + 1] ?? '')
    : '';
  return `${paragraphs[at] ?? ''} ${body}`
    .replace(/^!!! \w+ *"?[^"\n]*"?/, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** One notice per name: the first. */
function withoutRepeats(notices: readonly Notice[]): Notice[] {
  const seen = new Set<string | null>();
  return notices.filter(({ symbol }) => !seen.has(symbol) && seen.add(symbol));
}
