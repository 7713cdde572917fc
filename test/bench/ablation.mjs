#!/usr/bin/env node
/**
 * Prints what each device for speed is worth: the package without it, set against the whole package, on repositories of
 * yours.
 *
 *   node test/bench/ablation.mjs [--only <device>,…] [--cases <case>,…] [--runs 15] [--keep] <repository>…
 *
 * `--folder` holds clones and packages (default: `ssot-ablation` in the folder for temporary files) and is removed at the
 * end; with `--keep` the packages stay, and those that are there are taken as they are.
 *
 * Runs alternate (whole, without A, without B, whole, without A, …). A figure is the median over the rounds of what it
 * took without the device divided by what the whole package took in the same round, with the quartiles: 1.20 says that
 * doing without costs a fifth more. CPU time (user and system, children included) tells more than wall time on a machine
 * that others use, too. A device that changes a finding in any case ends it with an error.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildWithout, devices, full } from './ablation/devices.mjs';
import { prepare } from './ablation/workload.mjs';
import { environment, machineLine, markdown, median, ms, programOf, samplesOf, times } from './measure.mjs';

/** @typedef {import('./ablation/devices.mjs').Device} Device @typedef {import('./ablation/devices.mjs').CaseId} CaseId */
/** @typedef {import('./ablation/workload.mjs').Workload} Workload */

/**
 * @typedef {object} Case
 * @property {CaseId} id
 * @property {string} title
 * @property {boolean} cold
 * @property {boolean} slow
 * @property {(home: string) => readonly string[]} argv
 * @property {string} [index] what is staged
 */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string' },
    cases: { type: 'string' },
    runs: { type: 'string', default: '15' },
    keep: { type: 'boolean', default: false },
    folder: { type: 'string', default: join(tmpdir(), 'ssot-ablation') },
  },
});
const folder = resolve(values.folder);
const chosen = devices.filter(({ id }) => values.only?.split(',').includes(id) ?? true);
if (positionals.length === 0 || chosen.length === 0) {
  console.error(`name repositories; devices are ${devices.map(({ id }) => id).join(', ')}`);
  process.exit(2);
}

/** Where a variant of the package lies. @param {Device} device */
const homeOf = ({ id }) => join(folder, 'packages', id);

for (const device of [full, ...chosen]) {
  if (!values.keep || !existsSync(join(homeOf(device), 'dist', 'build'))) buildWithout(device, homeOf(device));
}
console.log(
  `${machineLine()}, Node ${process.versions.node}; without ÷ with: medians of ${values.runs} rounds, a third of them for trees\n`,
);
for (const repository of positionals) {
  const workload = prepare(resolve(repository), join(folder, 'repository'));
  console.log(`### ${basename(repository)}\n\n${workload.said}\n`);
  const swap = states(workload.folder);
  const cases = casesOf(workload, swap);
  const compared = cases.filter(({ id }) => values.cases?.split(',').includes(id) ?? true);
  const expected = warmUp(workload, cases, full, swap);
  for (const device of chosen) {
    const found = warmUp(workload, cases, device, swap);
    for (const [title, text] of expected) {
      if (found.get(title) !== text) throw new Error(`without ${device.title}, "${title}" says something else`);
    }
  }
  const rows = compared.flatMap((one) => compare(workload, one, swap));
  const head = ['without', 'case', 'CPU ÷ (quartiles)', 'wall ÷', 'CPU with it', 'peak ÷', 'git processes'];
  console.log(
    `${markdown(
      [...head, ''],
      rows.map((row) => [...row, '']),
    )}\n`,
  );
  rmSync(workload.folder, { recursive: true, force: true });
}
if (!values.keep) rmSync(folder, { recursive: true, force: true });

/** @param {Workload} workload @param {(id: string, cold: boolean) => readonly string[]} swap @returns {readonly Case[]} */
function casesOf({ folder: cwd, base, stage, plain, defining }, swap) {
  const hook = (/** @type {string} */ home) => [join(home, 'hooks', 'pre-commit')];
  const check =
    (/** @type {readonly string[]} */ ...args) =>
    (/** @type {string} */ home) => [process.execPath, join(home, 'dist', 'cli.cjs'), 'check', ...args];
  // What is in doubt to the search is judged: so it is asked which files are in none.
  spawnSync(swap(full.id, true)[0] ?? '', swap(full.id, true).slice(1));
  const run = (/** @type {readonly string[]} */ [program = '', ...args], index = '') =>
    spawnSync(program, args, { cwd, encoding: 'utf8', env: { ...environment, GIT_INDEX_FILE: index || undefined } });
  run(check('--all')(homeOf(full)));
  const free = [];
  for (let at = 0; free.length < 3 && at < plain.length; at += Math.ceil(plain.length / 100)) {
    const { stderr } = run(hook(homeOf(full)), stage('probe', [plain[at]]));
    if (/\d staged files? clean/.test(stderr)) free.push(plain[at]);
  }
  if (free.length < 3) throw new Error('no three files without a candidate');
  const definer = defining[defining.length >> 1];
  const none = stage('none', free);
  const one = stage('one', [free[0], free[1], definer]);
  console.log(`staged: ${free.join(', ')}; candidate: ${definer}\n`);
  return [
    { id: 'none', title: 'hook, no candidate', cold: false, slow: false, argv: hook, index: none },
    { id: 'one', title: 'hook, a candidate', cold: false, slow: false, argv: hook, index: one },
    { id: 'one-cold', title: 'hook, a candidate, cold', cold: true, slow: false, argv: hook, index: one },
    { id: 'all-cold', title: '`check --all`, cold', cold: true, slow: true, argv: check('--all') },
    { id: 'all', title: '`check --all`, warm', cold: false, slow: true, argv: check('--all') },
    { id: 'since', title: '`check --since`', cold: false, slow: true, argv: check('--since', base) },
  ];
}

/**
 * What the guard keeps in a repository belongs to one build, so each variant gets its own back before it runs.
 * @param {string} cwd @returns {(id: string, cold: boolean) => readonly string[]} a command
 */
function states(cwd) {
  const script = join(cwd, '.git', 'bench-swap');
  writeFileSync(
    script,
    `cd '${join(cwd, '.git')}' && mkdir -p bench-states ssot-guard || exit
[ ! -f bench-now ] || { read -r now <bench-now && rm -rf "bench-states/$now" && mv ssot-guard "bench-states/$now" || exit; }
rm -rf ssot-guard
[ "$2" = cold ] || mv "bench-states/$1" ssot-guard 2>/dev/null || mkdir ssot-guard
mkdir -p ssot-guard && echo '${process.execPath}' >ssot-guard/node
[ "$2" = cold ] && echo cold >bench-now || echo "$1" >bench-now
`,
  );
  return (id, cold) => [programOf('sh'), script, id, cold ? 'cold' : 'warm'];
}

/**
 * Runs every case cold and warm; leaves what a variant keeps as after some commits.
 * @param {Workload} workload @param {readonly Case[]} cases @param {Device} device @param {(id: string, cold: boolean) => readonly string[]} swap
 * @returns {ReadonlyMap<string, string>} what was found, by the case's name
 */
function warmUp({ folder: cwd }, cases, device, swap) {
  const said = (/** @type {Case} */ { argv, index }, /** @type {readonly string[]} */ more = []) => {
    const [program = '', ...args] = [...argv(homeOf(device)), ...more];
    const env = { ...environment, ...(index === undefined ? {} : { GIT_INDEX_FILE: index }) };
    const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8', env, maxBuffer: 1 << 30 });
    if (status !== 0 && status !== 1) throw new Error(`${device.title}: ${stderr}`);
    return `${status} ${stdout}`;
  };
  const into = (/** @type {boolean} */ cold) => {
    const [program = '', ...args] = swap(device.id, cold);
    spawnSync(program, args);
  };
  /** @type {Map<string, string>} */
  const found = new Map();
  const run = (/** @type {Case} */ one) => {
    const text = said(one, one.slow ? ['--format', 'json'] : []);
    const key = one.title.replace(/, (?:cold|warm)$/, '');
    if ((found.get(key) ?? text) !== text)
      throw new Error(`${device.title}: "${key}" says cold and warm different things`);
    found.set(key, text);
  };
  const hooks = cases.filter(({ slow, cold }) => !slow && !cold);
  for (const one of hooks) {
    into(true);
    run(one);
  }
  into(false);
  // a whole tree first: it makes the index of names and the search; hooks often enough for V8's code and the search
  const trees = cases.filter(({ slow }) => slow);
  for (const one of trees) run(one);
  for (let time = 0; time < 3; time++) for (const one of hooks) run(one);
  return found;
}

/** @param {Workload} workload @param {Case} one @param {(id: string, cold: boolean) => readonly string[]} swap */
function compare({ folder: cwd }, one, swap) {
  const taking = chosen.filter(({ cases }) => cases.includes(one.id));
  if (taking.length === 0) return [];
  const commands = [full, ...taking].map((variant) => ({
    label: '',
    argv: one.argv(homeOf(variant)),
    cwd,
    ok: [0, 1],
    ...(one.index === undefined ? {} : { env: { GIT_INDEX_FILE: one.index } }),
    prepare: [swap(variant.id, one.cold)],
  }));
  const runs = one.slow ? Math.ceil(Number(values.runs) / 3) : Number(values.runs);
  const [whole = [], ...others] = samplesOf(commands, runs, one.slow ? 0 : 1);
  const processes = commands.map((command) => gitProcesses(command, cwd));
  return taking.map((device, number) => {
    const rounds = others[number].map((sample, at) => ratios(sample, whole[at]));
    const cpu = rounds.map((round) => round.cpu);
    const wall = rounds.map((round) => round.wall);
    const row = [
      device.title,
      one.title,
      `${times(median(cpu))} (${quartiles(cpu)})`,
      `${times(median(wall))} (${quartiles(wall)})`,
      ms(1000 * median(whole.map(([, user, system]) => user + system))),
      times(median(rounds.map(({ peak }) => peak))),
      `${processes[0]} → ${processes[number + 1]}`,
    ];
    console.error(row.join(' | '));
    return row;
  });
}

/** @typedef {readonly [wall: number, user: number, system: number, kilobytes: number]} Sample @param {Sample} one @param {Sample} other */
function ratios([wall, user, system, peak], [otherWall, otherUser, otherSystem, otherPeak]) {
  return { wall: wall / otherWall, cpu: (user + system) / (otherUser + otherSystem), peak: peak / otherPeak };
}

/** @param {readonly number[]} all */
function quartiles(all) {
  const sorted = [...all].sort((a, b) => a - b);
  const at = (/** @type {number} */ part) => times(sorted[Math.round((sorted.length - 1) * part)] ?? 0);
  return `${at(0.25)}–${at(0.75)}`;
}

/**
 * How many git processes a command starts, children's children left out: what stands as `git` on PATH counts, and is
 * what the search names.
 * @param {import('./measure.mjs').Command} command @param {string} cwd
 */
function gitProcesses({ argv: [program = '', ...args], env, prepare = [] }, cwd) {
  const folderOfGit = join(folder, 'counting');
  const log = join(folderOfGit, 'log');
  mkdirSync(folderOfGit, { recursive: true });
  const git = join(folderOfGit, 'git');
  writeFileSync(git, `#!/bin/sh\necho >>'${log}'\nexec '${programOf('git')}' "$@"\n`);
  chmodSync(git, 0o755);
  for (const [swap = '', ...rest] of prepare) spawnSync(swap, rest);
  // the shell starts the git that the search file names
  const search = join(cwd, '.git', 'ssot-guard', 'search');
  const kept = readOrEmpty(search);
  if (kept !== '') writeFileSync(search, kept.replace(/ \S+ (\S+\n)/, ` ${git} $1`));
  rmSync(log, { force: true });
  spawnSync(program, args, { cwd, env: { ...environment, ...env, PATH: `${folderOfGit}:${environment.PATH}` } });
  if (kept !== '') writeFileSync(search, kept);
  return readOrEmpty(log).length;
}

/** @param {string} path */
function readOrEmpty(path) {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
