/**
 * Imports of JavaScript files whose names can be no package and are explained by nothing that is tracked: whether they
 * name a banned module nobody knows. They are counted by how they begin.
 */
import { type ModuleContext, unexplained } from '../modules/index.ts';
import type { RegistryMatcher } from '../registry/matcher.ts';
import { counted } from '../text/plural.ts';
import type { FileFacts } from '../types.ts';

/** Imports of one file, by the beginning of their names. */
export type UnexplainedImports = ReadonlyMap<string, number>;

/** Imports of all files with one beginning. */
export interface Unexplained {
  readonly prefix: string;
  readonly imports: number;
  readonly files: number;
}

const NONE: UnexplainedImports = new Map();

/** What nothing explains in one file, where the registry has something to say of modules of its language. */
export function unexplainedIn(
  { parts }: FileFacts,
  path: string,
  matcher: RegistryMatcher,
  modules: ModuleContext,
): UnexplainedImports {
  let found: Map<string, number> | null = null;
  for (const { language, imports } of parts) {
    if (language !== 'js') continue;
    for (const { specifier } of imports) {
      if (specifier.startsWith('.') || !concernsScripts(matcher)) continue;
      const prefix = unexplained(specifier, path, modules);
      if (prefix === null) continue;
      found ??= new Map();
      found.set(prefix, (found.get(prefix) ?? 0) + 1);
    }
  }
  return found ?? NONE;
}

/** Whether any ban, or any home, may be about a module of JavaScript. */
function concernsScripts({ bans, registry }: RegistryMatcher): boolean {
  if (bans.some(({ language }) => language !== 'py')) return true;
  return registry.concepts.some(({ canonical }) => canonical.some(({ language }) => language === 'js'));
}

/** All files together, the most frequent beginning first. */
export function countUnexplained(files: readonly UnexplainedImports[]): Unexplained[] {
  const byPrefix = new Map<string, Unexplained>();
  for (const [prefix, count] of files.flatMap((one) => [...one])) {
    const known = byPrefix.get(prefix) ?? { prefix, imports: 0, files: 0 };
    byPrefix.set(prefix, { prefix, imports: known.imports + count, files: known.files + 1 });
  }
  return [...byPrefix.values()].sort((a, b) => b.imports - a.imports || (a.prefix < b.prefix ? -1 : 1));
}

/** One sentence for each beginning. */
export function unexplainedNotes(found: readonly Unexplained[]): string[] {
  return found.map(({ prefix, imports, files }) => {
    const shown = JSON.stringify(/[/:]$/.test(prefix) ? `${prefix}…` : prefix);
    return `nothing explains ${shown}: ${counted(imports, 'import')} in ${counted(files, 'file')} may name any module; say what it is in the registry's "js": { "aliases", "external" }`;
  });
}
