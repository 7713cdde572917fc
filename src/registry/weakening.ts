/**
 * In what a registry forbids less than the one before it.
 *
 * A commit cannot both weaken the registry and use the weakness: the pipeline judges the commit's files by both. Here
 * is only the telling: one sentence for each ban, name, pattern or guarded file removed or narrowed, each severity
 * lowered, each exception added or extended.
 */
import type {
  Ban,
  Concept,
  DefinitionRule,
  Exception,
  Home,
  Level,
  Place,
  Registry,
  Severity,
  UniqueRule,
} from '../types.ts';
import type { RegistryFinding } from './finding.ts';
import { pairConcepts } from './pairing.ts';

export interface Weakening {
  readonly message: string;
  /** Where it stands now or, when it is gone, where it stood. */
  readonly place: Place;
  /** A ban that is gone: no weakening where nothing that is judged imports the module. */
  readonly goneBan?: Place;
}

/**
 * What `after` no longer forbids, in the order of `before`.
 * @param stillDefines whether a home of `before` still holds its symbol in the tree that `after` is for
 */
export function weakenings(before: Registry, after: Registry, stillDefines: (home: Home) => boolean): Weakening[] {
  const found: Weakening[] = [];
  const tell: Tell = (place, message, goneBan) =>
    void found.push(goneBan === undefined ? { place, message } : { place, message, goneBan });
  const top: Place = { path: after.sources[0] ?? '', line: 1, column: 1 };
  const pairs = pairConcepts(before, after);
  for (const concept of before.concepts) {
    const now = pairs.get(concept);
    if (now === undefined) tell(concept.place, `concept ${concept.name} is removed`);
    else {
      compareHomes(concept, now, stillDefines, tell);
      compareConcepts(concept, now, symbolsMoved(concept, now, stillDefines), tell);
    }
  }
  compareBans(allBans(before), allBans(after), tell);
  compareUnique(before.unique, after.unique, tell);
  for (const glob of missing(before.files.include, after.files.include))
    tell(top, `files.include no longer has "${glob}"`);
  for (const glob of missing(after.files.exclude, before.files.exclude)) tell(top, `files.exclude now has "${glob}"`);
  if (before.commit === 'touched' && after.commit === 'introduced') tell(top, '"commit" is now "introduced"');
  if (!before.inlineAllow && after.inlineAllow) tell(top, 'inline exceptions are allowed now');
  if (before.pythonRoots !== null && after.pythonRoots !== null) {
    for (const root of missing(before.pythonRoots, after.pythonRoots))
      tell(top, `python.roots no longer has "${root}"`);
  } else if (after.pythonRoots !== null) tell(top, `python.roots are now ${after.pythonRoots.join(', ')} alone`);
  else if (before.pythonRoots !== null) tell(top, 'python.roots are no longer stated');
  if (before.baseline !== after.baseline) tell(top, `the baseline is now ${after.baseline}`);
  return found;
}

type Tell = (place: Place, message: string, goneBan?: Place) => void;

/** Symbols of homes that are not there any more, neither in the registry nor in the tree: nothing else has to go by them. */
function symbolsMoved(before: Concept, after: Concept, stillDefines: (home: Home) => boolean): Set<string> {
  const gone = before.canonical.filter(
    (home) => !after.canonical.some(({ path, symbol }) => path === home.path && symbol === home.symbol),
  );
  return new Set(gone.flatMap((home) => (home.symbol === null || stillDefines(home) ? [] : [home.symbol])));
}

/** A home that no longer defines its symbol may move; one that still does would become a second one. */
function compareHomes(before: Concept, after: Concept, stillDefines: (home: Home) => boolean, tell: Tell): void {
  for (const { path, symbol, ...rest } of before.canonical) {
    if (after.canonical.some((home) => home.path === path && home.symbol === symbol)) continue;
    if (!stillDefines({ path, symbol, ...rest })) continue;
    const what = symbol === null ? 'still exists' : `still defines ${symbol}`;
    tell(after.canonical[0]?.place ?? after.place, `${after.name}: its home was ${path}, which ${what}`);
  }
}

function compareConcepts(before: Concept, after: Concept, moved: ReadonlySet<string>, tell: Tell): void {
  const { name, place } = after;
  if (!covers(after.base, before.base)) tell(place, `${name}: its rules now hold only below ${after.base}`);
  if (before.severity === 'error' && after.severity === 'warn') tell(place, `${name}: severity is lowered to "warn"`);
  if (lower(before.aliases, after.aliases)) tell(place, `${name}: "aliases" is lowered to "${after.aliases}"`);
  if (lower(before.indirect, after.indirect)) tell(place, `${name}: "indirect" is lowered to "${after.indirect}"`);
  if (before.deadline !== null && (after.deadline === null || after.deadline > before.deadline)) {
    tell(
      place,
      `${name}: the deadline ${before.deadline} ${after.deadline === null ? 'is removed' : `is now ${after.deadline}`}`,
    );
  }
  if (before.definitions === null) return;
  if (after.definitions === null) tell(place, `${name}: its definition rule is removed`);
  else {
    const { names, ...rest } = before.definitions;
    compareRules({ ...rest, names: names.filter((one) => !moved.has(one)) }, after.definitions, name, tell);
  }
}

function compareRules(before: DefinitionRule, after: DefinitionRule, what: string, tell: Tell): void {
  const { place } = after;
  for (const pattern of missing(before.names, after.names))
    tell(place, `${what}: "${pattern}" no longer counts as a definition of it`);
  if (after.kinds === null && before.kinds !== null)
    tell(place, `${what}: the kinds of definitions are no longer stated`);
  if (after.kinds !== null && (before.kinds === null || missing(before.kinds, after.kinds).length > 0)) {
    tell(place, `${what}: fewer kinds of definitions count (${after.kinds.join(', ')})`);
  }
  if (before.nested && !after.nested) tell(place, `${what}: nested definitions no longer count`);
  for (const pattern of missing(after.except, before.except)) tell(place, `${what}: "${pattern}" is now excepted`);
  compareExceptions(before.allow, after.allow, what, tell);
}

function allBans(registry: Registry): readonly Ban[] {
  return [...registry.concepts.flatMap((concept) => concept.banned), ...registry.banned];
}

/** Bans are the same when they name the same module; what the module's bans forbid together is compared, name by name. */
function compareBans(before: readonly Ban[], after: readonly Ban[], tell: Tell): void {
  const now = groupByModule(after);
  for (const ban of before) {
    const named = now.get(ban.module) ?? [];
    if (named.length === 0) tell(ban.place, `the ban on ${ban.module} is removed`, ban.place);
    else compareBan(ban, named, tell);
    for (const other of after) if (speaksInsteadOf(other, ban, before)) compareSeverities(ban, other, tell);
  }
}

/** Of the bans on a module some must forbid each name as much as this one did. */
function compareBan(before: Ban, named: readonly Ban[], tell: Tell): void {
  const { module } = before;
  const told = new Set<string>();
  for (const pattern of before.names?.map((one) => one.pattern) ?? [null]) {
    const holding = named.filter(
      ({ names }) => names === null || names.some((one) => one.pattern === (pattern ?? '*')),
    );
    if (holding.length === 0) {
      const what =
        pattern === null
          ? `the ban on ${module} now holds for some names only`
          : `${pattern} of ${module} is no longer banned`;
      tell(named[0]?.place ?? before.place, what);
    }
    const losses = holding.map((after) => lossesIn(before, after));
    const [least = []] = losses.sort((a, b) => a.length - b.length);
    for (const { place, message } of least) {
      if (!told.has(message)) tell(place, message);
      told.add(message);
    }
  }
}

/** In what a ban on the same module forbids less. */
function lossesIn(before: Ban, after: Ban): { readonly place: Place; readonly message: string }[] {
  const { module, place } = after;
  const found: { place: Place; message: string }[] = [];
  const tell: Tell = (at, message) => void found.push({ place: at, message });
  if (!covers(after.base, before.base)) tell(place, `the ban on ${module} now holds only below ${after.base}`);
  if (after.in !== null && (before.in === null || missing(before.in, after.in).length > 0)) {
    tell(place, `the ban on ${module} now holds only in ${after.in.join(', ')}`);
  }
  compareSeverities(before, after, tell);
  if (before.typeOnly === 'ban' && after.typeOnly === 'allow') tell(place, `type imports of ${module} are allowed now`);
  if (before.removed && !after.removed) tell(place, `${module} no longer counts as removed`);
  if (before.removeBy !== null && (after.removeBy === null || after.removeBy > before.removeBy) && !after.removed) {
    tell(
      place,
      `${module} had to be removed by ${before.removeBy}, ${after.removeBy === null ? 'which is gone' : `now by ${after.removeBy}`}`,
    );
  }
  compareExceptions(before.allow, after.allow, `the ban on ${module}`, tell);
  return found;
}

function compareSeverities(before: Ban, { module, place, severity, strings }: Ban, tell: Tell): void {
  if (before.severity === 'error' && severity === 'warn') tell(place, `the ban on ${module} is lowered to "warn"`);
  if (lower(before.strings, strings)) tell(place, `string references to ${module} are lowered to "${strings}"`);
}

/**
 * Whether a new ban is more specific than an old one, so that it speaks in its place: on names of the same module, or on
 * a module inside. One of a nested registry never does.
 */
function speaksInsteadOf(ban: Ban, old: Ban, before: readonly Ban[]): boolean {
  const isNew = !before.some(
    (one) => one.module === ban.module && sameNames(one, ban) && one.severity === ban.severity,
  );
  if (!isNew || !covers(ban.base, old.base) || old.names !== null) return false;
  if (ban.module === old.module) return ban.names !== null;
  return ban.module.startsWith(`${old.module}.`) || ban.module.startsWith(`${old.module}/`);
}

function compareUnique(before: readonly UniqueRule[], after: readonly UniqueRule[], tell: Tell): void {
  for (const rule of before) {
    const what = `unique ${rule.names.join(', ')}`;
    const now =
      after.find((r) => sameList(r.names, rule.names)) ??
      after.find((r) => r.names.some((n) => rule.names.includes(n)));
    if (now === undefined) {
      tell(rule.place, `${what} is removed`);
      continue;
    }
    if (!covers(now.base, rule.base)) tell(now.place, `${what} now holds only below ${now.base}`);
    if (now.in !== null && (rule.in === null || missing(rule.in, now.in).length > 0))
      tell(now.place, `${what} now holds only in ${now.in.join(', ')}`);
    compareRules(rule, now, what, tell);
  }
}

function compareExceptions(before: readonly Exception[], after: readonly Exception[], what: string, tell: Tell): void {
  for (const exception of after) {
    for (const glob of exception.in) {
      const earlier = before.filter((e) => e.in.includes(glob));
      if (earlier.length === 0) tell(exception.place, `${what}: a new exception for ${glob}`);
      else if (!earlier.some((e) => e.until === null || (exception.until !== null && exception.until <= e.until))) {
        tell(
          exception.place,
          `${what}: the exception for ${glob} now lasts ${exception.until === null ? 'for good' : `until ${exception.until}`}`,
        );
      }
    }
  }
}

/** Whether what holds below one folder holds below another, too. */
function covers(base: string, other: string): boolean {
  return base === '' || base === other || other.startsWith(`${base}/`);
}

const LEVELS: readonly Level[] = ['off', 'warn', 'error'];

function lower(before: Level, after: Level): boolean {
  return LEVELS.indexOf(after) < LEVELS.indexOf(before);
}

function missing<T>(from: readonly T[], within: readonly T[]): T[] {
  return from.filter((entry) => !within.includes(entry));
}

function sameList(a: readonly string[] | null, b: readonly string[] | null): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function sameNames(a: Ban, b: Ban): boolean {
  return sameList(a.names?.map((n) => n.pattern) ?? null, b.names?.map((n) => n.pattern) ?? null);
}

function groupByModule(bans: readonly Ban[]): Map<string, Ban[]> {
  const groups = new Map<string, Ban[]>();
  for (const ban of bans) groups.set(ban.module, [...(groups.get(ban.module) ?? []), ban]);
  return groups;
}

/** Whether two places are one. */
export function samePlace(a: Place, b: Place): boolean {
  return a.path === b.path && a.line === b.line && a.column === b.column;
}

// ---------------------------------------------------------------------------------------------------------- telling

/** A commit is told of its weakenings, one sentence each. */
export function weakeningNotes(weaker: readonly Weakening[]): string[] {
  return weaker.map(
    ({ message, place }) => `this commit weakens the registry: ${message} (${place.path}:${place.line})`,
  );
}

/** CI reports them. */
export function weakeningFinding({ message, place }: Weakening, severity: Severity = 'warn'): RegistryFinding {
  return {
    place,
    severity,
    concept: null,
    message: `the registry is weaker than before: ${message}`,
    hint: null,
    related: [],
  };
}
