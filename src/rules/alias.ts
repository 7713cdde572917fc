/**
 * `alias`: the canonical symbol is given a second exported name, in any file, the canonical one included.
 *
 * Seen are the forms of section 5: `export const Old = New`, `export { New as Old }`, `class Old extends New {}`,
 * `Old = New` in a Python module, an import with `as` in `__init__` or `__all__`, forwards through `__getattr__` and
 * `sys.modules`. What `New` is, is followed through the file's imports to the canonical file.
 */
import { type HomeSymbol, homeSymbol, leavesAsDefault, spokenBy } from '../modules/exports.ts';
import { keyOfFile, readingOf, resolveImport, sameKey } from '../modules/index.ts';
import { originOf } from '../modules/origin.ts';
import { reExports } from '../modules/re-exports.ts';
import { holdsIn } from '../registry/applies.ts';
import { homeIn, homeLine } from '../replacement/home-line.ts';
import { fileTexts } from '../required-text/of-modules.ts';
import { joined, nameText } from '../required-text/required.ts';
import type { Concept, DefinitionFact, Home, ImportedName, ImportFact, LanguageFacts, Span } from '../types.ts';
import { defineRule, type FilePass, finding } from './define.ts';

export const alias = defineRule({
  id: 'alias',
  summary: 'the canonical symbol is given a second exported name',
  docs:
    'An alias of the canonical symbol is a second name that importers will go on using, and that outlives every ' +
    'migration. Let importers write the canonical name, then delete the alias. Set `aliases` to `warn` or `off` for a ' +
    'concept that must keep one for a while.',
  options: ['concepts.<name>.aliases'],
  fixes:
    'Nothing: to delete an exported name is for a person. Once the importers write the canonical name, delete the alias.',
  bad: {
    registry: { concepts: { Manager: 'src/manager.ts#Manager' } },
    files: { 'src/manager.ts': 'export class Manager {}\nexport const OldManager = Manager;\n' },
  },
  good: {
    registry: { concepts: { Manager: 'src/manager.ts#Manager' } },
    files: { 'src/manager.ts': 'export class Manager {}\nexport const manager = new Manager();\n' },
  },
  requiredTexts: (question) => {
    const { matcher, language, modules } = question;
    const concepts = matcher.registry.concepts.filter((concept) => concept.aliases !== 'off');
    return joined(
      concepts.flatMap((concept) => {
        const home = homeIn(concept.canonical, language);
        const symbol = home === null ? null : homeSymbol(home, modules);
        if (home === null || !hasName(symbol)) return [];
        const names = spokenBy(symbol).map(nameText);
        // A default is taken from the home itself, which must be named for it.
        return leavesAsDefault(symbol) ? [...names, fileTexts(home.path, question)] : names;
      }),
    );
  },
  checkFile: (pass) => {
    const concepts = pass.matcher.registry.concepts.filter(({ aliases }) => aliases !== 'off');
    if (concepts.length === 0) return;
    const parts = pass.facts.parts.filter((part) => renamesAny(pass.path, part));
    if (parts.length === 0) return;
    for (const concept of concepts) {
      for (const part of parts) {
        const home = homeIn(concept.canonical, part.language);
        const symbol = home === null ? null : pass.matcher.symbolOf(home, pass.modules);
        if (home !== null && hasName(symbol)) judge(pass, concept, home, symbol, part);
      }
    }
  },
});

/** Whether a file gives anything a second name: most do not, and then no home is looked at. */
function renamesAny(path: string, part: LanguageFacts): boolean {
  return (
    part.definitions.some(({ aliasOf }) => aliasOf !== undefined) ||
    part.imports.some((fact) => fact.names.some((imported) => givesNewName(fact, imported, path, part)))
  );
}

function givesNewName(fact: ImportFact, imported: ImportedName, path: string, part: LanguageFacts): boolean {
  return imported.local !== imported.name && reExports(fact, imported, path, part);
}

/** What has no name of its own, a default without one, has no second name either. */
function hasName(symbol: HomeSymbol | null): symbol is HomeSymbol {
  return symbol !== null && symbol.local !== 'default';
}

function judge(pass: FilePass, concept: Concept, home: Home, symbol: HomeSymbol, part: LanguageFacts): void {
  const found: { span: Span; statement: Span; name: string; form: 'alias' | DefinitionFact['kind'] }[] = [];
  for (const definition of part.definitions) {
    if (definition.aliasOf === undefined || symbol.names.includes(definition.name) || !isExported(definition, part))
      continue;
    if (!isCanonical(definition.aliasOf, pass, home, symbol, part)) continue;
    found.push({ span: definition, statement: definition.statement, name: definition.name, form: definition.kind });
  }
  for (const fact of part.imports) {
    for (const imported of fact.names) {
      if (imported.local === null || symbol.names.includes(imported.local)) continue;
      if (!givesNewName(fact, imported, pass.path, part) || !takes(fact, imported, symbol, pass, home)) continue;
      if (!namesHome(fact, imported.name, pass, home, symbol)) continue;
      found.push({ span: imported, statement: fact.statement, name: imported.local, form: 'alias' });
    }
  }
  if (found.length === 0 || !holdsIn(pass, null, concept.base, concept.definitions?.allow ?? [], null)) return;
  for (const { span, statement, name, form } of found) {
    pass.report(
      finding('alias', concept, {
        severity: concept.aliases === 'warn' || concept.severity === 'warn' ? 'warn' : 'error',
        span,
        statement,
        message: `\`${name}\` is a second exported name for ${home.path}#${home.symbol}, the one home of ${concept.name}`,
        hint: canonicalLine(pass, home, symbol),
        name,
        form,
        home,
      }),
    );
  }
}

function canonicalLine(pass: FilePass, home: Home, { local }: HomeSymbol): string {
  if (pass.path === home.path) return `delete it, and let importers write \`${local}\``;
  return homeLine(home, pass.path, pass.modules);
}

/** Whether an import takes the symbol by a name of its own, or as the default of the home itself. */
function takes(fact: ImportFact, imported: ImportedName, symbol: HomeSymbol, pass: FilePass, home: Home): boolean {
  if (isSpoken(imported.name, symbol)) return true;
  if (imported.name !== 'default' || !leavesAsDefault(symbol)) return false;
  return resolveImport(home.language, fact.specifier, pass.path, pass.modules, readingOf(fact)).file === home.path;
}

/** Whether a module's name may be the symbol: its own, or one under which it leaves its file. */
function isSpoken(name: string, symbol: HomeSymbol): boolean {
  return spokenBy(symbol).includes(name);
}

/** Module scope, and for JS exported, there or later; a name with an underscore in Python is still importable. */
function isExported(definition: DefinitionFact, part: LanguageFacts): boolean {
  if (definition.via !== undefined) return true;
  if (definition.scope !== 'module') return false;
  if (part.language === 'py' || part.exports?.includes(definition.name) === true) return true;
  // What leaves under another name alone is told of where it gets that name.
  return definition.exported && (definition.kind !== 'alias' || definition.exportedAs === undefined);
}

/** What a name stands for behind the file's own aliases: `B = A` after `A = Symbol`. */
function behindAliases(target: string, part: LanguageFacts): string {
  const seen = new Set<string>();
  let at = target;
  for (;;) {
    const alias = part.definitions.find((d) => d.name === at && d.kind === 'alias' && d.scope === 'module');
    if (alias?.aliasOf === undefined || seen.has(at)) return at;
    seen.add(at);
    at = alias.aliasOf;
  }
}

/** Whether a dotted expression in this file is the canonical symbol. */
function isCanonical(written: string, pass: FilePass, home: Home, symbol: HomeSymbol, part: LanguageFacts): boolean {
  const target = behindAliases(written, part);
  if (
    !isSpoken(target.split('.').at(-1) ?? '', symbol) &&
    !part.imports.some((f) => f.names.some((n) => n.local === target && takes(f, n, symbol, pass, home)))
  ) {
    return false;
  }
  if (pass.path === home.path) return target === symbol.local;
  const [local = '', ...members] = target.split('.');
  for (const fact of part.imports) {
    if (members.length === 0 && isSpoken(local, symbol) && isStar(fact) && namesHome(fact, local, pass, home, symbol))
      return true;
    for (const imported of fact.names) {
      // `type Old = import('./api').Api`
      if (fact.form === 'import-type' && imported.local === null && target === `${fact.specifier}.${imported.name}`) {
        if (isSpoken(imported.name, symbol) && namesHome(fact, imported.name, pass, home, symbol)) return true;
        continue;
      }
      if (imported.local !== local && !(imported.name === '*' && target.startsWith(`${fact.specifier}.`))) continue;
      if (
        members.length === 0
          ? takes(fact, imported, symbol, pass, home) && namesHome(fact, imported.name, pass, home, symbol)
          : reaches(fact, imported, pass, home)
      ) {
        return true;
      }
    }
  }
  return false;
}

/** Python's `from m import *`, which binds what the module gives. */
function isStar({ form, names }: ImportFact): boolean {
  return form === 'from-import' && names.some(({ name, local }) => name === '*' && local === null);
}

/** A namespace (or Python submodule) whose member is meant: its module must be the canonical one. */
function reaches(fact: ImportFact, imported: ImportedName, pass: FilePass, home: Home): boolean {
  const language = home.language;
  const separator = language === 'py' && !fact.specifier.endsWith('.') ? '.' : '';
  const specifier = imported.name === '*' ? fact.specifier : `${fact.specifier}${separator}${imported.name}`;
  const key = keyOfFile(home.path);
  if (key === null) return false;
  const { candidates } = resolveImport(language, specifier, pass.path, pass.modules, readingOf(fact));
  return candidates.some((candidate) => sameKey(candidate, key));
}

/** Whether an import's module is the canonical, or is seen to hand the symbol on from there. */
function namesHome(fact: ImportFact, name: string, pass: FilePass, home: Home, symbol: HomeSymbol): boolean {
  const resolution = resolveImport(home.language, fact.specifier, pass.path, pass.modules, readingOf(fact));
  const key = keyOfFile(home.path);
  if (key !== null && resolution.keys.some((k) => sameKey(k, key))) return true;
  const file = resolution.file;
  const origin = file === null ? null : originOf(file, name, pass.modules);
  return origin !== null && origin.path === home.path && origin.name === symbol.local;
}
