/**
 * What a cache was made by. The build script puts in a hash of all sources; run from source there is none, and then
 * nothing is kept from run to run. It is one hash for every cache: which sources the facts of a file depend on is a list
 * that somebody would have to keep.
 */

declare const __BUILD__: string | undefined;

/** Changes with every source of this package: what another build has kept is never read. */
export const buildId: string | null = typeof __BUILD__ === 'string' ? __BUILD__ : null;
