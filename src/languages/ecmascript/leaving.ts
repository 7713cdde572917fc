/**
 * How names leave a module: what a definition is called outside, and whether the exports are those of an ES module.
 */

import type { DefinitionFact, ExportStyle, ImportedName, ImportFact } from '../../types.ts';

/** What is known of it while a file is read. */
export interface Leaving {
  /** Per name of this file: what it is exported as, apart from an `export` before its own declaration. */
  readonly names: Map<string, Set<string>>;
  /** Names of this file that leave as the default as they are, and not wrapped in something. */
  readonly asDefault: Set<string>;
  /** Where the names of definitions stand that are nothing in the file itself: `Old` in `exports.Old = class {}`. */
  readonly outside: Set<number>;
  /** Where the names of declarations stand that follow `export default`. */
  readonly defaults: Set<number>;
  /** `export =`. */
  equals: boolean;
  /** A name or the whole value is assigned to CommonJS's `exports`. */
  assigned: boolean;
  /** `module.exports = …` with a value that is no list of names. */
  whole: boolean;
  /** `__esModule`, or a member `default`. */
  marked: boolean;
  /** `export` of an ES module. */
  declared: boolean;
}

export function newLeaving(): Leaving {
  return {
    names: new Map(),
    asDefault: new Set(),
    outside: new Set(),
    defaults: new Set(),
    equals: false,
    assigned: false,
    whole: false,
    marked: false,
    declared: false,
  };
}

/** A name of this file is exported under another, or its own. */
export function addLeaving({ names }: Leaving, local: string, exported: string): void {
  const known = names.get(local);
  if (known === undefined) names.set(local, new Set([exported]));
  else known.add(exported);
}

/** A name of this file, and nothing around it, leaves as the default. */
export function addDefault(leaving: Leaving, local: string): void {
  leaving.asDefault.add(local);
  addLeaving(leaving, local, 'default');
}

/** An import with the names that the file gives on as its default. */
export function withDefaults({ asDefault }: Leaving, fact: ImportFact): ImportFact {
  const isGiven = ({ local }: ImportedName): boolean => local !== null && asDefault.has(local);
  if (fact.form === 'export-from' || fact.nested === true || !fact.names.some(isGiven)) return fact;
  return { ...fact, names: fact.names.map((one) => (isGiven(one) ? { ...one, asDefault: true } : one)) };
}

/** The style of a file's exports; undefined for an ES module's, and where there are none. */
export function exportStyleOf({ equals, assigned, whole, marked, declared }: Leaving): ExportStyle | undefined {
  if (equals) return 'export-equals';
  if (!assigned || declared) return undefined;
  return whole || !marked ? 'commonjs' : undefined;
}

/** A definition with the names under which it leaves. */
export function withLeaving({ names, outside, defaults }: Leaving, definition: DefinitionFact): DefinitionFact {
  const { name, scope, start, exported } = definition;
  const known = names.get(name);
  if (known === undefined || scope === 'nested' || outside.has(start)) return definition;
  const all = exported && !defaults.has(start) ? new Set([name, ...known]) : known;
  if (all.size === 1 && all.has(name)) return exported ? definition : { ...definition, exported: true };
  return { ...definition, exported: true, exportedAs: [...all] };
}
