/**
 * Where an entry holds, when several parts of a configuration speak of the same files: a later part takes the place of the
 * earlier ones in its files. Globs cannot be cut out of each other in general; what comes of it is a list of regions, each a
 * list of globs and what is left out of them.
 */
import { within } from '../../modules/path.ts';
import type { Entry, TranslatedBan } from './define.ts';
import { fixedFolder } from './globs.ts';

/** A part of a configuration. */
export interface Layer {
  /** null: every file. */
  readonly files: readonly string[] | null;
  readonly except: readonly string[];
  /** What is banned there, in place of what was before. */
  readonly entries: readonly Entry[];
}

interface Region {
  readonly in: readonly string[] | null;
  readonly except: readonly string[];
}

/** The bans of layers, each with the files in which it holds: a later layer counts in place of an earlier one. */
export function bansOf(layers: readonly Layer[], ignored: readonly string[] = []): TranslatedBan[] {
  const found = new Map<string, { readonly entry: Entry; regions: readonly Region[] }>();
  for (const layer of layers) {
    const own = new Map(layer.entries.map((entry) => [idOf(entry), entry]));
    for (const [id, known] of found)
      if (!own.has(id)) known.regions = known.regions.flatMap((one) => without(one, layer));
    for (const [id, entry] of own) {
      const known = found.get(id) ?? { entry, regions: [] };
      known.regions = withRegion(known.regions, layer);
      found.set(id, known);
    }
  }
  return [...found.values()].flatMap(({ entry, regions }) =>
    regions.map((region) => ({
      ...entry,
      in: region.in,
      except: [...new Set([...region.except, ...ignored])].filter((glob) => mayMeet(glob, region.in)),
      allow: [],
    })),
  );
}

/** Whether a glob may match what one of the others matches, by the folders that they begin with. */
function mayMeet(glob: string, others: readonly string[] | null): boolean {
  const own = fixedFolder(glob);
  return others === null || others.map(fixedFolder).some((other) => within(own, other) || within(other, own));
}

function idOf({ spot: _, ...entry }: Entry): string {
  return JSON.stringify(entry);
}

/** What is left of a region where a layer says something else; where the layer itself does not hold, all of it is. */
function without(region: Region, { files, except }: Layer): Region[] {
  const isCovered = files === null || region.in?.every((glob) => files.includes(glob));
  const rest = isCovered ? [] : [{ in: region.in, except: [...new Set([...region.except, ...(files ?? [])])] }];
  const back = except.filter((glob) => !region.except.includes(glob));
  return back.length > 0 && region.in === null ? [...rest, { in: back, except: region.except }] : rest;
}

function withRegion(regions: readonly Region[], { files, except }: Layer): Region[] {
  if (files === null && except.length === 0) return [{ in: null, except: [] }];
  const isHeld = regions.some((one) => one.in === null && one.except.length === 0);
  if (isHeld) return [...regions];
  // A part that was cut out is put back by the same globs.
  const healed = regions.map((one) => ({
    ...one,
    except: except.length > 0 ? one.except : cut(one.except, files ?? []),
  }));
  const isHealed =
    files !== null &&
    healed.some((one, at) => one.in === null && one.except.length + files.length === regions[at]?.except.length);
  return isHealed ? healed : [...regions, { in: files, except }];
}

function cut(globs: readonly string[], away: readonly string[]): string[] {
  return globs.filter((glob) => !away.includes(glob));
}
