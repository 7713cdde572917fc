/**
 * Loads a runtime dependency at its first use.
 *
 * An `import` declaration would load it on every run of the hook, and `import()` would make its callers asynchronous.
 * The bundle is CommonJS, which has `__filename`; an ES module has `import.meta.url`. Bundles
 * bring their own copies (scripts/build.mjs): a search through `node_modules` goes up through folders of the repository,
 * and a branch may track one of those.
 */

import { createRequire } from 'node:module';

declare const __VENDORED__: boolean | undefined;

/** The exports of a CommonJS package. The caller knows their type. */
export function loadPackage<Exports>(name: string): Exports {
  const load = createRequire(typeof __filename === 'string' ? __filename : import.meta.url);
  const isVendored = typeof __VENDORED__ === 'boolean' && !name.startsWith('node:');
  return load(isVendored ? `./vendor/${name.replace('/', '-')}.cjs` : name) as Exports;
}
