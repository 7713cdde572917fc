/**
 * The registry's canonicals against each other, against the tree, and against the bans.
 */

import { exportsName, homeSymbol, leaveFrom } from '../../modules/exports.ts';
import {
  dottedNames,
  fileOf,
  keyOfFile,
  type ModuleContext,
  parseReference,
  resolveImport,
} from '../../modules/index.ts';
import { definedNowIn, hasLostSymbol } from '../../modules/moved.ts';
import { definesName, factsIn, isComponentDefault, originOf, whyUnread } from '../../modules/origin.ts';
import { homeImportKeys } from '../../registry/applies.ts';
import { type RegistryFinding, registryFinding } from '../../registry/finding.ts';
import type { BanEntry, ModuleForm } from '../../registry/matcher.ts';
import type { Concept, Home, LanguageId, ModuleKey, Severity } from '../../types.ts';
import { meantHits } from '../banned-import/named-module.ts';
import { reference, type SelfCheck } from './input.ts';
import { mayHide } from './names.ts';
import { missingPath } from './near.ts';
import { banOnStep, stepsOf } from './replacements.ts';

/** Two concepts with one canonical. */
export function sharedHomes({ matcher }: SelfCheck): RegistryFinding[] {
  const first = new Map<string, { concept: Concept; home: Home }>();
  const found: RegistryFinding[] = [];
  for (const concept of matcher.registry.concepts) {
    for (const home of concept.canonical) {
      const id = reference(home);
      const earlier = first.get(id);
      if (earlier === undefined) first.set(id, { concept, home });
      else if (earlier.concept !== concept) {
        found.push(
          registryFinding(
            concept,
            home.place,
            `${concept.name} and ${earlier.concept.name} have one canonical, ${id}`,
            {
              hint: 'Make them one concept, or give one of them its own home.',
              related: [{ ...earlier.home.place, message: `the canonical of ${earlier.concept.name}` }],
            },
          ),
        );
      }
    }
  }
  return found;
}

/** One concept with two canonicals in one language. */
export function twoHomes({ matcher }: SelfCheck): RegistryFinding[] {
  return matcher.registry.concepts.flatMap((concept) =>
    concept.canonical.flatMap((home, index) => {
      const earlier = concept.canonical.slice(0, index).find((h) => h.language === home.language);
      if (earlier === undefined) return [];
      const message = `${concept.name} has two homes in one language: ${reference(earlier)} and ${reference(home)}`;
      return [
        registryFinding(concept, home.place, message, {
          hint: 'Keep one.',
          related: [{ ...earlier.place, message: 'the other home' }],
        }),
      ];
    }),
  );
}

/** Canonicals that the tree does not hold, or does not define, or that their `import` module does not give. */
export function missingHomes(input: SelfCheck): RegistryFinding[] {
  return input.matcher.registry.concepts.flatMap((concept) =>
    concept.canonical.flatMap((home) => {
      const problem = homeProblem(home, input);
      if (problem === null) return [];
      const { message, ...more } = problem;
      return [registryFinding(concept, home.place, `${concept.name}: ${message}`, more)];
    }),
  );
}

interface HomeProblem {
  readonly message: string;
  readonly hint: string;
  readonly severity?: Severity;
}

function homeProblem(home: Home, input: SelfCheck): HomeProblem | null {
  const { modules, paths } = input;
  if (!modules.tree.has(home.path)) {
    const { differs, hint } = missingPath(home.path, paths);
    const moved = differs === '' ? movedHint(home, input) : null;
    return { message: `the canonical file ${home.path} does not exist${differs}`, hint: moved ?? hint };
  }
  const { symbol } = home;
  if (symbol === null) return null;
  const facts = factsIn(home.path, home.language, modules);
  if (facts === undefined) return unreadFile(home.path, modules);
  const origin = originOf(home.path, symbol, modules);
  if (origin !== null && origin.path !== home.path) {
    return {
      message: `${home.path} only hands ${symbol} on; it is defined in ${origin.path}`,
      hint: `Write "path": "${origin.path}", and "import": "${home.path}" if that is where it is imported from.`,
    };
  }
  const inFile = homeSymbol(home, modules);
  if (!isComponentDefault(home.path, symbol) && (inFile === null || !definesName(facts, inFile.local))) {
    const hint = movedHint(home, input) ?? 'Correct the symbol, or define it there.';
    return { message: `${home.path} does not define ${symbol}`, hint };
  }
  if (inFile?.leaves.length === 0) {
    return {
      message: `${home.path} does not export ${symbol}`,
      hint: 'Export it there, or name the file that it is imported from.',
    };
  }
  return gateProblem(home, symbol, input);
}

/** What cannot be read may well define the symbol: nothing is wrong with it, and nothing was checked. */
function unreadFile(path: string, modules: ModuleContext): null {
  const reason = whyUnread(path, modules);
  if (reason !== null) modules.report?.(path, reason, 'unreadable');
  return null;
}

/** Where the symbol is defined now, if that is one place. */
function movedHint(home: Home, { modules, filesWith }: SelfCheck): string | null {
  if (home.symbol === null || !hasLostSymbol(home, modules)) return null;
  const now = definedNowIn(home, filesWith(home.symbol), modules);
  return now === null ? null : `\`${home.symbol}\` is now defined in ${now}: write that.`;
}

/** The `import` module must be seen to export the symbol. */
function gateProblem(
  home: Home,
  symbol: string,
  { modules, paths }: Pick<SelfCheck, 'modules' | 'paths'>,
): HomeProblem | null {
  if (home.import === null) return null;
  const file = fileOfModule(home.import, home.language, home.path, modules);
  if (file !== null && givesHome(file, home, symbol, modules)) return null;
  if (file !== null && whyUnread(file, modules) !== null) return unreadFile(file, modules);
  const hint = `Export ${symbol} there, or name the module that does.`;
  // What answers for names that nobody sees may well give it.
  const severity = file !== null && mayHide(file, symbol, modules) ? 'warn' : 'error';
  if (file !== null) return { message: `${file}, its import module, is not seen to export ${symbol}`, hint, severity };
  const written = parseReference(home.import);
  if (written.kind === 'path') {
    const missing = missingPath(written.module, paths);
    return { message: `its import module ${home.import} does not exist${missing.differs}`, hint: missing.hint };
  }
  // A bundler may know where an alias leads that no tsconfig or package.json states.
  return {
    message: `its import module ${home.import} leads to no file of this repository, so it is not seen to export ${symbol}`,
    hint: 'Correct it, or state in a tsconfig or package.json where it leads.',
    severity: 'warn',
  };
}

/** Under whatever name. */
function givesHome(file: string, home: Home, symbol: string, modules: ModuleContext): boolean {
  if (exportsName(file, symbol, modules)) return true;
  const local = homeSymbol(home, modules)?.local ?? symbol;
  return leaveFrom(file, { path: home.path, name: local, through: [] }, modules) !== null;
}

function fileOfModule(module: string, language: LanguageId, from: string, modules: ModuleContext): string | null {
  const written = parseReference(module);
  if (written.kind === 'path') return modules.tree.has(written.module) ? written.module : null;
  const key = { language, path: written.module.replace(/\/$/, ''), external: false };
  return resolveImport(language, written.module, from, modules).file ?? fileOf(key, modules.tree);
}

/** A home that another concept, or a ban without a home, forbids everywhere: nobody could follow both. */
export function bannedHomes(input: SelfCheck): RegistryFinding[] {
  const { matcher } = input;
  return matcher.registry.concepts.flatMap((concept) =>
    concept.canonical.flatMap((home) => {
      const banning = banOnHome(concept, home, input);
      if (banning === undefined || isContradicted(concept, home, input)) return [];
      const by = banning.concept === null ? 'banned' : `banned by ${banning.concept.name}`;
      return [
        registryFinding(concept, home.place, `the home of ${concept.name}, ${reference(home)}, is ${by}`, {
          hint: 'One of the two must go: decide which is the home.',
          related: [{ ...banning.ban.place, message: `${banning.text} is banned here` }],
        }),
      ];
    }),
  );
}

/** A ban of the concept leads there, so the contradiction is told as that of a replacement. */
function isContradicted(concept: Concept, home: Home, input: SelfCheck): boolean {
  return input.matcher.bans.some(
    (entry) =>
      entry.concept === concept &&
      stepsOf(entry, input.modules).some((s) => s.to === reference(home) && banOnStep(s, input) !== null),
  );
}

function banOnHome(concept: Concept, home: Home, input: SelfCheck): BanEntry | undefined {
  const { matcher, modules } = input;
  const { symbol } = home;
  // Where a module to import from is stated, the file behind it may well be banned.
  const own = keyOfFile(home.path);
  const keys = home.import !== null ? homeImportKeys(home, home.path, modules) : own === null ? [] : [own];
  const forms = keys.flatMap((key) => [{ text: key.path, repository: !key.external }, ...dottedForms(key, modules)]);
  const [key] = keys;
  const file = home.import === null || key === undefined ? home.path : fileOf(key, modules.tree);
  const hits = meantHits(home.language, forms, { file, keys }, input);
  const found = hits.find(({ entry: { ban, concept: other } }) => {
    if (other === concept || ban.in !== null || ban.except !== null) return false;
    if (ban.names !== null) return symbol !== null && ban.names.some((n) => matcher.matchesName(n.pattern, symbol));
    return other === null || !other.canonical.some((h) => h.path === home.path);
  });
  return found?.entry;
}

function dottedForms(key: ModuleKey, modules: ModuleContext): ModuleForm[] {
  return dottedNames(key, modules).map((name) => ({ text: name.replace(/\./g, '/'), repository: false }));
}
