/**
 * Configurations that a framework writes into an ignored folder and every project extends. A clone does not have them,
 * and without them `$lib/…` and `~/…` would be packages. The aliases are the frameworks' documented defaults.
 */
import type { ModuleContext } from './context.ts';
import { dependsOn } from './packages.ts';
import { folderOf, join, lastSegment } from './path.ts';

export interface GeneratedConfiguration {
  readonly path: string;
  readonly framework: string;
  /** As the file would say it. */
  readonly value: { readonly compilerOptions: { readonly paths: Readonly<Record<string, readonly string[]>> } };
}

const byFolder: ReadonlyMap<string, Omit<GeneratedConfiguration, 'path'>> = new Map([
  ['.svelte-kit', { framework: 'SvelteKit', value: withPaths({ $lib: ['../src/lib'], '$lib/*': ['../src/lib/*'] }) }],
  [
    '.nuxt',
    {
      framework: 'Nuxt',
      // Nuxt 4 keeps the application in app/, Nuxt 3 in the project itself.
      value: withPaths({
        '~~/*': ['../*'],
        '@@/*': ['../*'],
        '~/*': ['../app/*', '../*'],
        '@/*': ['../app/*', '../*'],
      }),
    },
  ],
]);

/** What a framework would have generated at this path of the repository, or null. */
export function generatedConfiguration(path: string | null): GeneratedConfiguration | null {
  if (path === null) return null;
  const folder = folderOf(path);
  const known = byFolder.get(lastSegment(folder));
  return known === undefined ? null : { path: join(folder, 'tsconfig.json') ?? path, ...known };
}

/** Names that a framework makes up, and the package by which it is told that the framework is there. */
const MADE_UP: readonly (readonly [names: RegExp, packages: readonly string[]])[] = [
  [/^\$(?:app|env)\/|^\$service-worker$/, ['@sveltejs/kit']],
  [
    /^#(?:app|build|components|imports|internal|head|nitro|shared)(?:\/|$)/,
    ['nuxt', 'nuxt3', 'nuxt-edge', 'nitropack'],
  ],
];

/** Whether a name is one that a framework makes up for the files below a folder. */
export function isFrameworks(name: string, folder: string, context: ModuleContext): boolean {
  return MADE_UP.some(
    ([names, packages]) => names.test(name) && packages.some((one) => dependsOn(one, folder, context)),
  );
}

function withPaths(paths: Readonly<Record<string, readonly string[]>>): GeneratedConfiguration['value'] {
  return { compilerOptions: { paths } };
}
