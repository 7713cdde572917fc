/**
 * What a canonical home offers: its own symbol, what its module is seen to export, what the banned module itself says is
 * another name for it, a whole module for a whole module; else its own line, as a pointer.
 */
import { wayTo } from '../modules/borders.ts';
import { exportsName, homeSymbol } from '../modules/exports.ts';
import type { ModuleContext } from '../modules/index.ts';
import { stillDefines } from '../modules/origin.ts';
import { thingBehind } from '../modules/second-names.ts';
import type { Home } from '../types.ts';
import type { Offer } from './offer.ts';
import type { ReplacementQuestion } from './question.ts';
import { doubtOfWhole, isGivenBy } from './whole.ts';

/** The home itself, to go by. */
export function offerOfHome({ from, specifier, modules }: ReplacementQuestion, home: Home): Offer {
  const way = wayTo(home, from, specifier, modules);
  return { way, name: home.symbol, as: 'pointer', doubt: 'no-replacement', words: 'the home is' };
}

/** What a home offers in place of an import. */
export function offerAtHome(question: ReplacementQuestion, home: Home): Offer {
  const { name, modules, exact } = question;
  const pointer = offerOfHome(question, home);
  const isWhole = name === null || name === '*';
  if (question.submodule || isWhole) {
    if (home.symbol !== null || !exact) return pointer;
    const doubt = doubtOfWhole(question, pointer.way.module === null ? null : pointer.way.file);
    return { ...pointer, as: question.submodule ? 'submodule' : 'import', doubt };
  }
  if (home.symbol !== null && isHomeSymbol(question, home, name))
    return { ...pointer, as: 'import', doubt: isThere(home, home.symbol, modules) ? null : 'not-proved' };
  // The default of what lies below a module is no default of that module.
  if (name === 'default' && !exact) return pointer;
  return exportBeside(question, home, name) ?? exportBehind(question, home, name) ?? pointer;
}

/** Whether the file of a home is seen to hold its symbol. */
function isThere(home: Home, symbol: string, modules: ModuleContext): boolean {
  return stillDefines(home, modules) || exportsName(home.path, symbol, modules);
}

/** Whether the name is the home's, or the banned module is seen to give the home's symbol under it. */
function isHomeSymbol({ file, modules }: ReplacementQuestion, home: Home, name: string): boolean {
  const local = homeSymbol(home, modules)?.local;
  if (name === home.symbol || name === local) return true;
  const thing = file === null ? null : thingBehind(file, name, modules);
  return thing !== null && thing.path === home.path && thing.name === local;
}

/** What the banned module gives under the name, where that is something else of the home's file. */
function exportBehind(question: ReplacementQuestion, home: Home, name: string): Offer | null {
  const { file, modules } = question;
  const thing = file === null ? null : thingBehind(file, name, modules);
  return thing === null || thing.path !== home.path ? null : exportBeside(question, home, thing.name);
}

/** The same name, where the home's module gives it as well: a barrel need not give all that the home's own file gives. */
function exportBeside(question: ReplacementQuestion, home: Home, name: string): Offer | null {
  const { from, specifier, modules } = question;
  for (const gate of home.import === null ? [home] : [home, { ...home, import: null }]) {
    const way = wayTo({ ...gate, symbol: name }, from, specifier, modules);
    if (way.module !== null && way.file !== null && isGivenBy(way.file, way.leave?.name ?? 'default', question))
      return { way, name, as: 'import', doubt: null, words: 'the home is' };
  }
  return null;
}
