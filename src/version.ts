/**
 * The version of this package. The build writes it into the bundle; run from source, it is read from package.json.
 */

import { readFileSync } from 'node:fs';

declare const __VERSION__: string | undefined;

export const version: string = typeof __VERSION__ === 'string' ? __VERSION__ : fromPackage();

function fromPackage(): string {
  const manifest: { readonly version: string } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  );
  return manifest.version;
}
