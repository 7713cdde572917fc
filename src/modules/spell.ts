/**
 * From a module back to the specifier that a file should write for it, in the manner of the one that is replaced.
 */

import type { ModuleContext } from './context.ts';
import { fileOfEcmascript } from './ecmascript-files.ts';
import { keyOfFile, repositoryKey } from './key.ts';
import { fileOfPython } from './python.ts';
import { parseReference } from './reference.ts';
import { spellEcmascript } from './spell-ecmascript.ts';
import { spellPython } from './spell-python.ts';

/** Where a thing is defined and, if that is another module, what consumers import, as the registry states it. */
export interface SpellTarget {
  readonly path: string;
  readonly import: string | null;
}

/**
 * The specifier that `from` should write for `target`. `like` is the specifier that it replaces: relative stays
 * relative, an alias stays an alias where one leads there; null: in the manner of what the file imports. A stated
 * import that is a specifier and not a path is given as it stands. Never throws; the target need not exist.
 */
export function spellImport(target: SpellTarget, from: string, like: string | null, context: ModuleContext): string {
  const stated = target.import === null ? null : parseReference(target.import);
  const path =
    stated === null ? target.path : stated.kind === 'path' ? stated.module : pathOf(stated.module, target, context);
  if (path === null) return stated?.module ?? target.path;
  const language = keyOfFile(path)?.language ?? keyOfFile(from)?.language;
  return language === 'py' ? spellPython(path, from, like, context) : spellEcmascript(path, from, like, context);
}

/** A bare `src/ws` or `app/ws` that is a module of the repository is meant as a path; everything else is not. */
function pathOf(module: string, target: SpellTarget, context: ModuleContext): string | null {
  if (keyOfFile(target.path)?.language === 'py') {
    return module.includes('/') ? fileOfPython(repositoryKey('py', module), context.tree) : null;
  }
  return /^[\w-]+\//.test(module) ? fileOfEcmascript(repositoryKey('js', module), context.tree) : null;
}
