/**
 * The package as a library: what the command line does, as typed functions.
 *
 *   import { check } from 'ssot-guard';
 *   const report = await check({ scope: { scope: 'all' } });
 *   expect(report.findings.filter((finding) => finding.severity === 'error')).toEqual([]);
 *
 * `audit`, which says how far concepts have come, and `verify`, which says whether they are finished.
 *
 * What stands here is public; dist/index.d.ts is made of it (scripts/declarations.mjs).
 */

import type { Audit } from './audit.ts';
import { deriveAudit } from './auditing/audit.ts';
import { intervalOf } from './auditing/points.ts';
import { UserError } from './errors.ts';
import type { ScopeRequest as SnapshotRequest } from './git/snapshot.ts';
import { checkOrRefuse } from './pipeline.ts';
import type { Receipt } from './receipt.ts';
import { dayOf, isDay } from './text/dates.ts';
import { type Report, SCOPES } from './types.ts';
import { deriveReceipt } from './verifying/receipt.ts';

export type {
  Adder,
  Audit,
  BanAudit,
  Compliance,
  ConceptAudit,
  DebtAudit,
  ExceptionAudit,
  History,
  HistoryPoint,
  HistoryStep,
  Reversal,
  ReversalKind,
  Spelling,
  Tally,
  Trend,
  UseWay,
  WorkItem,
  WorkList,
} from './audit.ts';
export { UserError } from './errors.ts';
export type { ConceptVerdict, Left, LeftKind, Limit, LimitKind, NotChecked, Receipt } from './receipt.ts';
export type {
  DefinitionKind,
  Finding,
  FindingForm,
  ImportForm,
  LanguageId,
  Place,
  Related,
  Report,
  RuleId,
  Scope,
  Severity,
  Skipped,
  Status,
  Summary,
} from './types.ts';
export { version } from './version.ts';

/** What is judged. Paths are relative to `cwd`; one that is not UTF-8 is given as its bytes. */
export type ScopeRequest =
  /** What differs from HEAD; with paths, what the index holds there, changed or not. */
  | { readonly scope: 'staged'; readonly paths?: readonly (string | Uint8Array)[] }
  /** What stands on disk and not in HEAD, untracked files too. */
  | { readonly scope: 'changed' }
  /** Files and folders as they are on disk. `lenient`: from a list, where a path may be gone already. */
  | { readonly scope: 'paths'; readonly paths: readonly (string | Uint8Array)[]; readonly lenient?: boolean }
  | { readonly scope: 'all' }
  | { readonly scope: 'ref'; readonly ref: string }
  /**
   * What a commit (default: HEAD) changed since it left the history of `ref`; a row of zeros as `ref` stands for all that
   * other references reach.
   */
  | { readonly scope: 'since'; readonly ref: string; readonly commit?: string }
  | { readonly scope: 'stdin'; readonly path: string; readonly content: Uint8Array };

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
  const today = todayOf(options);
  const { report } = await checkOrRefuse({
    cwd: options.cwd ?? process.cwd(),
    scope: snapshotRequest(options.scope ?? { scope: 'staged' }),
    config: options.config ?? null,
    today,
  });
  return report;
}

export interface AuditOptions {
  /** A folder of the repository; default: the working folder. */
  readonly cwd?: string;
  /** A commit instead of what stands on disk. */
  readonly ref?: string;
  /** A registry on disk instead of the snapshot's own. */
  readonly config?: string;
  /** What to migrate first as well. */
  readonly workList?: boolean;
  /** The same at past commits: `<from>..<to>`, a commit for all before it, or days, as `2026-01-01..2026-03-31`. */
  readonly history?: {
    readonly range: string;
    /** A number of commits, or `day`, `week` (default), `month`. */
    readonly every?: number | 'day' | 'week' | 'month';
    /** Judge each commit by its own registry, not by the present one. */
    readonly registryOfTheDay?: boolean;
  };
  /** The day that counts as today, `YYYY-MM-DD` in UTC. */
  readonly now?: string;
}

/**
 * Judges a whole tree and says how far each concept has come, as `audit --format json` prints it.
 *
 * @throws UserError without a repository or registry, with a registry that cannot be used, and for a range without commits
 */
export async function audit(options: AuditOptions = {}): Promise<Audit> {
  const { cwd = process.cwd(), ref = null, config = null, workList = false, history } = options;
  const past =
    history === undefined
      ? null
      : {
          range: history.range,
          every: intervalOf(String(history.every ?? 'week')),
          ofTheDay: history.registryOfTheDay ?? false,
        };
  const derived = await deriveAudit({ cwd, ref, config, workList, history: past, today: todayOf(options) });
  return derived.audit;
}

export interface VerifyOptions {
  /** A folder of the repository; default: the working folder. */
  readonly cwd?: string;
  /** Names or canonical symbols; default: every concept, and what belongs to none. */
  readonly concepts?: readonly string[];
  /** Imports that nothing explains count as well. */
  readonly strict?: boolean;
  /** The day that counts as today, `YYYY-MM-DD` in UTC. */
  readonly now?: string;
}

/**
 * Judges the commit that HEAD names, and says whether concepts are finished and what is left of each.
 *
 * @throws UserError without a repository, commit or registry, and for a concept that nobody knows
 */
export async function verify(options: VerifyOptions = {}): Promise<Receipt> {
  const { receipt } = await deriveReceipt({
    cwd: options.cwd ?? process.cwd(),
    today: todayOf(options),
    strict: options.strict ?? false,
    concepts: options.concepts ?? null,
    commit: null,
  });
  return receipt;
}

/** @throws UserError for what is no day */
function todayOf({ now }: { readonly now?: string }): string {
  const today = now ?? dayOf(new Date());
  if (!isDay(today)) throw new UserError(`"${today}" is not a day`, 'Write it as 2026-12-31.');
  return today;
}

/**
 * The same with buffers; nothing but what is public goes through.
 * @throws UserError for what is no scope: callers need not be typed
 */
function snapshotRequest(request: ScopeRequest): SnapshotRequest {
  switch (request.scope) {
    case 'staged':
      return request.paths === undefined ? { scope: 'staged' } : { scope: 'staged', paths: request.paths.map(pathOf) };
    case 'paths':
      return { scope: 'paths', paths: request.paths.map(pathOf), lenient: request.lenient ?? false };
    case 'stdin':
      return { scope: 'stdin', path: request.path, content: bufferOf(request.content) };
    case 'ref':
    case 'since':
    case 'all':
    case 'changed':
      return request;
    default:
      throw new UserError(
        'this is no scope',
        `It is an object, such as { scope: 'all' }; the scopes: ${SCOPES.join(', ')}`,
      );
  }
}

const pathOf = (path: string | Uint8Array): string | Buffer => (typeof path === 'string' ? path : bufferOf(path));

const bufferOf = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);
