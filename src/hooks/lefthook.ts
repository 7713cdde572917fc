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
import { GUARD_HOOKS } from '../git/hooks.ts';
import { hasBlock, hookCommand, marked, withoutBlocks } from './block.ts';
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
  plan(site) {
    const config = configOf(site) ?? 'lefthook.yml';
    const text = site.read(config) ?? '';
    const next = withEntry(config, text, hookCommand(site.installed));
    if (next === null) {
      const entry = `ssot-guard: { run: ${yamlString(hookCommand(site.installed))} }`;
      return { changes: [], manual: [`add to the commands of pre-commit and pre-merge-commit in ${config}: ${entry}`] };
    }
    const changes: Change[] = [];
    if (next !== text) {
      const why = 'lefthook runs the guard';
      changes.push({ kind: 'write', path: join(site.top, config), content: next, mode: null, why });
    }
    if (hooksFor(next).every((hook) => isInstalled(site, hook))) return { changes, manual: [] };
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
  const isLate = !stagesBeside(text) || /commit-msg[\s\S]*ssot-guard/.test(text);
  return isLate ? conditions : [...conditions, `${config} lets commands stage files when the guard may have judged`];
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

/** The hooks that run the guard. */
function hooksFor(text: string): readonly string[] {
  return stagesBeside(text) ? [...GUARD_HOOKS, 'commit-msg'] : GUARD_HOOKS;
}

function configOf(site: Site): string | null {
  return CONFIGS.find((path) => existsSync(join(site.top, path))) ?? null;
}

function isInstalled(site: Site, hook: string): boolean {
  const path = join(site.folder, hook);
  return existsSync(path) && /\blefthook\b/i.test(readFileSync(path, 'latin1'));
}

/** The configuration with the guard's command under every hook, or null when it is written in a way not edited here. */
function withEntry(config: string, text: string, run: string): string | null {
  if (config.endsWith('.json')) return withJsonEntry(text, run);
  if (config.endsWith('.toml')) {
    if (hasBlock(text)) return text;
    const tables = hooksFor(text).flatMap((hook) => [`[${hook}.commands.ssot-guard]`, `run = ${JSON.stringify(run)}`]);
    return insertLines(linesOf(text), Number.POSITIVE_INFINITY, marked(tables));
  }
  const bare = withoutBlocks(text);
  let next: string | null = bare;
  for (const hook of hooksFor(bare)) if (next !== null) next = withYamlEntry(next, hook, run);
  return next;
}

function withYamlEntry(text: string, hook: string, run: string): string | null {
  const lines = linesOf(text);
  const top = findKey(lines, [hook]);
  const command = ['ssot-guard:', `  run: ${yamlString(run)}`];
  const nested = (indent: string, content: readonly string[]): string => marked(content, indent);
  if (top === null || top?.list) return null;
  if (top === undefined) {
    const content = [`${hook}:`, '  commands:', ...command.map((line) => `    ${line}`)];
    return insertLines(lines, lines.length, marked(content));
  }
  for (const key of ['jobs', 'commands']) {
    const place = findKey(lines, [hook, key]);
    if (place === null) return null;
    if (place === undefined || place.indent === null) continue;
    if (place.list !== (key === 'jobs')) return null;
    const content = place.list ? ['- name: ssot-guard', `  run: ${yamlString(run)}`] : command;
    return insertLines(lines, place.end, nested(place.indent, content));
  }
  if (findKey(lines, [hook, 'commands']) !== undefined) return null;
  const content = ['commands:', ...command.map((line) => `  ${line}`)];
  return insertLines(lines, top.line, nested(top.indent ?? '  ', content));
}

function withJsonEntry(text: string, run: string): string {
  let next = text;
  for (const hook of hooksFor(text)) next = editJson(next, [hook, 'commands', 'ssot-guard', 'run'], run);
  return next;
}

function withoutJsonEntry(text: string): string {
  if (!text.includes('ssot-guard')) return text;
  let next = text;
  for (const hook of [...GUARD_HOOKS, 'commit-msg']) {
    for (const path of [[hook, 'commands', 'ssot-guard'], [hook, 'commands'], [hook]]) {
      const value = valueAt(next, path);
      if (value === null || (path.length < 3 && Object.keys(value).length > 0)) break;
      next = editJson(next, path, undefined);
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
