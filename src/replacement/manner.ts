/**
 * How a file of JavaScript or TypeScript writes an import that it does not have yet: like one that is to go, or like those
 * that it has. Python has one way.
 */
import { isComponent } from '../languages/index.ts';
import { perTree } from '../modules/context.ts';
import { importsOf } from '../modules/habit.ts';
import type { ModuleContext } from '../modules/index.ts';
import { ecmascriptExtension } from '../modules/key.ts';
import { factsIn } from '../modules/origin.ts';
import type { ImportFact } from '../types.ts';
import type { Manner } from './import-line.ts';

const manners = perTree(() => new Map<string, Manner>());

/** Like a statement of the file. @param typeOnly what is imported is used as a type alone */
export function mannerLike(fact: ImportFact, typeOnly: boolean, from: string, modules: ModuleContext): Manner {
  // In JavaScript only Flow knows the word, and a type in a comment is none of it.
  const knowsWord =
    fact.form !== 'import-type' || isComponent(from) || /^(?:\.d)?\.[mc]?tsx?$/i.test(ecmascriptExtension(from) ?? '');
  const manner = { ...fact, typeOnly: typeOnly && knowsWord };
  // An expression has no semicolon of its own.
  const semicolon = fact.semicolon ?? mannerOf(from, modules).semicolon;
  return semicolon === undefined ? manner : { ...manner, semicolon };
}

/** How a file of JavaScript or TypeScript writes its imports. */
export function mannerOf(from: string, modules: ModuleContext): Manner {
  const known = manners(modules.tree);
  const manner = known.get(from) ?? readManner(from, modules);
  known.set(from, manner);
  return manner;
}

function readManner(from: string, modules: ModuleContext): Manner {
  const imports = importsOf(from, 'js', modules);
  const first = (...forms: readonly ImportFact['form'][]): ImportFact | undefined =>
    imports.find(({ form, via }) => forms.includes(form) && via !== 'import-equals');
  const [required, imported] = [first('require'), first('import', 'export-from')];
  const isCommonJs =
    /\.cjs$/i.test(from) ||
    factsIn(from, 'js', modules)?.exportStyle === 'commonjs' ||
    (/\.jsx?$/i.test(from) && required !== undefined && imported === undefined);
  if (!isCommonJs && imported !== undefined) return { ...imported, form: 'import', typeOnly: false };
  const like = required ?? imports.find((fact) => fact.semicolon !== undefined);
  return { form: isCommonJs ? 'require' : 'import', ...habitsOf(from, modules), ...habitsIn(like) };
}

type Habits = Pick<Manner, 'quote' | 'semicolon'>;

function habitsIn(fact: ImportFact | undefined): Habits {
  const { quote, semicolon } = fact ?? {};
  return { ...(quote === undefined ? {} : { quote }), ...(semicolon === undefined ? {} : { semicolon }) };
}

/** So much of a text tells how it is written. */
const MOST_TEXT = 1 << 16;

/** Of a file that imports nothing: the quotes that it uses more, and no semicolons where no line ends in one. */
function habitsOf(from: string, { tree }: ModuleContext): Habits {
  const text = (tree.read(from) ?? '').slice(0, MOST_TEXT);
  const count = (quote: string): number => text.split(quote).length;
  const isWithout = !/;[ \t]*(?:\/\/.*)?$/m.test(text) && /^(?![ \t]*(?:\/?\*|\/\/)).*[\w)\]'"`][ \t]*$/m.test(text);
  return { quote: count('"') > count("'") ? '"' : "'", ...(isWithout ? { semicolon: false } : {}) };
}
