/**
 * How often a property is tried: so many times in a run of the tests, and as long as it was told to by `npm run fuzz`,
 * whose settings (setup.ts) a number at the property itself would overrule.
 */
export function runs(count: number): { readonly numRuns?: number } {
  return Number(process.env.FUZZ_MINUTES ?? 0) > 0 ? {} : { numRuns: count };
}
