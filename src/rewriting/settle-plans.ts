/**
 * Plans, judged by what they come to, until nothing has to be taken back and nothing more can be fixed.
 */
import { rawOf } from '../git/names.ts';
import type { StandIn } from '../git/snapshot.ts';
import { formatKey, keyOfFile } from '../modules/index.ts';
import type { RawFinding } from '../rules/define.ts';
import type { FilePlan, FileToFix } from './file-to-fix.ts';
import { namesGiven } from './names-given.ts';
import { type Comparison, revealedIn, worseIn } from './no-worse.ts';
import { withdrawn } from './plan-file.ts';
import { holdBack, type Planned, type Plans, planWanted } from './plans.ts';

/** So often may a fix make others possible. */
const MOST_ROUNDS = 3;

interface Compared extends Comparison {
  readonly raw: string;
}

/** Judges the new contents; what is left in `plans` may be written. */
export async function settlePlans(plans: Plans): Promise<Pick<Planned, 'after' | 'revealed'>> {
  const first = new Map(plans.byFile);
  const outside = new Set<string>();
  const rejected = new Set<string>();
  for (let round = 0; ; ) {
    const overlay = overlayOf(plans);
    if (overlay.size === 0) return { after: new Map(), revealed: [] };
    const others = await othersOf(plans, overlay, outside);
    const raws = [...overlay.keys(), ...others];
    const after = new Map((await plans.judge.files(raws, overlay)).map((file) => [rawOf(file), file]));
    const compared = raws.map((raw) => compare(plans, raw, after.get(raw)));
    const worse = compared.filter((one) => worseIn(one).length > 0);
    for (const one of worse) for (const raw of culprits(plans, one)) reject(plans, raw, first, rejected);
    if (worse.length > 0) continue;
    if (round++ < MOST_ROUNDS && planMore(plans, after, rejected)) continue;
    const revealed = compared.flatMap((one) =>
      revealedIn(one).map((finding) => ({ path: after.get(one.raw)?.path ?? '', finding })),
    );
    return { after: new Map([...after].filter(([raw]) => overlay.has(raw))), revealed };
  }
}

function overlayOf({ byFile }: Plans): Map<string, StandIn> {
  return new Map([...byFile].flatMap(([raw, { written }]) => (written === null ? [] : [[raw, written]])));
}

/** Files that may come by what is written through other files; what is said of them on disk is known then. */
async function othersOf(
  { judge, byFile, before }: Plans,
  overlay: ReadonlyMap<string, StandIn>,
  outside: Set<string>,
): Promise<string[]> {
  const names = new Set([...byFile.values()].flatMap(namesGiven));
  const others = names.size === 0 ? [] : judge.holding([...names]).filter((raw) => !overlay.has(raw));
  const unknown = others.filter((raw) => !judge.inScope(raw) && !outside.has(raw));
  if (unknown.length === 0) return others;
  for (const raw of unknown) outside.add(raw);
  for (const file of await judge.files(unknown, new Map())) before.set(rawOf(file), file);
  return others;
}

function compare({ before, byFile }: Plans, raw: string, after: FileToFix | undefined): Compared {
  return {
    raw,
    before: before.get(raw)?.findings ?? [],
    fixed: byFile.get(raw)?.fixed ?? [],
    after: after?.findings ?? [],
  };
}

/** The files without whose new contents it would not be worse. */
function culprits({ byFile }: Plans, one: Compared): string[] {
  const written = [...byFile].filter(([, plan]) => plan.written !== null);
  if (written.some(([raw]) => raw === one.raw)) return [one.raw];
  const worse = worseIn(one);
  const modules = new Set(worse.map(({ module }) => module));
  const names = new Set(worse.map(({ name }) => name));
  const tests: readonly ((plan: FilePlan) => boolean)[] = [
    ({ file }) => modules.has(keyText(file.path)),
    (plan) => namesGiven(plan).some((name) => names.has(name)),
    (plan) => namesGiven(plan).length > 0,
    () => true,
  ];
  for (const test of tests) {
    const found = written.filter(([, plan]) => test(plan));
    if (found.length > 0) return found.map(([raw]) => raw);
  }
  return [];
}

function keyText(path: string): string | null {
  const key = keyOfFile(path);
  return key === null ? null : formatKey(key);
}

/** A file that is not written after all, as it was planned at first. */
function reject({ byFile }: Plans, raw: string, first: ReadonlyMap<string, FilePlan>, rejected: Set<string>): void {
  const plan = first.get(raw);
  rejected.add(raw);
  if (plan === undefined) byFile.delete(raw);
  else byFile.set(raw, withdrawn(plan, 'worse'));
}

/** Plans what can be fixed only now, in files of the scope. @returns whether there is any */
function planMore(plans: Plans, after: ReadonlyMap<string, FileToFix>, rejected: ReadonlySet<string>): boolean {
  const { judge, byFile, held } = plans;
  let isMore = false;
  for (const [raw, file] of after) {
    if (!judge.inScope(raw) || rejected.has(raw) || held.has(raw)) continue;
    const known = byFile.get(raw);
    const since = known?.written?.since;
    const more = planWanted(
      since === undefined ? file : { ...file, bytes: known?.file.bytes ?? file.bytes, since },
      plans.options,
    );
    if (more.written === null) continue;
    byFile.set(raw, since === undefined || known === undefined ? more : together(known, more));
    if (since === undefined) holdBack(plans, [raw]);
    isMore ||= !held.has(raw);
  }
  return isMore;
}

/** What was refused at first and is fixed now counts as fixed. */
function together(known: FilePlan, more: FilePlan): FilePlan {
  const isFixed = (finding: RawFinding): boolean =>
    more.fixed.some(
      ({ rule, name, module }) => rule === finding.rule && name === finding.name && module === finding.module,
    );
  return {
    file: known.file,
    written: more.written,
    fixed: [...known.fixed, ...more.fixed],
    refused: known.refused.filter(({ finding }) => !isFixed(finding)),
  };
}
