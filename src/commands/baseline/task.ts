/**
 * What the actions of `baseline` share: their options, and what each is handed.
 */
import { SPREADS } from '../../baseline/spread.ts';
import type { Io } from '../define.ts';
import type { OptionTable, Values } from '../parse.ts';
import type { LookAtTree } from './whole-tree.ts';

export const options = {
  until: {
    kind: 'days',
    value: '<date>',
    group: 'create, add',
    summary: 'the last day of this debt, such as 2026-12-31; for create also <first>..<last>, see --spread',
  },
  spread: {
    kind: 'choice',
    value: '<what>',
    choices: SPREADS,
    group: 'create',
    summary: 'with two dates: what gets a date of its own in between, the least debt the first, by weeks',
  },
  force: { kind: 'flag', group: 'create', summary: 'overwrite the baseline that is there' },
  reason: { kind: 'text', value: '<text>', group: 'add', summary: 'why it is taken in' },
  rule: { kind: 'list', value: '<rule>', group: 'add', summary: 'only findings of this rule; may be repeated' },
  concept: { kind: 'list', value: '<name>', group: 'add', summary: 'only findings of this concept; may be repeated' },
  format: {
    kind: 'choice',
    short: 'f',
    value: '<format>',
    choices: ['pretty', 'json'],
    group: 'list',
    summary: 'how to print the entries',
  },
  config: { kind: 'text', short: 'c', value: '<file>', summary: 'a registry on disk instead of .ssotrc.json' },
  now: { kind: 'day', value: '<date>', summary: 'judge deadlines as of this day' },
} as const satisfies OptionTable;

export type BaselineOptions = Values<typeof options>;

/** What an action is handed. */
export interface BaselineTask {
  readonly options: BaselineOptions;
  readonly paths: readonly string[];
  readonly today: string;
  readonly look: LookAtTree;
  readonly io: Io;
}
