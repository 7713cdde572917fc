/**
 * The registry's replacements: none may be banned itself, and no chain of them may return to its start.
 */

import { type NoWay, ownThing, type Way, wayTo } from '../../modules/borders.ts';
import { dependencyNames, packageNameOf } from '../../modules/dependencies.ts';
import { exportsName, homeSymbol } from '../../modules/exports.ts';
import {
  fileOf,
  keyOfFile,
  type ModuleContext,
  parseReference,
  resolveImport,
  resolveReference,
  sourceExtension,
} from '../../modules/index.ts';
import { inFolder } from '../../modules/path.ts';
import { homeImportKeys } from '../../registry/applies.ts';
import { type RegistryFinding, registryFinding } from '../../registry/finding.ts';
import type { BanEntry, RegistryMatcher } from '../../registry/matcher.ts';
import { samePlace } from '../../registry/weakening.ts';
import { isLiteralGlob } from '../../text/globs.ts';
import { pushAll } from '../../text/lists.ts';
import { type Concept, type Home, LANGUAGE_IDS, type LanguageId, type Place, type Severity } from '../../types.ts';
import { formsOf } from '../banned-import/named-module.ts';
import { reference, type SelfCheck } from './input.ts';
import { meetsBan, type Target } from './meeting.ts';
import { mayHide } from './names.ts';
import { missingPath, nearPackage } from './near.ts';

/** One step of a migration: from what is banned to what is to be written instead. */
interface Step extends Target {
  readonly entry: BanEntry;
  readonly place: Place;
  readonly from: string;
  readonly to: string;
  readonly symbol: string | null;
  /** A path at which nothing stands. */
  readonly isGone: boolean;
  /** The concept whose home it leads to, as importers are sent there. */
  readonly homeOf: Concept | null;
  /** The name or glob of the `names` map that the step is for; null: whatever the ban forbids. */
  readonly pattern: string | null;
}

/** Replacements that are banned themselves, alone or in a chain, or that their module is not seen to give. */
export function bannedReplacements(input: SelfCheck): RegistryFinding[] {
  const { matcher, modules } = input;
  const steps = matcher.bans.flatMap((entry) => stepsOf(entry, modules));
  const found: RegistryFinding[] = [];
  const told: Step[] = [];
  const circles = new Set<string>();
  for (const step of steps) {
    const missing = missingFile(step, input) ?? missingSymbol(step, modules);
    if (missing !== null) found.push(missing);
    const next = banOnStep(step, input);
    if (next === null || told.some((one) => isSameStep(one, step))) continue;
    told.push(step);
    const chain = chainFrom(step, steps, input);
    const last = chain.at(-1);
    const circle = chain.length > 1 && last !== undefined && isSameBan(last.entry, step.entry);
    const id = circle ? circleOf(chain) : '';
    if (circles.has(id)) continue;
    if (circle) circles.add(id);
    found.push(contradiction(step, next, chain, circle));
  }
  return found;
}

/** One ban may name several modules. */
function isSameBan({ ban }: BanEntry, { ban: other }: BanEntry): boolean {
  return samePlace(ban.place, other.place);
}

/** What a ban prescribes for one of its modules it prescribes for all. */
function isSameStep(a: Step, b: Step): boolean {
  return isSameBan(a.entry, b.entry) && a.pattern === b.pattern && a.to === b.to;
}

/** The bans that a circle leads through, wherever it begins. */
function circleOf(chain: readonly Step[]): string {
  const places = chain.map(({ entry }) => `${entry.ban.place.path}:${entry.ban.place.line}:${entry.ban.place.column}`);
  return [...new Set(places)].sort().join(' ');
}

/** The finding for a replacement that is banned, with every ban that is met on the way. */
function contradiction(step: Step, next: BanEntry, chain: readonly Step[], circle: boolean): RegistryFinding {
  const way = chain.map((s) => s.from).concat(circle ? [] : [chain.at(-1)?.to ?? step.to]);
  const itself = isSameBan(next, step.entry);
  const met = [next, ...chain.slice(1).map((s) => s.entry)];
  const bans = met.filter(
    (entry, at) => (itself || !isSameBan(entry, step.entry)) && met.findIndex((one) => isSameBan(one, entry)) === at,
  );
  const message = itself
    ? `${step.from} is to be replaced by ${step.to}, which the same ban forbids`
    : circle
      ? `replacements lead in a circle: ${way.join(' → ')}`
      : `${step.from} is to be replaced by ${step.to}, which is itself banned${chain.length > 1 ? ` (${way.join(' → ')})` : ''}`;
  return registryFinding(step.entry.concept, step.place, message, {
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
    const follow = next === null ? undefined : followedBy(at, next, steps, input.matcher);
    if (follow === undefined) return chain;
    chain.push(follow);
    if (chain.slice(0, -1).some((s) => isSameBan(s.entry, follow.entry))) return chain;
    at = follow;
  }
  return chain;
}

/** What is to be written where a step leads: of a ban on names the name that the step ends at. */
function followedBy(step: Step, next: BanEntry, steps: readonly Step[], matcher: RegistryMatcher): Step | undefined {
  const after = steps.filter((s) => isSameBan(s.entry, next));
  const { symbol } = step;
  const named = (s: Step): boolean => s.pattern !== null && symbol !== null && matcher.matchesName(s.pattern, symbol);
  return after.find((s) => s.pattern === symbol) ?? after.find(named) ?? after.find((s) => s.pattern === null);
}

/** The ban that forbids what a step says to write; a concept does not forbid its own canonical. */
export function banOnStep(step: Step, input: SelfCheck): BanEntry | null {
  const { matcher } = input;
  return (
    matcher.bansOn(step.language, step.forms).find((entry) => {
      const { names } = entry.ban;
      if (names !== null) {
        const { symbol } = step;
        if (symbol === null || !names.some((n) => matcher.matchesName(n.pattern, symbol))) return false;
      }
      if (step.homeOf !== null && step.homeOf === entry.concept) return false;
      const { module } = parseReference(step.to);
      const home = entry.concept?.canonical.find((h) => h.path === step.file || h.import === module);
      if (home !== undefined && (names === null || home.symbol === step.symbol)) return false;
      return meetsBan(step, step.entry, entry, input);
    }) ?? null
  );
}

/** Every step that a ban prescribes: of its `names`, its `use`, or else its concept's canonicals. */
export function stepsOf(entry: BanEntry, modules: ModuleContext): Step[] {
  const { ban, concept } = entry;
  const steps: Step[] = [];
  for (const name of ban.names ?? []) {
    if (name.replacement !== null) pushAll(steps, step(entry, name.place, name.pattern, name.replacement, modules));
  }
  if (ban.use !== null) return [...steps, ...step(entry, ban.place, null, ban.use, modules)];
  for (const home of concept?.canonical ?? []) {
    if (entry.language !== null && entry.language !== home.language) continue;
    if (languageOfModule(entry) !== null && languageOfModule(entry) !== home.language) continue;
    steps.push(homeStep(entry, home, modules));
  }
  return steps;
}

/** To a concept's home, as importers write it: by its `import` where there is one. */
function homeStep(entry: BanEntry, home: Home, modules: ModuleContext): Step {
  const { language, symbol } = home;
  const own = keyOfFile(home.path);
  const keys = home.import !== null ? homeImportKeys(home, home.path, modules) : own === null ? [] : [own];
  const [key] = keys;
  const file = home.import === null || key === undefined ? home.path : fileOf(key, modules.tree);
  return {
    ...{ entry, place: entry.ban.place, from: entry.text, to: reference(home), language, symbol, pattern: null },
    ...{ homeOf: entry.concept, file, isGone: false, keys, forms: keys.flatMap((one) => formsOf(one, modules)) },
    fileFrom: (from) => fileOnWay(wayTo(home, from, null, modules)),
  };
}

/** The file by which a way leads; undefined where there is none. */
function fileOnWay(way: Way | NoWay): string | null | undefined {
  return way.module === null ? undefined : way.file;
}

function languageOfModule(entry: BanEntry): LanguageId | null {
  return entry.language ?? keyOfFile(entry.text)?.language ?? null;
}

function step(entry: BanEntry, place: Place, pattern: string | null, to: string, modules: ModuleContext): Step[] {
  const from = pattern === null ? entry.text : `${entry.text}#${pattern}`;
  const stated = parseReference(to).language ?? entry.language;
  const languages = stated === null ? LANGUAGE_IDS : [stated];
  return languages.map((language) => {
    const written = resolveReference(to, entry.ban.base, language, modules.tree);
    const resolved = resolveImport(language, written.module, entry.ban.place.path, modules);
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
    const isGone = written.kind === 'path' && !modules.tree.has(written.module);
    const fileFrom = (importer: string): string | null | undefined => {
      const there = { path: written.module, symbol, import: null, language };
      const thing = written.kind === 'path' ? there : ownThing(written.module, symbol, language, importer, modules);
      return thing === null ? null : fileOnWay(wayTo(thing, importer, null, modules));
    };
    return { entry, place, from, to, homeOf: null, language, forms, keys, symbol, file, fileFrom, isGone, pattern };
  });
}

/** A replacement to which no import could lead. */
function missingFile(step: Step, input: SelfCheck): RegistryFinding | null {
  const { entry, place, to, isGone } = step;
  const found = (message: string, hint: string, severity: Severity = 'error'): RegistryFinding =>
    registryFinding(entry.concept, place, `${to} is a replacement, but ${message}`, { hint, severity });
  const { module } = parseReference(to);
  if (isGone) {
    const { differs, hint } = missingPath(inFolder(entry.ban.base, module.replace(/^\.\//, '')), input.paths);
    return found(`there is no such file${differs}`, hint);
  }
  if (step.file !== null || entry.concept?.canonical.some((home) => to === reference(home)) === true) return null;
  const nowhere = leadsNowhere(step, input);
  if (nowhere !== null) return found('there is no such module', nowhere);
  const top = module.split('/')[0] ?? module;
  const isSource = module.includes('/') && sourceExtension(module) !== null && !/\.[mc]?js$/.test(module);
  if (isSource && /^\w/.test(module) && !dependencyNames(input.modules).has(packageNameOf(module) ?? ''))
    return found(`nothing in the tree begins with ${top}`, `If it is a path, write "./${module}".`, 'warn');
  const near = step.language === 'js' && /^[@\w]/.test(module) ? nearPackage(module, input) : null;
  return near === null ? null : found('no package is called so', `Did you mean ${near}?`, 'warn');
}

/** What to do about a replacement that begins as something of the tree does, and leads to nothing there; else null. */
function leadsNowhere({ to, entry, language }: Step, { modules, paths }: SelfCheck): string | null {
  const { module } = parseReference(to);
  const { tree } = modules;
  const [top = ''] = module.split(language === 'py' ? '.' : '/');
  if (language === 'py') {
    if (module.includes('/') || !module.includes('.')) return null;
    const { existing } = resolveImport('py', module, '_', modules);
    if (existing !== null || resolveImport('py', top, '_', modules).existing === null) return null;
    const parent = module.slice(0, module.lastIndexOf('.'));
    const name = module.slice(parent.length + 1);
    const { file } = resolveImport('py', parent, '_', modules);
    const isName = file !== null && exportsName(file, name, modules);
    return isName ? `Write "${parent}#${name}".` : 'Correct the name, or add the module.';
  }
  const begins = inFolder(entry.ban.base, top);
  const isPath = module.includes('/') && (tree.hasFolder(begins) || tree.has(begins));
  if (isPath && !dependencyNames(modules).has(packageNameOf(module) ?? '')) return missingPath(module, paths).hint;
  if (!/^(?:[@~]\/|#)/.test(module)) return null;
  const { existing, candidates } = resolveImport('js', module, entry.ban.place.path, modules);
  const isExplained = existing === null && candidates.some((key) => !key.external);
  return isExplained ? 'Correct it, or add the module.' : null;
}

/** Whether a file gives a symbol under whatever name, as a canonical may be given by its local name. */
function gives(language: LanguageId, path: string, symbol: string, modules: ModuleContext): boolean {
  if (exportsName(path, symbol, modules)) return true;
  return language === 'js' && (homeSymbol({ path, symbol, language }, modules)?.leaves.length ?? 0) > 0;
}

/** An explicit replacement symbol that its module is not seen to define or export. */
function missingSymbol(step: Step, modules: ModuleContext): RegistryFinding | null {
  const { file, symbol } = step;
  // What is wrong with a home is told of the home.
  if (step.entry.concept?.canonical.some((home) => step.to === reference(home)) === true) return null;
  if (symbol === null || symbol === '*' || file === null || gives(step.language, file, symbol, modules)) return null;
  if (step.entry.concept?.canonical.some((h) => h.path === file && h.symbol === symbol) === true) return null;
  return registryFinding(
    step.entry.concept,
    step.place,
    `${step.to} is a replacement, but ${file} is not seen to give ${symbol}`,
    {
      hint: 'Correct the symbol, or export it there.',
      severity: mayHide(file, symbol, modules) ? 'warn' : 'error',
    },
  );
}
