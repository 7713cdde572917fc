/**
 * Deprecation notices in Python: a `DeprecationWarning` at module level or as a part of a function's own body, "deprecated"
 * in the docstring of the module or of a class or function at module level, a decorator.
 */
import type { DefinitionFact } from '../types.ts';
import { type Notice, notice, withoutRepeats } from './notice.ts';

/** A docstring: its quote and the text inside. Behind the code that comes before it. */
const DOCSTRING = /[rRuU]?("""|'''|"|')((?:\\[\s\S]|(?!\1)[^\\])*)\1/y;
const WARNING = /^(?:warnings\.)?(?:warn|warn_deprecated|warn_explicit)\(/gm;
const CATEGORY = /\b\w*(?:Deprecation|Future|Deprecated\w*)Warning\b|\bRemovedIn\w+/;
/** `@deprecated`, `@deprecate_func(…)`, `@deprecation.deprecated(…)`; not `@deprecate_parameter`. */
const DECORATOR =
  /^@(?:[\w.]+\.)?_?deprecated?(?:_?(?:func|function|class|callable|object|api))?(?=[ \t]*(?:\(|#|\r?$)).*$/gm;
/** What a call says in words by name. */
const REASON = /\b(?:message|msg|reason|hint|details|extra|text|why|instructions)\s*=\s*\(?\s*/g;
/** Between a decorator and the name that it decorates: other decorators, comments, and the keyword. */
const HEADER = /^\s*(?:(?:@|#|[ \t]|[)\]}]).*\n|\s*\n)*(?:async[ \t]+)?(?:def|class)[ \t]+$/;
const REPLACEMENT = /\b(?:replacement|replaced_by|alternative|instead|new_name|use_instead)\s*=\s*["']([\w.]+)/;
/** `@deprecated(Version("Twisted", 15, 0, 0), "twisted.new.thing")`: since when, and what replaces it. */
const VERSION = /\b\w*Version\([^)]*\)/;
const BEHIND_VERSION = /\b\w*Version\([^)]*\),\s*["']([\w.]+)["']/;
/** As far as a statement or a header is read. */
const REACH = 2000;

/** Every notice of a Python text. */
export function pythonNotices(text: string, definitions: readonly DefinitionFact[]): Notice[] {
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
    const words = stated !== undefined ? `Deprecated, use \`${stated}\`.` : reasonIn(call.replace(VERSION, ''));
    notices.push(notice(target.name, match.index, words, stated));
  }
  for (const definition of owners) {
    if (/deprecat/i.test(definition.name)) continue; // it is about the thing
    const body = headerEnd(text, definition.end);
    if (body === null) continue;
    const doc = docstringAt(text, body);
    const warned = warningIn(text, doc === null ? body : doc.end, definition);
    if (doc !== null && saysDeprecated(doc.text, definition.name)) {
      notices.push(notice(definition.name, definition.start, doc.text));
    } else if (warned !== null) notices.push(notice(definition.name, warned.offset, warned.text));
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

function docstringAt(text: string, at: number): { readonly text: string; readonly end: number } | null {
  DOCSTRING.lastIndex = at;
  const found = DOCSTRING.exec(text);
  return found === null ? null : { text: found[2] ?? '', end: at + found[0].length };
}

/** A warning that the first statement of a body gives, whoever calls it: that the thing itself is deprecated. */
const FIRST_STATEMENT = /(?:[ \t]*(?:#[^\n]*)?\r?\n)*[ \t]*(?=(?:warnings\.)?warn(?:_deprecated)?\()/y;

/** What a function, or the constructor that a class begins with, warns of; null where that is not the thing itself. */
function warningIn(text: string, from: number, { name, kind }: DefinitionFact) {
  const at = kind === 'class' ? constructorBody(text, from) : from;
  if (at === null) return null;
  FIRST_STATEMENT.lastIndex = at;
  const found = FIRST_STATEMENT.exec(text);
  if (found === null) return null;
  const offset = at + found[0].length;
  const call = callFrom(text, offset);
  const said = stringsIn(call);
  const isAboutIt = new RegExp(`\\b${name}\\b|\\bthis (?:function|class|method)\\b|__name__`).test(call);
  return CATEGORY.test(call) && isAboutIt && /deprecat|instead|removed|\buse\b/i.test(said)
    ? { offset, text: said }
    : null;
}

/** The body of `__init__`, where a class begins with it. */
function constructorBody(text: string, from: number): number | null {
  const opening = /(?:[ \t]*(?:#[^\n]*)?\r?\n)*[ \t]*def[ \t]+__init__\b/y;
  opening.lastIndex = from;
  const found = opening.exec(text);
  if (found === null) return null;
  const body = headerEnd(text, from + found[0].length);
  return body === null ? null : (docstringAt(text, body)?.end ?? body);
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

/** What a decorator says: the strings that it begins with, unless they are a version; those under a telling name; or all. */
function reasonIn(call: string): string {
  const first = stringsIn(LITERALS.exec(call.slice(call.indexOf('(') + 1))?.[0] ?? '');
  if (first !== '' && !/^v?[\d.]+$/.test(first)) return first;
  for (const { index, 0: opening } of call.matchAll(REASON)) {
    const said = stringsIn(LITERALS.exec(call.slice(index + opening.length))?.[0] ?? '');
    if (said !== '') return said;
  }
  return stringsIn(call).replace(/^v?[\d.]+(?=[^\d.])/, '');
}

/** String literals side by side. */
const LITERALS = /^(?:\s*[fFrRbBuU]{0,2}("""|'''|"|')(?:\\.|(?!\1)[^\\\n])*\1)+/;

/** The contents of the string literals in a piece of code, joined as Python joins them. */
function stringsIn(code: string): string {
  return [...code.matchAll(/[fFrRbBuU]{0,2}("""|'''|"|')((?:\\.|(?!\1)[^\\\n])*)\1/g)]
    .map((match) => (match[2] ?? '').replace(/\\n/g, '\n'))
    .join('')
    .trim();
}

/** The first line of a paragraph that is such a notice. */
const HEADLINE =
  /(?:^|\n[ \t]*\n)[ \t]*[*_:[(!]*deprecated(?:[\])*_:!.,;–—-]|[ \t]*(?:\n|$(?![\s\S]))|\s+(?:since|as of|in favou?r|use|in v?\d|alias|shim|module|class|wrapper|function)\b)/i;
const THE_MODULE_IS =
  /\b(?:this|the)\s+(?:[\w.`]+\s+){0,3}?(?:module|file|package|class|function|factory|manager|api)\s+(?:is|has been|was)\s+(?:now\s+)?deprecated\b/i;
const IT_IS = /^[^\n]*\bis (?:now )?deprecated\b[^\n]*\b(?:use|instead|favou?r|moved)\b/i;

/** A docstring says in its beginning that its owner is deprecated. */
const LONGEST_START = 600;

/** Whether a docstring says that its owner is deprecated, rather than that it deals with deprecated things. */
function saysDeprecated(doc: string, owner: string | null): boolean {
  const first = doc.trim().slice(0, LONGEST_START);
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
