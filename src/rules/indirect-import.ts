/**
 * `indirect-import`: the canonical symbol is imported from, or exported again by, a repository module other than the
 * canonical or its `import` module. A detour works today and becomes tomorrow's second path to the same thing.
 */
import { type NoWay, type Way, wayTo } from '../modules/borders.ts';
import { type HomeSymbol, homeSymbol, leavesAsDefault, spokenBy } from '../modules/exports.ts';
import { formatKey, readingOf, resolveImport } from '../modules/index.ts';
import { isHomeFile } from '../registry/applies.ts';
import { homeIn, homeLineAnywhere, lineFor, sourceOf } from '../replacement/home-line.ts';
import { fileTexts } from '../required-text/of-modules.ts';
import { joined, nameText } from '../required-text/required.ts';
import { escapeText } from '../text/escape.ts';
import type { Concept, Home, LanguageFacts } from '../types.ts';
import { defineRule, type FilePass, finding, type RawFinding } from './define.ts';
import { type HomeUse, usesOfHome } from './indirect-import/uses.ts';

export const indirectImport = defineRule({
  id: 'indirect-import',
  summary: 'the canonical symbol is imported from, or exported again by, another module of the repository',
  docs:
    'Import the symbol from its canonical module, or from the module that the registry names as `import` (a barrel, a ' +
    "package's `__init__`). One way in keeps moves and searches simple.",
  options: ['concepts.<name>.indirect', 'concepts.<name>.canonical.import'],
  fixes: 'The import, where the canonical module is seen to give the name; a re-export is for a person.',
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
  requiredTexts: (question) => {
    const { matcher, language, modules } = question;
    const concepts = matcher.registry.concepts.filter((concept) => concept.indirect !== 'off');
    return joined(
      concepts.flatMap((concept) => {
        const home = homeIn(concept.canonical, language);
        const symbol = home === null ? null : homeSymbol(home, modules);
        if (home === null || symbol === null) return [];
        const names = spokenBy(symbol).map(nameText);
        return leavesAsDefault(symbol) ? [...names, fileTexts(home.path, question)] : names;
      }),
    );
  },
  checkFile: (pass) => {
    const concepts = pass.matcher.registry.concepts.filter(({ indirect }) => indirect !== 'off');
    if (concepts.length === 0) return;
    if (pass.facts.parts.every(({ imports }) => imports.every(({ names }) => names.length === 0))) return;
    for (const concept of concepts) {
      if (isHomeFile(concept, pass.path)) continue;
      for (const part of pass.facts.parts) {
        const home = homeIn(concept.canonical, part.language);
        const symbol = home === null ? null : pass.matcher.symbolOf(home, pass.modules);
        if (home === null || symbol === null) continue;
        usesOfHome(pass, concept, home, symbol, part, (use) => {
          if (use.isDetour) pass.report(findingOf(pass, concept, home, symbol, part, use));
        });
      }
    }
  },
});

function findingOf(
  pass: FilePass,
  concept: Concept,
  home: Home,
  symbol: HomeSymbol,
  part: LanguageFacts,
  { kind, fact, imported, span, specifier }: HomeUse,
): RawFinding {
  const { path, modules } = pass;
  const { language } = part;
  const key = resolveImport(language, specifier, path, modules, readingOf(fact)).keys[0];
  const way = wayTo(home, path, specifier, modules);
  const isTold = kind === 'import' && imported.name !== 'default' && imported.name !== '*';
  const name = isTold ? imported.name : symbol.local;
  const thing = name === 'default' ? `the default of ${home.path}` : `\`${name}\``;
  const what = {
    again: `${thing} is exported again here`,
    import: `${thing} is imported through \`${escapeText(specifier)}\``,
    use: `${thing} is used through \`${escapeText(specifier)}\``,
  };
  const hint = {
    // A re-export's own spelling is of no use to importers elsewhere.
    again: () => {
      // What lies in a package comes by its modules, others by the one that is stated.
      if (language === 'py' && home.import !== null)
        return `delete the re-export; importers write: ${homeLineAnywhere(home, modules)}`;
      const elsewhere = wayTo(home, path, language === 'py' ? 'absolute' : null, modules);
      return `delete the re-export; importers write: ${lineFor(home, elsewhere, path, null, modules)}`;
    },
    import: () => (way.module === null ? way.why : null),
    use: () => lineFor(home, way, path, fact, modules),
  };
  return finding('indirect-import', concept, {
    severity: concept.indirect === 'error' ? concept.severity : 'warn',
    span,
    statement: fact.statement,
    message: `${what[kind]}, but the one way to ${concept.name} is ${wayWords(home, way)}`,
    hint: hint[kind](),
    module: key === undefined ? null : formatKey(key),
    specifier: fact.specifier,
    name,
    form: kind === 'use' ? 'namespace-use' : fact.form,
    typeOnly: fact.typeOnly || imported.typeOnly,
    home,
    ...(kind === 'import' && way.module !== null
      ? { change: { fact, imported, to: sourceOf(way, path, modules) } }
      : { refusal: kind === 'again' ? 'exported-alias' : 'namespace' }),
  });
}

/** Where the home stands, or the module that the file is to import from in its place. */
function wayWords({ import: stated, path }: Home, way: Way | NoWay): string {
  return stated ?? (way.module === null || way.file === path ? path : way.module);
}
