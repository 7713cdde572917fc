/**
 * How `fix` has files judged: by the same check as everyone, on the disk, with new contents in place of some files.
 */
import { resolve } from 'node:path';
import { readText } from '../../facts/source.ts';
import { openTree } from '../../facts/tree.ts';
import { rawName, rawOf } from '../../git/names.ts';
import { openRepository, type Repository } from '../../git/repository.ts';
import { filesWithWords } from '../../git/search.ts';
import { settle } from '../../git/settle.ts';
import type { ScopeRequest } from '../../git/snapshot.ts';
import { remaining } from '../../judging/placing.ts';
import type { Judged } from '../../judging/verdict.ts';
import { loadsWithoutEffects } from '../../modules/effects.ts';
import { type CheckOutcome, checkOrRefuse } from '../../pipeline.ts';
import type { FileToFix } from '../../rewriting/file-to-fix.ts';
import type { Judge } from '../../rewriting/plans.ts';
import type { RawFinding } from '../../rules/define.ts';

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
  const known = new Map<string, boolean>();
  const order: OrderTest = (path) => {
    const isQuiet =
      known.get(path) ??
      settle(snapshot, () => loadsWithoutEffects(path, { tree: openTree(snapshot.tree, new Map()) }));
    known.set(path, isQuiet);
    return isQuiet;
  };
  for (const { file, bytes } of snapshot.contents(byFile.keys())) {
    const one = byFile.get(file);
    if (one !== undefined && bytes !== null) files.push(fileOf(one, bytes, matcher.registry.inlineAllow, today, order));
  }
  return files.filter(({ findings }) => findings.length > 0);
}

/** Whether a module may be loaded later, or not at all. */
type OrderTest = (path: string) => boolean;

function fileOf(
  { file, facts, ...judged }: Judged,
  bytes: Buffer,
  permitted: boolean,
  today: string,
  isQuiet: OrderTest,
): FileToFix {
  const { path, pathBytes } = file;
  const text = readText(bytes, path);
  const left = remaining({ file, facts, ...judged }, text, permitted, today);
  return { path, pathBytes, bytes, text, facts, findings: left.map((one) => inPlace(one, left, isQuiet)) };
}

/** A module that does something when it is loaded is to stay where it is, unless other names of it are still imported there. */
function inPlace(finding: RawFinding, all: readonly RawFinding[], isQuiet: OrderTest): RawFinding {
  const { change, refusal } = finding;
  const loads = change?.loads ?? null;
  if (change === null || refusal !== null || loads === null || isQuiet(loads)) return finding;
  const going = new Set(all.flatMap((one) => (one.change?.fact === change.fact ? one.change.imported : [])));
  return going.size < change.fact.names.length ? finding : { ...finding, refusal: 'changes-order' };
}
