/**
 * `import/no-restricted-paths`: folders that the files of other folders may not import from. Its zones are files on both
 * sides, as bans are.
 */
import { inFolder, join, within } from '../../../modules/path.ts';
import { isLiteralGlob } from '../../../text/globs.ts';
import { differs, left, type Remark, type TranslatedBan, type World } from '../define.ts';
import { at, items, type Spot, textOf, textsOf, unreadIn, type Value } from '../values.ts';
import type { Reading } from './rules.ts';

export const ZONE_RULES: readonly string[] = ['import/no-restricted-paths', 'import-x/no-restricted-paths'];

export interface Zones {
  readonly bans: readonly TranslatedBan[];
  readonly remarks: readonly Remark[];
}

/** @param folder that of the configuration */
export function zonesOf(options: readonly Value[], folder: string, reading: Reading): Zones {
  const base = baseOf(at(options[0], 'basePath'), folder);
  const unread = options.flatMap((one) => unreadIn(at(one, 'zones')));
  const remarks = unread.map(({ spot, code }) => left(spot, `${reading.rule}: ${code}`, UNREAD));
  const zones = items(at(options[0], 'zones')).filter(({ kind }) => kind === 'object');
  if (base === null && zones[0] !== undefined)
    return {
      bans: [],
      remarks: [
        ...remarks,
        left(zones[0].spot, reading.rule, 'its "basePath" is no literal; write the zones as bans by hand'),
      ],
    };
  const all = zones.map((zone) => zoneOf(zone, base ?? '', reading));
  return { bans: all.flatMap(({ bans }) => bans), remarks: [...remarks, ...all.flatMap((one) => one.remarks)] };
}

const UNREAD = 'is no literal, and nothing is run to find out; write this zone as a ban by hand';

/** `__dirname` and the like is the folder of the file. */
function baseOf(value: Value | undefined, folder: string): string | null {
  if (value === undefined) return folder;
  if (value.kind === 'unread')
    return /^(?:__dirname|import\.meta\.dirname|process\.cwd\(\))$/.test(value.code) ? folder : null;
  const text = textOf(value);
  return text === null ? null : join(folder, text);
}

function zoneOf(zone: Value, base: string, reading: Reading): Zones {
  const [targets, froms, except] = ['target', 'from', 'except'].map((key) => textsOf(at(zone, key)));
  const told = `${reading.rule}: from ${froms?.join(', ')} in ${targets?.join(', ')}`;
  const places = targets?.map((target) => placeOf(target, base, reading.world)) ?? [];
  const found = (froms ?? []).map((from) => modulesFrom(from, except ?? [], base, zone.spot, told, reading.world));
  if (places.length === 0 || places.includes(null))
    return { bans: [], remarks: [left(zone.spot, told, 'its files cannot be written as globs')] };
  const message = textOf(at(zone, 'message'));
  const files = places.flatMap((place) => place ?? []);
  const bans = found
    .flatMap(({ modules }) => modules)
    .map(
      (module): TranslatedBan => ({
        ...{ module, names: null, message, allowsTypes: false, severity: reading.severity },
        ...{ spot: zone.spot, in: files.includes('**') ? null : files, except: [], allow: [] },
      }),
    );
  return { bans, remarks: found.flatMap(({ remarks }) => remarks) };
}

/** The files of a target: a folder, a file, or a glob. */
function placeOf(target: string, base: string, { modules }: World): string[] | null {
  const path = join(base, target);
  if (path === null) return null;
  if (path === '') return ['**'];
  if (!isLiteralGlob(path) || modules.tree.has(path)) return [path];
  return [`${path}/**`];
}

interface Found {
  readonly modules: readonly string[];
  readonly remarks: readonly Remark[];
}

/** What is banned: a folder, without some of the folders in it. */
function modulesFrom(
  from: string,
  except: readonly string[],
  base: string,
  spot: Spot,
  told: string,
  world: World,
): Found {
  const path = join(base, from);
  if (path === null || path === '')
    return { modules: [], remarks: [left(spot, told, 'bans everything; name folders')] };
  if (except.length === 0) return { modules: [`./${path}`], remarks: [] };
  const kept = except.map((one) => join(path, one));
  if (!isLiteralGlob(path) || kept.some((one) => one === null || !isLiteralGlob(one)))
    return {
      modules: [],
      remarks: [left(spot, told, '"except" is a pattern; ban the folders that it leaves by name')],
    };
  const others = childrenOf(path, world).filter(
    (child) => !kept.some((one) => one !== null && (within(one, child) || within(child, one))),
  );
  const isPart = kept.some((one) => one?.slice(path.length + 1).includes('/'));
  if (isPart)
    return {
      modules: [],
      remarks: [left(spot, told, '"except" names something inside a folder of it; ban the rest by name')],
    };
  const remarks = [
    differs(
      spot,
      told,
      `what is in ${path} today is banned but for ${except.join(', ')}; a folder that is new there is not`,
    ),
  ];
  return { modules: others.map((child) => `./${child}`), remarks };
}

/** What lies directly in a folder: sources, and folders that hold something. */
function childrenOf(folder: string, { paths }: World): string[] {
  const inside = paths.filter((path) => path.startsWith(`${folder}/`)).map((path) => path.slice(folder.length + 1));
  const names = inside.flatMap((path) =>
    path.includes('/') ? (path.split('/')[0] ?? []) : /\.[cm]?[jt]sx?$/.test(path) ? path : [],
  );
  return [...new Set(names)].map((name) => inFolder(folder, name));
}
