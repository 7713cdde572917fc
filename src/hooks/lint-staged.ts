/**
 * lint-staged is not a hook manager but a task of one. The guard is no task of it: tasks for other globs run beside it and
 * may stage what it has not seen, and it runs none for a commit that only deletes. The guard stands behind the runner, in
 * the hook; a task that `init` once wrote moves there.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'jsonc-parser';
import { SOURCE_EXTENSIONS } from '../languages/index.ts';
import { defineManager, type Plan, type Site } from './define.ts';
import { editJson, hasDependency, record } from './package-json.ts';

const FILES = ['.lintstagedrc.json', '.lintstagedrc', 'package.json'];
const KEY = 'lint-staged';
const TASK = 'ssot-guard check --staged';
const GLOB = `*.{${SOURCE_EXTENSIONS.join(',')}}`;

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
    if (config === null || text === null || !/\bssot-guard\b[^"'\n]*\bcheck\b/.test(text)) return NOTHING;
    const content = config.key === null ? text : withoutTask(text, config.key);
    if (content === text || hasNoTask(content, config.key ?? [])) {
      const sentence = `the guard runs behind lint-staged: take its task out of ${config.path}, where it judges before others stage`;
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

/** Where the tasks stand; `key` is null when the file is not JSON. */
function configOf(site: Site): { readonly path: string; readonly key: readonly string[] | null } | null {
  for (const folder of new Set([site.packageFolder, ''])) {
    for (const file of FILES) {
      const path = join(folder, file);
      const parsed = record(parse(site.read(path) ?? ''));
      if (file === 'package.json') {
        if (record(parsed?.[KEY]) !== null) return { path, key: [KEY] };
      } else if (existsSync(join(site.top, path))) {
        return { path, key: parsed === null ? null : [] };
      }
    }
    if (hasDependency(site, folder, KEY)) return { path: join(folder, 'lint-staged.config.js'), key: null };
  }
  return null;
}
