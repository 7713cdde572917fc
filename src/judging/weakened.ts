/**
 * What the registry and the baseline forbid less than before: for telling it, and for nothing else.
 */
import { weakerBaseline } from '../baseline/weaker.ts';
import { openTree } from '../facts/tree.ts';
import { settle } from '../git/settle.ts';
import { statedNames } from '../modules/index.ts';
import { stillDefines } from '../modules/origin.ts';
import { samePlace, type Weakening, weakenings } from '../registry/weakening.ts';
import type { Check } from './check.ts';
import type { Judgement } from './verdict.ts';

/** What has become weaker. A ban that is gone is missed only where something imports the module. */
export function weakenedIn(check: Check, judgement: Judgement): Weakening[] {
  const { earlier, debt } = check;
  const [first] = earlier.all;
  const missed = judgement.others.flatMap(({ by, judged }) =>
    by === first ? judged.findings.flatMap(({ ban }) => ban ?? []) : [],
  );
  const ofRegistry = earlier.changes.registry ? registryWeakenings(check) : [];
  return [
    ...ofRegistry.filter(({ goneBan }) => goneBan === undefined || missed.some((ban) => samePlace(ban, goneBan))),
    ...weakerBaseline(debt.growth, debt.path),
  ];
}

/** A merge weakens nothing that one of its other parents has not. */
function registryWeakenings({ snapshot, earlier, matcher }: Check): Weakening[] {
  return settle(snapshot, () => {
    const modules = { tree: openTree(snapshot.tree, new Map()), ...statedNames(matcher.registry) };
    const [found = [], ...others] = earlier.all.map((one) =>
      weakenings(one.matcher.registry, matcher.registry, (home) => stillDefines(home, modules)),
    );
    const told = others.map((list) => new Set(list.map(({ message }) => message)));
    return found.filter(({ message }) => told.every((messages) => messages.has(message)));
  });
}
