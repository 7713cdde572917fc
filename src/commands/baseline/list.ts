/**
 * `baseline list`: what is due when, and what is no longer there.
 */
import { listBaseline } from '../../baseline/edit.ts';
import { escapeJson } from '../../text/escape.ts';
import type { Io } from '../define.ts';
import { listing, shown, totals } from './tables.ts';
import type { BaselineTask } from './task.ts';
import { against, baselineOf } from './whole-tree.ts';

/** Tells what is due when, and what is no longer there. Writes nothing. */
export async function list({ options, today, look, io }: BaselineTask): Promise<number> {
  const tree = await look({ repository: io.repository, config: options.config, today });
  const path = tree.baselinePath;
  const baseline = baselineOf(tree);
  const entries = baseline === null ? [] : listBaseline(against(tree, baseline), tree.circumstances, tree.judged);
  if (options.format === 'json') {
    const rows = entries.map(({ entry, until, status, stale }) => ({ ...entry, until, status, stale }));
    io.stdout(`${escapeJson(JSON.stringify({ version: 1, baseline: path, entries: rows }, null, 2))}\n`);
  } else io.stdout(listing(entries, today));
  if (baseline === null) return noBaseline(path, io);
  io.stderr(`ssot-guard: ${shown(path)}: ${entries.length === 0 ? 'no entries' : totals(entries)}\n`);
  return 0;
}

/** Nothing to do without a baseline: said, and no mistake. */
export function noBaseline(path: string, io: Io): number {
  io.stderr(`ssot-guard: there is no baseline (${shown(path)}), so no finding is known debt\n`);
  return 0;
}
