/**
 * `indirect-import`: the canonical symbol is imported from, or exported again by, a repository module other than the
 * canonical or its `import` module. A detour works today and becomes tomorrow's second path to the same thing.
 */
import { formatKey, joinPython, keyOfFile, readingOf, resolveImport } from '../modules/index.ts';
import { originOf } from '../modules/origin.ts';
import { readUse, stepSpan } from '../modules/python-uses.ts';
import { isLateImport, reExports } from '../modules/re-exports.ts';
import { holdsIn, isHome, isHomeFile } from '../registry/applies.ts';
import { importLine, plainImport } from '../replacement/import-line.ts';
import { homeIn, spellHome } from '../replacement/replacement.ts';
import { joined, nameText } from '../required-text/required.ts';
import { escapeText } from '../text/escape.ts';
import type {
  Concept,
  Home,
  ImportedName,
  ImportFact,
  LanguageFacts,
  LanguageId,
  NamespaceUse,
  Span,
} from '../types.ts';
import { defineRule, type FilePass, finding, type RawFinding } from './define.ts';

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
  requiredTexts: ({ matcher: { registry }, language }) =>
    joined(
      registry.concepts
        .filter((concept) => concept.indirect !== 'off')
        .flatMap((concept) => homeIn(concept.canonical, language)?.symbol ?? [])
        .map(nameText),
    ),
  checkFile: (pass) => {
    for (const concept of pass.matcher.registry.concepts) {
      if (concept.indirect === 'off' || isHomeFile(concept, pass.path)) continue;
      for (const part of pass.facts.parts) {
        const home = homeIn(concept.canonical, part.language);
        if (home !== null && home.symbol !== null) judge(pass, concept, home, home.symbol, part);
      }
    }
  },
});

function judge(pass: FilePass, concept: Concept, home: Home, symbol: string, part: LanguageFacts): void {
  if (!holdsIn(pass, null, concept.base, [], null)) return;
  const report = (seen: Detour): void => pass.report(findingOf(pass, concept, home, symbol, part, seen));
  for (const fact of part.imports) {
    if (fact.form === 'string' && !isLateImport(fact)) continue;
    for (const imported of fact.names) {
      if (imported.name === symbol) {
        const way = wayHome(fact, fact.specifier, pass, home, symbol);
        if (way === null) continue;
        const again = exportsAgain(fact, imported, pass.path, part) && !isImportModule(pass, home);
        if (again || way === 'detour')
          report({ kind: again ? 'again' : 'import', fact, imported, span: imported, specifier: fact.specifier });
        continue;
      }
      for (const use of imported.uses ?? []) {
        const member = memberOf(use, fact, imported, symbol, part.language);
        if (member !== null && wayHome(fact, member.specifier, pass, home, symbol) === 'detour')
          report({ kind: 'use', fact, imported, ...member });
      }
    }
  }
}

/** One place where the symbol is come by, or given on, on another way than the stated one. */
interface Detour {
  readonly kind: 'import' | 'again' | 'use';
  readonly fact: ImportFact;
  readonly imported: ImportedName;
  readonly span: Span;
  /** The module that is passed through, as this file may write it. */
  readonly specifier: string;
}

/** An export of the symbol under its own name, or as a module's default; under another name it is an alias. */
function exportsAgain(fact: ImportFact, imported: ImportedName, path: string, part: LanguageFacts): boolean {
  if (imported.local !== imported.name && imported.local !== 'default') return false;
  return reExports(fact, imported, path, part);
}

/**
 * The module whose member a use is, if that member is the symbol: `ns.Symbol`, in Python `ns.submodule.Symbol` as well; and
 * where the symbol stands. Else null.
 */
function memberOf(
  use: NamespaceUse,
  fact: ImportFact,
  imported: ImportedName,
  symbol: string,
  language: LanguageId,
): { readonly specifier: string; readonly span: Span } | null {
  if (language === 'js') {
    const isMember = imported.name === '*' && (use.name === symbol || use.name.startsWith(`${symbol}.`));
    return isMember ? { specifier: fact.specifier, span: stepSpan(use, [symbol], 0) } : null;
  }
  const { module, steps } = readUse(use, fact, imported);
  const at = steps.indexOf(symbol);
  if (at < 0) return null;
  return { specifier: [module, ...steps.slice(0, at)].reduce(joinPython), span: stepSpan(use, steps, at) };
}

/** The file itself is the module that consumers import from. */
function isImportModule(pass: FilePass, home: Home): boolean {
  const key = keyOfFile(pass.path);
  return key !== null && isHome(home, { specifier: '', keys: [key] }, pass.path, pass.modules);
}

/** Whether a module gives the canonical symbol: null when it does not, else whether it is the home itself. */
function wayHome(
  fact: ImportFact,
  specifier: string,
  pass: FilePass,
  home: Home,
  symbol: string,
): 'home' | 'detour' | null {
  const resolution = resolveImport(home.language, specifier, pass.path, pass.modules, readingOf(fact));
  if (isHome(home, { specifier, keys: resolution.keys }, pass.path, pass.modules)) return 'home';
  const origin = resolution.file === null ? null : originOf(resolution.file, symbol, pass.modules);
  return origin !== null && origin.path === home.path && origin.name === symbol ? 'detour' : null;
}

function findingOf(
  pass: FilePass,
  concept: Concept,
  home: Home,
  symbol: string,
  part: LanguageFacts,
  { kind, fact, imported, span, specifier }: Detour,
): RawFinding {
  const key = resolveImport(part.language, specifier, pass.path, pass.modules, readingOf(fact)).keys[0];
  const module = spellHome(home, pass.path, specifier, pass.modules);
  // A re-export's own spelling is of no use to importers elsewhere.
  const elsewhere = spellHome(home, pass.path, part.language === 'py' ? 'absolute' : './relative', pass.modules);
  const what = {
    again: `\`${symbol}\` is exported again here`,
    import: `\`${symbol}\` is imported through \`${escapeText(specifier)}\``,
    use: `\`${symbol}\` is used through \`${escapeText(specifier)}\``,
  };
  const hint = {
    again: `delete the re-export; importers write: ${plainImport(part.language, elsewhere, symbol, null)}`,
    import: importLine(part.language, fact, imported, { module, symbol }),
    use: plainImport(part.language, module, symbol, fact),
  };
  return finding('indirect-import', concept, {
    severity: concept.indirect === 'error' ? concept.severity : 'warn',
    span,
    statement: fact.statement,
    message: `${what[kind]}, but the one way to ${concept.name} is ${home.import ?? home.path}`,
    hint: hint[kind],
    module: key === undefined ? null : formatKey(key),
    specifier: fact.specifier,
    name: symbol,
    form: kind === 'use' ? 'namespace-use' : fact.form,
    typeOnly: fact.typeOnly || imported.typeOnly,
    home,
    fixable: kind === 'import',
  });
}
