/**
 * `duplicate-definition`: a second home. A definition whose name belongs to a concept stands outside the concept's
 * canonical file, or a name that must be unique is defined in several files.
 */
import { languageOf } from '../languages/index.ts';
import { homeSymbol } from '../modules/exports.ts';
import { type ModuleContext, readingOf, resolveImport } from '../modules/index.ts';
import { factsIn, originOf } from '../modules/origin.ts';
import { reExports } from '../modules/re-exports.ts';
import { holdsIn, isHomeOfAny } from '../registry/applies.ts';
import { homeIn, homeLine } from '../replacement/home-line.ts';
import { joined, nameText } from '../required-text/required.ts';
import type {
  Concept,
  DefinitionFact,
  DefinitionKind,
  Home,
  ImportFact,
  LanguageFacts,
  LanguageId,
  Related,
} from '../types.ts';
import { defineRule, type FilePass, finding } from './define.ts';
import { countedDefinitions, describesHome } from './duplicate-definition/counts.ts';
import { checkUnique } from './duplicate-definition/unique.ts';

const CLASS_LIKE: readonly DefinitionKind[] = ['class', 'interface', 'type', 'enum', 'alias'];

export const duplicateDefinition = defineRule({
  id: 'duplicate-definition',
  summary: "a definition matches a concept outside the concept's canonical file",
  docs:
    'A second class of the same name is how a single source of truth stops being single. Delete it and import the ' +
    'canonical one; a test double is stated as an exception (`definitions.allow`) or left out by name (`except`).',
  options: [
    'concepts.<name>.definitions',
    'concepts.<name>.definitions.names',
    'concepts.<name>.definitions.kinds',
    'concepts.<name>.definitions.nested',
    'concepts.<name>.definitions.except',
    'concepts.<name>.definitions.in',
    'concepts.<name>.definitions.allow',
    'unique',
  ],
  fixes: 'Nothing: which of two definitions stays is for a person.',
  bad: {
    registry: { concepts: { UserModel: 'src/models/user.ts#UserModel' } },
    files: { 'src/models/user.ts': 'export class UserModel {}\n', 'src/copy.ts': 'export class UserModel {}\n' },
  },
  good: {
    registry: { concepts: { UserModel: 'src/models/user.ts#UserModel' } },
    files: {
      'src/models/user.ts': 'export class UserModel {}\n',
      'src/copy.ts':
        "import { UserModel } from './models/user';\nexport class AdminModel extends UserModel { admin = true }\n",
    },
  },
  requiredTexts: ({ matcher: { registry }, language, modules }) => {
    const ofConcepts = registry.concepts.flatMap((concept) => {
      const home = homeIn(concept.canonical, language);
      return home === null ? [] : namesOf(concept, home, modules);
    });
    return joined([...ofConcepts, ...registry.unique.flatMap(({ names: patterns }) => patterns)].map(nameText));
  },
  checkFile: (pass) => {
    const { concepts, unique } = pass.matcher.registry;
    if (unique.length === 0 && concepts.every(({ definitions }) => definitions === null)) return;
    for (const part of pass.facts.parts) {
      const counted = countedDefinitions(part);
      const renamed = renamedExports(pass.path, part);
      for (const concept of concepts) {
        const home = homeIn(concept.canonical, part.language);
        if (concept.definitions === null || home === null) continue;
        const patterns = namesOf(concept, home, pass.modules);
        const matching: DefinitionFact[] = counted.filter(
          (d) => matches(concept, patterns, d, pass) && !isGivenOn(d, home, pass.path, pass.modules),
        );
        for (const { fact, definition } of renamed) {
          if (matches(concept, patterns, definition, pass) && isAnother(fact, definition, home, pass))
            matching.push(definition);
        }
        if (matching.length > 0) judge(pass, concept, part.language, matching, patterns);
      }
      if (unique.length > 0) checkUnique(pass, part);
    }
  },
});

interface RenamedExport {
  readonly fact: ImportFact;
  readonly definition: DefinitionFact;
}

/** What a file gives on under another name than it imports: `export { Other as Name } from`, an alias like any other. */
function renamedExports(path: string, part: LanguageFacts): RenamedExport[] {
  return part.imports.flatMap((fact) =>
    fact.names.flatMap((imported) => {
      const { name, local, start, end } = imported;
      if (local === null || local === name || name === '*' || !reExports(fact, imported, path, part)) return [];
      const { statement } = fact;
      const seen = { kind: 'alias', name: local, scope: 'module', exported: true, aliasOf: name } as const;
      return [{ fact, definition: { ...seen, start, end, statement } }];
    }),
  );
}

/** Whether what is given on under a concept's name is something else than the canonical; a default must be seen to be. */
function isAnother(fact: ImportFact, { aliasOf = '' }: DefinitionFact, home: Home, pass: FilePass): boolean {
  const { file } = resolveImport(home.language, fact.specifier, pass.path, pass.modules, readingOf(fact));
  const origin = file === null ? null : originOf(file, aliasOf, pass.modules);
  return origin === null ? aliasOf !== 'default' : origin.path !== home.path;
}

/** `import Any from './Button'; export { Any as Button }`, `Button = _Button`: the canonical under its own name is no second one. */
export function isGivenOn(definition: DefinitionFact, home: Home, path: string, modules: ModuleContext): boolean {
  if (definition.kind !== 'alias') return false;
  const symbol = homeSymbol(home, modules);
  if (symbol === null || !symbol.names.includes(definition.name)) return false;
  const origin = originOf(path, definition.name, modules);
  return origin !== null && origin.path === home.path && origin.name === symbol.local;
}

/** The names that a concept claims; a home given as a default claims the one that it has in its file. */
function namesOf({ definitions }: Concept, home: Home, modules: ModuleContext): readonly string[] {
  const stated = definitions?.names ?? [];
  if (home.symbol !== 'default' || !stated.includes('default')) return stated;
  const local = homeSymbol(home, modules)?.local ?? 'default';
  return [...new Set(stated.flatMap((name) => (name !== 'default' ? name : local === 'default' ? [] : local)))];
}

function matches(concept: Concept, patterns: readonly string[], definition: DefinitionFact, pass: FilePass): boolean {
  const rule = concept.definitions;
  if (rule === null || (definition.scope === 'nested' && !rule.nested)) return false;
  const { matcher } = pass;
  return (
    patterns.some((n) => matcher.matchesName(n, definition.name)) &&
    !rule.except.some((n) => matcher.matchesName(n, definition.name))
  );
}

function judge(
  pass: FilePass,
  concept: Concept,
  language: LanguageId,
  matching: readonly DefinitionFact[],
  patterns: readonly string[],
): void {
  const rule = concept.definitions;
  if (rule === null || !holdsIn(pass, rule.in, concept.base, rule.allow, concept)) return;
  const home = homeIn(concept.canonical, language);
  if (home === null || describesHome(pass.path, home, pass.modules)) return;
  const canonical = canonicalDefinition(home, pass.modules);
  const kinds = rule.kinds ?? kindsLike(canonical, localOf(home, pass.modules));
  const reported = new Set<string>();
  for (const definition of matching) {
    // Overloads and merged declarations are one definition.
    if (!kinds.includes(definition.kind) || reported.has(definition.name)) continue;
    if (isHomeOfAny(pass.matcher, pass.path, definition, pass.modules)) continue;
    reported.add(definition.name);
    const pattern = patterns.find((name) => pass.matcher.matchesName(name, definition.name));
    pass.report(
      finding('duplicate-definition', concept, {
        severity: concept.severity,
        span: definition,
        statement: definition.statement,
        message: wording(definition, concept, home, pattern),
        hint: homeLine(home, pass.path, pass.modules),
        name: definition.name,
        form: definition.kind,
        home,
        related: canonical === null ? [] : [related(concept, home, canonical, pass)],
      }),
    );
  }
}

function wording(definition: DefinitionFact, concept: Concept, home: Home, pattern: string | undefined): string {
  const { aliasOf } = definition;
  const what =
    aliasOf !== undefined && definition.kind === 'alias'
      ? `\`${definition.name}\` is defined as another name for ${aliasOf === 'default' ? "another module's default" : `\`${aliasOf}\``}`
      : `${definition.kind} \`${definition.name}\` is defined here`;
  const own = home.symbol === null ? home.path : `${home.path}#${home.symbol}`;
  const where = `${concept.definitions?.place.path ?? concept.place.path}:${concept.definitions?.place.line ?? concept.place.line}`;
  const matching = pattern === undefined || pattern === definition.name ? '' : ` and counts as \`${pattern}\``;
  return `${what}${matching}, but ${concept.name} has one home, ${own} (${where})`;
}

function related(concept: Concept, home: Home, definition: DefinitionFact, pass: FilePass): Related {
  return {
    path: home.path,
    ...pass.locate(home.path, definition.start),
    message: `the one home of ${concept.name}`,
  };
}

/** The kinds of definition that count for a concept in a language; none where it has no home or no rule. */
export function kindsOf(concept: Concept, language: LanguageId, modules: ModuleContext): readonly DefinitionKind[] {
  const home = homeIn(concept.canonical, language);
  if (home === null || concept.definitions === null) return [];
  return concept.definitions.kinds ?? kindsLike(canonicalDefinition(home, modules), localOf(home, modules));
}

/** The canonical's own definition, when its file can be read. */
function canonicalDefinition(home: Home, modules: ModuleContext): DefinitionFact | null {
  const language = languageOf(home.path);
  const facts = language === null ? undefined : factsIn(home.path, language, modules);
  const local = localOf(home, modules);
  return facts?.definitions.find((d) => d.scope === 'module' && d.name === local) ?? null;
}

function localOf(home: Home, modules: ModuleContext): string | null {
  return homeSymbol(home, modules)?.local ?? null;
}

/** Default kinds follow the canonical's own; when it cannot be seen, its spelling decides. */
function kindsLike(canonical: DefinitionFact | null, symbol: string | null): readonly DefinitionKind[] {
  if (canonical === null)
    return symbol !== null && /^[a-z_]/.test(symbol) ? ['function', 'variable', 'alias'] : CLASS_LIKE;
  if (canonical.kind === 'function') return ['function'];
  if (canonical.kind === 'variable') return ['variable'];
  return CLASS_LIKE;
}
