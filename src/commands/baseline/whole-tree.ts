/**
 * What the actions of `baseline` work on: the findings of everything on disk, and the baseline beside them.
 */

import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { type AppliedBaseline, applyBaseline, type Circumstances } from '../../baseline/apply.ts';
import { type Baseline, unified } from '../../baseline/entries.ts';
import { parseBaselineOrRefuse } from '../../baseline/parse.ts';
import { readFileSafely } from '../../files/write.ts';
import type { Repository } from '../../git/repository.ts';
import { pastMoves } from '../../judging/rename-history.ts';
import { checkOrRefuse } from '../../pipeline.ts';
import { baselinePaths } from '../../registry/baseline-file.ts';
import type { Finding, Registry } from '../../types.ts';

export interface WholeTree {
  /** Top of the work tree. */
  readonly top: string;
  readonly registry: Registry;
  /** Where the baseline stands, or would. */
  readonly baselinePath: string;
  /** Every finding, inline and registry exceptions applied, sorted. Statuses do not matter. */
  readonly findings: readonly Finding[];
  readonly circumstances: Circumstances;
  /** Whether all findings of a file are among them, be it because there is no such file. */
  readonly judged: (path: string) => boolean;
  /** Files that could not be checked. */
  readonly unchecked: number;
}

/** @throws UserError without a registry, and for everything that a check of the whole tree refuses */
export type LookAtTree = (request: {
  repository: Repository;
  config: string | null;
  today: string;
}) => WholeTree | Promise<WholeTree>;

/** The tree as it is on disk. */
export const lookAtDisk: LookAtTree = async ({ repository, config, today }) => {
  const { top } = repository;
  const request = { cwd: repository.cwd, scope: { scope: 'all' }, config, today, ignoreBaseline: true } as const;
  const { report, matcher, snapshot } = await checkOrRefuse(request);
  const skipped = new Set(report.skipped.map(({ path }) => path));
  const exists = (path: string): boolean => snapshot.tree.has(path);
  return {
    top,
    registry: matcher.registry,
    baselinePath: baselinePaths(matcher.registry).find((path) => isThere(top, path)) ?? matcher.registry.baseline,
    findings: report.findings,
    circumstances: {
      today,
      deadlineOf: (concept) => matcher.concepts.get(concept)?.deadline ?? null,
      exists,
      renamedFrom: (path) => snapshot.renames().get(path) ?? null,
      movedTo: pastMoves(repository, snapshot),
    },
    judged: (path) => !skipped.has(path) || !exists(path),
    unchecked: report.summary.uncheckable,
  };
};

/**
 * The baseline on disk; null when there is none.
 * @throws UserError when it cannot be read or used
 */
export function baselineOf({ top, baselinePath }: Pick<WholeTree, 'top' | 'baselinePath'>): Baseline | null {
  const text = readFileSafely(top, baselinePath);
  return text === null ? null : unified(parseBaselineOrRefuse(text, baselinePath));
}

function isThere(top: string, path: string): boolean {
  return lstatSync(join(top, path), { throwIfNoEntry: false }) !== undefined;
}

/** The tree's findings against a baseline. */
export function against(tree: WholeTree, baseline: Baseline): AppliedBaseline {
  return applyBaseline(tree.findings, baseline, tree.circumstances);
}
