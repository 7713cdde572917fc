/**
 * What names mean in a file: in which scope each is bound, by imports and otherwise.
 */
import { dialectOf, isContainer } from '../../languages/index.ts';
import { type NamePlace, type PythonCode, readCode } from '../../languages/python/code.ts';
import { topOf } from '../../languages/python/names.ts';
import type { ImportedName, ImportFact, Span } from '../../types.ts';
import type { SourceText } from '../change.ts';
import { asBehind } from './list.ts';

/** A name that an import binds. */
export interface ImportBinding {
  readonly fact: ImportFact;
  readonly imported: ImportedName;
  readonly scope: number;
  /** `import a.b.c`, which binds `a`: the segments behind it. null for every other import. */
  readonly path: readonly string[] | null;
}

/** The code of a file with its imports. */
export interface FileNames {
  readonly source: SourceText;
  readonly code: PythonCode;
  /** The imports that bind a name. */
  importsOf(name: string): readonly ImportBinding[];
}

const known = new WeakMap<SourceText, FileNames>();

/** The names of the file in which a statement stands; in Markdown those of its fence, or null for one that is indented. */
export function namesOfFile(source: SourceText, statement: Span): FileNames | null {
  const dialect = dialectOf(source.path);
  if (dialect !== null && isContainer(dialect)) {
    const fence = fenceAround(source.text, statement);
    return fence === null ? null : readNames(source, fence);
  }
  const names = known.get(source) ?? readNames(source, { start: 0, end: source.text.length });
  known.set(source, names);
  return names;
}

/** Offsets stay: what stands before the part is blank. */
function readNames(source: SourceText, { start, end }: Span): FileNames {
  const { text, part } = source;
  const code = readCode(text.slice(0, start).replace(/[^\r\n]/g, ' ') + text.slice(start, end));
  const imports = part.imports.filter(({ statement }) => statement.start >= start && statement.end <= end);
  const bindings = new Map<string, ImportBinding[]>();
  for (const fact of imports) {
    const [scope, path] = [code.scopeAt(fact.statement.start), pathOf(text, fact)];
    for (const imported of fact.names) {
      const { local } = imported;
      if (local === null) continue;
      const known = bindings.get(local) ?? [];
      bindings.set(local, known);
      known.push({ fact, imported, scope, path });
    }
  }
  return { source, code, importsOf: (name) => bindings.get(name) ?? [] };
}

/** The lines between the marks of a fence. */
function fenceAround(text: string, { start, end }: Span): Span | null {
  const open = [...text.slice(0, start).matchAll(/(?:^|[\r\n])([ \t>]*)(?:```|~~~)[^\r\n]*/g)].at(-1);
  if (open === undefined || open[1] !== '') return null;
  const close = text.slice(end).search(/[\r\n](?:```|~~~)/);
  return { start: open.index + open[0].length, end: close < 0 ? text.length : end + close };
}

function pathOf(text: string, { form, specifier, end }: ImportFact): readonly string[] | null {
  if (form !== 'import') return null;
  const path = specifier.split('.').slice(1);
  return path.length === 0 || asBehind(text, end) === null ? path : null;
}

/** Whether a plain `import a.b`, or `import a as a`, binds the name `a` of that package. */
export function isPackageOf({ path, fact }: ImportBinding, name: string): boolean {
  return path !== null && topOf(fact.specifier) === name;
}

/** The scopes in which a name is looked up from one: itself, then those around it that are no classes. */
export function lookUp({ scopes }: PythonCode, scope: number): readonly number[] {
  const found = [scope];
  for (let at = scopes[scope]?.parent ?? -1; at >= 0; at = scopes[at]?.parent ?? -1) {
    if (at === 0 || scopes[at]?.isFunction === true) found.push(at);
  }
  return found;
}

/** The places in a scope where a name is bound otherwise than by an import. */
export function boundIn(places: readonly NamePlace[], scope: number): boolean {
  return places.some((place) => place.kind === 'bound' && place.scope === scope);
}
