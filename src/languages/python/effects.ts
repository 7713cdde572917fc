/**
 * What a Python module does when it is loaded, beyond making what it gives.
 *
 * Definitions, imports, values given to plain names, docstrings, warnings of deprecation and what only type checkers or
 * `__main__` run are no effects. Calls that stand by themselves, attributes and items of other things that get a value,
 * `del` of these, loops, `with`, and decorators that may register what they decorate are. The bodies of classes run at load, too;
 * those of functions do not. In doubt it is an effect.
 */
import type { Span } from '../../types.ts';
import { isHarmlessDecorator } from './decorators.ts';
import { flatten, type LogicalLine, logicalLines } from './flat.ts';

/** The first thing that a module does; null where it only defines. */
export function pythonEffects(text: string): Span | null {
  const flat = flatten(text);
  if (flat === null) return { start: 0, end: Math.max(0, text.search(/[\r\n]|$/)) };
  const own = ownNames(flat);
  let skippedBelow = -1;
  for (const line of logicalLines(flat)) {
    if (skippedBelow >= 0 && line.indent > skippedBelow) continue;
    skippedBelow = isNotRun(line.text) ? line.indent : -1;
    const effect = effectIn(line, own);
    if (effect !== null) return effect;
  }
  return null;
}

/** What a module makes itself: containers that it may fill, and things whose attributes it may set. */
interface OwnNames {
  readonly things: ReadonlySet<string>;
  readonly containers: ReadonlySet<string>;
}

const DEFINED = /^[ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)/gm;
const FILLED =
  /^[ \t]*(\w+)[ \t]*(?::[^=\n]*)?=[ \t]*(?:[[{]|(?:\w+\.)?(?:dict|list|set|defaultdict|OrderedDict|Counter|deque)\()/gm;

function ownNames(flat: string): OwnNames {
  const containers = new Set(['__all__', ...[...flat.matchAll(FILLED)].map(([, name = '']) => name)]);
  return { containers, things: new Set([...containers, ...[...flat.matchAll(DEFINED)].map(([, name = '']) => name)]) };
}

const NOT_RUN = /^(?:(?:async\s+)?def\b|(?:if|elif)\b[\s(]*(?:(?:\w+\.)*TYPE_CHECKING|__name__\s*==.*|False|0)[\s)]*:)/;

/** A header whose body does not run when the module is loaded. */
function isNotRun(text: string): boolean {
  return NOT_RUN.test(text);
}

const HEADER = /^(?:class|if|elif|else|try|except|finally|match|case)\b/;
const LOOP = /^(?:async\s+)?(?:for|while|with)\b/;
const HARMLESS_WITH = /^with\s+(?:contextlib\.)?suppress\(/;

function effectIn(line: LogicalLine, own: OwnNames): Span | null {
  const { text, start } = line;
  if (text.startsWith('@')) return isHarmlessDecorator(text, own.things) ? null : spanOf(start, text);
  if (isNotRun(text)) return null;
  const isWith = HARMLESS_WITH.test(text);
  if (LOOP.test(text) && !isWith) return spanOf(start, text);
  const colon = isWith || isHeader(text) ? suiteColon(text) : -1;
  if (colon < 0) return effectOfStatements(text, start, own);
  return effectOfStatements(text.slice(colon + 1), start + colon + 1, own);
}

/** `match` and `case` are names as well. */
function isHeader(text: string): boolean {
  if (!HEADER.test(text)) return false;
  return !/^(?:match|case)\b/.test(text) || (suiteColon(text) >= 0 && !/^\w+\s*(?:[=.:,)]|$)/.test(text));
}

/** The colon that ends a header: the first outside of brackets that is no lambda's and no `:=`; -1 for none. */
function suiteColon(text: string): number {
  let lambdas = 0;
  for (const { 0: found, index, depth } of outsideBrackets(text, /\blambda\b|:=?/g)) {
    if (depth > 0) continue;
    if (found === 'lambda') lambdas += 1;
    else if (found === ':' && lambdas-- <= 0) return index;
  }
  return -1;
}

interface FoundAt {
  readonly 0: string;
  readonly index: number;
  readonly depth: number;
}

/** Every match of a pattern, with the number of brackets that it stands in. */
function* outsideBrackets(text: string, pattern: RegExp): Generator<FoundAt> {
  let depth = 0;
  for (const match of text.matchAll(new RegExp(`${pattern.source}|[()[\\]{}]`, 'g'))) {
    const [found] = match;
    if ('([{'.includes(found)) depth += 1;
    else if (')]}'.includes(found)) depth -= 1;
    else yield { 0: found, index: match.index, depth };
  }
}

function effectOfStatements(text: string, start: number, own: OwnNames): Span | null {
  for (const found of text.matchAll(/[^;]+/g)) {
    const statement = found[0].trim();
    if (statement !== '' && isEffect(statement, own)) {
      return spanOf(start + found.index + found[0].indexOf(statement), statement);
    }
  }
  return null;
}

function spanOf(start: number, text: string): Span {
  return { start, end: start + text.length };
}

const HARMLESS = /^(?:import|from|pass|raise|assert|global|nonlocal|return|break|continue|type\s+\w+)\b|^\.\.\.$/;
const CALL = /[\w)\]"]\s*\(/;

/** Whether a simple statement does something. */
function isEffect(statement: string, own: OwnNames): boolean {
  if (/^del\b/.test(statement)) return /[.[]/.test(statement);
  if (/^(?:exec|print|await|yield)\b(?!\s*=)|\bawait\b/.test(statement)) return true;
  if (HARMLESS.test(statement)) return false;
  const targets = targetsOf(statement);
  if (targets.length > 0) return targets.some((target) => !isOwnTarget(target, own));
  const isAnnotation = /^[\w.]+\s*:(?!=)/.test(statement);
  return !isAnnotation && CALL.test(statement) && !isHarmlessCall(statement, own);
}

/** What stands before each `=` of an assignment; none for anything else. */
function targetsOf(statement: string): string[] {
  const targets: string[] = [];
  let from = 0;
  for (const { 0: found, index, depth } of outsideBrackets(statement, /[=!<>:]=|\blambda\b|=/g)) {
    if (depth > 0) continue;
    if (found === 'lambda') break;
    // `x <<= 1` and `x >>= 1` are assignments, `x <= 1` is none
    const isShift = /^[<>]=$/.test(found) && statement.charAt(index - 1) === found.charAt(0);
    if (found !== '=' && !isShift) continue;
    targets.push(statement.slice(from, index));
    from = index + found.length;
  }
  return targets;
}

/** A plain name, or an attribute or item of what the module makes itself. */
function isOwnTarget(target: string, { things }: OwnNames): boolean {
  const written = target
    .replace(/\s*(?:[-+*/%@&|^]|\*\*|\/\/|<<|>>|<|>)$/, '')
    .replace(/^(\s*[\w.[\]"\s]+?)\s*:.*$/s, '$1');
  if (!/[\w)\]"]\s*[.[]/.test(written)) return true;
  return written.split(',').every((one) => {
    const root = /^[\s(*[]*(\w+)/.exec(one)?.[1];
    return root === undefined || things.has(root) || !/[.[]/.test(one);
  });
}

const WARNING = /^(?:\w+\.)*(?:warn|warning|warn_explicit|\w*deprecat\w*)\s*\(/i;

/** A warning of deprecation, or a container of the module that it fills. */
function isHarmlessCall(statement: string, { containers }: OwnNames): boolean {
  if (WARNING.test(statement)) return true;
  const root = /^(\w+)\.\w+\s*\(/.exec(statement)?.[1];
  return root !== undefined && containers.has(root);
}
