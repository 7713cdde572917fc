/**
 * A declaration whose names go to several modules: `const { a, b } = require('m')`.
 */
import { skipSpace } from '../../languages/ecmascript/skeleton.ts';
import { push } from '../../text/multimap.ts';
import { textAfter } from '../change.ts';
import { type Declaration, declarationOf } from './around.ts';
import { type Call, nameEdits, type Taken } from './calls.ts';
import { type Edits, insertion, joined, replacing } from './edits.ts';
import { indentOfLine, isWithin, lineBreakNear, separator } from './layout.ts';
import { type List, outsideOf, type Region, regionsOf } from './list.ts';
import { type Piece, printedList } from './listing.ts';
import { literalEdits, writtenModule } from './specifier.ts';
import { removeElements } from './taking-out.ts';
import { withoutComments } from './tokens.ts';

/** A declaration that can be split. */
interface Split {
  readonly call: Call;
  readonly declaration: Declaration;
  readonly list: List;
}

/** A name with what belongs to its element. */
interface Given extends Taken {
  readonly region: Region;
}

/** The edits: new declarations, and what is left of the old one; null where it is none of its own. */
export function splitEdits(call: Call, path: string, taken: readonly Taken[]): Edits {
  const { text, fact } = call;
  const declaration = declarationOf(text, path, fact);
  const list = declaration?.list ?? null;
  const given = declaration?.isSimple !== true || list === null ? null : givenBy(text, list, taken);
  if (declaration === null || list === null || given === null) return null;
  const split = { call, declaration, list };
  const groups = groupsOf(given);
  const stays = groups.get(writtenModule(text, fact) ?? '') ?? [...groups.values()].at(-1) ?? [];
  const others = [...groups.values()].filter((group) => group !== stays);
  const lines = others.map((group) => printedDeclaration(split, group));
  const rest = restEdits(split, stays, given);
  if (rest === null || lines.includes(null)) return null;
  const behind = separator(text, declaration, declaration.semicolon);
  return [...lines.map((line) => insertion(declaration.start, `${line}${behind}`)), ...rest];
}

/** The names with their elements; null where one gives more or less than a name, or the pattern has a type of its own. */
function givenBy(text: string, list: List, taken: readonly Taken[]): readonly Given[] | null {
  if (list.elements.length !== taken.length || text.charAt(skipSpace(text, list.close + 1)) !== '=') return null;
  const regions = regionsOf(text, list);
  const given = taken.map((one, index): Given | null => {
    const region = regions[index];
    return region !== undefined && isWithin(one.imported, region.element) ? { ...one, region } : null;
  });
  return given.every((one) => one !== null) ? given : null;
}

function groupsOf(given: readonly Given[]): ReadonlyMap<string, readonly Given[]> {
  const groups = new Map<string, Given[]>();
  for (const one of given) push(groups, one.module, one);
  return groups;
}

/** A name that is given the whole value of another module. */
function isValue({ call }: Split, group: readonly Given[]): boolean {
  return call.fact.form === 'require' && group.some(({ change }) => change?.to.whole != null);
}

/** What stays where it is. */
function restEdits(split: Split, group: readonly Given[], all: readonly Given[]): Edits {
  const { call, list } = split;
  const module = literalEdits(call.text, call.fact, group[0]?.module ?? '');
  if (isValue(split, group)) {
    const value = variableOf(call, group);
    const isLost = outsideOf(
      list.comments,
      all.map(({ region }) => region),
    );
    return value === null || isLost.length > 0
      ? null
      : [replacing({ start: list.open, end: list.close + 1 }, value), ...module];
  }
  const kept = new Set<Region | undefined>(group.map(({ region }) => region));
  const removed = removeElements(call.text, list, (index) => !kept.has(all[index]?.region));
  return joined([removed, ...group.map((one) => nameEdits(call, one)), module]);
}

/** The declaration of a group, copied around its names. */
function printedDeclaration(split: Split, group: readonly Given[]): string | null {
  const { call, declaration, list } = split;
  const { text, fact } = call;
  const literal = literalEdits(text, fact, group[0]?.module ?? '');
  const before = withoutComments(text.slice(declaration.start, list.open));
  const behind = withoutComments(textAfter(text, { start: list.close + 1, end: declaration.end }, literal));
  if (before === null || behind === null) return null;
  const rest = before.length + behind.length;
  const pattern = isValue(split, group) ? variableOf(call, group) : patternOf(split, group, rest);
  return pattern === null ? null : before + (/[\w$]$/.test(before) ? ' ' : '') + pattern + behind;
}

/** @param rest how long the rest of the declaration is */
function patternOf({ call, declaration, list }: Split, group: readonly Given[], rest: number): string | null {
  const { text, pad } = call;
  const pieces: Piece[] = [];
  for (const one of group) {
    const edits = nameEdits(call, one);
    if (edits === null) return null;
    pieces.push({ region: one.region, edits });
  }
  const [indent, eol] = [indentOfLine(text, declaration.start), lineBreakNear(text, declaration.start)];
  return printedList(text, list, pieces, { indent, eol, pad, rest });
}

/** The variable alone, for the whole value of a module; null where it is more than that. */
function variableOf({ text }: Call, [first, second]: readonly Given[]): string | null {
  if (first === undefined || second !== undefined || first.region.comments.length > 0) return null;
  const { start, end } = first.region.element;
  const element = /^[\w$'"-]+(?:\s*:\s*([\w$]+))?$/.exec(text.slice(start, end));
  return element === null ? null : (element[1] ?? element[0]);
}
