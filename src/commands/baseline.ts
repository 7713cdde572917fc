/**
 * `baseline`: known debt, with end dates. It is created once, grows only by `add`, shrinks by `prune`, and `list` tells
 * what is due when.
 */
import { UserError } from '../errors.ts';
import { clipText } from '../text/escape.ts';
import { nearest } from '../text/nearest.ts';
import { add } from './baseline/add.ts';
import { create } from './baseline/create.ts';
import { list } from './baseline/list.ts';
import { prune } from './baseline/prune.ts';
import { type BaselineOptions, type BaselineTask, options } from './baseline/task.ts';
import { type LookAtTree, lookAtDisk } from './baseline/whole-tree.ts';
import { type Command, defineCommand } from './define.ts';
import { dayOf } from './options.ts';

interface Action {
  readonly run: (task: BaselineTask) => Promise<number>;
  /** The options that it understands, beside those that all do. */
  readonly options: readonly (keyof BaselineOptions)[];
  readonly takesPaths: boolean;
}

const actions: ReadonlyMap<string, Action> = new Map([
  ['create', { run: create, options: ['until', 'spread', 'force'], takesPaths: false }],
  ['add', { run: add, options: ['until', 'reason', 'rule', 'concept'], takesPaths: true }],
  ['prune', { run: prune, options: [], takesPaths: false }],
  ['list', { run: list, options: ['format'], takesPaths: false }],
]);

/** @param look how the findings of the tree are had */
export function baselineCommand(look: LookAtTree): Command {
  return defineCommand({
    name: 'baseline',
    summary: 'known debt with end dates: create, add, prune, list',
    usage: [
      'baseline create --until <date>|<first>..<last> [--spread concept|owner] [--force]',
      'baseline add --until <date> --reason <text> [--rule <rule>] [--concept <name>] [<path>…]',
      'baseline prune',
      'baseline list [--format json]',
    ],
    positionals: {
      label: '<action> [<path>…]',
      summary: 'create, add, prune or list; add takes files and folders',
      max: Number.POSITIVE_INFINITY,
    },
    options,
    examples: [
      { command: 'ssot-guard baseline create --until 2026-12-31', shows: 'take every finding as known until then' },
      {
        command: 'ssot-guard baseline create --until 2026-10-01..2026-12-31',
        shows: 'the same, each concept with a date of its own',
      },
      {
        command: 'ssot-guard baseline add --until 2026-12-31 --reason "runs until the cut-over" scripts/legacy',
        shows: 'take in what is new in a folder',
      },
      { command: 'ssot-guard baseline prune', shows: 'drop what is fixed, follow what has moved' },
      { command: 'ssot-guard baseline list', shows: 'what is due when' },
    ],
    run: ({ options: chosen, positionals }, io) => {
      const [name, ...paths] = positionals;
      const action = actionNamed(name);
      refuseForeignOptions(name ?? '', action, chosen);
      if (paths[0] !== undefined && !action.takesPaths) {
        throw new UserError(`baseline ${name} takes no paths, and "${clipText(paths[0], 120)}" is one`);
      }
      return action.run({ options: chosen, paths, today: dayOf(chosen.now, io), look, io });
    },
  });
}

export const baseline = baselineCommand(lookAtDisk);

function actionNamed(name: string | undefined): Action {
  const known = [...actions.keys()];
  const action = actions.get(name ?? '');
  if (action !== undefined) return action;
  const choices = `ssot-guard baseline ${known.join(' | ')}`;
  if (name === undefined) throw new UserError('baseline needs to know what to do', choices);
  const meant = nearest(name, known);
  throw new UserError(
    `there is no command "baseline ${clipText(name, 120)}"`,
    meant === null ? choices : `did you mean "ssot-guard baseline ${meant}"?`,
  );
}

/** An option that would be ignored is a misunderstanding. */
function refuseForeignOptions(name: string, action: Action, chosen: BaselineOptions): void {
  const given: readonly (readonly [keyof BaselineOptions, boolean])[] = [
    ['until', chosen.until !== null],
    ['spread', chosen.spread !== 'concept'],
    ['force', chosen.force],
    ['reason', chosen.reason !== null],
    ['rule', chosen.rule.length > 0],
    ['concept', chosen.concept.length > 0],
    ['format', chosen.format !== 'pretty'],
  ];
  const foreign = given.find(([option, isGiven]) => isGiven && !action.options.includes(option));
  if (foreign === undefined) return;
  const owners = [...actions].filter(([, other]) => other.options.includes(foreign[0])).map(([owner]) => owner);
  throw new UserError(
    `--${foreign[0]} says nothing to baseline ${name}`,
    `It belongs to: baseline ${owners.join(', ')}`,
  );
}
