/**
 * Whether a name that an import would newly bind means something else there.
 */
import type { NamePlace } from '../../languages/python/code.ts';
import type { Span } from '../../types.ts';
import { boundIn, type FileNames, isPackageOf, lookUp } from './file-names.ts';
import { serves } from './packages.ts';

/**
 * Whether the name of a package cannot be bound in the scope of a statement: it is bound there already to something else,
 * it is read there and means something from outside, or it means something else at one of the places that will use it.
 */
export function isNameTaken(file: FileNames, statement: Span, name: string, uses: readonly NamePlace[]): boolean {
  const { code } = file;
  const scope = code.scopeAt(statement.start);
  const imports = file.importsOf(name);
  const places = code.places(name);
  const isOther = (at: number): boolean =>
    boundIn(places, at) || imports.some((one) => one.scope === at && !isPackageOf(one, name));
  const isPackage = (at: number): boolean => imports.some((one) => one.scope === at && isPackageOf(one, name));
  if (isOther(scope) || places.some(({ kind }) => kind === 'declared')) return true;
  // A function that imports the package itself has it from there on.
  const isHidden = (place: NamePlace): boolean => {
    const visible = lookUp(code, place.scope);
    const inner = visible.slice(0, visible.indexOf(scope)).find((at) => isOther(at) || isPackage(at));
    const own = imports.filter((one) => one.scope === inner);
    return inner !== undefined && (isOther(inner) || !own.some((one) => serves(file, one, place, statement)));
  };
  if (uses.some(isHidden)) return true;
  return places.some((place) => {
    const visible = lookUp(code, place.scope);
    if (place.kind !== 'read' || !visible.includes(scope)) return false;
    const owner = visible.find((at) => isOther(at) || isPackage(at));
    const isInner = owner !== undefined && visible.indexOf(owner) < visible.indexOf(scope);
    if (isInner || owner === scope) return false;
    // The same package from outside: a scope that binds a name itself must do so before it reads it.
    return owner === undefined || isOther(owner) || (place.scope === scope && place.start < statement.start);
  });
}
