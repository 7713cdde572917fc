/**
 * What a cache was made by. The build script puts in hashes of the sources; run from source there is none, and then
 * nothing is kept from run to run.
 */

declare const __SCANNERS__: string | undefined;
declare const __BUILD__: string | undefined;

/** Changes with everything that facts depend on: another value never reads the facts of this one. */
export const scannersId: string | null = typeof __SCANNERS__ === 'string' ? __SCANNERS__ : null;

/** Changes with every source of this package. */
export const buildId: string | null = typeof __BUILD__ === 'string' ? __BUILD__ : null;
