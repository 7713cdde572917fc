/**
 * Where the source of a built file stands, as the compiler is told: a package declares `./out/api.js`, its tsconfig says
 * that `out` is made of `source` (`outDir`, `rootDir`), so the module is `source/api.ts`.
 */
import { TSCONFIG_NAMES } from './configuration.ts';
import { type ModuleContext, perTree } from './context.ts';
import { asSources, type BuiltFrom } from './packages.ts';
import { ancestors, folderOf, inFolder, join, within } from './path.ts';
import { type Configuration, configurationAt, place, referencesOf } from './tsconfig.ts';

/** Configurations that are usually there for building alone, beside the one for editors. */
const BUILD_NAMES = ['tsconfig.build.json', 'tsconfig.lib.json'];

interface Output {
  readonly folder: string;
  /** Folders that it may be made of, likeliest first. */
  readonly sources: readonly string[];
}

const outputs = perTree(() => new Map<string, readonly Output[]>());

/** The paths that a built file of a package may come from; none where no configuration says it is built. */
export function builtSources(context: ModuleContext): BuiltFrom {
  return (folder, path) =>
    outputsOf(folder, context).flatMap(({ folder: out, sources }) => {
      if (!within(path, out) || path === out) return [];
      const rest = path.slice(out === '' ? 0 : out.length + 1);
      return sources.flatMap((source) => asSources(inFolder(source, rest)));
    });
}

function outputsOf(folder: string, context: ModuleContext): readonly Output[] {
  const known = outputs(context.tree);
  const found = known.get(folder) ?? configurationsAt(folder, context).flatMap(outputOf);
  known.set(folder, found);
  return found;
}

/** The nearest configuration, what it references, and those for building beside it. */
function configurationsAt(folder: string, context: ModuleContext): Configuration[] {
  for (const at of ancestors(folder)) {
    const [nearest] = TSCONFIG_NAMES.flatMap((name) => configurationAt(inFolder(at, name), context) ?? []);
    if (nearest === undefined) continue;
    const others = [...referencesOf([nearest], context)].flatMap(({ to }) => to ?? []);
    const building = BUILD_NAMES.flatMap((name) => configurationAt(inFolder(at, name), context) ?? []);
    return [nearest, ...building, ...others];
  }
  return [];
}

function outputOf({ path, settings }: Configuration): Output[] {
  const { outDir, rootDir, include } = settings;
  const top = folderOf(path);
  const folder = outDir === undefined ? null : place(outDir.value, outDir.folder, top);
  if (folder === null || folder === top) return [];
  const stated = rootDir === undefined ? null : place(rootDir.value, rootDir.folder, top);
  if (stated !== null) return [{ folder, sources: [stated] }];
  // Without `rootDir` it is what all sources have in common, which the patterns tell.
  const common = (include?.value ?? []).flatMap(
    (one) => join(include?.folder ?? top, one.replace(/(?:^|\/)[^/]*[*?{].*$/, '')) ?? [],
  );
  return [{ folder, sources: [...new Set([...common, top])] }];
}
