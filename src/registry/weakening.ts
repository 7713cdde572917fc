/**
 * In what a registry forbids less than the one before it.
 *
 * A commit cannot both weaken the registry and use the weakness: the pipeline judges the commit's files by both. Here
 * is only the telling: one sentence for each ban, name, pattern or guarded file removed or narrowed, each severity
 * lowered, each exception added or extended.
 */
import {
  type Ban,
  type Concept,
  type DefinitionRule,
  type Exception,
  type Home,
  LEVELS,
  type Level,
  type Place,
  type Registry,
  type Severity,
  type UniqueRule,
} from '../types.ts';
import type { RegistryFinding } from './finding.ts';
import { pairConcepts } from './pairing.ts';
import type { RegistryKeys } from './schema.ts';

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
  const place: Place = { path: after.sources[0] ?? '', line: 1, column: 1 };
  const placed = (key: string): Place => after.places[key] ?? before.places[key] ?? place;
  compareAll(REGISTRY, before, after, { what: 'the registry', place, placed, tell, stillDefines });
  return found;
}

type Tell = (place: Place, message: string, goneBan?: Place) => void;

interface Context {
  /** What is compared, for messages. */
  readonly what: string;
  /** Where it stands now. */
  readonly place: Place;
  /** Where a key of the whole registry stands now or, when it is gone, where it stood. */
  readonly placed: (key: string) => Place;
  readonly tell: Tell;
  readonly stillDefines: (home: Home) => boolean;
}

/** Tells in what a thing forbids less, as far as one of its keys goes. */
type Compare<T> = (before: T, after: T, context: Context) => void;

/**
 * How each key is compared, in the order of the telling. Every key that the schema knows has its line, so that a new one
 * cannot be forgotten. (`base` is the folder of the registry that states the thing.)
 */
type Comparisons<Key extends string, T> = Readonly<Record<Key, Compare<T>>>;

function compareAll<Key extends string, T>(table: Comparisons<Key, T>, before: T, after: T, context: Context): void {
  for (const compare of Object.values<Compare<T>>(table)) compare(before, after, context);
}

/** A key that forbids nothing by itself: words for people, and what is written instead. */
const FORBIDS_NOTHING = (): void => undefined;
/** A key by which things are paired, or that is compared with others of its kind: see there. */
const COMPARED_ELSEWHERE = (): void => undefined;

// --------------------------------------------------------------------------------------------------------- the tables

const FILES: Comparisons<RegistryKeys['files'], Registry> = {
  include: ({ files }, now, { placed, tell }) => {
    for (const glob of missing(files.include, now.files.include))
      tell(placed('include'), `files.include no longer has "${glob}"`);
  },
  exclude: ({ files }, now, { placed, tell }) => {
    for (const glob of missing(now.files.exclude, files.exclude))
      tell(placed('exclude'), `files.exclude now has "${glob}"`);
  },
};

const PYTHON: Comparisons<RegistryKeys['python'], Registry> = {
  roots: ({ pythonRoots: before }, { pythonRoots: after }, { placed, tell }) => {
    const place = placed('roots');
    if (before !== null && after !== null) {
      for (const root of missing(before, after)) tell(place, `python.roots no longer has "${root}"`);
    } else if (after !== null) tell(place, `python.roots are now ${after.join(', ')} alone`);
    else if (before !== null) tell(place, 'python.roots are no longer stated');
  },
};

const JS: Comparisons<RegistryKeys['js'], Registry> = {
  aliases: ({ js: before }, { js: after }, { place, tell }) => {
    const now = new Map(after.aliases);
    for (const [alias, targets] of before.aliases) {
      const left = now.get(alias);
      if (left === undefined) tell(place, `js.aliases no longer has "${alias}"`);
      else if (missing(targets, left).length > 0)
        tell(place, `js.aliases: "${alias}" no longer stands for ${missing(targets, left).join(', ')}`);
    }
  },
  external: ({ js: before }, { js: after }, { place, tell }) => {
    for (const name of missing(after.external, before.external)) tell(place, `js.external now has "${name}"`);
  },
};

const MENTIONS: Comparisons<RegistryKeys['mentions'], Registry> = {
  level: ({ mentions: { level: before } }, { mentions: { level } }, { placed, tell }) => {
    if (lower(before, level)) tell(placed('mentions'), `"mentions" is lowered to "${level}"`);
  },
  exclude: ({ mentions }, now, { placed, tell }) => {
    for (const glob of missing(now.mentions.exclude, mentions.exclude))
      tell(placed('mentions'), `mentions.exclude now has "${glob}"`);
  },
};

const EXCEPTION: Comparisons<RegistryKeys['exception'], Exception> = {
  in: COMPARED_ELSEWHERE,
  reason: FORBIDS_NOTHING,
  until: (before, { until, place }, { what, tell }) => {
    if (before.until === null || (until !== null && until <= before.until)) return;
    tell(place, `${what} now lasts ${until === null ? 'for good' : `until ${until}`}`);
  },
  permanent: COMPARED_ELSEWHERE, // no `until`
};

const HOME: Comparisons<RegistryKeys['home'], Home> = {
  path: COMPARED_ELSEWHERE,
  symbol: COMPARED_ELSEWHERE,
  import: FORBIDS_NOTHING,
};

const DEFINITIONS: Comparisons<RegistryKeys['definitions'], DefinitionRule> = {
  names: (before, after, { what, place, tell }) => {
    for (const pattern of missing(before.names, after.names))
      tell(place, `${what}: "${pattern}" no longer counts as a definition of it`);
  },
  kinds: ({ kinds: before }, { kinds: after }, { what, place, tell }) => {
    if (after === null && before !== null) tell(place, `${what}: the kinds of definitions are no longer stated`);
    if (after !== null && (before === null || missing(before, after).length > 0))
      tell(place, `${what}: fewer kinds of definitions count (${after.join(', ')})`);
  },
  in: (before, after, { what, place, tell }) => {
    if (narrowed(before.in, after.in)) tell(place, `${what} now holds only in ${after.in?.join(', ')}`);
  },
  nested: (before, after, { what, place, tell }) => {
    if (before.nested && !after.nested) tell(place, `${what}: nested definitions no longer count`);
  },
  except: (before, after, { what, place, tell }) => {
    for (const pattern of missing(after.except, before.except)) tell(place, `${what}: "${pattern}" is now excepted`);
  },
  allow: (before, after, context) => compareExceptions(before.allow, after.allow, context),
};

const UNIQUE: Comparisons<RegistryKeys['unique'] | 'base', UniqueRule> = {
  base: (before, after, { what, place, tell }) => {
    if (!covers(after.base, before.base)) tell(place, `${what} now holds only below ${after.base}`);
  },
  ...DEFINITIONS,
};

/** What a ban forbids less than one on the same module; which names it is for is compared before. */
const BAN: Comparisons<RegistryKeys['ban'] | 'base', Ban> = {
  module: COMPARED_ELSEWHERE,
  names: COMPARED_ELSEWHERE,
  use: FORBIDS_NOTHING,
  message: FORBIDS_NOTHING,
  base: (before, { module, base }, { place, tell }) => {
    if (!covers(base, before.base)) tell(place, `the ban on ${module} now holds only below ${base}`);
  },
  in: (before, after, { place, tell }) => {
    if (narrowed(before.in, after.in))
      tell(place, `the ban on ${after.module} now holds only in ${after.in?.join(', ')}`);
  },
  except: (before, { module, except }, { place, tell }) => {
    for (const glob of missing(except ?? [], before.except ?? []))
      tell(place, `the ban on ${module} now excepts "${glob}"`);
  },
  severity: (before, { module, severity }, { place, tell }) => {
    if (lower(before.severity, severity)) tell(place, `the ban on ${module} is lowered to "${severity}"`);
  },
  strings: (before, { module, strings }, { place, tell }) => {
    if (lower(before.strings, strings)) tell(place, `string references to ${module} are lowered to "${strings}"`);
  },
  typeOnly: (before, { module, typeOnly }, { place, tell }) => {
    if (before.typeOnly === 'ban' && typeOnly === 'allow') tell(place, `type imports of ${module} are allowed now`);
  },
  removed: (before, { module, removed }, { place, tell }) => {
    if (before.removed && !removed) tell(place, `${module} no longer counts as removed`);
  },
  removeBy: ({ removeBy: before }, { module, removeBy, removed }, { place, tell }) => {
    if (before === null || (removeBy !== null && removeBy <= before) || removed) return;
    const now = removeBy === null ? 'which is gone' : `now by ${removeBy}`;
    tell(place, `${module} had to be removed by ${before}, ${now}`);
  },
  allow: (before, { module, allow }, context) =>
    compareExceptions(before.allow, allow, { ...context, what: `the ban on ${module}` }),
};

const CONCEPT: Comparisons<RegistryKeys['concept'] | 'base', Concept> = {
  description: FORBIDS_NOTHING,
  owner: FORBIDS_NOTHING,
  link: FORBIDS_NOTHING,
  canonical: compareHomes,
  base: (before, after, { what, place, tell }) => {
    if (!covers(after.base, before.base)) tell(place, `${what}: its rules now hold only below ${after.base}`);
  },
  severity: (before, { severity }, { what, place, tell }) => {
    if (lower(before.severity, severity)) tell(place, `${what}: severity is lowered to "${severity}"`);
  },
  aliases: (before, { aliases }, { what, place, tell }) => {
    if (lower(before.aliases, aliases)) tell(place, `${what}: "aliases" is lowered to "${aliases}"`);
  },
  indirect: (before, { indirect }, { what, place, tell }) => {
    if (lower(before.indirect, indirect)) tell(place, `${what}: "indirect" is lowered to "${indirect}"`);
  },
  deadline: ({ deadline: before }, { deadline }, { what, place, tell }) => {
    if (before === null || (deadline !== null && deadline <= before)) return;
    tell(place, `${what}: the deadline ${before} ${deadline === null ? 'is removed' : `is now ${deadline}`}`);
  },
  definitions: compareDefinitions,
  banned: COMPARED_ELSEWHERE, // with the bans of all other concepts
};

const REGISTRY: Comparisons<RegistryKeys['registry'], Registry> = {
  $schema: FORBIDS_NOTHING,
  version: FORBIDS_NOTHING,
  extends: COMPARED_ELSEWHERE, // what stands there is part of the registry
  concepts: compareConcepts,
  banned: (before, after, context) => compareBans(allBans(before), allBans(after), context),
  unique: compareUnique,
  files: (before, after, context) => compareAll(FILES, before, after, context),
  commit: (before, after, { placed, tell }) => {
    if (before.commit === 'touched' && after.commit === 'introduced')
      tell(placed('commit'), '"commit" is now "introduced"');
  },
  mentions: (before, after, context) => compareAll(MENTIONS, before, after, context),
  inlineAllow: (before, after, { placed, tell }) => {
    if (!before.inlineAllow && after.inlineAllow) tell(placed('inlineAllow'), 'inline exceptions are allowed now');
  },
  python: (before, after, context) => compareAll(PYTHON, before, after, context),
  js: (before, after, context) => compareAll(JS, before, after, context),
  baseline: (before, after, { placed, tell }) => {
    if (before.baseline !== after.baseline) tell(placed('baseline'), `the baseline is now ${after.baseline}`);
  },
};

// ---------------------------------------------------------------------------------------------------------- concepts

function compareConcepts(before: Registry, after: Registry, context: Context): void {
  const pairs = pairConcepts(before, after);
  for (const concept of before.concepts) {
    const now = pairs.get(concept);
    if (now === undefined) context.tell(concept.place, `concept ${concept.name} is removed`);
    else compareAll(CONCEPT, concept, now, { ...context, what: now.name, place: now.place });
  }
}

/** A home that no longer defines its symbol may move; one that still does would become a second one. */
function compareHomes(before: Concept, after: Concept, context: Context): void {
  const { what, tell, stillDefines } = context;
  for (const home of before.canonical) {
    const now = after.canonical.find(({ path, symbol }) => path === home.path && symbol === home.symbol);
    if (now !== undefined) compareAll(HOME, home, now, context);
    else if (stillDefines(home)) {
      const still = home.symbol === null ? 'still exists' : `still defines ${home.symbol}`;
      tell(after.canonical[0]?.place ?? after.place, `${what}: its home was ${home.path}, which ${still}`);
    }
  }
}

function compareDefinitions(before: Concept, after: Concept, context: Context): void {
  const { what, place, tell, stillDefines } = context;
  if (before.definitions === null) return;
  if (after.definitions === null) {
    tell(place, `${what}: its definition rule is removed`);
    return;
  }
  const moved = symbolsMoved(before, after, stillDefines);
  const names = before.definitions.names.filter((name) => !moved.has(name));
  const now = { ...context, place: after.definitions.place };
  compareAll(DEFINITIONS, { ...before.definitions, names }, after.definitions, now);
}

/** Symbols of homes that are not there any more, neither in the registry nor in the tree: nothing else has to go by them. */
function symbolsMoved(before: Concept, after: Concept, stillDefines: (home: Home) => boolean): Set<string> {
  const gone = before.canonical.filter(
    (home) => !after.canonical.some(({ path, symbol }) => path === home.path && symbol === home.symbol),
  );
  return new Set(gone.flatMap((home) => (home.symbol === null || stillDefines(home) ? [] : [home.symbol])));
}

// -------------------------------------------------------------------------------------------------------------- bans

function allBans(registry: Registry): readonly Ban[] {
  return [...registry.concepts.flatMap((concept) => concept.banned), ...registry.banned];
}

/** Bans are the same when they name the same module; what the module's bans forbid together is compared, name by name. */
function compareBans(before: readonly Ban[], after: readonly Ban[], context: Context): void {
  const { tell } = context;
  const now = groupByModule(after);
  for (const ban of before) {
    const named = now.get(ban.module) ?? [];
    if (named.length === 0) tell(ban.place, `the ban on ${ban.module} is removed`, ban.place);
    else compareBan(ban, named, context);
    for (const other of after.filter((one) => speaksInsteadOf(one, ban, before))) {
      const now = { ...context, place: other.place };
      BAN.severity(ban, other, now);
      BAN.strings(ban, other, now);
    }
  }
}

/** Of the bans on a module some must forbid each name as much as this one did. */
function compareBan(before: Ban, named: readonly Ban[], context: Context): void {
  const { tell } = context;
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
    for (const { place, message } of leastLosses(
      BAN,
      holding.map((after) => [before, after]),
      context,
    )) {
      if (!told.has(message)) tell(place, message);
      told.add(message);
    }
  }
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

// -------------------------------------------------------------------------------------------- uniqueness, exceptions

function compareUnique({ unique: before }: Registry, { unique: after }: Registry, context: Context): void {
  for (const rule of before) {
    const what = `unique ${rule.names.join(', ')}`;
    const now =
      after.find((r) => sameList(r.names, rule.names)) ??
      after.find((r) => r.names.some((n) => rule.names.includes(n)));
    if (now === undefined) context.tell(rule.place, `${what} is removed`);
    else compareAll(UNIQUE, rule, now, { ...context, what, place: now.place });
  }
}

function compareExceptions(before: readonly Exception[], after: readonly Exception[], context: Context): void {
  const { what, tell } = context;
  for (const exception of after) {
    for (const glob of exception.in) {
      const earlier = before.filter((e) => e.in.includes(glob));
      if (earlier.length === 0) tell(exception.place, `${what}: a new exception for ${glob}`);
      const pairs = earlier.map((e) => [e, exception] as const);
      const now = { ...context, what: `${what}: the exception for ${glob}` };
      for (const { place, message } of leastLosses(EXCEPTION, pairs, now)) tell(place, message);
    }
  }
}

interface Loss {
  readonly place: Place;
  readonly message: string;
}

/** Of pairs of an old and a new thing, what the one that loses least forbids less. */
function leastLosses<Key extends string, T extends { readonly place: Place }>(
  table: Comparisons<Key, T>,
  pairs: readonly (readonly [T, T])[],
  context: Context,
): readonly Loss[] {
  const losses = pairs.map(([before, after]) => {
    const found: Loss[] = [];
    const tell: Tell = (place, message) => void found.push({ place, message });
    compareAll(table, before, after, { ...context, place: after.place, tell });
    return found;
  });
  return losses.sort((a, b) => a.length - b.length)[0] ?? [];
}

// ------------------------------------------------------------------------------------------------------------- words

/** Whether a thing that held in some files now holds in fewer. Null: everywhere. */
function narrowed(before: readonly string[] | null, after: readonly string[] | null): boolean {
  return after !== null && (before === null || missing(before, after).length > 0);
}

/** Whether what holds below one folder holds below another, too. */
function covers(base: string, other: string): boolean {
  return base === '' || base === other || other.startsWith(`${base}/`);
}

function lower(before: Level, after: Level): boolean {
  return LEVELS.indexOf(after) > LEVELS.indexOf(before);
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

/**
 * A commit is told of its weakenings, one sentence each.
 * @param what it is: the commit, or what may become one
 */
export function weakeningNotes(weaker: readonly Weakening[], what: string): string[] {
  return weaker.map(({ message, place }) => `${what} weakens the registry: ${message} (${place.path}:${place.line})`);
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
