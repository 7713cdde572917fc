/**
 * The package as a library: the same check as the command line, as a typed function.
 *
 *   import { check } from 'ssot-guard';
 *   const report = await check({ scope: { scope: 'all' } });
 *   expect(report.findings.filter((finding) => finding.severity === 'error')).toEqual([]);
 */

import { UserError } from './errors.ts';
import type { ScopeRequest } from './git/snapshot.ts';
import { checkOrRefuse } from './pipeline.ts';
import { dayOf, isDay } from './text/dates.ts';
import type { Report } from './types.ts';

export { UserError } from './errors.ts';
export type { ScopeRequest } from './git/snapshot.ts';
export type { Finding, Related, Report, RuleId, Scope, Severity, Skipped, Status, Summary } from './types.ts';
export { version } from './version.ts';

export interface CheckOptions {
  /** A folder of the repository; default: the working folder. */
  readonly cwd?: string;
  /** Default: what is staged. */
  readonly scope?: ScopeRequest;
  /** A registry on disk instead of the snapshot's own. */
  readonly config?: string;
  /** The day that counts as today, `YYYY-MM-DD` in UTC. */
  readonly now?: string;
}

/**
 * Judges a scope and gives the report that `--format json` prints.
 *
 * @throws UserError without a repository or registry, or with a registry that cannot be used
 */
export async function check(options: CheckOptions = {}): Promise<Report> {
  const today = options.now ?? dayOf(new Date());
  if (!isDay(today)) throw new UserError(`"${today}" is no day`, 'Write it as 2026-12-31.');
  const { report } = await checkOrRefuse({
    cwd: options.cwd ?? process.cwd(),
    scope: options.scope ?? { scope: 'staged' },
    config: options.config ?? null,
    today,
  });
  return report;
}
