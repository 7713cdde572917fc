/**
 * `indirect-import`: the canonical symbol is imported from, or exported again by, a repository module other than the
 * canonical or its `import` module. A detour works today and becomes tomorrow's second path to the same thing.
 */
import { isOnPublicWay, isPublicEntry, type NoWay, type Way, wayTo } from '../modules/borders.ts';
import { type HomeSymbol, homeSymbol, leavesAsDefault, spokenBy } from '../modules/exports.ts';
import { formatKey, joinPython, keyOfFile, readingOf, resolveImport } from '../modules/index.ts';
import { originOf } from '../modules/origin.ts';
import { readUse, stepSpan } from '../modules/python-uses.ts';
import { givesName, isLateImport, reExports } from '../modules/re-exports.ts';
import { holdsIn, isHome, isHomeFile } from '../registry/applies.ts';
import { homeIn, homeLineAnywhere, lineFor, sourceOf } from '../replacement/home-line.ts';
import { fileTexts } from '../required-text/of-modules.ts';
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
    if (pass.facts.parts.every(({ imports }) => imports.every(({ names }) => names.length === 0))) return;
    for (const concept of pass.matcher.registry.concepts) {
      if (concept.indirect === 'off' || isHomeFile(concept, pass.path)) continue;
      for (const part of pass.facts.parts) {
        const home = homeIn(concept.canonical, part.language);
        const symbol = home === null ? null : pass.matcher.symbolOf(home, pass.modules);
        if (home !== null && symbol !== null) judge(pass, concept, home, symbol, part);
      }
    }
  },
});

function judge(pass: FilePass, concept: Concept, home: Home, symbol: HomeSymbol, part: LanguageFacts): void {
  if (!holdsIn(pass, null, concept.base, [], null)) return;
  const report = (seen: Detour): void => pass.report(findingOf(pass, concept, home, symbol, part, seen));
  const spoken = new Set(spokenBy(symbol));
  for (const fact of part.imports) {
    if (fact.form === 'string' && !isLateImport(fact)) continue;
    for (const imported of fact.names) {
      const taken = takenName(fact, imported, symbol);
      if (spoken.has(taken) || (taken === 'default' && (leavesAsDefault(symbol) || imported.local === symbol.called))) {
        const way = wayHome(fact, fact.specifier, taken, pass, home, symbol);
        if (way === null || (taken === 'default' && !speaksOf(fact, imported, symbol, home, part, pass))) continue;
        const again = exportsAgain(fact, imported, symbol, pass.path, part) || renamesBack(imported, symbol, part);
        if (again ? !isOnTheWay(pass, home) : way === 'detour')
          report({ kind: again ? 'again' : 'import', fact, imported, span: imported, specifier: fact.specifier });
        continue;
      }
      for (const use of imported.uses ?? []) {
        const found = memberOfUse(use, fact, imported, spoken, part.language);
        const way = found === null ? null : wayHome(fact, found.specifier, found.member, pass, home, symbol);
        if (found === null || way === null) continue;
        const again = givesOnMember(`${imported.local}.${use.name}`, symbol, pass.path, part);
        if (again ? !isOnTheWay(pass, home) : way === 'detour')
          report({ kind: again ? 'again' : 'use', fact, imported, span: found.span, specifier: found.specifier });
      }
    }
  }
}

/** What an import takes: `const Api = require('./api')` the whole, which is a CommonJS module's default. */
function takenName({ form }: ImportFact, { name, local }: ImportedName, { called }: HomeSymbol): string {
  return name === '*' && form === 'require' && local === called ? 'default' : name;
}

/** Whoever takes a default speaks of the symbol by the name that it gets, or takes it from the home's own file. */
function speaksOf(
  fact: ImportFact,
  imported: ImportedName,
  symbol: HomeSymbol,
  home: Home,
  part: LanguageFacts,
  { path, modules }: FilePass,
): boolean {
  if (imported.name !== 'default' || imported.local === symbol.called || renamesBack(imported, symbol, part))
    return true;
  return resolveImport(home.language, fact.specifier, path, modules, readingOf(fact)).file === home.path;
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

/** An export of the symbol under a name of its own, or as a module's default; under another name it is an alias. */
function exportsAgain(
  fact: ImportFact,
  imported: ImportedName,
  symbol: HomeSymbol,
  path: string,
  part: LanguageFacts,
): boolean {
  const { local, asDefault } = imported;
  const isOwn = local !== null && (symbol.names.includes(local) || symbol.local === 'default');
  return asDefault === true || (isOwn && reExports(fact, imported, path, part));
}

/** `import Any from './api'; export { Any as Api }`: what another name was given gets its own again. */
function renamesBack({ local }: ImportedName, symbol: HomeSymbol, part: LanguageFacts): boolean {
  if (part.language === 'py' || local === null) return false;
  return part.definitions.some(
    (d) =>
      d.aliasOf === local &&
      d.scope === 'module' &&
      symbol.names.includes(d.name) &&
      part.exports?.includes(d.name) === true,
  );
}

/** `export const Api = ns.Api`: a member of a namespace is exported under the symbol's own name. */
function givesOnMember(written: string, symbol: HomeSymbol, path: string, part: LanguageFacts): boolean {
  return part.definitions.some(
    (d) =>
      d.aliasOf === written &&
      d.kind === 'alias' &&
      d.scope === 'module' &&
      symbol.names.includes(d.name) &&
      givesName(d.name, path, part),
  );
}

interface Member {
  readonly specifier: string;
  readonly member: string;
  readonly span: Span;
}

/**
 * The module whose member a use is, if that member may be the symbol: `ns.Symbol`, in Python `ns.submodule.Symbol` as well;
 * and where it stands. Else null.
 */
function memberOfUse(
  use: NamespaceUse,
  fact: ImportFact,
  imported: ImportedName,
  spoken: ReadonlySet<string>,
  language: LanguageId,
): Member | null {
  if (language === 'js') {
    const member = use.name.split('.', 1)[0] ?? use.name;
    if (imported.name !== '*' || !spoken.has(member)) return null;
    return { specifier: fact.specifier, member, span: stepSpan(use, [member], 0) };
  }
  if (![...spoken].some((name) => use.name.includes(name))) return null;
  const { module, steps } = readUse(use, fact, imported);
  const at = steps.findIndex((step) => spoken.has(step));
  const member = steps[at];
  if (member === undefined) return null;
  return { specifier: [module, ...steps.slice(0, at)].reduce(joinPython), member, span: stepSpan(use, steps, at) };
}

/** The file is the module that consumers import from, or hands the symbol on to a public entry. */
function isOnTheWay({ path, modules }: FilePass, home: Home): boolean {
  const key = keyOfFile(path);
  if (key !== null && isHome(home, { specifier: '', keys: [key] }, path, modules)) return true;
  return isOnPublicWay(path, home, modules);
}

/** Whether a module gives the canonical symbol: null when it does not, else whether it is the way to it. */
function wayHome(
  fact: ImportFact,
  specifier: string,
  name: string,
  pass: FilePass,
  home: Home,
  symbol: HomeSymbol,
): 'home' | 'detour' | null {
  const { path, modules } = pass;
  const { keys, file } = resolveImport(home.language, specifier, path, modules, readingOf(fact));
  if (isHome(home, { specifier, keys }, path, modules)) return 'home';
  const origin = file === null ? null : originOf(file, name, modules);
  if (file === null || origin === null || origin.path !== home.path || origin.name !== symbol.local) return null;
  return isPublicEntry(file, specifier, home, path, modules) ? 'home' : 'detour';
}

function findingOf(
  pass: FilePass,
  concept: Concept,
  home: Home,
  symbol: HomeSymbol,
  part: LanguageFacts,
  { kind, fact, imported, span, specifier }: Detour,
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
