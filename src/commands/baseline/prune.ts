/**
 * `baseline prune`: drops what is fixed and writes the new paths of what has moved. It never adds.
 */

import { pruneBaseline } from '../../baseline/edit.ts';
import { formatBaseline } from '../../baseline/entries.ts';
import { removeFileSafely, writeFileSafely } from '../../files/write.ts';
import { baselinePaths } from '../../registry/baseline-file.ts';
import { counted } from '../../text/plural.ts';
import { addUnionMerge } from './create.ts';
import { noBaseline } from './list.ts';
import { findingsIn, shown } from './tables.ts';
import type { BaselineTask } from './task.ts';
import { against, baselineOf } from './whole-tree.ts';

/** Drops what has no finding any more, and follows files to their new paths. */
export async function prune({ options, today, look, io }: BaselineTask): Promise<number> {
  const tree = await look({ repository: io.repository, config: options.config, today });
  // The older name is given up, and whatever still stands under it.
  const path = tree.registry.baseline;
  const before = baselineOf(tree);
  if (before === null) return noBaseline(path, io);
  const { entries, dropped, moved } = pruneBaseline(against(tree, before), tree.judged);
  // Also when nothing is dropped: another layout, or lines that a merge left twice, are put in order.
  const written = writeFileSafely(tree.top, path, formatBaseline(entries, path));
  const older = baselinePaths(tree.registry).filter((one) => one !== path && removeFileSafely(tree.top, one));
  const attributes = older.length > 0 && addUnionMerge(tree.top, path).written;
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
  for (const one of older) io.stderr(`ssot-guard: ${shown(one)} is now ${shown(path)}\n`);
  const files = [...older, ...(written ? [path] : []), ...(attributes ? ['.gitattributes'] : [])].map(shown);
  if (files.length > 0) io.stderr(`ssot-guard: commit it: git add ${files.join(' ')}\n`);
  return 0;
}
