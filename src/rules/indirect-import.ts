/**
 * `indirect-import`: the canonical symbol is imported from, or exported again by, a repository module other than the
 * canonical or its `import` module. A detour works today and becomes tomorrow's second path to the same thing.
 */
import { formatKey, keyOfFile, resolveImport } from '../modules/index.ts';
import type { Concept, Home, ImportedName, ImportFact, LanguageFacts } from '../types.ts';
import { defineRule, type FilePass } from './define.ts';
import { holdsIn, isHome, isHomeFile } from './holds.ts';
import { importLine } from './import-line.ts';
import { originOf } from './origin.ts';
import { homeIn, spellHome } from './replacement.ts';

export const indirectImport = defineRule({
  id: 'indirect-import',
  summary: 'the canonical symbol is imported from, or exported again by, another module of the repository',
  docs:
    'Import the symbol from its canonical module, or from the module that the registry names as `import` (a barrel, a ' +
    "package's `__init__`). One way in keeps moves and searches simple.",
  bad: {
    registry: { concepts: { Manager: 'src/manager.ts#Manager' } },
    files: {
      'src/manager.ts': 'export class Manager {}\n',
      'src/shared.ts': "export { Manager } from './manager';\n",
      'src/a.ts': "import { Manager } from './shared';\n",
    },
  },
  good: {
    registry: {
      concepts: { Manager: { canonical: { path: 'src/manager.ts', symbol: 'Manager', import: 'src/shared.ts' } } },
    },
    files: {
      'src/manager.ts': 'export class Manager {}\n',
      'src/shared.ts': "export { Manager } from './manager';\n",
      'src/a.ts': "import { Manager } from './shared';\n",
    },
  },
  checkFile: (pass) => {
    for (const concept of pass.guard.registry.concepts) {
      if (concept.indirect === 'off' || isHomeFile(concept, pass.path)) continue;
      for (const part of pass.facts.parts) {
        const home = homeIn(concept.canonical, part.language);
        if (home !== null && home.symbol !== null) judge(pass, concept, home, home.symbol, part);
      }
    }
  },
});

function judge(pass: FilePass, concept: Concept, home: Home, symbol: string, part: LanguageFacts): void {
  for (const fact of part.imports) {
    if (fact.form === 'string') continue;
    for (const imported of fact.names) {
      if (imported.name !== symbol) continue;
      const way = wayHome(fact, pass, home, symbol);
      if (way === null) continue;
      const again = exportsAgain(fact, imported, part) && !isImportModule(pass, home);
      if (again || way === 'detour') report(pass, concept, home, symbol, part, fact, imported, again);
    }
  }
}

/** An export of the symbol under its own name; under another name it is an alias. */
function exportsAgain(fact: ImportFact, imported: ImportedName, part: LanguageFacts): boolean {
  if (fact.form === 'export-from') return imported.local === imported.name;
  if (imported.local !== imported.name) return false;
  if (part.language === 'js') return (part.exports ?? []).includes(imported.name);
  return fact.nested !== true && part.exports?.includes(imported.name) === true;
}

/** The file itself is the module that consumers import from. */
function isImportModule(pass: FilePass, home: Home): boolean {
  const key = keyOfFile(pass.path);
  return key !== null && isHome(home, { specifier: '', keys: [key] }, pass.path, pass.modules);
}

/** Whether an import's module gives the canonical symbol: null when it does not, else whether it is the home itself. */
function wayHome(fact: ImportFact, pass: FilePass, home: Home, symbol: string): 'home' | 'detour' | null {
  const resolution = resolveImport(home.language, fact.specifier, pass.path, pass.modules);
  if (isHome(home, { specifier: fact.specifier, keys: resolution.keys }, pass.path, pass.modules)) return 'home';
  const origin = resolution.file === null ? null : originOf(resolution.file, symbol, pass.modules);
  return origin !== null && origin.path === home.path && origin.name === symbol ? 'detour' : null;
}

function report(
  pass: FilePass,
  concept: Concept,
  home: Home,
  symbol: string,
  part: LanguageFacts,
  fact: ImportFact,
  imported: ImportedName,
  again: boolean,
): void {
  if (!holdsIn(pass, null, concept.base, [], null)) return;
  const key = resolveImport(part.language, fact.specifier, pass.path, pass.modules).keys[0];
  const module = spellHome(home, pass.path, fact.specifier, pass.modules);
  const way = home.import ?? home.path;
  pass.report({
    rule: 'indirect-import',
    concept: concept.name,
    severity: concept.indirect === 'error' ? concept.severity : 'warn',
    span: { start: imported.start, end: imported.end },
    statement: fact.statement,
    message: again
      ? `\`${symbol}\` is exported again here, but the one way to ${concept.name} is ${way}`
      : `\`${symbol}\` is imported through \`${fact.specifier}\`, but the one way to ${concept.name} is ${way}`,
    hint: again
      ? `delete the re-export; importers write the canonical line`
      : importLine(part.language, fact, imported, { module, symbol }),
    module: key === undefined ? null : formatKey(key),
    specifier: fact.specifier,
    name: symbol,
    form: fact.form,
    typeOnly: fact.typeOnly || imported.typeOnly,
    canonical: { path: home.path, symbol },
    related: [],
    owner: concept.owner,
    link: concept.link,
    fixable: !again,
    deadline: concept.deadline,
  });
}
