/**
 * What a deprecation notice says: its words as sentences, and what it tells people to use instead. Notices are written for
 * documentation tools (JSDoc, reStructuredText, Markdown, Epydoc); their marks are taken off.
 */

export interface Wording {
  /** The notice as sentences on one line; empty where it says nothing but that. */
  readonly words: string;
  /** The one thing that it says to use instead, as written: a name, a dotted name, a path, or `module#name`. */
  readonly instead: string | null;
}

/** @param text the notice, with the marks of its format and line breaks, without those of the comment around it */
export function wordingOf(text: string): Wording {
  const marked = withPlainCode(tellingParts(text));
  return { words: sentences(marked), instead: insteadIn(marked) };
}

// ------------------------------------------------------------------------------------------------- which part says it

const BLANK_LINE = /\n[ \t]*\r?\n/;
/** A paragraph that only announces: a headline, a directive, an admonition. */
const ANNOUNCES =
  /^\s*(?:[*_[(]*deprecated[\])*_]*|!!! ?\w+[^\n]*|\.\.[ \t]+deprecated::[ \t]*\S*|\.\. (?:warning|note|attention|caution|danger|important)::)[:.]?\s*$/i;
/** Where the thing's parameters, examples or other sections begin. */
const SECTION =
  /\n[ \t]*(?::(?:param|type|returns?|rtype|raises?)\b|@\w|(?:Args|Arguments|Parameters|Params|Returns|Raises|Yields|Examples?|Usage|See Also|Notes?|References)[ \t]*:?[ \t]*\n|>>> |```|~~~|\*\*\w+\*\*[ \t]*\n|#{1,6} )/;

/** As much of a paragraph is read. */
const REACH = 2000;

/** Of a longer text the paragraph that says it. Where that only announces, with the one below. */
function tellingParts(text: string): string {
  const paragraphs = text.trim().split(BLANK_LINE);
  const at = Math.max(
    0,
    paragraphs.findIndex((paragraph) => /deprecat/i.test(paragraph)),
  );
  const paragraph = paragraphs[at] ?? '';
  const told = ANNOUNCES.test(paragraph) ? `${paragraph}\n${paragraphs[at + 1] ?? ''}` : paragraph;
  const own = directiveIn(told).slice(0, REACH);
  const end = SECTION.exec(own)?.index;
  return own.slice(0, end === undefined || end === 0 ? own.length : end);
}

/** A directive begins where it stands: what comes before it in its paragraph is about the thing. */
function directiveIn(paragraph: string): string {
  const at = paragraph.search(/^[ \t]*\.\.[ \t]+deprecated::/im);
  return at === -1 ? paragraph : paragraph.slice(at);
}

// ------------------------------------------------------------------------------------------------------------- marks

/** Code stands between single back ticks afterwards, links are their text, and lines are one. */
function withPlainCode(text: string): string {
  return (
    text
      .replace(/\r/g, '')
      .replace(
        /^[ \t]*\.\.[ \t]+deprecated::[ \t]*v?(\d[\w.]*)?[ \t]*(\S)?/im,
        (_all, version, next) =>
          `Deprecated${version === undefined ? '' : ` since ${version}`}.${next === undefined ? '' : ` ${next}`}`,
      )
      .replace(/^[ \t]*\.\. \w+::[ \t]*/gm, '')
      .replace(/^[ \t]*!!! ?\w+[ \t]*"?([^"\n]*)"?/gm, (_all, title) => (title === '' ? '' : `${title.trim()}.`))
      .replace(/\{@(?:link|linkcode|linkplain|see|tutorial)\s+([^}\s|]+)(?:[\s|]+([^}]*))?\}/g, (_all, target, label) =>
        linked(target, label),
      )
      .replace(/\{@code\s+([^}]*)\}/g, (_all, code) => `\`${code.trim()}\``)
      .replace(/\{@\w+[^}]*\}/g, '')
      .replace(/!?\[([^\]\n]+)\]\(([^)\s]+)[^)]*\)/g, (_all, label, target) => linked(target, label))
      .replace(/:[\w:+-]+:`~?!?([^`<]*?)(?:\s*<[^`>]*>)?`/g, (_all, code) => `\`${code.replace(/^[.~!]+/, '')}\``)
      .replace(/``([^`]+)``/g, '`$1`')
      .replace(/`([^`<>]+?)\s*<(https?:[^`>]*)>`__?/g, '$1 ($2)')
      .replace(/\b[LCI]\{([^}]*)\}/g, '`$1`')
      .replace(/<\/?(?:code|tt)>/gi, '`')
      .replace(/<\/?(?:b|i|em|strong|a|span)\b[^>]*>/gi, '')
      .replace(/<\/?(?:p|br|ul|ol|li|pre|div)\b[^>]*>/gi, ' ')
      .replace(/(\*\*|__)(?=\S)((?:(?!\1)[^\n])+?)(?<=\S)\1(?!\w)/g, '$2')
      .replace(/(^|[\s(])\*(?=\S)([^*\n]+?)(?<=\S)\*(?=[\s.,;:!?)]|$)/g, '$1$2')
      .replace(/^[ \t]*(?:[-*+•>]|#{1,6})[ \t]+/gm, '')
      // a short line is a sentence of its own, where the next one begins like one
      .replace(/^([^\n]{1,50}[\w`)])\n[ \t]*(?=[A-Z][a-z]+ )/gm, '$1. ')
      .replace(/\s+/g, ' ')
      .trim()
  );
}

/** A link in words: code where it names code; its text, and the address behind it. */
function linked(target: string, label: string | undefined): string {
  const text = label?.trim() ?? '';
  if (/^\w+:\/\//.test(target)) return text === '' || text === target ? target : `${text} (${target})`;
  if (text === '') return `\`${target}\``;
  return text.includes('`') || !/^[\w$.#()/@-]+$/.test(text) ? text : `\`${text}\``;
}

// --------------------------------------------------------------------------------------------------------- sentences

/** As much as one reads beside a finding. */
const LONGEST = 240;

function sentences(marked: string): string {
  const bare = marked
    .replace(/^(?:[([*_]+deprecated[\])*_]+[-–—:.,;!]*|deprecated\s*(?:[-–—;!]+|$))\s*/i, '')
    .replace(/^(?:warning|note|attention|caution|danger|important):? *deprecated[.:]*\s+/i, '')
    .replace(/^[-–—:.,;!\s]+/, '')
    .trim();
  if (/^deprecated[.:,]?$/i.test(bare) || !/\w/.test(bare)) return '';
  if (/^(?:since|as of|from|in|with) (?:v|version )?\d/i.test(bare))
    return sentences(`is deprecated ${bare}`).replace(/^Is d/, 'D');
  const begun = /^(?:[a-z]+)(?=[\s,.:;]|$)/.test(bare) ? bare.charAt(0).toUpperCase() + bare.slice(1) : bare;
  const whole = upToLength(begun);
  return /[.!?…]$/.test(whole) ? whole : `${whole.replace(/[,;:–—-]+$/, '')}.`;
}

/** Whole sentences, as many as fit; of one that is too long its beginning. */
function upToLength(text: string): string {
  if (text.length <= LONGEST) return text;
  const fitting = [...text.matchAll(/[.!?](?=\s+[A-Z`])/g)].map(({ index }) => index + 1);
  const end = fitting.findLast((at) => at <= LONGEST && at > 40);
  return end === undefined ? `${text.slice(0, LONGEST - 1).replace(/\s+\S*$/, '')}…` : text.slice(0, end);
}

// ----------------------------------------------------------------------------------------------------- what to use

/** What comes before the name of a thing to use: `use`, `in favour of`, `replaced by`, `moved to`. */
const INTRODUCED =
  /\b(?:use|using|prefer|favou?r of|replaced (?:by|with)|superseded by|moved to|renamed (?:to|as)|migrate to|switch to|import(?:ed)? from|import(?: it)?)\s+(?:(?:the|from|instead|instead:)\s+)*(?:(?:new|class|function|method|module|type|interface|hook|component|package)\s+)*/gi;
/** A thing: code between marks or quotes, or a bare word. */
const THING = /^(?:`([^`]+)`|(["'])([^"'\s]+)\2|\{?\s*([A-Za-z_$@#.][\w$./#@-]*(?:\(\))?)\s*\}?)/;
const NAME = /^~?[A-Za-z_$@#.][\w$./#@-]*$/;
/** Words that stand where a name might. */
const NO_NAME =
  /^(?:the|a|an|it|its|this|that|these|those|instead|new|other|another|one|your|our|any|some|both|all|only|either|version|now|v?\d.*|is|of|and|or|in|to|at|for|with|as|by|on|removed|will|module|class|function|package|instanceof|typeof|keyof)$/;
/** What may follow a bare word that is no more than a word: it is the end of what is to be used. */
const ENDS = /^\s*(?:$|[.,;:)!]|instead\b|class\b|function\b|method\b|module\b|from\b|rather\b)/i;
/** A second thing to choose from. */
const ANOTHER =
  /^\s*(?:,\s*|\/\s*|or\s+|and\s+|\+\s*|\|\s*)+(?:`|["']?[A-Za-z_$][\w$]*["']?(?=[.,;)]|\s+instead\b|$))/i;

/** The one thing to use instead; null where there are several, or it is not certain that it is one. */
function insteadIn(marked: string): string | null {
  const things = new Set<string>();
  for (const match of marked.matchAll(INTRODUCED)) {
    const thing = thingAt(marked.slice(match.index + match[0].length), /\bthe\s/i.test(match[0]));
    if (thing === undefined) continue;
    if (thing === null) return null;
    things.add(thing);
  }
  const [first, ...others] = [...things].sort((a, b) => b.length - a.length);
  // one of them may be named in short a second time
  const isOne = others.every((other) => first?.endsWith(`.${other}`) || first?.endsWith(`#${other}`));
  return first === undefined || !isOne ? null : first;
}

/** The thing that a text begins with; undefined where it is none, null where it is one that is not certain. */
function thingAt(text: string, isDescribed: boolean): string | null | undefined {
  const found = THING.exec(text);
  if (found === null) return undefined;
  const [whole, code, , quoted, bare] = found;
  const rest = text.slice(whole.length);
  const isMarked = bare === undefined;
  const written = (code ?? quoted ?? bare ?? '')
    .trim()
    .replace(/\(\)$/, '')
    .replace(/<[\w\s,]+>$/, '');
  if (code !== undefined && !NAME.test(written)) return null;
  const name = written.replace(/^~/, '').replace(/[./#@-]+$/, '');
  if (name === '' || !NAME.test(name) || (!isMarked && NO_NAME.test(name))) return undefined;
  if (!isMarked && !/[A-Z_./\d]/.test(name) && !ENDS.test(rest)) return undefined;
  // `the new API`
  if (!isMarked && isDescribed && !/[a-z][A-Z]|[_./]/.test(name)) return undefined;
  if (rest.startsWith('(') || rest.startsWith('[') || ANOTHER.test(rest)) return null;
  const from =
    /^\s*(?:instead\s+)?from\s+(?:the\s+)?(?:package\s+|module\s+)?(?:`([^`]+)`|["']([^"'\s]+)["']|([@\w./-]+))/i.exec(
      rest,
    );
  const module = (from?.[1] ?? from?.[2] ?? from?.[3])?.replace(/[.,;]+$/, '');
  return module === undefined ? name : `${module}#${name}`;
}
