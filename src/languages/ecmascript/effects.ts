/**
 * What an ECMAScript module does when it is loaded, beyond making what it gives.
 *
 * Declarations, imports of names, exports (CommonJS included), values given to plain names, directives, warnings of
 * deprecation, types, and what runs only where the file is the program are no effects. Imports of nothing, calls that stand
 * by themselves, attributes of other things that get a value, `delete`, loops, `await`, static blocks that do so, and
 * decorators that may register what they decorate are. In doubt it is an effect.
 */
import type { Span } from '../../types.ts';
import { type Flat, flatten } from './flat.ts';
import { classParts, functionEnd, skipBlank, statementEnd, wordIn } from './flat-statements.ts';
import { isHarmlessExpression, type OwnNames, ownNames } from './harmless.ts';

/** The first thing that a module does; null where it only defines. */
export function ecmascriptEffects(text: string, jsx: boolean, types: boolean): Span | null {
  const flat = flatten(text, jsx, types);
  if (flat === null) return { start: 0, end: Math.max(0, text.search(/[\r\n]|$/)) };
  return walk({ flat, own: ownNames(flat.text) }, 0, flat.text.length, 0);
}

interface Walk {
  readonly flat: Flat;
  readonly own: OwnNames;
}

/** A statement: where it ends, and what it does. */
interface Read {
  readonly end: number;
  readonly effect: Span | null;
}

/** Blocks in blocks are followed this far. */
const DEEPEST = 64;

/** The first effect of the statements between two places. */
function walk(walked: Walk, from: number, to: number, depth: number): Span | null {
  const { text } = walked.flat;
  for (let at = skipBlank(text, from); at < to; ) {
    const { end, effect } = readStatement(walked, at, depth);
    if (effect !== null) return effect;
    at = skipBlank(text, Math.max(end, at + 1));
  }
  return null;
}

const LOOPS: ReadonlySet<string> = new Set(['for', 'while', 'do', 'switch', 'with']);
const JUMPS: ReadonlySet<string> = new Set(['throw', 'return', 'break', 'continue', 'debugger']);

function readStatement(walked: Walk, at: number, depth: number): Read {
  const { text, close } = walked.flat;
  if (depth > DEEPEST) return { end: at + 1, effect: { start: at, end: at } };
  if (text.charAt(at) === '{') {
    const end = close.get(at) ?? at;
    return { end: end + 1, effect: walk(walked, at + 1, end, depth + 1) };
  }
  if (text.charAt(at) === '@') return readDecorator(walked, at, depth);
  const word = wordIn(text, at);
  const next = skipBlank(text, at + word.length);
  if (LOOPS.has(word) && /[({\w]/.test(text.charAt(next))) return { end: at + 1, effect: upTo(walked, at) };
  if (JUMPS.has(word)) return { end: statementEnd(walked.flat, at), effect: null };
  switch (word) {
    case 'import':
      return readImport(walked, at, next);
    case 'export':
      return readExport(walked, at, next, depth);
    case 'if':
      return readIf(walked, next, depth);
    case 'try':
    case 'else':
    case 'finally':
      return readStatement(walked, next, depth + 1);
    case 'catch':
      return readStatement(
        walked,
        text.charAt(next) === '(' ? skipBlank(text, (close.get(next) ?? next) + 1) : next,
        depth + 1,
      );
    default:
      return readDeclaration(walked, at, word, next, depth) ?? readExpression(walked, at);
  }
}

/** From a place to the end of its statement. */
function upTo({ flat }: Walk, at: number, end = statementEnd(flat, at)): Span {
  return { start: at, end: at + flat.text.slice(at, end).trimEnd().length };
}

function readImport(walked: Walk, at: number, next: number): Read {
  const first = walked.flat.text.charAt(next);
  if (first === '(' || first === '.') return readExpression(walked, at);
  const end = statementEnd(walked.flat, at);
  return { end, effect: first === '"' ? upTo(walked, at, end) : null };
}

function readExport(walked: Walk, at: number, next: number, depth: number): Read {
  const { text } = walked.flat;
  const word = wordIn(text, next);
  if (/[{*=]/.test(text.charAt(next)) || word === 'as' || word === 'import')
    return { end: statementEnd(walked.flat, at), effect: null };
  if (word !== 'default') return readStatement(walked, next, depth + 1);
  const value = skipBlank(text, next + word.length);
  if (text.charAt(value) === '@') return readStatement(walked, value, depth + 1);
  return readDeclaration(walked, value, wordIn(text, value), value, depth) ?? readValue(walked, value);
}

/** What is given to a name or exported: only waiting for it is an effect. */
function readValue(walked: Walk, at: number): Read {
  const end = statementEnd(walked.flat, at);
  return { end, effect: waits(walked.flat, at, end) ? upTo(walked, at, end) : null };
}

/** `await` outside of functions. */
function waits({ text, close }: Flat, from: number, to: number): boolean {
  if (!text.slice(from, to).includes('await')) return false;
  let outside = '';
  for (let at = from; at < to; at++) {
    outside += text.charAt(at);
    if (text.charAt(at) === '{') at = close.get(at) ?? at;
  }
  return /\bawait\b/.test(outside) && !/\basync\b/.test(outside);
}

const MAIN = /\brequire\.main\b|\bmodule\.parent\b|\bprocess\.argv\b|\bimport\.meta\.(?:main|vitest)\b/;

function readIf(walked: Walk, open: number, depth: number): Read {
  const { text, close } = walked.flat;
  const closing = close.get(open) ?? open;
  const body = readStatement(walked, skipBlank(text, closing + 1), depth + 1);
  // What runs only where the file is the program.
  return MAIN.test(text.slice(open, closing)) ? { end: body.end, effect: null } : body;
}

function readDecorator(walked: Walk, at: number, depth: number): Read {
  const { text, close } = walked.flat;
  const name = /^@\s*[\w$.]*/.exec(text.slice(at, at + 200))?.[0] ?? '@';
  const open = skipBlank(text, at + name.length);
  const end = text.charAt(open) === '(' ? (close.get(open) ?? open) + 1 : at + name.length;
  if (!isHarmlessDecorator(name)) return { end, effect: { start: at, end } };
  return readStatement(walked, skipBlank(text, end), depth + 1);
}

/** Decorators that describe what they decorate, and register it nowhere. */
const DECORATORS: ReadonlySet<string> = new Set(
  (
    'Injectable Component Directive Pipe NgModule Input Output HostListener HostBinding ViewChild ViewChildren ' +
    'ContentChild ContentChildren Inject Optional Self SkipSelf Host Attribute observable action computed override ' +
    'bound autobind memoize deprecated property state query queryAll'
  ).split(' '),
);

function isHarmlessDecorator(name: string): boolean {
  return DECORATORS.has(name.replace(/^@\s*/, '').split('.', 1)[0] ?? '');
}

/** A declaration; null where the word begins none. */
function readDeclaration(walked: Walk, at: number, word: string, next: number, depth: number): Read | null {
  const { flat } = walked;
  const { text, close } = flat;
  const following = wordIn(text, next);
  switch (word) {
    case 'const':
      if (following === 'enum') return { end: statementEnd(flat, at), effect: null };
      return readValue(walked, at);
    case 'let':
    case 'var':
    case 'using':
      return following === '' && !/[[{]/.test(text.charAt(next)) ? null : readValue(walked, at);
    case 'function':
      return { end: functionEnd(flat, at), effect: null };
    case 'async':
      return following === 'function' ? { end: functionEnd(flat, next), effect: null } : null;
    case 'abstract':
      return following === 'class' ? readDeclaration(walked, next, following, skipBlank(text, next + 5), depth) : null;
    case 'class':
      return readClass(walked, at, depth);
    case 'interface':
    case 'enum':
    case 'type':
    case 'declare':
      return following === '' && word !== 'declare' ? null : { end: statementEnd(flat, at), effect: null };
    case 'namespace':
    case 'module': {
      const open = text.indexOf('{', next);
      if (!/^[\w$.\s]+$/.test(text.slice(next, open)) || open < 0 || following === '') return null;
      const end = close.get(open) ?? open;
      return { end: end + 1, effect: walk(walked, open + 1, end, depth + 1) };
    }
    default:
      return null;
  }
}

/** A class: what its decorators and static blocks do. */
function readClass(walked: Walk, at: number, depth: number): Read {
  const { body, end, blocks } = classParts(walked.flat, at);
  const { text, close } = walked.flat;
  for (const found of text.slice(body, end).matchAll(/@\s*[\w$.]+/g)) {
    if (isHarmlessDecorator(found[0])) continue;
    const start = body + found.index;
    return { end, effect: { start, end: start + found[0].length } };
  }
  for (const open of blocks) {
    const effect = walk(walked, open + 1, close.get(open) ?? open, depth + 1);
    if (effect !== null) return { end, effect };
  }
  return { end, effect: null };
}

function readExpression(walked: Walk, at: number): Read {
  const { flat, own } = walked;
  const end = statementEnd(flat, at);
  const written = flat.text.slice(at, end).replace(/;$/, '').trim();
  return { end, effect: isHarmlessExpression(written, own) ? null : upTo(walked, at, end) };
}
