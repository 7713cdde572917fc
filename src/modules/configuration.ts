/**
 * Which files say what a module's name means: by their base names, wherever they stand.
 */
import { CONFIGURATION_NAMES } from './shortcuts.ts';

/** Whether a file configures resolution. */
export function isConfiguration(path: string): boolean {
  return isConfigurationName(path.slice(path.lastIndexOf('/') + 1));
}

/** Whether files of a base name do. */
export function isConfigurationName(name: string): boolean {
  return CONFIGURATION_NAMES.includes(name) || /^[jt]sconfig\..*json$/.test(name);
}
