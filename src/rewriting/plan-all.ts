/**
 * What becomes of all files together. Every file is planned by itself; then all are judged with their new contents, beside
 * those that come by something through them. What would make things worse is not written, and what can be fixed only now
 * is fixed as well.
 */
import { rawOf } from '../git/names.ts';
import { holdBack, type Judge, type PlanAllOptions, type Planned, type Plans, planWanted } from './plans.ts';
import { settlePlans } from './settle-plans.ts';

/** Plans everything; nothing is written. */
export async function planAll(judge: Judge, options: PlanAllOptions): Promise<Planned> {
  const before = new Map((await judge.scope()).map((file) => [rawOf(file), file]));
  const plans: Plans = { judge, options, before, byFile: new Map(), held: new Map() };
  for (const [raw, file] of before) {
    const plan = planWanted(file, options);
    if (plan.fixed.length + plan.refused.length > 0) plans.byFile.set(raw, plan);
  }
  holdBack(plans, [...plans.byFile.keys()]);
  const { after, revealed } = await settlePlans(plans);
  return { plans: [...plans.byFile.values()], held: [...plans.held.values()], after, revealed };
}
