/**
 * What is left of each ban, and whether the module behind it can go: nothing imports it, no string and no text names it, it
 * holds no home, and every file could be read.
 */
import type { BanAudit } from '../audit.ts';
import { nameId } from '../git/names.ts';
import type { Use } from '../judging/uses.ts';
import { keyOfFile, type ModuleContext } from '../modules/index.ts';
import type { CheckOutcome } from '../pipeline.ts';
import { type BanEntry, bansByPlace, type RegistryMatcher, slashForms } from '../registry/matcher.ts';
import { formsOf } from '../rules/banned-import/named-module.ts';
import { push } from '../text/multimap.ts';
import { counted } from '../text/plural.ts';
import type { Place } from '../types.ts';

interface BanMatter {
  readonly entries: readonly [BanEntry, ...BanEntry[]];
  /** By file. */
  readonly uses: ReadonlyMap<string, readonly Use[]>;
  /** Text files that name it. */
  readonly mentions: ReadonlySet<string>;
  readonly paths: readonly string[];
}

/** Every ban of the registry, in its order. @param unchecked why not everything was read; null where it was */
export function auditBans(outcome: CheckOutcome, unchecked: string | null): BanAudit[] {
  const { matcher } = outcome;
  const uses = usesByBan(outcome);
  const paths = outcome.inTree((modules) => pathsByBan(outcome.snapshot.tree.allPaths(), matcher, modules));
  const matters = bansByPlace(matcher.bans).map((entries): BanMatter => {
    const id = placeId(entries[0].ban.place);
    const files = [...(uses.get(id) ?? [])];
    return {
      ...{ entries, paths: paths.get(id) ?? [] },
      uses: new Map(files.filter(([, own]) => own.every(({ isMention }) => !isMention))),
      mentions: new Set(files.flatMap(([file, own]) => (own.some(({ isMention }) => isMention) ? [file] : []))),
    };
  });
  return matters.map((matter) => auditBan(matter, matters, matcher, unchecked));
}

function auditBan(
  matter: BanMatter,
  all: readonly BanMatter[],
  matcher: RegistryMatcher,
  unchecked: string | null,
): BanAudit {
  const { entries, uses, paths, mentions } = matter;
  const { ban, concept } = entries[0];
  const imports = [...uses.values()].flat();
  const exists = paths.length > 0;
  const keptBy = exists ? keeperOf(matter, all, matcher, unchecked) : null;
  return {
    ...{ concept: concept?.name ?? null, module: ban.module, names: ban.names?.map(({ pattern }) => pattern) ?? null },
    ...ban.place,
    exists,
    importers: uses.size,
    imports: imports.length,
    strings: imports.filter(({ form }) => form === 'string').length,
    mentions: mentions.size,
    safeToDelete: exists && keptBy === null,
    keptBy,
  };
}

/** What stands against deleting the module; null: nothing. */
function keeperOf(
  { entries, uses, paths, mentions }: BanMatter,
  all: readonly BanMatter[],
  { registry }: RegistryMatcher,
  unchecked: string | null,
): string | null {
  const { ban } = entries[0];
  if (ban.names !== null) return 'only names of it are banned';
  if (ban.in !== null || ban.except !== null) return 'it is banned in some files alone';
  const home = registry.concepts.flatMap(({ canonical }) => canonical).find(({ path }) => paths.includes(path));
  if (home !== undefined) return `it holds ${home.path}, which is canonical`;
  if (uses.size > 0) return `${counted(uses.size, 'file')} ${uses.size === 1 ? 'imports' : 'import'} it`;
  if (mentions.size > 0) return `${counted(mentions.size, 'text file')} ${mentions.size === 1 ? 'names' : 'name'} it`;
  const other = all.find((one) => isUsed(one) && one.entries !== entries && overlaps(one.entries, entries));
  if (other !== undefined) return `${other.entries[0].ban.module}, which is banned as well, is still imported or named`;
  return unchecked;
}

function isUsed({ uses, mentions }: BanMatter): boolean {
  return uses.size + mentions.size > 0;
}

/** Where bans meet, the more specific one speaks for both. */
function overlaps(some: readonly BanEntry[], others: readonly BanEntry[]): boolean {
  const texts = (entries: readonly BanEntry[]): string[] =>
    entries.flatMap(({ text, language, pathOnly }) => slashForms(text, language, pathOnly));
  const own = texts(others);
  return texts(some).some((a) => own.some((b) => a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`)));
}

function usesByBan({ uses }: CheckOutcome): ReadonlyMap<string, ReadonlyMap<string, readonly Use[]>> {
  const found = new Map<string, Map<string, Use[]>>();
  for (const { file, uses: own } of uses) {
    for (const use of own) {
      if (use.ban === null) continue;
      const id = placeId(use.ban);
      const files = found.get(id) ?? new Map<string, Use[]>();
      push(files, nameId(file), use);
      found.set(id, files);
    }
  }
  return found;
}

/** Files of the tree that are what a ban names, or lie below it. */
function pathsByBan(
  paths: readonly string[],
  matcher: RegistryMatcher,
  modules: ModuleContext,
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const path of paths) {
    const key = keyOfFile(path);
    if (key === null) continue;
    const entries = matcher
      .bansOn(key.language, formsOf(key, modules, 'file'))
      .filter((entry) => !isSecondReading(entry));
    for (const id of new Set(entries.map(({ ban }) => placeId(ban.place)))) push(found, id, path);
  }
  return found;
}

/** `a.b.C` read as the name `C` of `a.b`, where a module `a.b.C` may be meant. */
function isSecondReading({ name, ban }: BanEntry): boolean {
  return name !== null && !ban.module.includes('#');
}

function placeId({ path, line, column }: Place): string {
  return `${path}:${line}:${column}`;
}
