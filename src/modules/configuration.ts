/**
 * Which files say what a module's name means: by their base names, wherever they stand.
 */

import { isAskedFor } from '../text/base-names.ts';

/** TypeScript's, the one that comes first where both stand. */
export const TSCONFIG_NAMES = ['tsconfig.json', 'jsconfig.json'];

/** Files whose folder is a Python project's. */
export const PROJECT_FILES = ['pyproject.toml', 'setup.cfg', 'setup.py'] as const;

/** Files in which a Python project may state where its modules are, for whatever tool. */
export const PYTHON_SETTINGS = [
  ...PROJECT_FILES,
  'pytest.ini',
  'tox.ini',
  'mypy.ini',
  '.mypy.ini',
  '.isort.cfg',
  'pyrightconfig.json',
  'ruff.toml',
  '.ruff.toml',
  'ty.toml',
  'pyrefly.toml',
  'hatch.toml',
  'tach.toml',
  'pants.toml',
  'pylintrc',
  '.pylintrc',
] as const;
export type PythonSettingsName = (typeof PYTHON_SETTINGS)[number];

/** The script that Django's modules are started by, with its folder as the first root. */
export const MANAGE_SCRIPT = 'manage.py';

/** Deno's configuration, the one that comes first where both stand. */
export const DENO_NAMES = ['deno.json', 'deno.jsonc'];

/** Files that give a package its name. */
export const MANIFEST_NAMES = ['package.json', ...DENO_NAMES];

/** An import map that no deno.json need name. */
export const IMPORT_MAP = 'import_map.json';

/** Files that list the members of a workspace, besides manifests and pnpm's. */
export const WORKSPACE_LISTS = ['lerna.json', 'rush.json'];

/** Base names of all of them: one that is new or changed may change every answer. */
export const CONFIGURATION_NAMES: readonly string[] = [
  ...TSCONFIG_NAMES,
  ...MANIFEST_NAMES,
  ...WORKSPACE_LISTS,
  IMPORT_MAP,
  'pnpm-workspace.yaml',
  ...PYTHON_SETTINGS,
  MANAGE_SCRIPT,
];

/** Base names that other configurations usually extend, or that hold for files by themselves, with one `*`. */
export const EXTENDED_NAMES: readonly string[] = TSCONFIG_NAMES.map((name) => name.replace('.', '*.'));

/** Whether a file configures resolution. */
export function isConfiguration(path: string): boolean {
  return isConfigurationName(path.slice(path.lastIndexOf('/') + 1));
}

/** Whether files of a base name do. */
function isConfigurationName(name: string): boolean {
  if (CONFIGURATION_NAMES.includes(name)) return true;
  return EXTENDED_NAMES.some((form) => isAskedFor(name, form));
}

/** Whether a file may configure resolution, by its own name or because a configuration extends it under any name. */
export function mayConfigure(path: string): boolean {
  if (isConfiguration(path)) return true;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const end = name.slice(-6).toLowerCase(); // expressions would have to be compiled for every commit
  return (end.endsWith('.json') || end === '.jsonc') && name !== 'package-lock.json';
}
