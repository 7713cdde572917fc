/**
 * `doctor`: proves that the hook fires here, or says what keeps it from doing so and what fixes it.
 */
import { rmSync } from 'node:fs';
import { surveySite } from '../hooks/site.ts';
import { painter, type Style, wantsColour } from '../text/colour.ts';
import { escapeJson, escapeText } from '../text/escape.ts';
import { counted } from '../text/plural.ts';
import { defineCommand } from './define.ts';
import { cacheFiles } from './doctor/checks.ts';
import { diagnose } from './doctor/diagnose.ts';
import type { Diagnosis } from './doctor/rows.ts';

export const doctor = defineCommand({
  name: 'doctor',
  summary: 'prove that the hook fires, or say what is wrong and what fixes it',
  usage: ['doctor [--format json]'],
  positionals: null,
  options: {
    'clear-cache': { kind: 'flag', summary: 'first remove what checks keep to be faster' },
    format: {
      kind: 'choice',
      value: '<format>',
      choices: ['pretty', 'json'],
      summary: 'how the result is written',
    },
    color: { kind: 'toggle', summary: 'colour, whatever the terminal and NO_COLOR say' },
  },
  examples: [{ command: 'ssot-guard doctor', shows: 'run this work tree’s hook on a planted violation' }],
  run({ options }, io) {
    const site = surveySite(io.repository, io.env.PATH ?? '');
    if (options.clearCache) for (const file of cacheFiles(site)) rmSync(file, { force: true });
    const found = diagnose(site, io);
    const isWell = found.every(({ status }) => status !== 'error');
    if (options.format === 'json')
      io.stdout(`${escapeJson(JSON.stringify({ version: 1, ok: isWell, checks: found }, null, 2))}\n`);
    else
      io.stdout(
        describeAll(
          found,
          wantsColour(options.color, io.env, () => io.isTTY),
        ),
      );
    return isWell ? 0 : 1;
  },
});

const STYLES: Readonly<Record<Diagnosis['status'], Style>> = { ok: 'green', warning: 'yellow', error: 'red' };

/** One line per check, and under it what fixes it. */
export function describeAll(found: readonly Diagnosis[], colour: boolean): string {
  const paint = painter(colour);
  const lines = found.flatMap(({ check, status, message, fix }) => [
    `${paint(STYLES[status], status.padEnd(7))}  ${check}: ${escapeText(message)}`,
    ...(fix === null ? [] : [`         ${paint('bold', escapeText(fix))}`]),
  ]);
  return `${[...lines, summaryOf(found)].join('\n')}\n`;
}

/** Warnings alone are no failure, and are not passed over. */
function summaryOf(found: readonly Diagnosis[]): string {
  const count = (kind: Diagnosis['status']): number => found.filter(({ status }) => status === kind).length;
  const [errors, warnings] = [count('error'), count('warning')];
  const verdict = errors === 0 ? 'The guard works here' : `${counted(errors, 'problem')} found`;
  return `${verdict}${warnings === 0 ? '' : `, with ${counted(warnings, 'warning')}`}.`;
}
