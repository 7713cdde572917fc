/**
 * Expression statements that only make what a module gives: exports of CommonJS, attributes of the module's own functions
 * and classes, its own containers that it fills, and warnings of deprecation.
 */

/** What a module makes itself. */
export interface OwnNames {
  /** Things whose attributes it may set. */
  readonly things: ReadonlySet<string>;
  /** Containers that it may fill. */
  readonly containers: ReadonlySet<string>;
}

const THING =
  /\b(?:function\s*\*?|class)\s+([\w$]+)|\b(?:const|let|var)\s+([\w$]+)\s*(?::[^=;]*?)?=\s*(?:async\b|function\b|class\b|\([^()]*\)\s*(?::[^=;{]*)?=>|[\w$]+\s*=>)/g;
const CONTAINER = /\b(?:const|let|var)\s+([\w$]+)\s*(?::[^=;]*?)?=\s*(?:[[{]|new\s+(?:Weak)?(?:Map|Set)\b)/g;

/** What the text of a module defines. */
export function ownNames(flat: string): OwnNames {
  const containers = new Set([...flat.matchAll(CONTAINER)].map(([, name = '']) => name));
  const things = [...flat.matchAll(THING)].map(([, declared, given]) => declared ?? given ?? '');
  return { containers, things: new Set([...containers, ...things]) };
}

const EXPORTS = /^(?:module\s*\.\s*)?exports\b/;
const EXPORTING =
  /^(?:Object\.definePropert(?:y|ies)\(\s*(?:module\s*\.\s*)?exports\b|(?:[\w$]+\.)?__export(?:Star)?\(|0\s*&&\s*\()/;
const WARNING =
  /^(?:console\.\w+|process\.emitWarning|(?:[\w$]+\.)*(?:warn|warning|warnOnce|warnOnlyOnce|[\w$]*deprecat[\w$]*))\s*\(/i;
const OWN_OBJECT = /^Object\.(?:freeze|seal|assign|setPrototypeOf|definePropert(?:y|ies))\(\s*([\w$]+)/;
/** What React reads of a component; nobody else does. */
const DESCRIPTION =
  /^[\w$]+\.(?:displayName|propTypes|defaultProps|contextTypes|childContextTypes|getInitialProps)\s*=(?!=)/;
const ACTS = /[\w$)\]"]\s*\(|\bnew\b|\bdelete\b|\bawait\b|\+\+|--|[\w$)\]]_{2,}/;

/** Whether an expression statement does nothing beyond the module. */
export function isHarmlessExpression(written: string, own: OwnNames): boolean {
  if (/\bawait\b/.test(outsideBraces(written))) return false;
  if (EXPORTING.test(written) || WARNING.test(written)) return true;
  return splitOutside(written, ',').every((part) => isHarmlessPart(part.trim(), own));
}

function isHarmlessPart(written: string, { things, containers }: OwnNames): boolean {
  const targets = splitOutside(written, '=').slice(0, -1);
  if (targets.length > 0)
    return DESCRIPTION.test(written) || targets.every((target) => isOwnTarget(target.trim(), things));
  const object = OWN_OBJECT.exec(written)?.[1];
  if (object !== undefined) return things.has(object);
  const filled = /^([\w$]+)\.\w+\(/.exec(written)?.[1];
  return (filled !== undefined && containers.has(filled)) || !ACTS.test(written);
}

function isOwnTarget(target: string, things: ReadonlySet<string>): boolean {
  if (EXPORTS.test(target) || /^[\w$]+$/.test(target)) return true;
  const root = /^([\w$]+)\s*[.[]/.exec(target)?.[1];
  return root !== undefined && things.has(root);
}

/** The parts between signs outside of brackets; `=` is none where it belongs to `==`, `=>`, `<=` and the like. */
function splitOutside(text: string, sign: ',' | '='): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (const { 0: found, index } of text.matchAll(/[=!<>]=+|=>|[()[\]{},=]/g)) {
    if ('([{'.includes(found)) depth += 1;
    else if (')]}'.includes(found)) depth -= 1;
    else if (found === '=>' && depth === 0 && sign === '=') break;
    else if (found === sign && depth === 0) {
      parts.push(text.slice(from, index));
      from = index + 1;
    }
  }
  return [...parts, text.slice(from)];
}

function outsideBraces(text: string): string {
  let depth = 0;
  let outside = '';
  for (const sign of text) {
    if (sign === '{') depth += 1;
    if (depth === 0) outside += sign;
    if (sign === '}') depth -= 1;
  }
  return outside;
}
