/**
 * `init`: brings a repository under guard, and takes it back.
 *
 * It looks first, then says what it would change and why, then asks (on a terminal) or goes ahead (`--yes`), and at the
 * end proves with `doctor` that the hook fires. A second run changes nothing.
 */
import { UserError } from '../errors.ts';
import { applyChanges } from '../hooks/apply.ts';
import { managers } from '../hooks/index.ts';
import { surveySite } from '../hooks/site.ts';
import { wantsColour } from '../text/colour.ts';
import { defineCommand, type Io } from './define.ts';
import { diagnose } from './doctor/diagnose.ts';
import { describeAll } from './doctor.ts';
import { makePlan } from './init/plan.ts';
import { confirm } from './init/prompt.ts';
import { describePlan, nextSteps } from './init/show.ts';
import { recordMachine, stageCreated } from './init/state.ts';
import { uninstall } from './init/uninstall.ts';
import type { OptionTable, Values } from './parse.ts';

const options = {
  yes: { kind: 'flag', short: 'y', summary: 'do it without asking' },
  'dry-run': { kind: 'flag', short: 'n', summary: 'say what would change, and change nothing' },
  manager: {
    kind: 'choice',
    value: '<name>',
    choices: ['auto', ...managers.map((manager) => manager.id)],
    summary: 'who runs the hook; auto: whoever does it here',
  },
  stage: { kind: 'toggle', summary: 'stage the files that were created (default)' },
  uninstall: { kind: 'flag', summary: 'take everything back' },
} as const satisfies OptionTable;

export const init = defineCommand({
  name: 'init',
  summary: 'bring this repository under guard: hook, registry, proof that it works',
  usage: ['init [options]', 'init --uninstall'],
  positionals: null,
  options,
  examples: [
    { command: 'ssot-guard init', shows: 'look, say what would change, ask' },
    { command: 'ssot-guard init --yes', shows: 'the same without asking' },
    { command: 'ssot-guard init --uninstall', shows: 'take it back, byte for byte' },
  ],
  run: ({ options: chosen }, io) => (chosen.uninstall ? uninstall(io) : install(chosen, io)),
});

async function install(chosen: Values<typeof options>, io: Io): Promise<number> {
  const site = surveySite(io.cwd, io.env.PATH ?? '');
  const plan = makePlan(site, chosen.manager);
  io.stdout(describePlan(site, plan));
  if (chosen.dryRun) return 0;
  if (plan.changes.length > 0 && !chosen.yes) {
    if (!io.interactive) {
      throw new UserError('nothing was changed: there is no terminal to ask on', 'ssot-guard init --yes does it');
    }
    if (!(await confirm('Go ahead?'))) return 130;
  }
  const created = applyChanges(site, plan.changes, io.env);
  recordMachine(site);
  const staged = chosen.stage === false ? [] : stageCreated(site, created);
  // The hooks folder may be another one now.
  const found = diagnose(surveySite(io.cwd, io.env.PATH ?? ''), io);
  const notable = found.filter(({ check, status }) => status !== 'ok' || check === 'proof');
  io.stdout(
    describeAll(
      notable,
      wantsColour(null, io.env, () => io.isTTY),
    ),
  );
  io.stdout(nextSteps(site, plan, created, staged));
  return found.some(({ check, status }) => check === 'proof' && status === 'error') ? 1 : 0;
}
