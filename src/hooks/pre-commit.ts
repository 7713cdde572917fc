/**
 * The pre-commit framework (and prek, which reads the same file): a local hook, last in `repos`, behind whatever
 * may stage files.
 *
 * File names are passed on, so that `pre-commit run --all-files` judges all files; a commit that only deletes has no
 * names to pass and is judged because of `always_run`. Where a package.json may name the guard, the entry starts what is
 * installed; elsewhere, as in repositories of Python, pre-commit installs it by itself. The stages are stated, because a
 * hook without them also runs for the commit message and the push, or, where `default_stages` says so, for these alone.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GUARD_HOOKS, hooksToRun, MESSAGE_HOOK } from '../git/hooks.ts';
import { version as ownVersion } from '../version.ts';
import { blockIn, hasBlock, hookCommand, MESSAGE_NAME, marked, messageCommand, withoutBlocks } from './block.ts';
import { type Change, defineManager, type Site } from './define.ts';
import { isInManifest } from './package-json.ts';
import { findKey, insertLines, linesOf, yamlString } from './yaml.ts';

const CONFIGS = ['.pre-commit-config.yaml', '.pre-commit-config.yml'];

export const preCommit = defineManager({
  id: 'pre-commit',
  title: 'pre-commit',
  detect(site) {
    const config = CONFIGS.find((path) => existsSync(join(site.top, path)));
    return config === undefined ? null : { evidence: config, active: isInstalled(site, 'pre-commit') };
  },
  plan(site, message) {
    const config = CONFIGS.find((path) => existsSync(join(site.top, path))) ?? '.pre-commit-config.yaml';
    const text = site.read(config) ?? '';
    const how = howToRun(site);
    const warns = message ? howToWarn(site) : null;
    const add = `add to ${config} a local hook`;
    const addWarning = warns === null || text.includes(`id: ${MESSAGE_NAME}`) ? [] : [`${add}: ${warns.join(', ')}`];
    const isByHand = hasOwnEntry(text);
    const next = isByHand ? text : withEntry(text, how, warns, () => stagesFor(site, text));
    if (next === null)
      return { changes: [], manual: [`${add} with always_run, and: ${how.join(', ')}`, ...addWarning] };
    const manual = isByHand ? addWarning : [];
    const changes: Change[] = [];
    if (next !== text) {
      const why = 'pre-commit runs the guard';
      changes.push({ kind: 'write', path: join(site.top, config), content: next, mode: null, why });
    }
    const missing = hooksToRun(message).filter((hook) => !isInstalled(site, hook));
    if (missing.length === 0) return { changes, manual };
    const args = ['install', ...missing.flatMap((hook) => ['-t', hook])];
    const shown = `pre-commit ${args.join(' ')}`;
    const program = site.program('pre-commit') ?? site.program('prek');
    if (program === null) return { changes, manual: [...manual, `pre-commit is not started in this clone: ${shown}`] };
    changes.push({
      kind: 'run',
      program,
      args,
      cwd: site.top,
      touches: [],
      shown,
      why: 'puts pre-commit’s hooks into place',
    });
    return { changes, manual };
  },
  places: () => CONFIGS,
  limits: (site) =>
    CONFIGS.flatMap((config) => {
      const text = site.read(config);
      return text === null ? [] : limitsIn(text).map((limit) => `${config} ${limit}`);
    }),
  strip: (text) => withoutBlocks(text),
  alone(text) {
    const block = blockIn(text);
    const lines = linesOf(text);
    const repos = findKey(lines, ['repos']);
    if (block === null || !repos) return text;
    const rest = lines.slice(repos.line).findIndex((line) => /^[^\s#-]/.test(line));
    return [...lines.slice(0, repos.line), block, ...(rest === -1 ? [] : lines.slice(repos.line + rest))].join('');
  },
});

/** How the entry comes by the guard. */
function howToRun(site: Site): string[] {
  if (isInManifest(site)) return [`entry: ${yamlString(hookCommand(site.installed))}`, 'language: system'];
  const dependency = JSON.stringify(`ssot-guard@${ownVersion}`);
  return ['entry: ssot-guard check --staged --', 'language: node', `additional_dependencies: [${dependency}]`];
}

/** The same for messages. Without `verbose` pre-commit shows nothing of what passes, and a warning passes. */
function howToWarn(site: Site): string[] {
  const run = isInManifest(site) ? messageCommand(site.installed) : 'ssot-guard verify --message';
  const [, ...rest] = howToRun(site);
  return [`entry: ${yamlString(run)}`, ...rest, 'verbose: true', `stages: [${MESSAGE_HOOK}]`];
}

/** Stages that leave commits or merges out, and filters of files, which hide those from the guard. */
function limitsIn(text: string): string[] {
  const own =
    /^([ \t]*)-?[ \t]*id:[ \t]*["']?ssot-guard\b(?!-)[\s\S]*?(?=^\1[ \t]{0,1}-|(?![\s\S]))/m.exec(text)?.[0] ?? '';
  const stages = /^[ \t]*stages:(.*)$/m.exec(own)?.[1] ?? /^default_stages:(.*)$/m.exec(text)?.[1];
  // written over several lines they are not read
  const left = GUARD_HOOKS.filter(
    (hook) => stages !== undefined && stages.trim() !== '' && !stageNames(hook).test(stages),
  );
  const filters = ['files', 'exclude'].filter((key) => new RegExp(`^${key}:`, 'm').test(text));
  return [
    ...left.map((hook) => `runs the guard not in the stage ${hook}`),
    ...filters.map((key) => `hides files from it (${key})`),
  ];
}

/** The name of a stage, and the shorter one that older releases know. */
function stageNames(hook: string): RegExp {
  return new RegExp(`(?:^|[^-\\w])(?:${hook}|${hook.slice('pre-'.length)})(?![-\\w])`);
}

function isInstalled(site: Site, hook: string): boolean {
  const path = join(site.folder, hook);
  return existsSync(path) && /pre-commit\.com|pre_commit|\bprek\b/.test(readFileSync(path, 'latin1'));
}

/** Until 3.2 stages had shorter names; later versions read those, too, and complain. */
function stagesFor(site: Site, text: string): string {
  const program = site.program('pre-commit');
  const version = program === null ? '' : spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout;
  const [, major = 4, minor = 0] = (/^pre-commit (\d+)\.(\d+)/.exec(version ?? '') ?? []).map(Number);
  const isOld = major < 3 || (major === 3 && minor < 2);
  return isOld || SHORT_STAGES.test(text) ? '[commit, merge-commit, manual]' : '[pre-commit, pre-merge-commit, manual]';
}

const SHORT_STAGES = /^[ \t]*(?:default_)?stages[ \t]*:[^#\n]*[[, ](?:commit|push|merge-commit)[\], \n]/m;

/** A person has written the guard's hook: no block stands beside it, because a trial runs the block alone. */
function hasOwnEntry(text: string): boolean {
  return /^\s*-?\s*id:\s*["']?ssot-guard\b(?!-)/m.test(withoutBlocks(text));
}

/** The configuration with the guard's hook, or null when `repos` is written in a way that is not edited here. */
function withEntry(
  text: string,
  how: readonly string[],
  warns: readonly string[] | null,
  stages: () => string,
): string | null {
  if (hasBlock(text) && (warns === null || text.includes(`id: ${MESSAGE_NAME}`))) return text;
  const bare = withoutBlocks(text);
  const hook = [
    '- repo: local',
    '  hooks:',
    '  - id: ssot-guard',
    '    name: ssot-guard',
    ...how.map((line) => `    ${line}`),
    '    always_run: true',
    '    require_serial: true',
    `    stages: ${stages()}`,
    ...(warns === null ? [] : [`  - id: ${MESSAGE_NAME}`, `    name: ${MESSAGE_NAME}`]),
    ...(warns ?? []).map((line) => `    ${line}`),
  ];
  const lines = linesOf(bare);
  const repos = findKey(lines, ['repos']);
  if (repos === undefined) return insertLines(lines, lines.length, marked(['repos:', ...hook]));
  if (repos === null || (repos.indent !== null && !repos.list)) return null;
  return insertLines(lines, repos.end, marked(hook, repos.indent ?? ''));
}
