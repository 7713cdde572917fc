/**
 * What a statement is to become: which of its names are imported from where, and in how many statements.
 */

import { push } from '../../text/multimap.ts';
import type { ImportFact } from '../../types.ts';
import type { Change } from '../change.ts';
import { changesBy, newName } from './asked.ts';
import { regionsOf } from './list.ts';
import { quoteOf, writtenName } from './names.ts';
import { newContent, writtenModule } from './specifier.ts';
import type { Statement } from './statement.ts';

/** A name as it is to be imported. */
export interface Wanted {
  /** Its entry in the braces, or -1. */
  readonly entry: number;
  /** As it is to be written: a name, `default`, or `*`. */
  readonly name: string;
  /** As it is written; '' where nothing is bound. */
  readonly local: string;
  /** `type` or `typeof` before this name alone, or ''. */
  readonly modifier: string;
  /** It is called otherwise where it is written. */
  readonly isRenamed: boolean;
  /** The module to write. */
  readonly module: string;
  /** `import x = require()`. */
  readonly isEquation: boolean;
}

/** One statement; of its parts only those are there that it needs. */
export interface Plan {
  readonly module: string;
  readonly modifier: string;
  readonly standard: Wanted | null;
  readonly star: Wanted | null;
  readonly named: readonly Wanted[];
  readonly equation: Wanted | null;
}

/** The plans of a statement: what becomes of itself, and what is written before it. */
export interface Plans {
  readonly rest: Plan;
  readonly before: readonly Plan[];
}

/** What is wanted of each name, in the order of the text; null where a module cannot be written in place of the other. */
export function wantedOf(
  text: string,
  statement: Statement,
  fact: ImportFact,
  changes: readonly Change[],
): readonly Wanted[] | null {
  const current = writtenModule(text, fact);
  if (current === null) return null;
  const slots = slotsOf(statement);
  const changeOf = changesBy(changes);
  const wanted = fact.names.map((imported, index): Wanted | null => {
    const slot = slots[index];
    const change = changeOf(imported);
    if (slot === undefined) return null;
    if (change === undefined) return { ...slot, isRenamed: false, module: current, isEquation: false };
    return changed(text, fact, slot, change);
  });
  return wanted.every((one) => one !== null) ? wanted : null;
}

type Slot = Pick<Wanted, 'entry' | 'name' | 'local' | 'modifier'>;

/** The names as they are written, in the order of the text. */
function slotsOf({ standard, star, list }: Statement): readonly Slot[] {
  const first = standard && { entry: -1, name: 'default', local: standard.text, modifier: '' };
  const second = star && { entry: -1, name: '*', local: star.local?.text ?? '', modifier: '' };
  const entries = (list?.elements ?? []).map(({ name, local, modifier }, entry) => ({
    entry,
    name: name.text,
    local: local.text,
    modifier: modifier?.text ?? '',
  }));
  return [...(first === null ? [] : [first]), ...(second === null ? [] : [second]), ...entries];
}

function changed(text: string, fact: ImportFact, slot: Slot, change: Change): Wanted | null {
  const name = newName(change);
  const module = newContent(text, fact, change.to.module, name !== null);
  if (module === null) return null;
  const isEquation = change.to.whole === 'import-equals';
  const asked = { isRenamed: name !== null, module, isEquation };
  return { ...slot, ...asked, name: name === null ? slot.name : writtenName(name, quoteOf(fact)) };
}

/** Groups by module, and within one by what one statement can hold; null where a modifier forbids it. */
export function plansFor(text: string, statement: Statement, wanted: readonly Wanted[], current: string): Plans | null {
  const groups = new Map<string, Wanted[]>();
  for (const one of wanted) if (!one.isEquation) push(groups, one.module, one);
  const equations = wanted.filter(({ isEquation }) => isEquation).map((one) => equationOf(statement, one));
  const stays = groups.get(current) ?? [...groups.values()].at(-1) ?? [];
  const others = [...groups.values()].filter((group) => group !== stays);
  const isCommented = commented(text, statement);
  const before = others.map((group) => plansOf(statement, group, isCommented));
  const own = plansOf(statement, stays, isCommented);
  const all = [...before.flatMap((plans) => plans ?? []), ...equations, ...(own ?? []).slice(1)];
  const rest = own?.[0] ?? all.pop();
  if (rest === undefined || own === null || before.includes(null)) return null;
  return { rest, before: all };
}

function equationOf({ modifier }: Statement, one: Wanted): Plan {
  const word = modifier?.text ?? one.modifier;
  return { module: one.module, modifier: word, standard: null, star: null, named: [], equation: one };
}

/** The statements for the names of one module: two where a namespace stands beside names in braces. */
function plansOf(statement: Statement, group: readonly Wanted[], isCommented: Test): readonly Plan[] | null {
  if (group.length === 0) return [];
  const word = statement.modifier?.text ?? '';
  const module = group[0]?.module ?? '';
  const standard = group.find((one) => isStandard(statement, one, group) && !isCommented(one)) ?? null;
  const star = group.find(({ name }) => name === '*') ?? null;
  const named = group.filter((one) => one !== standard && one !== star);
  if (word === 'defer' && (star === null || group.length > 1)) return null;
  if (word === 'source' && (standard === null || group.length > 1)) return null;
  const isTyped = standard !== null && group.length === 1 && standard.modifier !== '';
  const plan = { module, modifier: isTyped ? standard.modifier : word, standard, star, named, equation: null };
  if (star === null || named.length === 0) return [plan];
  return [
    { ...plan, named: [] },
    { ...plan, standard: null, star: null },
  ];
}

/** The name can stand before the braces, as the default: a type beside others cannot. */
function isStandard({ isExport, modifier }: Statement, one: Wanted, group: readonly Wanted[]): boolean {
  if (one.name !== 'default' || isExport) return false;
  if (one.entry < 0 || !one.isRenamed) return one.entry < 0;
  return group.length === 1 || (one.modifier === '' && modifier === null);
}

type Test = (one: Wanted) => boolean;

/** Tells whether comments belong to the entry of a name, which then has to stay one. */
export function commented(text: string, { list }: Statement): Test {
  const regions = list === null ? [] : regionsOf(text, list);
  return ({ entry }) => {
    const { element, comments } = regions[entry] ?? {};
    if (element === undefined || comments === undefined) return false;
    return comments.length > 0 || text.slice(element.start, element.end).includes('/');
  };
}
