/**
 * lefthook: a command in its configuration, which stands under one of a dozen names at the top of the repository.
 *
 * The guard judges behind what the others have staged. lefthook runs jobs, then commands by priority and name, then
 * scripts, or all of them at once, and what it includes from elsewhere is not known. So the guard stands last where that
 * says something, and where anything stages files that it may not stand behind, it judges once more in commit-msg, the
 * next hook that can stop a commit.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GUARD_HOOKS, hooksToRun, MESSAGE_HOOK } from '../git/hooks.ts';
import { hasBlock, hookCommand, MESSAGE_NAME, marked, messageCommand, withoutBlocks } from './block.ts';
import { type Change, defineManager, type Site } from './define.ts';
import { editJson, record, runnableTool } from './package-json.ts';
import { findKey, insertLines, linesOf, yamlString } from './yaml.ts';

const STEMS = ['lefthook', '.lefthook', '.config/lefthook'];
const CONFIGS = STEMS.flatMap((stem) => ['yml', 'yaml', 'toml', 'json'].map((extension) => `${stem}.${extension}`));

export const lefthook = defineManager({
  id: 'lefthook',
  title: 'lefthook',
  detect(site) {
    const config = configOf(site);
    return config === null ? null : { evidence: config, active: isInstalled(site, 'pre-commit') };
  },
  plan(site, message) {
    const config = configOf(site) ?? 'lefthook.yml';
    const text = site.read(config) ?? '';
    const commands = commandsFor(site, message);
    const next = withEntry(config, text, commands);
    if (next === null) {
      const manual = commands.map(({ hooks, name, run }) => {
        return `add to the commands of ${hooks.join(' and ')} in ${config}: ${name}: { run: ${yamlString(run)} }`;
      });
      return { changes: [], manual };
    }
    const changes: Change[] = [];
    if (next !== text) {
      const why = 'lefthook runs the guard';
      changes.push({ kind: 'write', path: join(site.top, config), content: next, mode: null, why });
    }
    if (hooksFor(next, commands).every((hook) => isInstalled(site, hook))) return { changes, manual: [] };
    const start = startLefthook(site);
    if (start === null) return { changes, manual: ['lefthook is not started in this clone: lefthook install'] };
    return { changes: [...changes, start], manual: [] };
  },
  places: () => CONFIGS,
  limits: (site) =>
    [...CONFIGS, ...CONFIGS.map((path) => path.replace(/lefthook\./, 'lefthook-local.'))].flatMap((config) => {
      const text = site.read(config);
      return text === null ? [] : limitsIn(config, text);
    }),
  strip: (text, path) => (path.endsWith('.json') ? withoutJsonEntry(text) : withoutBlocks(text)),
});

function limitsIn(config: string, text: string): string[] {
  const conditions = GUARD_HOOKS.flatMap((hook) => conditionsOf(config, text, hook));
  const isLate = !stagesBeside(text) || judgesLate(text);
  return isLate ? conditions : [...conditions, `${config} lets commands stage files when the guard may have judged`];
}

/** Whether the guard judges in commit-msg what is staged; the lines of the command for messages say nothing of that. */
function judgesLate(text: string): boolean {
  const others = text.replace(/#.*$|^.*\bssot-guard-message\b.*$/gm, '');
  // up to the next line at the margin, but in TOML `run` stands there
  return /^\s*["'[]?commit-msg\b(?:(?!\n(?!run\b)\S)[\s\S])*\bssot-guard\b/m.test(others);
}

/** `skip` and `only` of a hook. */
function conditionsOf(config: string, text: string, hook: string): string[] {
  return ['skip', 'only']
    .filter((key) => hasKey(config, text, hook, key))
    .map((key) => `${config} runs ${hook} on conditions (${key})`);
}

function hasKey(config: string, text: string, hook: string, key: string): boolean {
  if (config.endsWith('.json')) return valueAt(text, [hook])?.[key] !== undefined;
  if (!config.endsWith('.toml')) {
    const place = findKey(linesOf(text), [hook]);
    // in flow style
    if (place === null) return new RegExp(`^["']?${hook}\\b.*[{,\\s"']${key}["']?:`, 'm').test(text);
    return place !== undefined && findKey(linesOf(text), [hook, key]) !== undefined;
  }
  const table = text.split(/^(?=\[)/m).find((part) => part.startsWith(`[${hook}]`)) ?? '';
  return new RegExp(`^\\s*${key}\\s*=`, 'm').test(table) || text.includes(`[[${hook}.${key}]]`);
}

/** Whether something stages files, and the guard may not stand behind it. */
function stagesBeside(text: string): boolean {
  return /stage_fixed\W+true\b|\bgit\s+(?:add|stage)\b|(?:lint|nano)-staged|^\W*(?:extends|remotes?)\b/m.test(
    withoutBlocks(text),
  );
}

/** A command of the guard, and the hooks under which it stands. */
interface Command {
  readonly hooks: readonly string[];
  readonly name: string;
  readonly run: string;
}

function commandsFor(site: Site, message: boolean): Command[] {
  const own = { hooks: GUARD_HOOKS, name: 'ssot-guard', run: hookCommand(site.installed) };
  // lefthook puts in the path as it is
  const run = `${messageCommand(site.installed)} "{1}"`;
  return message ? [own, { hooks: [MESSAGE_HOOK], name: MESSAGE_NAME, run }] : [own];
}

/** The guard itself comes once more where it may have judged too early. */
function isUnder(hook: string, text: string, { hooks, name }: Command): boolean {
  return hooks.includes(hook) || (hook === MESSAGE_HOOK && name !== MESSAGE_NAME && stagesBeside(text));
}

/** The hooks that run something of the guard. */
function hooksFor(text: string, commands: readonly Command[]): readonly string[] {
  return hooksToRun(true).filter((hook) => commands.some((command) => isUnder(hook, text, command)));
}

function configOf(site: Site): string | null {
  return CONFIGS.find((path) => existsSync(join(site.top, path))) ?? null;
}

function isInstalled(site: Site, hook: string): boolean {
  const path = join(site.folder, hook);
  return existsSync(path) && /\blefthook\b/i.test(readFileSync(path, 'latin1'));
}

/** The configuration with the guard's commands, or null when it is written in a way not edited here. */
function withEntry(config: string, text: string, commands: readonly Command[]): string | null {
  if (config.endsWith('.json')) return withJsonEntry(text, commands);
  const bare = withoutBlocks(text);
  const isToml = config.endsWith('.toml');
  if (isToml && hasBlock(text) && commands.every(({ name }) => text.includes(`.${name}]`))) return text;
  const under = hooksFor(bare, commands).map(
    (hook) => [hook, commands.filter((one) => isUnder(hook, bare, one))] as const,
  );
  if (isToml) {
    const tables = under.flatMap(([hook, all]) =>
      all.flatMap(({ name, run }) => [`[${hook}.commands.${name}]`, `run = ${JSON.stringify(run)}`]),
    );
    return insertLines(linesOf(bare), Number.POSITIVE_INFINITY, marked(tables));
  }
  let next: string | null = bare;
  for (const [hook, all] of under) if (next !== null) next = withYamlEntry(next, hook, all);
  return next;
}

function withYamlEntry(text: string, hook: string, commands: readonly Command[]): string | null {
  const lines = linesOf(text);
  const top = findKey(lines, [hook]);
  const own = commands.flatMap(({ name, run }) => [`${name}:`, `  run: ${yamlString(run)}`]);
  const nested = (indent: string, content: readonly string[]): string => marked(content, indent);
  if (top === null || top?.list) return null;
  if (top === undefined) {
    const content = [`${hook}:`, '  commands:', ...own.map((line) => `    ${line}`)];
    return insertLines(lines, lines.length, marked(content));
  }
  for (const key of ['jobs', 'commands']) {
    const place = findKey(lines, [hook, key]);
    if (place === null) return null;
    if (place === undefined || place.indent === null) continue;
    if (place.list !== (key === 'jobs')) return null;
    const jobs = commands.flatMap(({ name, run }) => [`- name: ${name}`, `  run: ${yamlString(run)}`]);
    return insertLines(lines, place.end, nested(place.indent, place.list ? jobs : own));
  }
  if (findKey(lines, [hook, 'commands']) !== undefined) return null;
  const content = ['commands:', ...own.map((line) => `  ${line}`)];
  return insertLines(lines, top.line, nested(top.indent ?? '  ', content));
}

function withJsonEntry(text: string, commands: readonly Command[]): string {
  let next = text;
  for (const hook of hooksFor(text, commands))
    for (const { name, run } of commands.filter((one) => isUnder(hook, text, one)))
      next = editJson(next, [hook, 'commands', name, 'run'], run);
  return next;
}

function withoutJsonEntry(text: string): string {
  if (!text.includes('ssot-guard')) return text;
  let next = text;
  for (const hook of hooksToRun(true)) {
    for (const name of ['ssot-guard', MESSAGE_NAME]) {
      for (const path of [[hook, 'commands', name], [hook, 'commands'], [hook]]) {
        const value = valueAt(next, path);
        if (value === null) continue;
        if (path.length < 3 && Object.keys(value).length > 0) break;
        next = editJson(next, path, undefined);
      }
    }
  }
  return next;
}

function valueAt(text: string, path: readonly string[]): Readonly<Record<string, unknown>> | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  for (const key of path) value = record(value)?.[key];
  return record(value);
}

/** `lefthook install`, with the lefthook of the repository or the one on PATH. */
function startLefthook(site: Site): Change | null {
  const script = runnableTool(site, 'lefthook/bin/index.js');
  const program = script === null ? site.program('lefthook') : 'node';
  if (program === null) return null;
  return {
    kind: 'run',
    program,
    args: script === null ? ['install'] : [script, 'install'],
    cwd: site.top,
    touches: [],
    shown: script === null ? 'lefthook install' : 'npx lefthook install',
    why: 'puts lefthook’s hooks into place',
  };
}
