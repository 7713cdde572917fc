/**
 * lint-staged, or nano-staged, is not a hook manager but a task of one. The guard is no task of it: tasks for other globs run beside it and
 * may stage what it has not seen, and it runs none for a commit that only deletes. The guard stands behind the runner, in
 * the hook; a task that `init` once wrote moves there.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'jsonc-parser';
import { defineManager, type Plan, type Site } from './define.ts';
import { editJson, hasDependency, record } from './package-json.ts';

const FILES = ['.lintstagedrc.json', '.lintstagedrc', 'package.json'];
/** Those that are no JSON, or another's: what stands there is told, and a person edits it. */
const OTHERS = [
  ...['yaml', 'yml', 'js', 'mjs', 'cjs', 'ts', 'mts', 'cts'].map((extension) => `.lintstagedrc.${extension}`),
  ...['js', 'mjs', 'cjs', 'ts', 'mts', 'cts'].map((extension) => `lint-staged.config.${extension}`),
  ...['.nano-staged.json', 'nano-staged.json', '.nanostagedrc'],
  ...['.nano-staged', 'nano-staged'].flatMap((stem) => ['js', 'mjs', 'cjs'].map((extension) => `${stem}.${extension}`)),
];
const KEY = 'lint-staged';
const OTHER_KEY = 'nano-staged';
const TASK = 'ssot-guard check --staged';
/** As `init` wrote it. */
const GLOB = '*.{py,pyi,js,jsx,mjs,cjs,ts,tsx,mts,cts,vue,svelte}';

export const lintStaged = defineManager({
  id: 'lint-staged',
  title: 'lint-staged',
  detect(site) {
    const config = configOf(site);
    return config === null ? null : { evidence: config.path, active: false };
  },
  plan(site) {
    const config = configOf(site);
    const text = config === null ? null : site.read(config.path);
    if (config === null || text === null || !runsGuard(config, text)) return NOTHING;
    const content = config.key === null ? text : withoutTask(text, config.key);
    if (content === text || hasNoTask(content, config.key ?? [])) {
      const sentence = `the guard runs behind lint-staged: take its task out of ${config.path}, which sees less`;
      return { changes: [], manual: [sentence] };
    }
    const why = 'the guard runs behind lint-staged, not in it';
    return { changes: [{ kind: 'write', path: join(site.top, config.path), content, mode: null, why }], manual: [] };
  },
  places: (site) => [...new Set([site.packageFolder, ''])].flatMap((folder) => FILES.map((file) => join(folder, file))),
  strip: (text, path) => withoutTask(text, path.endsWith('package.json') ? [KEY] : []),
});

const NOTHING: Plan = { changes: [], manual: [] };

/** The text without the task that `init` wrote. */
function withoutTask(text: string, key: readonly string[]): string {
  return tasksIn(text, key)?.[GLOB] === TASK ? editJson(text, [...key, GLOB], undefined) : text;
}

/** lint-staged refuses a configuration without any. */
function hasNoTask(text: string, key: readonly string[]): boolean {
  return Object.keys(tasksIn(text, key) ?? {}).length === 0;
}

function tasksIn(text: string, key: readonly string[]): Readonly<Record<string, unknown>> | null {
  let value: unknown = parse(text);
  for (const part of key) value = record(value)?.[part];
  return record(value);
}

/** Whether a task starts the guard. */
function runsGuard({ path, key }: Config, text: string): boolean {
  const tasks = path.endsWith('package.json') ? JSON.stringify(tasksIn(text, key ?? [OTHER_KEY])) : text;
  return /\bssot-guard\b[^"'\n]*\bcheck\b/.test(tasks);
}

interface Config {
  readonly path: string;
  /** Where the tasks stand that may be edited; null where they are no JSON, or another's. */
  readonly key: readonly string[] | null;
}

function configOf(site: Site): Config | null {
  for (const folder of new Set([site.packageFolder, ''])) {
    for (const file of FILES) {
      const path = join(folder, file);
      const parsed = record(parse(site.read(path) ?? ''));
      if (file === 'package.json') {
        if (record(parsed?.[KEY]) !== null) return { path, key: [KEY] };
        if (record(parsed?.[OTHER_KEY]) !== null) return { path, key: null };
      } else if (existsSync(join(site.top, path))) {
        return { path, key: parsed === null ? null : [] };
      }
    }
    const other = OTHERS.map((file) => join(folder, file)).find((path) => existsSync(join(site.top, path)));
    if (other !== undefined) return { path: other, key: null };
    if (hasDependency(site, folder, KEY)) return { path: join(folder, 'lint-staged.config.js'), key: null };
  }
  return null;
}
