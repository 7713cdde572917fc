/**
 * The registry checked against itself and against the tree: rule `registry`.
 *
 * Each check is a small function from what it needs to findings; each finding names the two places that contradict
 * each other. Pure: everything is asked of the tree, so the pipeline may run it again after fetching.
 */
import {
  dottedNames,
  fileOf,
  formatKey,
  keyOfFile,
  type ModuleContext,
  parseReference,
  resolveImport,
} from '../modules/index.ts';
import { homeImportKeys } from '../rules/holds.ts';
import { definesName, factsIn, givesName, originOf } from '../rules/origin.ts';
import { isLiteralGlob } from '../text/globs.ts';
import type { Concept, Exception, Home, LanguageId, ModuleKey, Place, Related, Severity } from '../types.ts';
import type { BanEntry, Guard, ModuleForm } from './guard.ts';

export interface RegistryFinding {
  readonly place: Place;
  readonly severity: Severity;
  readonly concept: Concept | null;
  readonly message: string;
  readonly hint: string | null;
  readonly related: readonly Related[];
  /**
   * It is about a date that has passed: at commit time it counts only when one of these files is part of the commit,
   * because no date alone may block a commit that leaves the dated thing untouched.
   */
  readonly dated?: readonly string[];
}

export interface SelfCheck {
  readonly guard: Guard;
  readonly modules: ModuleContext;
  /** Every file of the snapshot. */
  readonly paths: readonly string[];
  readonly today: string;
  /** Concepts that still have baseline entries. */
  readonly inDebt: ReadonlySet<string>;
}

/** Everything in which the registry contradicts itself or the tree, in the order of the registry. */
export function checkRegistry(input: SelfCheck): RegistryFinding[] {
  return distinct([
    ...sharedHomes(input),
    ...twoHomes(input),
    ...missingHomes(input),
    ...bannedHomes(input),
    ...bannedReplacements(input),
    ...ambiguousModules(input),
    ...idleGlobs(input),
    ...expiredExceptions(input),
    ...missedDates(input),
  ]);
}

/** A ban without a language is followed in both, and may say the same twice. */
function distinct(findings: readonly RegistryFinding[]): RegistryFinding[] {
  return [
    ...new Map(findings.map((f) => [`${f.place.path}:${f.place.line}:${f.place.column} ${f.message}`, f])).values(),
  ];
}

// ----------------------------------------------------------------------------------------------------------- homes

function sharedHomes({ guard }: SelfCheck): RegistryFinding[] {
  const first = new Map<string, { concept: Concept; home: Home }>();
  const found: RegistryFinding[] = [];
  for (const concept of guard.registry.concepts) {
    for (const home of concept.canonical) {
      const id = reference(home);
      const earlier = first.get(id);
      if (earlier === undefined) first.set(id, { concept, home });
      else if (earlier.concept !== concept) {
        found.push(
          finding(concept, home.place, `${concept.name} and ${earlier.concept.name} have one canonical, ${id}`, {
            hint: 'Make them one concept, or give one of them its own home.',
            related: [{ ...earlier.home.place, message: `the canonical of ${earlier.concept.name}` }],
          }),
        );
      }
    }
  }
  return found;
}

function twoHomes({ guard }: SelfCheck): RegistryFinding[] {
  return guard.registry.concepts.flatMap((concept) =>
    concept.canonical.flatMap((home, index) => {
      const earlier = concept.canonical.slice(0, index).find((h) => h.language === home.language);
      if (earlier === undefined) return [];
      const message = `${concept.name} has two homes in one language: ${reference(earlier)} and ${reference(home)}`;
      return [
        finding(concept, home.place, message, {
          hint: 'Keep one.',
          related: [{ ...earlier.place, message: 'the other home' }],
        }),
      ];
    }),
  );
}

function missingHomes({ guard, modules }: SelfCheck): RegistryFinding[] {
  return guard.registry.concepts.flatMap((concept) =>
    concept.canonical.flatMap((home) => {
      const problem = homeProblem(home, modules);
      if (problem === null) return [];
      const { message, ...more } = problem;
      return [finding(concept, home.place, `${concept.name}: ${message}`, more)];
    }),
  );
}

interface HomeProblem {
  readonly message: string;
  readonly hint: string;
  readonly severity?: Severity;
}

function homeProblem(home: Home, modules: ModuleContext): HomeProblem | null {
  if (!modules.tree.has(home.path)) {
    return { message: `the canonical file ${home.path} does not exist`, hint: 'Correct the path, or add the file.' };
  }
  const { symbol } = home;
  if (symbol === null) return null;
  const facts = factsIn(home.path, home.language, modules);
  if (facts === undefined) return null;
  const origin = originOf(home.path, symbol, modules);
  if (origin !== null && origin.path !== home.path) {
    return {
      message: `${home.path} only hands ${symbol} on; it is defined in ${origin.path}`,
      hint: `Write "path": "${origin.path}", and "import": "${home.path}" if that is where it is imported from.`,
    };
  }
  if (!definesName(facts, symbol)) {
    return { message: `${home.path} does not define ${symbol}`, hint: 'Correct the symbol, or define it there.' };
  }
  return gateProblem(home, symbol, modules);
}

/** The `import` module must be seen to export the symbol. */
function gateProblem(home: Home, symbol: string, modules: ModuleContext): HomeProblem | null {
  if (home.import === null) return null;
  const file = fileOfModule(home.import, home.language, home.path, modules);
  if (file !== null && givesName(file, symbol, modules)) return null;
  const hint = `Export ${symbol} there, or name the module that does.`;
  if (file !== null) return { message: `${file}, its import module, is not seen to export ${symbol}`, hint };
  if (parseReference(home.import).kind === 'path')
    return { message: `its import module ${home.import} does not exist`, hint: 'Correct the path, or add the file.' };
  // A bundler may know where an alias leads that no tsconfig or package.json states.
  return {
    message: `its import module ${home.import} leads to no file of this repository, so it is not seen to export ${symbol}`,
    hint: 'Correct it, or state in a tsconfig or package.json where it leads.',
    severity: 'warn',
  };
}

function fileOfModule(module: string, language: LanguageId, from: string, modules: ModuleContext): string | null {
  const written = parseReference(module);
  if (written.kind === 'path') return modules.tree.has(written.module) ? written.module : null;
  const key = { language, path: written.module.replace(/\/$/, ''), external: false };
  return resolveImport(language, written.module, from, modules).file ?? fileOf(key, modules.tree);
}

/** A home that another concept, or a ban without a home, forbids everywhere: nobody could follow both. */
function bannedHomes(input: SelfCheck): RegistryFinding[] {
  const { guard, modules } = input;
  return guard.registry.concepts.flatMap((concept) =>
    concept.canonical.flatMap((home) => {
      const banning = banOnHome(concept, home, guard, modules);
      if (banning === undefined || isContradicted(concept, home, input)) return [];
      const by = banning.concept === null ? 'banned' : `banned by ${banning.concept.name}`;
      return [
        finding(concept, home.place, `the home of ${concept.name}, ${reference(home)}, is ${by}`, {
          hint: 'One of the two must go: decide which is the home.',
          related: [{ ...banning.ban.place, message: `${banning.text} is banned here` }],
        }),
      ];
    }),
  );
}

/** A ban of the concept leads there, so the contradiction is told as that of a replacement. */
function isContradicted(concept: Concept, home: Home, input: SelfCheck): boolean {
  return input.guard.bans.some(
    (entry) =>
      entry.concept === concept &&
      stepsOf(entry, input.modules).some((s) => s.to === reference(home) && banOnStep(s, input) !== null),
  );
}

function banOnHome(concept: Concept, home: Home, guard: Guard, modules: ModuleContext): BanEntry | undefined {
  const { symbol } = home;
  // Where a module to import from is stated, the file behind it may well be banned.
  const own = keyOfFile(home.path);
  const keys = home.import !== null ? homeImportKeys(home, home.path, modules) : own === null ? [] : [own];
  const forms = keys.flatMap((key) => [{ text: key.path, repository: !key.external }, ...dottedForms(key, modules)]);
  return guard.bansOn(home.language, forms).find(({ ban, concept: other }) => {
    if (other === concept || ban.in !== null) return false;
    if (ban.names !== null) return symbol !== null && ban.names.some((n) => guard.matchesName(n.pattern, symbol));
    return other === null || !other.canonical.some((h) => h.path === home.path);
  });
}

function dottedForms(key: ModuleKey, modules: ModuleContext): ModuleForm[] {
  return dottedNames(key, modules).map((name) => ({ text: name.replace(/\./g, '/'), repository: false }));
}

// ---------------------------------------------------------------------------------------------------- replacements

/** One step of a migration: from what is banned to what is to be written instead. */
interface Step {
  readonly entry: BanEntry;
  readonly place: Place;
  readonly from: string;
  readonly to: string;
  readonly language: LanguageId;
  readonly forms: readonly ModuleForm[];
  readonly symbol: string | null;
  readonly file: string | null;
  /** The name or glob of the `names` map that the step is for; null: whatever the ban forbids. */
  readonly pattern: string | null;
}

function bannedReplacements(input: SelfCheck): RegistryFinding[] {
  const { guard, modules } = input;
  const steps = guard.bans.flatMap((entry) => stepsOf(entry, modules));
  const found: RegistryFinding[] = [];
  const reported = new Set<string>();
  for (const step of steps) {
    const unseen = missingSymbol(step, modules);
    if (unseen !== null) found.push(unseen);
    const next = banOnStep(step, input);
    if (next === null) continue;
    const chain = chainFrom(step, steps, input);
    const id = [...new Set(chain.map((s) => `${s.entry.order}`))].sort().join(' ');
    const circle = chain.length > 1 && chain.at(-1)?.entry === step.entry;
    if (circle && reported.has(id)) continue;
    if (circle) reported.add(id);
    found.push(contradiction(step, next, chain, circle));
  }
  return found;
}

/** The finding for a replacement that is banned, with every ban that is met on the way. */
function contradiction(step: Step, next: BanEntry, chain: readonly Step[], circle: boolean): RegistryFinding {
  const way = chain.map((s) => s.from).concat(circle ? [] : [chain.at(-1)?.to ?? step.to]);
  const itself = next === step.entry;
  const bans = [...new Set([next, ...chain.slice(1).map((s) => s.entry)])].filter(
    (entry) => itself || entry !== step.entry,
  );
  const message = itself
    ? `${step.from} is to be replaced by ${step.to}, which the same ban forbids`
    : circle
      ? `replacements lead in a circle: ${way.join(' → ')}`
      : `${step.from} is to be replaced by ${step.to}, which is itself banned${chain.length > 1 ? ` (${way.join(' → ')})` : ''}`;
  return finding(step.entry.concept, step.place, message, {
    hint: itself
      ? 'Name a replacement outside the ban, or narrow the ban.'
      : 'One of them must be allowed: decide which is the home.',
    related: bans.map(({ ban, text }) => ({ ...ban.place, message: `${text} is banned here` })),
  });
}

/** Follows replacements until one is not banned, or one is met again. */
function chainFrom(start: Step, steps: readonly Step[], input: SelfCheck): Step[] {
  const chain = [start];
  for (let at = start; chain.length <= steps.length; ) {
    const next = banOnStep(at, input);
    const follow = next === null ? undefined : followedBy(at, next, steps, input.guard);
    if (follow === undefined) return chain;
    chain.push(follow);
    if (chain.slice(0, -1).some((s) => s.entry === follow.entry)) return chain;
    at = follow;
  }
  return chain;
}

/** What is to be written where a step leads: of a ban on names the name that the step ends at. */
function followedBy(step: Step, next: BanEntry, steps: readonly Step[], guard: Guard): Step | undefined {
  const after = steps.filter((s) => s.entry === next);
  const { symbol } = step;
  const named = (s: Step): boolean => s.pattern !== null && symbol !== null && guard.matchesName(s.pattern, symbol);
  return after.find((s) => s.pattern === symbol) ?? after.find(named) ?? after.find((s) => s.pattern === null);
}

/** The ban that forbids what a step says to write; a concept does not forbid its own canonical. */
function banOnStep(step: Step, { guard, paths }: SelfCheck): BanEntry | null {
  return (
    guard.bansOn(step.language, step.forms).find((entry) => {
      const { names } = entry.ban;
      if (names !== null) {
        const { symbol } = step;
        if (symbol === null || !names.some((n) => guard.matchesName(n.pattern, symbol))) return false;
      }
      const home = entry.concept?.canonical.find((h) => h.path === step.file || h.import === step.to);
      if (home !== undefined && (names === null || home.symbol === step.symbol)) return false;
      return holdTogether(step.entry, entry, guard, paths);
    }) ?? null
  );
}

/** Whether two bans hold in one file: what is banned in one folder may well be the replacement in another. */
function holdTogether({ ban: a }: BanEntry, { ban: b }: BanEntry, guard: Guard, paths: readonly string[]): boolean {
  if (a.in === null || b.in === null || JSON.stringify(a.in) === JSON.stringify(b.in)) return true;
  const [inA, inB] = [a.in, b.in];
  return paths.some((path) => guard.matchesPath(inA, a.base, path) && guard.matchesPath(inB, b.base, path));
}

function stepsOf(entry: BanEntry, modules: ModuleContext): Step[] {
  const { ban, concept } = entry;
  const steps: Step[] = [];
  for (const name of ban.names ?? []) {
    if (name.replacement !== null) steps.push(...step(entry, name.place, name.pattern, name.replacement, modules));
  }
  if (ban.use !== null) return [...steps, ...step(entry, ban.place, null, ban.use, modules)];
  for (const home of concept?.canonical ?? []) {
    if (entry.language !== null && entry.language !== home.language) continue;
    if (languageOfModule(entry) !== null && languageOfModule(entry) !== home.language) continue;
    steps.push(...step(entry, ban.place, null, reference(home), modules));
  }
  return steps;
}

function languageOfModule(entry: BanEntry): LanguageId | null {
  return entry.language ?? keyOfFile(entry.text)?.language ?? null;
}

function step(entry: BanEntry, place: Place, pattern: string | null, to: string, modules: ModuleContext): Step[] {
  const from = pattern === null ? entry.text : `${entry.text}#${pattern}`;
  const written = parseReference(to);
  const languages: LanguageId[] = written.language
    ? [written.language]
    : entry.language
      ? [entry.language]
      : ['js', 'py'];
  return languages.map((language) => {
    const importer = entry.ban.place.path;
    const resolved = resolveImport(language, written.module, importer, modules);
    const key = written.kind === 'path' ? keyOfFile(written.module) : null;
    const keys = key === null ? resolved.keys : [key];
    const forms = keys.map((k) => ({
      text: k.external && language === 'py' ? k.path.replace(/\./g, '/') : k.path,
      repository: !k.external,
    }));
    if (written.kind === 'specifier') {
      forms.push({ text: language === 'py' ? written.module.replace(/\./g, '/') : written.module, repository: false });
    }
    const file = written.kind === 'path' ? (modules.tree.has(written.module) ? written.module : null) : resolved.file;
    // Without a symbol the imported name is kept.
    const symbol = written.symbol ?? (pattern !== null && isLiteralGlob(pattern) ? pattern : null);
    return { entry, place, from, to, language, forms, symbol, file, pattern };
  });
}

/** An explicit replacement symbol that its module is not seen to define or export. */
function missingSymbol(step: Step, modules: ModuleContext): RegistryFinding | null {
  const { file, symbol } = step;
  if (symbol === null || symbol === '*' || file === null || givesName(file, symbol, modules)) return null;
  if (step.entry.concept?.canonical.some((h) => h.path === file && h.symbol === symbol) === true) return null;
  return finding(
    step.entry.concept,
    step.place,
    `${step.to} is a replacement, but ${file} is not seen to give ${symbol}`,
    {
      hint: 'Correct the symbol, or export it there.',
    },
  );
}

// --------------------------------------------------------------------------------------------------- words and dates

/** A bare value that names a module of the repository and a package of package.json. */
function ambiguousModules({ guard, modules }: SelfCheck): RegistryFinding[] {
  const bare = guard.bans.filter((e) => e.language === null && !e.pathOnly && !e.glob && !/[./@:#]/.test(e.text));
  if (bare.length === 0) return [];
  const packages = dependenciesOf(modules);
  return bare.flatMap((entry) => {
    const key = (['py', 'js'] as const)
      .map((language) => ({ language, path: entry.text, external: false }))
      .find((k) => fileOf(k, modules.tree) !== null);
    if (key === undefined || !packages.has(entry.text)) return [];
    const file = fileOf(key, modules.tree);
    return [
      finding(
        entry.concept,
        entry.ban.place,
        `"${entry.text}" names both ${formatKey(key)} of this repository and a package`,
        {
          hint: `Write "./${file}" for the module, or "js:${entry.text}" for the package.`,
        },
      ),
    ];
  });
}

function dependenciesOf(modules: ModuleContext): Set<string> {
  const names = new Set<string>();
  for (const path of modules.tree.named('package.json')) {
    let json: unknown;
    try {
      json = JSON.parse(modules.tree.read(path) ?? '{}');
    } catch {
      continue;
    }
    if (typeof json !== 'object' || json === null) continue;
    for (const field of ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies']) {
      const listed: unknown = Reflect.get(json, field);
      if (typeof listed === 'object' && listed !== null) for (const name of Object.keys(listed)) names.add(name);
    }
  }
  return names;
}

function idleGlobs(input: SelfCheck): RegistryFinding[] {
  const { guard, paths } = input;
  const idle = (
    globs: readonly string[] | null,
    base: string,
    place: Place,
    concept: Concept | null,
    what: string,
  ): RegistryFinding[] =>
    (globs ?? [])
      .filter((glob) => !paths.some((path) => guard.matchesPath([glob], base, path)))
      .map((glob) =>
        finding(concept, place, `${what} "${glob}" matches no file`, {
          severity: 'warn',
          hint: 'Correct or remove it.',
        }),
      );
  const found = (guard.registry.files.stated ?? []).flatMap(({ glob, place }) =>
    idle([glob], '', place, null, '"include"'),
  );
  const ofAllow = (allow: readonly Exception[], base: string, concept: Concept | null): void => {
    for (const exception of allow)
      found.push(...idle(exception.in, base, exception.place, concept, 'the exception for'));
  };
  for (const { ban, concept } of guard.bans) {
    found.push(...idle(ban.in, ban.base, ban.place, concept, '"in"'));
    ofAllow(ban.allow, ban.base, concept);
  }
  for (const concept of guard.registry.concepts) ofAllow(concept.definitions?.allow ?? [], concept.base, concept);
  for (const rule of guard.registry.unique) {
    found.push(...idle(rule.in, rule.base, rule.place, null, '"in"'));
    ofAllow(rule.allow, rule.base, null);
  }
  return found;
}

function expiredExceptions({ guard, today }: SelfCheck): RegistryFinding[] {
  const all: { exception: Exception; concept: Concept | null }[] = [];
  for (const { ban, concept } of guard.bans) for (const exception of ban.allow) all.push({ exception, concept });
  for (const concept of guard.registry.concepts) {
    for (const exception of concept.definitions?.allow ?? []) all.push({ exception, concept });
  }
  for (const rule of guard.registry.unique) for (const exception of rule.allow) all.push({ exception, concept: null });
  return all
    .filter(({ exception }) => exception.until !== null && exception.until < today)
    .map(({ exception, concept }) =>
      finding(
        concept,
        exception.place,
        `the exception for ${exception.in.join(', ')} expired on ${exception.until} (${exception.reason})`,
        {
          hint: 'Remove it and mend what it covered, or state a new date and why.',
          dated: [exception.place.path],
        },
      ),
    );
}

function missedDates(input: SelfCheck): RegistryFinding[] {
  const { guard, modules, today, inDebt } = input;
  const found: RegistryFinding[] = [];
  for (const entry of guard.bans) {
    const { removeBy } = entry.ban;
    if (removeBy === null || removeBy >= today) continue;
    const file = fileOfBan(entry, modules);
    if (file !== null) {
      found.push(
        finding(
          entry.concept,
          entry.ban.place,
          `${entry.ban.module} had to be removed by ${removeBy}, but ${file} still exists`,
          {
            hint: `Delete ${file}, or state a new date.`,
            related: [{ path: file, line: 1, column: 1, message: 'still here' }],
            dated: [entry.ban.place.path, file],
          },
        ),
      );
    }
  }
  for (const concept of guard.registry.concepts) {
    if (concept.deadline === null || concept.deadline >= today || !inDebt.has(concept.name)) continue;
    found.push(
      finding(
        concept,
        concept.place,
        `the deadline of ${concept.name} was ${concept.deadline}, but the baseline still holds entries of it`,
        {
          hint: 'Mend them and run: npx ssot-guard baseline prune',
          dated: [concept.place.path, guard.registry.baseline],
        },
      ),
    );
  }
  return found;
}

function fileOfBan(entry: BanEntry, modules: ModuleContext): string | null {
  if (entry.glob) return null;
  for (const language of entry.language === null ? (['py', 'js'] as const) : [entry.language]) {
    const path =
      language === 'py' && !entry.pathOnly && !entry.text.includes('/') ? entry.text.replace(/\./g, '/') : entry.text;
    const file =
      fileOf({ language, path, external: false }, modules.tree) ??
      (entry.pathOnly ? null : resolveImport(language, entry.text, entry.ban.place.path, modules).file);
    if (file !== null) return file;
  }
  return null;
}

// ------------------------------------------------------------------------------------------------------------- shape

function reference(home: Home): string {
  return home.symbol === null ? home.path : `${home.path}#${home.symbol}`;
}

function finding(
  concept: Concept | null,
  place: Place,
  message: string,
  more: { severity?: Severity; hint?: string | null; related?: readonly Related[]; dated?: readonly string[] } = {},
): RegistryFinding {
  return {
    place,
    severity: more.severity ?? 'error',
    concept,
    message,
    hint: more.hint ?? null,
    related: more.related ?? [],
    ...(more.dated === undefined ? {} : { dated: more.dated }),
  };
}
