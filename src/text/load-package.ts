/**
 * Loads a runtime dependency at its first use.
 *
 * An `import` declaration would load it on every run of the hook, and `import()` would make its callers asynchronous.
 * The bundle is CommonJS, where `__filename` is at hand; as an ES module it is `import.meta.url` that exists.
 */

import { createRequire } from 'node:module';

/** The exports of an installed CommonJS package. The caller knows their type. */
export function loadPackage<Exports>(name: string): Exports {
  return createRequire(typeof __filename === 'string' ? __filename : import.meta.url)(name) as Exports;
}
