/**
 * Whether a module may be loaded later, or not at all, without anybody noticing.
 */
import { effectsOf } from '../languages/effects.ts';
import { dialectOf } from '../languages/index.ts';
import { perTree } from './context.ts';
import type { ModuleContext } from './index.ts';

const known = perTree(() => new Map<string, boolean>());

/** Whether a file is not there, or does nothing when it is loaded. One that cannot be read is taken to do something. */
export function loadsWithoutEffects(path: string, { tree }: Pick<ModuleContext, 'tree'>): boolean {
  const found = known(tree).get(path);
  if (found !== undefined) return found;
  const dialect = dialectOf(path);
  const text = tree.has(path) ? tree.read(path) : '';
  const isQuiet = text === '' || (text !== undefined && dialect !== null && effectsOf(text, dialect) === null);
  known(tree).set(path, isQuiet);
  return isQuiet;
}
