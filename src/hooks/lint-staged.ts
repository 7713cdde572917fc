/**
 * lint-staged is not a hook manager but a task of one; it runs nothing for a commit that only deletes. So it is chosen
 * only by name (`--manager lint-staged`).
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'jsonc-parser';
import { SOURCE_EXTENSIONS } from '../languages/index.ts';
import { defineManager, type Site } from './define.ts';
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
    if (config === null || text === null || config.key === null) {
      return {
        changes: [],
        manual: [`add to the lint-staged configuration: ${JSON.stringify(GLOB)}: ${JSON.stringify(TASK)}`],
      };
    }
    const folder = dirname(config.path);
    const manual =
      folder === '.'
        ? []
        : [`lint-staged in ${folder} sees no file outside ${folder}: another --manager guards the whole repository`];
    if (text.includes(TASK)) return { changes: [], manual };
    const content = editJson(text, [...config.key, GLOB], TASK);
    return {
      changes: [
        { kind: 'write', path: join(site.top, config.path), content, mode: null, why: 'lint-staged runs the guard' },
      ],
      manual,
    };
  },
  places: (site) => [...new Set([site.packageFolder, ''])].flatMap((folder) => FILES.map((file) => join(folder, file))),
  strip(text, path) {
    const key = path.endsWith('package.json') ? [KEY] : [];
    let value: unknown = parse(text);
    for (const part of [...key, GLOB]) value = record(value)?.[part];
    return value === TASK ? editJson(text, [...key, GLOB], undefined) : text;
  },
});

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
