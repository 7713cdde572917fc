/**
 * How `fix` has files judged: by the same check as everyone, on the disk, with new contents in place of some files.
 */
import { resolve } from 'node:path';
import { readText } from '../../facts/source.ts';
import { rawName, rawOf } from '../../git/names.ts';
import { openRepository, type Repository } from '../../git/repository.ts';
import { filesWithWords } from '../../git/search.ts';
import type { ScopeRequest } from '../../git/snapshot.ts';
import { remaining } from '../../judging/placing.ts';
import { type CheckOutcome, checkOrRefuse } from '../../pipeline.ts';
import type { FileToFix } from '../../rewriting/file-to-fix.ts';
import type { Judge } from '../../rewriting/plans.ts';
import { isMention } from '../../types.ts';

export interface JudgeOptions {
  readonly config: string | null;
  readonly today: string;
  readonly progress?: (done: number, of: number) => void;
}

export interface JudgedScope {
  readonly judge: Judge;
  /** What the check of the scope gave. */
  readonly outcome: CheckOutcome;
}

/**
 * Judges a scope.
 * @throws UserError without a registry, and for everything that a check refuses
 */
export async function judgeScope(
  repository: Repository,
  scope: ScopeRequest,
  options: JudgeOptions,
): Promise<JudgedScope> {
  const { cwd, top } = repository;
  const { today } = options;
  const outcome = await checkOrRefuse({ cwd, scope, ...options });
  const config = options.config === null ? null : resolve(cwd, options.config);
  const inside = new Set(outcome.snapshot.files.map(rawOf));
  const judge: Judge = {
    scope: async () => filesOf(outcome, today),
    async files(raws, overlay) {
      const paths = raws.map((raw) => Buffer.from(raw, 'latin1'));
      const among = { scope: 'paths', paths, lenient: true, overlay } as const;
      const again = await checkOrRefuse({ cwd: top, scope: among, config, today });
      return filesOf(again, today);
    },
    inScope: (raw) => inside.has(raw),
    holding: (words) => filesWithWords(openRepository(top), words, { kind: 'disk' }).map(rawName),
  };
  return { judge, outcome };
}

function filesOf({ judged, snapshot, matcher }: CheckOutcome, today: string): FileToFix[] {
  const byFile = new Map(judged.map((one) => [one.file, one]));
  const files: FileToFix[] = [];
  for (const { file, bytes } of snapshot.contents(byFile.keys())) {
    const one = byFile.get(file);
    // what a sparse checkout leaves out is judged, and there is no file to write
    if (one === undefined || bytes === null || file.id !== null) continue;
    const { path, pathBytes } = file;
    const text = readText(bytes, path);
    // nothing of a text file is rewritten: what it mentions is told by `check`
    const findings = remaining(one, text, matcher.registry.inlineAllow, today).filter((found) => !isMention(found));
    if (findings.length > 0) files.push({ path, pathBytes, bytes, text, facts: one.facts, findings });
  }
  return files;
}
