/**
 * One look at the whole work tree: facts of every source file, the deprecation notices in them, and who imports what.
 */

import { readFacts, readText } from '../facts/source.ts';
import { type FactMemory, openTree } from '../facts/tree.ts';
import { atOnce } from '../git/left-out.ts';
import { openSnapshot } from '../git/open-snapshot.ts';
import type { Repository } from '../git/repository.ts';
import { dialectOf } from '../languages/index.ts';
import { type ModuleContext, resolveImport } from '../modules/index.ts';
import { isLateImport, reExports } from '../modules/re-exports.ts';
import { loadRegistry, REGISTRY_NAME } from '../registry/load.ts';
import { compileRegistry, openMatcher } from '../registry/matcher.ts';
import { lineIndex } from '../text/lines.ts';
import type {
  DefinitionFact,
  FileFacts,
  ImportedName,
  ImportFact,
  LanguageFacts,
  LanguageId,
  Place,
} from '../types.ts';
import type { Notice } from './notice.ts';
import { mayHoldNotices, noticesIn } from './notices.ts';

export interface SurveyedNotice extends Notice {
  readonly place: Place;
}

/** One name (`*` for the whole module) that a file takes from a module of this repository. */
export interface Importing {
  readonly from: string;
  /** The file of the module as imported. */
  readonly file: string;
  readonly name: string;
  /** What the file calls it; null where it is bound to nothing, or read through a namespace. */
  readonly local: string | null;
  readonly specifier: string;
  readonly offset: number;
  /** The file gives it on, and is not seen to use it. */
  readonly isHandedOn: boolean;
}

export interface Survey {
  readonly modules: ModuleContext;
  readonly facts: ReadonlyMap<string, FileFacts>;
  readonly notices: ReadonlyMap<string, readonly SurveyedNotice[]>;
  /** By the file of the module as imported. */
  readonly importers: ReadonlyMap<string, readonly Importing[]>;
  /** Line and column of an offset. */
  locate(path: string, offset: number): Place;
}

/** @throws UserError outside a repository */
export function surveyTree(repository: Repository): Survey {
  const snapshot = openSnapshot({ scope: 'all' }, repository);
  const matcher = openMatcher(compileRegistry(emptyRegistry()));
  const facts = new Map<string, FileFacts>();
  const notices = new Map<string, SurveyedNotice[]>();
  const memory: FactMemory = new Map();
  const covered = snapshot.files.filter(
    (file) => file.pathBytes === null && dialectOf(file.path) !== null && matcher.includes(file.path),
  );
  for (const { file, bytes } of snapshot.contents(covered)) {
    if (bytes === null) continue;
    const read = readFacts(bytes, file.path);
    if (read.skip !== null) continue;
    facts.set(file.path, read.facts);
    memory.set(`${file.id ?? ''}\0${file.path}`, read.facts);
    if (bytes.length > LARGEST_WITH_NOTICES || !isMentioned(bytes)) continue;
    const text = readText(bytes, file.path);
    const found = mayHoldNotices(text) ? noticesIn(text, read.facts) : [];
    const lines = lineIndex(text);
    if (found.length > 0) {
      notices.set(
        file.path,
        found.map((one) => ({ ...one, place: { path: file.path, ...lines.position(one.offset) } })),
      );
    }
  }
  const tree = openTree(atOnce(snapshot.tree), memory);
  const modules: ModuleContext = { tree, pythonRoots: null };
  return {
    modules,
    facts,
    notices,
    importers: whoImports(facts, modules),
    locate: (path, offset) => {
      const text = tree.read(path);
      return { path, ...(text === undefined ? { line: 1, column: 1 } : lineIndex(text).position(offset)) };
    },
  };
}

const LARGEST_WITH_NOTICES = 1 << 20;

/** The word stands in the bytes: tells nearly every file apart without decoding it a second time. */
function isMentioned(bytes: Buffer): boolean {
  return ['eprecat', 'EPRECAT'].some((word) => bytes.includes(word));
}

function emptyRegistry() {
  const { registry } = loadRegistry({ path: REGISTRY_NAME, text: '{ "version": 1 }' }, () => undefined);
  if (registry === null) throw new Error('the empty registry does not load');
  return registry;
}

function whoImports(facts: ReadonlyMap<string, FileFacts>, modules: ModuleContext): Map<string, Importing[]> {
  const importers = new Map<string, Importing[]>();
  const add = (importing: Importing): void => {
    const list = importers.get(importing.file);
    if (list === undefined) importers.set(importing.file, [importing]);
    else list.push(importing);
  };
  for (const [from, { parts }] of facts) {
    for (const part of parts) {
      const { language } = part;
      for (const fact of part.imports) {
        const { form, specifier, names, start } = fact;
        if (form === 'string' && !isLateImport(fact)) continue;
        const { file } = resolveImport(language, specifier, from, modules);
        if (file !== null && file !== from) {
          if (names.length === 0) {
            add({ from, file, name: '*', local: null, specifier, offset: start, isHandedOn: false });
          }
          for (const name of names) {
            const isHandedOn = handsOnAlone(fact, name, from, part);
            for (const used of namesUsed(name)) {
              const local = used === name.name ? name.local : null;
              add({ from, file, name: used, local, specifier, offset: name.start, isHandedOn });
            }
          }
        }
        if (language === 'py' && form === 'from-import') addSubmodules(from, specifier, names, modules, add);
      }
    }
  }
  return importers;
}

/**
 * Whether an import is there to give something on, and for nothing else: `export … from`, imports of an `__init__`,
 * names in `__all__`.
 */
function handsOnAlone(fact: ImportFact, name: ImportedName, path: string, part: LanguageFacts): boolean {
  if (part.language === 'js') return fact.form === 'export-from';
  if (isLateImport(fact)) return true;
  if (/(?:^|\/)__init__\.pyi$/.test(path)) return true;
  const isListed = name.local !== null && part.exports?.includes(name.local) === true;
  const isPackage = /(?:^|\/)__init__\.pyi?$/.test(path);
  if (!isPackage && !isListed) return false;
  return name.used !== true && (name.name === '*' || reExports(fact, name, path, part));
}

/** A namespace counts for what is read through it. */
function namesUsed({ name, uses = [], escapes }: ImportedName): string[] {
  const own = uses.filter((use) => !use.name.startsWith('.'));
  if (name !== '*' || own.length === 0) return [name];
  return [...new Set([...own.map((use) => use.name.split('.')[0] ?? '*'), ...(escapes === undefined ? [] : ['*'])])];
}

/** `from pkg import module` imports the module, too. */
function addSubmodules(
  from: string,
  specifier: string,
  names: readonly ImportedName[],
  modules: ModuleContext,
  add: (importing: Importing) => void,
): void {
  for (const { name, start, uses = [] } of names) {
    if (name === '*') continue;
    const whole = specifier.endsWith('.') ? `${specifier}${name}` : `${specifier}.${name}`;
    const { file } = resolveImport('py', whole, from, modules);
    if (file === null || file === from) continue;
    const used = new Set(uses.map((use) => use.name.split('.')[0] ?? '*'));
    for (const one of used.size === 0 ? ['*'] : used) {
      add({ from, file, name: one, local: null, specifier: whole, offset: start, isHandedOn: false });
    }
  }
}

export interface Definition {
  readonly path: string;
  readonly language: LanguageId;
  readonly definition: DefinitionFact;
  /** Others can import it: in Python whatever has no leading underscore. */
  readonly isPublic: boolean;
}

/** Definitions at module scope. */
export function* definitionsOf(survey: Survey): Generator<Definition> {
  for (const [path, { parts }] of survey.facts) {
    for (const { language, definitions, exports } of parts) {
      const exported = new Set(exports);
      for (const definition of definitions) {
        if (definition.scope !== 'module') continue;
        const { name } = definition;
        const isPublic = language === 'py' ? !name.startsWith('_') : definition.exported || exported.has(name);
        yield { path, language, definition, isPublic };
      }
    }
  }
}

/** Files that hold doubles and examples rather than homes. */
export function isTestPath(path: string): boolean {
  return /(?:^|\/)(?:tests?|__tests__|__mocks__|testing|spec|specs|e2e|fixtures?|mocks?|stubs?|(?:[^/]*[-_.])?(?:examples?|playgrounds?|demos?|samples?|benchmarks?)(?:[-_.][^/]*)?|docs?|stories|migrations|_?vendor(?:ed)?|third[_-]?party|external-deps|extern|generated|dist|build)\/|(?:^|\/)(?:test_[^/]*|conftest|[^/]*_test)\.pyi?$|\.(?:test|spec|stories|e2e|bench)\.[^/]+$|\.d\.[cm]?ts$|\.pyi$/i.test(
    path,
  );
}
