/**
 * The bans of the sources that were asked for, together: what says the same of other files is one ban, and what a registry
 * does not take is named instead.
 */
import { UserError } from '../../errors.ts';
import { within } from '../../modules/path.ts';
import { loadRegistry, REGISTRY_NAME } from '../../registry/load.ts';
import { compileRegistry } from '../../registry/matcher.ts';
import { openMatcherIn } from '../../registry/open.ts';
import { checkRegistry } from '../../rules/registry/index.ts';
import { left, type Remark, type TranslatedBan, type Translation, type World } from './define.ts';
import { fixedFolder } from './globs.ts';
import { type SourceId, sources } from './index.ts';
import { SPELLING } from './modules.ts';

/** The sources of a command line: names, several parted by commas, each once. @throws UserError for an unknown one */
export function sourcesNamed(words: readonly string[]): SourceId[] {
  const known: readonly SourceId[] = sources.map(({ id }) => id);
  const asked = words
    .flatMap((word) => word.split(','))
    .map((word) => word.trim())
    .filter((word) => word !== '');
  const odd = asked.find((word) => !known.some((id) => id === word));
  if (odd !== undefined) throw new UserError(`--from knows no "${odd}"`, `It reads the bans of: ${known.join(', ')}`);
  return known.filter((id) => asked.includes(id));
}

/**
 * What the linters of a tree ban, as bans of a registry that loads.
 * @param today `YYYY-MM-DD`, UTC
 * @throws UserError where one that was asked for is not configured
 */
export function collect(ids: readonly SourceId[], world: World, today: string): Translation {
  const found = ids.map((id) => {
    const source = sources.find((one) => one.id === id);
    const translation = source?.translate(world) ?? null;
    if (translation === null)
      throw new UserError(
        `there is no configuration of ${id} in this repository`,
        `--from ${id} reads: ${source?.summary ?? ''}`,
      );
    return translation;
  });
  const remarks = found.flatMap((one) => one.remarks);
  const { bans, idle } = ofThisTree(merged(found.flatMap((one) => one.bans)), world);
  const { sound, refused } = whatLoads(bans, world, today);
  return { bans: sound, remarks: distinct([...remarks, ...idle, ...refused]) };
}

/** Without bans on folders that the tree does not have, and without those on a folder in the files of that folder. */
function ofThisTree(
  all: readonly TranslatedBan[],
  { modules }: World,
): { readonly bans: TranslatedBan[]; readonly idle: Remark[] } {
  const placed = all.filter(
    ({ in: files }) => files === null || files.map(fixedFolder).some((folder) => isThere(folder, modules.tree)),
  );
  const own = placed.filter(({ module, in: files }) => {
    const folder = module.startsWith('./') ? module.slice(2) : null;
    return folder !== null && files?.map(fixedFolder).every((one) => within(one, folder)) === true;
  });
  return {
    bans: placed.filter((ban) => !own.includes(ban)),
    idle: own.map((ban) => left(ban.spot, `a ban on ${ban.module} in its own files`, SPELLING)),
  };
}

function isThere(folder: string, tree: World['modules']['tree']): boolean {
  return folder === '' || tree.hasFolder(folder) || tree.has(folder);
}

/** What is said of one place for one reason, as one remark: its subject once, then each thing. */
function distinct(remarks: readonly Remark[]): Remark[] {
  const found = new Map<string, Remark>();
  for (const one of remarks) {
    const [, subject = ''] = /^([^:]+: )/.exec(one.what) ?? [];
    const id = JSON.stringify([one.kind, one.spot.path, one.spot.line, one.why, subject]);
    const known = found.get(id);
    const own = one.what.slice(subject.length);
    const isTold = known?.what.slice(subject.length).split(', ').includes(own) === true;
    found.set(id, known === undefined || isTold ? (known ?? one) : { ...known, what: `${known.what}, ${own}` });
  }
  return [...found.values()];
}

/** Bans that differ only in the files in which they hold, as one. */
function merged(bans: readonly TranslatedBan[]): TranslatedBan[] {
  const found = new Map<string, TranslatedBan>();
  for (const ban of bans) {
    const { spot: _, in: files, ...rest } = ban;
    const id = JSON.stringify([rest, files === null]);
    const known = found.get(id);
    const together = [...new Set([...(known?.in ?? []), ...(files ?? [])])];
    found.set(id, { ...(known ?? ban), in: files === null ? null : together });
  }
  return [...found.values()];
}

/** The keys of a ban in a registry, in the order in which people read them. */
export function banValue({
  module,
  names,
  message,
  allowsTypes,
  severity,
  in: files,
  except,
  allow,
}: TranslatedBan): Readonly<Record<string, unknown>> {
  return {
    module,
    ...(names === null ? {} : { names }),
    ...(message === null ? {} : { message }),
    ...(allowsTypes ? { typeOnly: 'allow' } : {}),
    ...(files === null ? {} : { in: oneOrMany(files) }),
    ...(except.length === 0 ? {} : { except: oneOrMany(except) }),
    ...(severity === 'error' ? {} : { severity }),
    ...(allow.length === 0
      ? {}
      : { allow: allow.map((one) => ({ in: oneOrMany(one.in), reason: one.reason, permanent: true })) }),
  };
}

function oneOrMany(list: readonly string[]): string | readonly string[] {
  const [first] = list;
  return list.length === 1 && first !== undefined ? first : list;
}

interface Loaded {
  readonly sound: readonly TranslatedBan[];
  readonly refused: readonly Remark[];
}

/** Those that a registry takes and that do not contradict the tree; the others with what is said of them. */
function whatLoads(bans: readonly TranslatedBan[], world: World, today: string): Loaded {
  // A line each, so that a problem's line tells whose it is.
  const lines = bans.map((ban) => JSON.stringify(banValue(ban)));
  const text = `{"version":1,"banned":[\n${lines.join(',\n')}\n]}`;
  const { registry, problems } = loadRegistry({ path: REGISTRY_NAME, text }, () => undefined);
  const wrong = new Map(problems.map(({ line, message }) => [line, message]));
  if (registry !== null) {
    const matcher = openMatcherIn(compileRegistry(registry), world.modules);
    const { modules, paths } = world;
    const found = checkRegistry({ matcher, modules, paths, today, inDebt: new Set(), filesWith: () => [] });
    for (const { severity, place, message } of found) if (severity === 'error') wrong.set(place.line, message);
  }
  if (wrong.size === 0) return { sound: bans, refused: [] };
  const isWrong = (_: TranslatedBan, at: number): boolean => wrong.has(at + 2);
  const refused = bans
    .filter(isWrong)
    .map((ban) =>
      left(
        ban.spot,
        `a ban on ${ban.module}`,
        `a registry does not take it: ${wrong.get(bans.indexOf(ban) + 2) ?? ''}`,
      ),
    );
  if (refused.length === 0) throw new Error(`the translated bans do not load: ${[...wrong.values()].join('; ')}`);
  const rest = whatLoads(
    bans.filter((ban, at) => !isWrong(ban, at)),
    world,
    today,
  );
  return { sound: rest.sound, refused: [...refused, ...rest.refused] };
}
