/**
 * Measuring commands against each other, and saying it as a Markdown table.
 *
 * The commands of a table run in turn, A B C A B C …, so that what else the machine does falls on all of them alike.
 * Medians; CPU time (user and system, children included) beside wall time, because it says more on a busy machine.
 */
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {object} Command
 * @property {string} label
 * @property {readonly string[]} argv the program by its absolute path
 * @property {string} cwd
 * @property {Record<string, string | null>} [env] added to the environment; null: taken away
 * @property {readonly number[]} [ok] exit codes that are right; default only 0
 * @property {number} [runs] other than the table's
 * @property {string} [stdin] a file
 * @property {readonly (readonly string[])[]} [prepare] run before, and not measured
 * @property {string} [note]
 *
 * @typedef {object} Result
 * @property {number} wall median, milliseconds
 * @property {number} cpu median, milliseconds
 * @property {number} peak largest, MB
 * @property {number} runs
 */

const stopwatch = fileURLToPath(new URL('stopwatch.py', import.meta.url));

/**
 * The caller's environment with what git gives its hooks, its own programs first on PATH; without what tools obey that
 * were started for other ends.
 */
const execPath = spawnSync('git', ['--exec-path'], { encoding: 'utf8' }).stdout.trim();
export const environment = {
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(?:NODE_OPTIONS$|npm_|GIT_|SSOT_)/.test(name)),
  ),
  PATH: `${execPath}:${process.env.PATH ?? ''}`,
};

/** Node 20 reads this variable's certificates at every start; a hook does without. */
export const CERTIFICATES = 'NODE_EXTRA_CA_CERTS';
export const readsCertificates = process.env[CERTIFICATES] !== undefined;

/** Absolute path of a program. @param {string} name */
export function programOf(name) {
  const { status, stdout } = spawnSync('sh', ['-c', 'command -v "$1"', 'sh', name], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${name} is needed to measure`);
  return stdout.trim();
}

/**
 * What each run of each command took, in the order of the runs.
 * @param {readonly Command[]} commands @param {number} runs @param {number} [warmup]
 * @returns {[wall: number, user: number, system: number, kilobytes: number][][]} seconds
 */
export const samplesOf = (commands, runs, warmup = 2) => watch(commands, { runs, warmup });

/**
 * @typedef {object} Outcome what one run of a command took, in seconds, and what came of it
 * @property {number} wall
 * @property {number} cpu
 * @property {number} code
 * @property {string} text standard output, then standard error
 */

/** Each command once, in their order. @param {readonly Command[]} commands @returns {Outcome[]} */
export function outcomesOf(commands) {
  return watch(commands, { runs: 1, warmup: 0, told: true }).map(([[wall, user, system, , code, text]]) => ({
    wall,
    cpu: user + system,
    code,
    text,
  }));
}

/** @param {readonly Command[]} commands @param {{ runs: number, warmup: number, told?: boolean }} how @returns {any} */
function watch(commands, how) {
  const request = {
    ...how,
    commands: commands.map((command) => ({
      ok: [0],
      ...command,
      env: withoutNull({ ...environment, ...command.env }),
    })),
  };
  const { status, stdout, stderr, error } = spawnSync('python3', [stopwatch], {
    input: JSON.stringify(request),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (error !== undefined) throw new Error(`python3 is needed to measure: ${error.message}`);
  if (status !== 0) throw new Error(stderr.trim());
  return JSON.parse(stdout);
}

/** @param {readonly Command[]} commands @param {number} runs @param {number} [warmup] @returns {Result[]} */
export function measure(commands, runs, warmup = 2) {
  return samplesOf(commands, runs, warmup).map((samples) => ({
    wall: 1000 * median(samples.map(([wall]) => wall)),
    cpu: 1000 * median(samples.map(([, user, system]) => user + system)),
    peak: Math.max(...samples.map(([, , , kilobytes]) => kilobytes)) / 1024,
    runs: samples.length,
  }));
}

/** @param {Record<string, string | null | undefined>} env */
const withoutNull = (env) => Object.fromEntries(Object.entries(env).filter(([, value]) => value != null));

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** @param {number} value */
export const ms = (value) => (value >= 1000 ? `${(value / 1000).toFixed(2)} s` : `${value.toFixed(1)} ms`);

/** @param {number} value */
export const times = (value) => value.toFixed(2);

/**
 * Measures and makes a table in which every row is set against one of them.
 * @param {readonly Command[]} commands @param {string} baseLabel @param {number} runs
 */
export function comparison(commands, baseLabel, runs) {
  const results = measure(commands, runs);
  const base = results[commands.findIndex(({ label }) => label === baseLabel)];
  const rows = commands.map((command, at) => {
    const { wall, cpu, runs: count } = results[at];
    const few = count < runs ? ` (${count} ${count === 1 ? 'run' : 'runs'})` : '';
    return [
      `${command.label}${few}`,
      ms(wall),
      times(wall / base.wall),
      ms(cpu),
      times(cpu / base.cpu),
      command.note ?? '',
    ];
  });
  return markdown(['', 'wall', '÷', 'CPU', '÷', ''], rows);
}

/** @param {readonly string[]} head @param {readonly (readonly string[])[]} rows */
export function markdown(head, rows) {
  const used = head.map((name, at) => name !== '' || at === 0 || rows.some((row) => row[at] !== ''));
  /** @param {readonly string[]} cells */
  const line = (cells) => `| ${cells.filter((_, at) => used[at]).join(' | ')} |`;
  return [
    line(head),
    line(head.map((_, at) => (at === 0 || at === head.length - 1 ? '---' : '---:'))),
    ...rows.map(line),
  ].join('\n');
}

export function machineLine() {
  const model = cpus()[0]?.model.replace(/\s+/g, ' ').trim() ?? 'unknown CPU';
  const git = spawnSync('git', ['--version'], { encoding: 'utf8' }).stdout.trim();
  return `${model}, ${cpus().length} cores, ${process.platform} ${process.arch}, ${git}`;
}
