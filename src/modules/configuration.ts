/**
 * Which files say what a module's name means: by their base names, wherever they stand.
 */
import { CONFIGURATION_NAMES } from './shortcuts.ts';

/** Whether a file configures resolution. */
export function isConfiguration(path: string): boolean {
  return isConfigurationName(path.slice(path.lastIndexOf('/') + 1));
}

/** Whether files of a base name do. */
function isConfigurationName(name: string): boolean {
  return CONFIGURATION_NAMES.includes(name) || /^[jt]sconfig\..*json$/.test(name);
}

/** Whether a file may configure resolution, by its own name or because a configuration extends it under any name. */
export function mayConfigure(path: string): boolean {
  return isConfiguration(path) || (/\.jsonc?$/i.test(path) && !/(?:^|\/)package-lock\.json$/.test(path));
}
