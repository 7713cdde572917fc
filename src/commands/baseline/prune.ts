/**
 * `baseline prune`: drops what is fixed and writes the new paths of what has moved. It never adds.
 */

import { pruneBaseline } from '../../baseline/edit.ts';
import { formatBaseline } from '../../baseline/entries.ts';
import { writeFileSafely } from '../../files/write.ts';
import { counted } from '../../text/plural.ts';
import { noBaseline } from './list.ts';
import { findingsIn, shown } from './tables.ts';
import type { BaselineTask } from './task.ts';
import { against, baselineOf } from './whole-tree.ts';

/** Drops what has no finding any more, and follows files to their new paths. */
export async function prune({ options, today, look, io }: BaselineTask): Promise<number> {
  const tree = await look({ repository: io.repository, config: options.config, today });
  const path = tree.registry.baseline;
  const before = baselineOf(tree);
  if (before === null) return noBaseline(path, io);
  const { entries, dropped, moved } = pruneBaseline(against(tree, before), tree.judged);
  // Also when nothing is dropped: another layout, or lines that a merge left twice, are put in order.
  const written = writeFileSafely(tree.top, path, formatBaseline(entries));
  const done = [
    ...(dropped === 0 ? [] : [`${counted(dropped, 'finding')} dropped`]),
    ...(moved === 0 ? [] : [`${counted(moved, 'finding')} followed to another path`]),
  ];
  const left = `${counted(findingsIn(entries), 'finding')} in ${counted(entries.length, 'entry')} left`;
  const words = done.length === 0 ? (written ? 'put in order' : 'nothing to prune') : done.join(', ');
  io.stderr(`ssot-guard: ${shown(path)}: ${words}; ${left}\n`);
  if (tree.unchecked > 0) {
    io.stderr(`ssot-guard: ${counted(tree.unchecked, 'file')} could not be checked; their entries were kept\n`);
  }
  if (written) io.stderr(`ssot-guard: commit it: git add ${shown(path)}\n`);
  return 0;
}
