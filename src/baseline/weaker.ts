/**
 * A baseline that has grown, told as the weakening of the registry that it is.
 */
import type { Weakening } from '../registry/weakening.ts';
import type { Place } from '../types.ts';
import type { Growth } from './edit.ts';

/** What a baseline allows that it did not allow before: `baseline add` counts in its own commit, but is told. */
export function weakerBaseline(growth: readonly Growth[], path: string): Weakening[] {
  const place: Place = { path, line: 1, column: 1 };
  const count = (stated: boolean): number => growth.filter((one) => one.stated === stated).length;
  const [stated, unstated] = [count(true), count(false)];
  const entries = (n: number): string => `${n} baseline ${n === 1 ? 'entry is' : 'entries are'} added or extended`;
  const add = 'ssot-guard baseline add --reason … --until …';
  return [
    ...(stated > 0 ? [{ place, message: `${entries(stated)}, with a reason` }] : []),
    ...(unstated > 0
      ? [
          {
            place,
            message: `${entries(unstated)} without a reason, which does not count in its own commit; use: ${add}`,
          },
        ]
      : []),
  ];
}
