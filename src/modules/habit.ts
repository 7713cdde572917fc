/**
 * How a file writes the modules that it imports: relative or through an alias, with or without extensions. What stands
 * there is the evidence for how one more is to be written.
 */
import { isComponent } from '../languages/index.ts';
import type { ImportFact, LanguageFacts, LanguageId } from '../types.ts';
import type { ModuleContext } from './context.ts';
import { ecmascriptExtension } from './key.ts';
import { lastSegment } from './path.ts';

/** The imports of a file in one language, those in strings left out. */
export function importsOf(path: string, language: LanguageId, { tree }: ModuleContext): readonly ImportFact[] {
  const part: LanguageFacts | undefined = tree.facts(path)?.parts.find((one) => one.language === language);
  return (part?.imports ?? []).filter(({ form }) => form !== 'string');
}

/** `none`: no extension and no `/index`; `js`: what the compiler emits; `ts`: what is on disk. */
export type Extensions = 'none' | 'js' | 'ts';

/** What a specifier's end tells of how extensions are written; null where it tells nothing. */
export function extensionsIn(specifier: string): Extensions | null {
  const extension = ecmascriptExtension(specifier);
  // No resolver adds these on its own, nor those of what is no source.
  if (extension !== null) return isComponent(extension) ? null : /js/i.test(extension) ? 'js' : 'ts';
  const last = lastSegment(specifier);
  return /^\.{0,2}$|.\.\w+$/.test(last) ? null : 'none';
}

/** How most relative imports of a file end; null where there is none that tells. */
export function relativeExtensions(path: string, context: ModuleContext): Extensions | null {
  const counts = new Map<Extensions, number>();
  for (const { specifier } of importsOf(path, 'js', context)) {
    const found = /^\.\.?\//.test(specifier) ? extensionsIn(specifier) : null;
    if (found !== null) counts.set(found, (counts.get(found) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? null;
}
