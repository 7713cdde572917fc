/**
 * The plans of all files, and who is asked what is to be made of them.
 */
import type { StandIn } from '../git/snapshot.ts';
import type { RawFinding } from '../rules/define.ts';
import type { FilePlan, FileToFix, PlanOptions } from './file-to-fix.ts';
import { planFile } from './plan-file.ts';

/** How files are judged. Names are raw. */
export interface Judge {
  /** Every file of the scope with something to say. */
  scope(): Promise<readonly FileToFix[]>;
  /** The same of some files, with new contents in place of some; others may be among them. */
  files(raws: readonly string[], overlay: ReadonlyMap<string, StandIn>): Promise<readonly FileToFix[]>;
  /** Whether a file belongs to the scope. */
  inScope(raw: string): boolean;
  /** Files that hold one of these words. */
  holding(words: readonly string[]): readonly string[];
}

export interface PlanAllOptions extends PlanOptions {
  /** Whether a finding is asked for. */
  wants(finding: RawFinding, path: string): boolean;
  /** Of the files that could be written, those that shall not be, and why. Is asked once of each. */
  holdBack(raws: readonly string[]): ReadonlyMap<string, string>;
}

/** A file that could be fixed and is not. */
export interface Held {
  readonly file: FileToFix;
  readonly reason: string;
}

export interface Planned {
  /** Files with findings that are asked for. */
  readonly plans: readonly FilePlan[];
  readonly held: readonly Held[];
  /** What is said of each written file in its new content, by raw name; of the others nothing is said. */
  readonly after: ReadonlyMap<string, FileToFix>;
  /** Warnings that come to light, with their files. */
  readonly revealed: readonly Revealed[];
}

export interface Revealed {
  readonly path: string;
  readonly finding: RawFinding;
}

/** Plans that are being settled. */
export interface Plans {
  readonly judge: Judge;
  readonly options: PlanAllOptions;
  /** What is said of files as they are on disk. */
  readonly before: Map<string, FileToFix>;
  readonly byFile: Map<string, FilePlan>;
  readonly held: Map<string, Held>;
}

/** Plans what is asked for of a file. */
export function planWanted(file: FileToFix, options: PlanAllOptions): FilePlan {
  return planFile({ ...file, findings: file.findings.filter((one) => options.wants(one, file.path)) }, options);
}

/** Plans nothing to be written in files that shall not be. */
export function holdBack({ byFile, held, options }: Plans, raws: readonly string[]): void {
  const written = raws.filter((raw) => (byFile.get(raw)?.written ?? null) !== null);
  for (const [raw, reason] of written.length === 0 ? [] : options.holdBack(written)) {
    const plan = byFile.get(raw);
    if (plan === undefined) continue;
    byFile.set(raw, { ...plan, written: null, fixed: [] });
    held.set(raw, { file: plan.file, reason });
  }
}
