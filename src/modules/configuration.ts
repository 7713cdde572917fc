/**
 * Which files say what a module's name means: by their base names, wherever they stand.
 */

/** TypeScript's, the one that comes first where both stand. */
export const TSCONFIG_NAMES = ['tsconfig.json', 'jsconfig.json'];

/** Files that say where a Python project's modules are. */
export const PROJECT_FILES = ['pyproject.toml', 'setup.cfg', 'setup.py'];

/** Base names of all of them: one that is new or changed may change every answer. */
export const CONFIGURATION_NAMES: readonly string[] = [
  ...TSCONFIG_NAMES,
  'package.json',
  'pnpm-workspace.yaml',
  ...PROJECT_FILES,
];

/** Base names that other configurations usually extend, with one `*`. */
export const EXTENDED_NAMES: readonly string[] = TSCONFIG_NAMES.map((name) => name.replace('.', '.*.'));

/** Whether a file configures resolution. */
export function isConfiguration(path: string): boolean {
  return isConfigurationName(path.slice(path.lastIndexOf('/') + 1));
}

/** Whether files of a base name do. */
function isConfigurationName(name: string): boolean {
  if (CONFIGURATION_NAMES.includes(name)) return true;
  return EXTENDED_NAMES.some((pattern) => {
    const [before = '', after = ''] = pattern.split('*');
    return name.length >= pattern.length - 1 && name.startsWith(before) && name.endsWith(after);
  });
}

/** Whether a file may configure resolution, by its own name or because a configuration extends it under any name. */
export function mayConfigure(path: string): boolean {
  return isConfiguration(path) || (/\.jsonc?$/i.test(path) && !/(?:^|\/)package-lock\.json$/.test(path));
}
