/**
 * simple-git-hooks: one shell command per hook in package.json or a JSON file, copied into the hooks folder whenever
 * the tool runs. It deletes hooks that its configuration does not name, so both hooks must stand there.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'jsonc-parser';
import { GUARD_HOOKS, MESSAGE_HOOK } from '../git/hooks.ts';
import { hookCommand, MESSAGE_NAME, messageCommand } from './block.ts';
import { type Change, defineManager, type Plan, type Site } from './define.ts';
import { editJson, record, runnableTool } from './package-json.ts';

const FILES = ['.simple-git-hooks.json', 'simple-git-hooks.json', 'package.json'];
const SCRIPTS = ['.simple-git-hooks', 'simple-git-hooks'].flatMap((stem) => [
  `${stem}.cjs`,
  `${stem}.js`,
  `${stem}.mjs`,
]);
const KEY = 'simple-git-hooks';
const COMMAND = String.raw`(?:\/bin\/)?sh -c '[^']*\bssot-guard\b[^']*' ssot-guard (?:'[^']*'|[^\s;|&])+`;
/** The guard's command behind the others, and as it was written once, in front of them. */
const BEHIND = new RegExp(String.raw`^(?:\[ "\$SSOT_GUARD_ONLY" = 1 \] \|\| \(([\s\S]*)\) \|\| exit; )?${COMMAND}$`);
const BEFORE = new RegExp(String.raw`^${COMMAND} \|\| exit 1(?:; ?([\s\S]*))?$`);

/** For the message the guard stands in front: it ends nothing, and what comes behind may end early. */
const MESSAGE = new RegExp(
  String.raw`^\/bin\/sh -c '[^']*' ${MESSAGE_NAME} (?:'[^']*'|[^\s;|&])+ "\$1" \|\| :(?:; ([\s\S]*))?$`,
);

interface Config {
  /** Relative to the top. */
  readonly path: string;
  /** Where the hooks stand in it. */
  readonly key: readonly string[];
  readonly folder: string;
  readonly editable: boolean;
}

export const simpleGitHooks = defineManager({
  id: 'simple-git-hooks',
  title: 'simple-git-hooks',
  detect(site) {
    const config = configOf(site);
    return config === null
      ? null
      : { evidence: config.path, active: hookText(site, 'pre-commit').includes('SIMPLE_GIT_HOOKS') };
  },
  plan(site, message) {
    const entry = hookCommand(site.installed);
    const inFront = message ? `${messageCommand(site.installed)} "$1" || :` : null;
    const config = configOf(site) ?? {
      path: join(site.packageFolder, 'package.json'),
      key: [KEY],
      folder: site.packageFolder,
      editable: true,
    };
    if (!config.editable) {
      const manual = [`put behind the commands of pre-commit and pre-merge-commit in ${config.path}: ${entry}`];
      if (inFront !== null) manual.push(`put before the commands of ${MESSAGE_HOOK} in ${config.path}: ${inFront}`);
      return { changes: [], manual };
    }
    const text = site.read(config.path) ?? '{}\n';
    const next = withMessage(withEntries(text, config.key, entry), config.key, inFront);
    const changes: Change[] = [];
    if (next !== text) {
      const why = 'simple-git-hooks runs what was there, then the guard';
      changes.push({ kind: 'write', path: join(site.top, config.path), content: next, mode: null, why });
    }
    const isThere = inFront === null || hookText(site, MESSAGE_HOOK).includes(inFront);
    if (isThere && GUARD_HOOKS.every((hook) => hookText(site, hook).includes(entry))) return { changes, manual: [] };
    const start = startTool(site, config.folder);
    return { changes: [...changes, ...start.changes], manual: start.manual };
  },
  places: (site) => [...new Set([site.packageFolder, ''])].flatMap((folder) => FILES.map((file) => join(folder, file))),
  strip: (text, path) => withoutEntries(text, path.endsWith('package.json') ? [KEY] : []),
});

/** The commands in a shell of their own, whatever joins or ends them, then the guard. */
function behind(commands: string, entry: string): string {
  if (commands === '') return entry;
  const end = /[#\n]|<</.test(commands) ? '\n' : '';
  return `[ "$SSOT_GUARD_ONLY" = 1 ] || (${end}${commands}${end}) || exit; ${entry}`;
}

/** The commands without the guard's. */
function others(command: string): string {
  const found = BEHIND.exec(command) ?? BEFORE.exec(command);
  return found === null ? command : (found[1] ?? '').replace(/^\n([\s\S]*)\n$/, '$1');
}

function configOf(site: Site): Config | null {
  for (const folder of new Set([site.packageFolder, ''])) {
    const script = SCRIPTS.find((file) => existsSync(join(site.top, folder, file)));
    if (script !== undefined) return { path: join(folder, script), key: [], folder, editable: false };
    for (const file of FILES) {
      const path = join(folder, file);
      const text = site.read(path);
      if (text === null) continue;
      if (file !== 'package.json') return { path, key: [], folder, editable: true };
      const value = record(parse(text))?.[KEY];
      if (record(value) !== null) return { path, key: [KEY], folder, editable: true };
      if (typeof value === 'string') {
        return { path: join(folder, value), key: [], folder, editable: value.endsWith('.json') };
      }
    }
  }
  return null;
}

function hookText(site: Site, hook: string): string {
  const path = join(site.folder, hook);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

function withEntries(text: string, key: readonly string[], entry: string): string {
  let next = text;
  for (const hook of GUARD_HOOKS) {
    const before = commandAt(next, key, hook);
    const command = behind(others(before), entry);
    if (command !== before) next = editJson(next, [...key, hook], command);
  }
  return next;
}

/** The text with the guard in front of what is done with the message, or without it. */
function withMessage(text: string, key: readonly string[], inFront: string | null): string {
  const before = commandAt(text, key, MESSAGE_HOOK);
  const found = MESSAGE.exec(before);
  const rest = found === null ? before : (found[1] ?? '');
  const command = [inFront ?? '', rest].filter(Boolean).join('; ');
  return command === before ? text : editJson(text, [...key, MESSAGE_HOOK], command === '' ? undefined : command);
}

function withoutEntries(text: string, key: readonly string[]): string {
  let next = withMessage(text, key, null);
  for (const hook of GUARD_HOOKS) {
    const before = commandAt(next, key, hook);
    const rest = others(before);
    if (rest !== before) next = editJson(next, [...key, hook], rest === '' ? undefined : rest);
  }
  return next;
}

function commandAt(text: string, key: readonly string[], hook: string): string {
  let value: unknown = parse(text);
  for (const part of [...key, hook]) value = record(value)?.[part];
  return typeof value === 'string' ? value : '';
}

function startTool(site: Site, folder: string): Plan {
  const script = runnableTool(site, 'simple-git-hooks/cli.js');
  if (script === null) {
    return { changes: [], manual: ['simple-git-hooks is not installed here: npm install, then npx simple-git-hooks'] };
  }
  const why = 'copies the commands into the hooks folder';
  const cwd = join(site.top, folder);
  return {
    changes: [{ kind: 'run', program: 'node', args: [script], cwd, touches: [], shown: 'npx simple-git-hooks', why }],
    manual: [],
  };
}
