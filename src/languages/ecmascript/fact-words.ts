/**
 * The words that may begin a fact: how a hop finds them, and which ones are kept.
 */

import { BACKSLASH, DOT, isLineEnd, isWord, QUESTION } from './characters.ts';
import { isNamespaceBody } from './context.ts';
import type { Pass } from './pass.ts';
import { lastBefore, noteDamage, PLAIN, type Skeleton, wordBefore } from './skeleton.ts';

/**
 * The words that may begin a fact, each from its first rare letter on (`xport` for `export`): what begins a hop must be
 * rare, and of no more than sixteen different characters, or V8 looks at each place of the text in turn instead of
 * passing over most with a table. `missingStart` returns what comes before.
 */
export const FACT_WORDS =
  '(?:const|f(?:unction|ace)|jest|l(?:ass|et)|m(?:port|ock)|u(?:ire|m|sing)|v(?:ar|i(?:test)?)|xports?|ype(?=[ \\t/]))\\b';

/** The beginning of a word, from the first letter and the length of what a hop found of it. */
function missingStart(first: number, length: number): string {
  switch (first) {
    case 102: // face
      return length === 4 ? 'inter' : '';
    case 108: // lass
      return length === 4 ? 'c' : '';
    case 109: // mport
      return length === 5 ? 'i' : '';
    case 117: // uire, um
      return length === 4 ? 'req' : length === 2 ? 'en' : '';
    case 120: // xport, xports
      return 'e';
    case 121: // ype
      return 't';
    default:
      return '';
  }
}

/** Keeps the word of which a hop found the part between `from` and `end`. */
export function lexWord(pass: Pass, from: number, end: number): void {
  const { skeleton } = pass;
  const { text } = skeleton;
  const head = missingStart(text.charCodeAt(from), end - from);
  const at = from - head.length;
  if (head !== '' && !text.startsWith(head, at)) {
    if (head === 'req' && text.startsWith('createReq', at - 6)) keepCreator(skeleton, at - 6, end, pass.brace);
    return;
  }
  const code = text.charCodeAt(at);
  const previous = text.charCodeAt(at - 1);
  if (previous === DOT && text.charCodeAt(at - 2) !== DOT) {
    if (code === 101 && end - at === 7) keepModuleWord(skeleton, at, pass.brace);
    // `.mock.module()` of a test context and `module.require()` are the only other such words after a dot.
    if (code !== 109 && !(code === 114 && isModuleBefore(skeleton, at - 1))) return;
  } else if (previous === 35 || isWord(previous) || previous === BACKSLASH) return;
  const next = text.charCodeAt(end);
  if (isWord(next) || next === BACKSLASH) return;
  // `const`, `let`, `var` and `using` matter at the top level only: deeper ones are found from the value after their `=`.
  if (pass.brace >= 0 && (code === 108 || code === 117 || (code === 99 && text.charCodeAt(at + 1) === 111))) return;
  if (pass.brace >= 0 && code === 118 && text.charCodeAt(at + 1) === 97) return;
  if ((code === 105 || code === 101) && end - at === 6) leaveDamagedBraces(pass, at);
  keepWord(skeleton, at, end, pass.brace);
}

/** `createRequire`, of which the hop found the end. */
function keepCreator(skeleton: Skeleton, at: number, end: number, brace: number): void {
  if (!isWord(skeleton.text.charCodeAt(at - 1)) && !isWord(skeleton.text.charCodeAt(end)))
    keepWord(skeleton, at, end, brace);
}

function keepWord(skeleton: Skeleton, at: number, end: number, brace: number): void {
  skeleton.wordStart.push(at);
  skeleton.wordEnd.push(end);
  skeleton.wordBrace.push(brace);
}

/** `module` stands before the `.` or `?.` that ends at `dot`. */
function isModuleBefore(skeleton: Skeleton, dot: number): boolean {
  const from = skeleton.text.charCodeAt(dot - 1) === QUESTION ? dot - 1 : dot;
  return wordBefore(skeleton.text, lastBefore(skeleton, from)) === 'module';
}

/** The `module` of `module.exports`, whose `exports` stands at `at`. */
function keepModuleWord(skeleton: Skeleton, at: number, brace: number): void {
  const last = lastBefore(skeleton, at - 1);
  if (wordBefore(skeleton.text, last) === 'module') keepWord(skeleton, last - 5, last + 1, brace);
}

const STATIC = /(?:import|export)[ \t]*(?:[ \t][A-Za-z_$]|[{*"'])/y;

/**
 * A static import or export at the very start of a line stands at module level. When braces are open around it, other
 * than a namespace's, they were left open by mistake or by a truncated file: they end here.
 */
function leaveDamagedBraces(pass: Pass, at: number): void {
  const { skeleton } = pass;
  if (pass.brace < 0) {
    pass.module = true;
    return;
  }
  if (at > 0 && !isLineEnd(skeleton.text.charCodeAt(at - 1))) return;
  STATIC.lastIndex = at;
  if (!STATIC.test(skeleton.text)) return;
  const open = skeleton.braceOpen[pass.brace] ?? 0;
  if (skeleton.braceKind[pass.brace] === PLAIN && isNamespaceBody(skeleton, open)) return;
  noteDamage(skeleton, open, "'{' was never closed");
  pass.frames.length = 0;
  pass.marks.length = 0;
  pass.brace = -1;
}
