/**
 * Which files a registry has read for mentions.
 */
import { dialectOf, isNoSource } from '../languages/index.ts';
import { mayBeText } from '../text/text-files.ts';
import { baselinePaths } from './baseline-file.ts';
import type { RegistryMatcher } from './matcher.ts';

/** Whether a file may mention what a registry bans: text that no scanner reads, and nothing that lists what is banned. */
export function mayMention(matcher: RegistryMatcher, path: string): boolean {
  const { mentions, files, sources } = matcher.registry;
  if (mentions.level === 'off' || matcher.bans.length === 0 || !isNoSource(path) || !mayBeText(path)) return false;
  if (sources.includes(path) || baselinePaths(matcher.registry).includes(path)) return false;
  if (dialectOf(path) !== null && matcher.includes(path)) return false; // a source, with findings of its own
  return !matcher.matchesPath(files.exclude, '', path) && !matcher.matchesPath(mentions.exclude, '', path);
}
