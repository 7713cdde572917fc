/**
 * `import a.b as c, d`: each module in its place. A name that the statement binds stays, by `as` where need be; only
 * `import a.b` binds what cannot be kept, `a`, and what is used through it changes with it.
 */

import { isDottedName } from '../../languages/python/names.ts';
import type { ImportFact } from '../../types.ts';
import { type Change, type Edit, inOrder, type Rewrite, type SourceText } from '../change.ts';
import { type FileNames, type ImportBinding, isPackageOf, lookUp, namesOfFile } from './file-names.ts';
import { asBehind } from './list.ts';
import { renameMembers } from './members.ts';
import { rewriteUses, type UseEdits } from './package-uses.ts';
import { isLeaving, isUsedInClass, packageName } from './packages.ts';
import { losesModule, losesSubmodule } from './still-loaded.ts';

const NOTHING: UseEdits = { refusal: null, edits: [], places: [] };

/** The edits of an import statement. */
export function rewriteImport(source: SourceText, changes: readonly Change[]): Rewrite {
  const [first] = changes;
  if (first === undefined || !changes.every(({ to }) => to.symbol === null && isDottedName(to.module)))
    return { refusal: 'form' };
  const { statement } = first.fact;
  const plain = changes.filter(({ fact }) => asBehind(source.text, fact.end) === null);
  const file = plain.length === 0 ? null : namesOfFile(source, statement);
  if (file === null && plain.length > 0) return { refusal: 'form' };
  const moved = new Set(plain.filter(({ fact }) => file !== null && !keepsName(file, fact, changes)));
  const renames = renameMembers(source, changes, moved);
  if (renames.refusal !== null) return renames;
  const moves = [...moved].map(({ fact, to, members }) => ({ fact, module: to.module, members: members ?? null }));
  const uses = file === null ? NOTHING : rewriteUses(file, statement, moves);
  if (uses.refusal !== null) return uses;
  if (changes.some((change) => !moved.has(change) && losesSubmodule(source, change))) return { refusal: 'namespace' };
  const rewritten = new Set(uses.places.map(({ start }) => start));
  if (losesModule(source, changes, rewritten)) return { refusal: 'namespace' };
  const modules = changes.flatMap((change) => moduleEdit(source.text, change, moved.has(change)));
  return { refusal: null, edits: inOrder([...modules, ...renames.edits, ...uses.edits]), shown: statement };
}

/**
 * Whether `import a` can be `import n as a`: no other import has part of what the name gives. `import a.b` cannot.
 */
function keepsName(file: FileNames, fact: ImportFact, changes: readonly Change[]): boolean {
  const { importsOf, code, source } = file;
  const name = fact.specifier;
  if (name.includes('.') || isUsedInClass(packageName(file, name))) return false;
  const visible = lookUp(code, code.scopeAt(fact.statement.start));
  const isHarmless = ({ fact: other, path, scope }: ImportBinding): boolean =>
    path?.length === 0 &&
    (scope !== visible[0] || changes.some((one) => one.fact === other) || isLeaving(source, other, fact.statement));
  return importsOf(name)
    .filter((one) => visible.includes(one.scope) && isPackageOf(one, name))
    .every(isHarmless);
}

function moduleEdit(text: string, { fact, to: { module } }: Change, isMoved: boolean): Edit[] {
  const { start, end, specifier, names } = fact;
  const as = asBehind(text, end);
  if (specifier === module) return [];
  if (as === null) return [{ start, end, text: isMoved ? module : `${module} as ${text.slice(start, end)}` }];
  const isPlain = names[0]?.local === module;
  return [isPlain ? { start, end: as.end, text: text.slice(as.start, as.end) } : { start, end, text: module }];
}
