/**
 * `banned-import`: a banned module or name is imported, re-exported or referenced by string.
 *
 * Per import: the ways to write its module (`ModuleForm`) are looked up among the bans; what holds for this file is
 * kept; then each imported name gets at most one finding, from the most specific ban, with the others as related places.
 */
import { dottedNames, formatKey, joinPython, keyOfFile, type ModuleContext, resolveImport } from '../modules/index.ts';
import type { BanEntry, Guard, ModuleForm } from '../registry/guard.ts';
import type {
  BannedName,
  Concept,
  ImportedName,
  ImportFact,
  LanguageFacts,
  LanguageId,
  ModuleKey,
  Related,
  Span,
} from '../types.ts';
import { defineRule, type FilePass, type RawFinding } from './define.ts';
import { givesOn } from './exported.ts';
import { holdsIn, isHome } from './holds.ts';
import { importLine, keepsModuleName, type NewSource } from './import-line.ts';
import { moduleNeedles } from './module-needles.ts';
import { joined } from './needle.ts';
import { definesName, factsIn } from './origin.ts';
import { replacementFor } from './replacement.ts';

/**
 * A module as an import names it. `suspects` are the bans on any module that it may name; the other members ask the
 * tree which of them exists, so they are read only when there is a suspect.
 */
interface NamedModule {
  readonly specifier: string;
  readonly suspects: readonly BanEntry[];
  /** Bans on what it does name. */
  readonly bans: () => readonly BanEntry[];
  readonly forms: () => readonly ModuleForm[];
  readonly keys: readonly ModuleKey[];
  readonly file: string | null;
}

/** One ban that matches one name. */
interface Match {
  readonly entry: BanEntry;
  readonly matched: BannedName | null;
  readonly module: NamedModule;
  /** Python strings: the name behind the module, and what follows it. */
  readonly behind?: { readonly name: string | null; readonly rest: string | null };
}

/** One name of one import, with the bans that match it. */
interface Suspicion {
  readonly fact: ImportFact;
  /** What the import takes; null for a statement that names nothing. */
  readonly imported: ImportedName | null;
  /** As the finding will say it. */
  readonly name: string | null;
  readonly span: Span;
  readonly matches: readonly Match[];
  readonly throughNamespace?: boolean;
}

export const bannedImport = defineRule({
  id: 'banned-import',
  summary: 'a banned module or name is imported, re-exported or referenced by string',
  docs:
    'A ban holds for the module, however an import spells it: relative, through an alias, with or without an ' +
    'extension, whether the module still exists or not. Write the line in the hint; it keeps the local name, so ' +
    'nothing else in the file changes.',
  bad: {
    registry: { banned: [{ module: 'moment', use: 'dayjs' }] },
    files: { 'src/a.ts': "import moment from 'moment';\n" },
  },
  good: {
    registry: { banned: [{ module: 'moment', use: 'dayjs' }] },
    files: { 'src/a.ts': "import dayjs from 'dayjs';\n// import moment from 'moment';\n" },
  },
  needles: (question) => joined(question.guard.bans.map((entry) => moduleNeedles(entry, question))),
  checkFile: (pass) => {
    if (pass.guard.bans.length === 0) return;
    for (const part of pass.facts.parts) {
      let own: ReadonlySet<BanEntry> | undefined;
      const exempt = (entry: BanEntry): boolean => {
        const key = own === undefined ? keyOfFile(pass.path) : null;
        own ??= new Set(key?.language === part.language ? bansOfModule(key, pass.guard, pass.modules) : []);
        return own.has(entry);
      };
      for (const fact of part.imports) judgeImport(pass, part, fact, exempt);
    }
  },
});

/** Whole-module bans that cover a module itself: files inside a banned subtree may import each other. */
export function bansOfModule(key: ModuleKey, guard: Guard, modules: ModuleContext): readonly BanEntry[] {
  return guard.bansOn(key.language, formsOf(key, modules)).filter((entry) => entry.ban.names === null);
}

function judgeImport(
  pass: FilePass,
  part: LanguageFacts,
  fact: ImportFact,
  exempt: (entry: BanEntry) => boolean,
): void {
  const { language } = part;
  const holding = (module: NamedModule, typeOnly: boolean): BanEntry[] =>
    module.suspects.length === 0
      ? []
      : module.bans().filter((entry) => !exempt(entry) && holds(entry, pass, fact, typeOnly));
  if (fact.form === 'string' && language === 'py') {
    judgePythonString(pass, part, fact, exempt);
    return;
  }
  const module = nameModule(language, fact.specifier, pass);
  if (fact.names.length === 0) {
    const whole = holding(module, fact.typeOnly).filter(
      (entry) => entry.ban.names === null && !coversHome(entry, module, null, pass),
    );
    const matches = whole.map((entry) => ({ entry, matched: null, module }));
    emit(pass, part, { fact, imported: null, name: null, span: fact, matches });
    return;
  }
  for (const imported of fact.names) {
    const typeOnly = fact.typeOnly || imported.typeOnly;
    const matches = holding(module, typeOnly).flatMap((entry) => matchName(entry, module, imported, pass));
    const submodule =
      language === 'py' && fact.form === 'from-import' ? nameSubmodule(fact, imported, pass, module) : null;
    const below = submodule === null ? [] : holding(submodule, typeOnly);
    if (submodule !== null) {
      for (const entry of below) {
        if (
          entry.ban.names === null &&
          !coversHome(entry, submodule, null, pass) &&
          !matches.some((m) => m.entry === entry)
        ) {
          matches.push({ entry, matched: null, module: submodule });
        }
      }
    }
    // Where no star is written the whole module is meant, or, under a ban on names, everything in it.
    const written = imported.name !== '*' || starIsWritten(language, fact);
    const name = written || matches.some(({ entry }) => entry.ban.names !== null) ? imported.name : null;
    emit(pass, part, { fact, imported, name, span: written ? imported : fact, matches });
    if (matches.length > 0) continue;
    const namespace = imported.name === '*' ? module : submodule;
    const candidates = imported.name === '*' ? holding(module, typeOnly) : below;
    if (namespace !== null) judgeNamespace(pass, part, fact, imported, namespace, candidates);
  }
}

/** A namespace under `names` bans: one finding where it is passed on, else one per banned use. */
function judgeNamespace(
  pass: FilePass,
  part: LanguageFacts,
  fact: ImportFact,
  imported: ImportedName,
  module: NamedModule,
  entries: readonly BanEntry[],
): void {
  const named = entries.filter((entry) => entry.ban.names !== null);
  if (named.length === 0) return;
  if (imported.escapes === true || (fact.form === 'export-from' && imported.local !== null)) {
    const span = starIsWritten(part.language, fact) || imported.name !== '*' ? imported : fact;
    const matches = named.map((entry) => ({ entry, matched: null, module }));
    emit(pass, part, { fact, imported, name: '*', span, matches });
    return;
  }
  for (const use of imported.uses ?? []) {
    const name = use.name.split('.')[0] ?? use.name;
    const matches = named.flatMap((entry) => matchLiteralOrGlob(entry, module, name, pass));
    const span = { start: use.start, end: Math.min(use.end, use.start + name.length) };
    emit(pass, part, { fact, imported, name, span, matches, throughNamespace: true });
  }
}

/** `patch("a.b.C.method")`: some prefix is the module, the next segment the name. */
function judgePythonString(
  pass: FilePass,
  part: LanguageFacts,
  fact: ImportFact,
  exempt: (entry: BanEntry) => boolean,
): void {
  const segments = fact.specifier.split('.');
  const matches: Match[] = [];
  const wholeIsModule = fact.via === 'import_module' || fact.via === '__import__';
  for (let count = segments.length; count > (wholeIsModule ? segments.length - 1 : 0); count--) {
    const specifier = segments.slice(0, count).join('.');
    if (specifier === '' || specifier.endsWith('.')) continue;
    const module = nameModule('py', specifier, pass);
    if (module.suspects.length === 0) continue;
    const name = segments[count] ?? null;
    const behind = { name, rest: segments.slice(count + 1).join('.') || null };
    for (const entry of module.bans()) {
      if (exempt(entry) || !holds(entry, pass, fact, fact.typeOnly) || matches.some((m) => m.entry === entry)) continue;
      if (coversHome(entry, module, name, pass)) continue;
      if (entry.ban.names === null) {
        // Only where the module itself is reached, so that the name behind it can be told apart.
        if (!wholeIsModule && count > 1 && pass.guard.bansOn('py', parents(module)).includes(entry)) continue;
        matches.push({ entry, matched: null, module, behind });
      } else if (name !== null) {
        matches.push(...matchLiteralOrGlob(entry, module, name, pass).map((match) => ({ ...match, behind })));
      }
    }
  }
  emit(pass, part, { fact, imported: null, name: null, span: fact, matches });
}

function parents(module: NamedModule): ModuleForm[] {
  return module.forms().flatMap((form) => {
    const cut = form.text.lastIndexOf('/');
    return cut > 0 ? [{ ...form, text: form.text.slice(0, cut) }] : [];
  });
}

function matchName(entry: BanEntry, module: NamedModule, imported: ImportedName, pass: FilePass): Match[] {
  const star = imported.name === '*';
  if (coversHome(entry, module, star ? null : imported.name, pass)) return [];
  if (entry.ban.names === null) return [{ entry, matched: null, module }];
  if (star)
    return imported.local === null && imported.uses === undefined && imported.escapes !== true
      ? [{ entry, matched: null, module }]
      : [];
  return matchLiteralOrGlob(entry, module, imported.name, pass);
}

function matchLiteralOrGlob(entry: BanEntry, module: NamedModule, name: string, pass: FilePass): Match[] {
  if (coversHome(entry, module, name, pass)) return [];
  const names = entry.ban.names ?? [];
  const matched = names.find((n) => n.pattern === name) ?? names.find((n) => pass.guard.matchesName(n.pattern, name));
  return matched === undefined ? [] : [{ entry, matched, module }];
}

/** Importing a concept's canonical is never banned by its own concept. */
function coversHome(entry: BanEntry, module: NamedModule, name: string | null, pass: FilePass): boolean {
  const home = entry.concept?.canonical.find((h) => isHome(h, module, pass.path, pass.modules));
  if (home === undefined) return false;
  return entry.ban.names === null || (name !== null && name === home.symbol);
}

/** Whether a ban holds for this file and import at all. */
function holds(entry: BanEntry, pass: FilePass, fact: ImportFact, typeOnly: boolean): boolean {
  const { ban, concept } = entry;
  if (typeOnly && ban.typeOnly === 'allow') return false;
  if (fact.form === 'string' && ban.strings === 'off') return false;
  return holdsIn(pass, ban.in, ban.base, ban.allow, concept);
}

/** One finding for one name, from the most specific of the bans that match it. */
function emit(pass: FilePass, part: LanguageFacts, suspicion: Suspicion): void {
  const [match, ...others] = [...suspicion.matches].sort(bySpecificity);
  if (match === undefined) return;
  const { language } = part;
  const { fact, imported, span, throughNamespace = false } = suspicion;
  const { entry, matched, module, behind } = match;
  const { ban, concept } = entry;
  const name = behind?.name ?? suspicion.name;
  const replacement = replacementFor({
    entry,
    matched,
    language,
    from: pass.path,
    fact,
    imported,
    name: imported === null && fact.form !== 'string' ? null : name,
    specifier: module.specifier,
    exact: namesModuleItself(entry, module),
    submodule: module.specifier !== fact.specifier && fact.form === 'from-import' && !throughNamespace,
    throughNamespace,
    rest: behind?.rest ?? null,
    modules: pass.modules,
  });
  const renamed = throughNamespace ? null : renamedExport(pass, part, fact, imported, replacement.to);
  const source = fact.form === 'from-import' && !throughNamespace ? fact.specifier : module.specifier;
  const home = concept?.canonical.find((h) => h.language === language) ?? concept?.canonical[0] ?? null;
  const finding: RawFinding = {
    rule: 'banned-import',
    concept: concept?.name ?? null,
    severity: fact.form === 'string' ? (ban.strings === 'error' ? 'error' : 'warn') : ban.severity,
    span: { start: span.start, end: span.end },
    statement: fact.statement,
    message: wording(language, fact, name, source, entry, throughNamespace),
    hint: renamed?.instead ?? replacement.hint,
    module: formatKey(shownKey(module, entry)),
    specifier: fact.specifier,
    name,
    form: throughNamespace ? 'namespace-use' : fact.form,
    typeOnly: fact.typeOnly || (imported?.typeOnly ?? false),
    canonical: home === null ? null : { path: home.path, symbol: home.symbol },
    related: others.map((other) => alsoBanned(other.entry)),
    owner: concept?.owner ?? null,
    link: concept?.link ?? null,
    fixable:
      replacement.direct &&
      !throughNamespace &&
      renamed === null &&
      keepsUses(language, fact, imported, replacement.to),
    ban: ban.place,
    deadline: concept?.deadline ?? null,
  };
  pass.report(finding);
}

/** `import a.b` is used as `a.b.X`: another module in its place changes what stands behind it in the file. */
function keepsUses(
  language: LanguageId,
  fact: ImportFact,
  imported: ImportedName | null,
  to: NewSource | null,
): boolean {
  if (language !== 'py' || fact.form !== 'import' || to === null) return true;
  return to.symbol === null && keepsModuleName(fact, imported);
}

function wording(
  language: LanguageId,
  fact: ImportFact,
  name: string | null,
  specifier: string,
  entry: BanEntry,
  use: boolean,
): string {
  const { ban, concept } = entry;
  const source = `\`${specifier}\``;
  const what =
    fact.form === 'string'
      ? `\`${fact.specifier}\` is referenced by ${fact.via ?? 'a string'}`
      : name === null
        ? `${source} is imported`
        : name === '*'
          ? `everything is ${fact.form === 'export-from' ? 'exported again' : 'imported'} from ${source}`
          : `\`${name}\` is ${use ? 'used' : fact.form === 'export-from' ? 'exported again' : 'imported'} from ${source}`;
  const where = `${ban.place.path}:${ban.place.line}`;
  const own = concept?.canonical.filter((h) => h.language === language) ?? [];
  const homes = own.length > 0 ? own : concept?.canonical;
  const home = homes?.map((h) => (h.symbol === null ? h.path : `${h.path}#${h.symbol}`)).join(' and ');
  const why =
    home === undefined ? `banned by ${where}` : `which is banned: ${concept?.name} has one home, ${home} (${where})`;
  const sentences = [`${what}, ${why}`];
  if (ban.message !== null) sentences.push(ban.message);
  return sentences.join('. ');
}

/** Whether the ban names this module, and not only a folder above it. */
function namesModuleItself(entry: BanEntry, module: NamedModule): boolean {
  if (entry.glob || entry.ban.names !== null) return true;
  const dotted = entry.text.replace(/\./g, '/');
  return module.forms().some(({ text }) => text === entry.text || text === dotted);
}

function alsoBanned(entry: BanEntry): Related {
  return { ...entry.ban.place, message: `also banned${entry.concept === null ? '' : ` by ${entry.concept.name}`}` };
}

/**
 * The replacement would give this module's exported name to another symbol, which a person must decide. Where that
 * symbol is a concept's own, the line itself would be an `alias`: then `instead` says what to write.
 */
function renamedExport(
  pass: FilePass,
  part: LanguageFacts,
  fact: ImportFact,
  imported: ImportedName | null,
  to: NewSource | null,
): { readonly instead: string | null } | null {
  if (imported === null || to === null || !givesOn(fact, imported, pass.path, part)) return null;
  const symbol = to.symbol ?? imported.name;
  if (symbol === '*' || symbol === (imported.local ?? imported.name)) return null;
  const { keys } = resolveImport(part.language, to.module, pass.path, pass.modules);
  const isSecondName = (concept: Concept): boolean =>
    concept.aliases !== 'off' &&
    concept.canonical.some(
      (home) => home.symbol === symbol && isHome(home, { specifier: to.module, keys }, pass.path, pass.modules),
    );
  if (imported.local === 'default' || !pass.guard.registry.concepts.some(isSecondName)) return { instead: null };
  const line = importLine(part.language, fact, { ...imported, name: symbol, local: symbol }, to);
  return { instead: `export \`${symbol}\` itself, or delete the re-export: ${line}` };
}

/** Literal names, name globs, whole module, module glob; then the longer; then registry order. */
function bySpecificity(a: Match, b: Match): number {
  return rank(a) - rank(b) || length(b) - length(a) || a.entry.order - b.entry.order;
}

function rank({ entry, matched }: Match): number {
  if (matched !== null) return /[*?[\]{}]/.test(matched.pattern) ? 1 : 0;
  if (entry.ban.names !== null) return 1;
  return entry.glob ? 3 : 2;
}

function length({ entry, matched }: Match): number {
  return (matched?.pattern.length ?? 0) * 1000 + entry.text.length;
}

function starIsWritten(language: LanguageId, fact: ImportFact): boolean {
  if (language === 'py') return fact.form === 'from-import';
  return fact.form === 'import' || fact.form === 'export-from';
}

/** `from pkg import sub` is also the module `pkg.sub`, unless `pkg` is seen to define the name and no such module exists. */
function nameSubmodule(
  fact: ImportFact,
  imported: ImportedName,
  pass: FilePass,
  parent: NamedModule,
): NamedModule | null {
  if (imported.name === '*') return null;
  const module = nameModule('py', joinPython(fact.specifier, imported.name), pass);
  if (module.suspects.length === 0) return null;
  if (module.file !== null) return module;
  const facts = parent.file === null ? undefined : factsIn(parent.file, 'py', pass.modules);
  return facts !== undefined && definesName(facts, imported.name) ? null : module;
}

function nameModule(language: LanguageId, specifier: string, pass: FilePass): NamedModule {
  const { guard, modules, path } = pass;
  const resolution = resolveImport(language, specifier, path, modules);
  const written = writtenForm(language, specifier);
  const formsOfKeys = (keys: readonly ModuleKey[]): ModuleForm[] => [
    ...keys.flatMap((key) => formsOf(key, modules)),
    ...(written === null ? [] : [{ text: written, repository: false }]),
  ];
  let forms: readonly ModuleForm[] | undefined;
  const module: NamedModule = {
    specifier,
    suspects: guard.bansOn(language, formsOfKeys(resolution.candidates)),
    bans: () => guard.bansOn(language, module.forms()),
    forms: () =>
      (forms ??= formsOfKeys(resolution.keys).map((form) => (resolution.existing === null ? notAPackage(form) : form))),
    get keys() {
      return resolution.keys;
    },
    get file() {
      return resolution.file;
    },
  };
  return module;
}

/** A bare word in a ban means a package, or a module that exists: not a file that nobody has. */
function notAPackage(form: ModuleForm): ModuleForm {
  return form.repository && !form.text.includes('/') ? { ...form, pathOnly: true } : form;
}

/** The specifier as written, with slashes; null for a relative one, which names nothing by itself. */
function writtenForm(language: LanguageId, specifier: string): string | null {
  if (specifier.startsWith('.')) return null;
  return language === 'py' ? specifier.replace(/\./g, '/') : specifier.replace(/[?#].*$/s, '') || specifier;
}

/** Every way to write a module: its key and, for Python, its dotted names from the roots. */
function formsOf(key: ModuleKey, modules: ModuleContext): ModuleForm[] {
  if (key.language === 'js') return [{ text: key.path, repository: !key.external }];
  if (key.external) return [{ text: key.path.replace(/\./g, '/'), repository: false }];
  const dotted = dottedNames(key, modules).map((name) => ({ text: name.replace(/\./g, '/'), repository: false }));
  return [{ text: key.path, repository: true }, ...dotted];
}

/** The key to show: of several candidates the one that the ban names. */
function shownKey(module: NamedModule, entry: BanEntry): ModuleKey {
  const first = module.keys[0] ?? { language: entry.language ?? 'js', path: module.specifier, external: true };
  if (module.keys.length < 2) return first;
  const text = entry.text.replace(/\./g, '/');
  return (
    module.keys.find((k) => !k.external && (k.path === text || k.path.startsWith(`${text}/`))) ??
    module.keys.find((k) => k.external) ??
    first
  );
}
