/**
 * From a registry file as it was read to concepts, bans and rules: defaults filled in, short forms written out, paths
 * seen from the repository's top, offsets turned into places. Globs stay relative to `base`.
 */

import { languageOf } from '../languages/index.ts';
import type {
  Ban,
  BannedName,
  Concept,
  DefinitionRule,
  Exception,
  Home,
  Place,
  Severity,
  UniqueRule,
} from '../types.ts';
import type { Located } from './describe.ts';
import { explicitFrom, moduleFrom, pathFrom, splitBanValue, splitReference } from './references.ts';
import type {
  BanText,
  ConceptText,
  DefinitionsText,
  ExceptionText,
  HomeText,
  RegistryText,
  UniqueText,
} from './schema.ts';

/** The file that is being read. */
export interface BuildContext {
  /** Folder of the registry that it belongs to, `` for the root. */
  readonly base: string;
  readonly place: (offset: number) => Place;
  readonly report: (offset: number, message: string) => void;
}

export interface Contents {
  readonly concepts: readonly Concept[];
  readonly banned: readonly Ban[];
  readonly unique: readonly UniqueRule[];
}

/** What a file adds to the registry. Reports what only the meaning shows to be wrong. */
export function buildContents(text: RegistryText, context: BuildContext): Contents {
  return {
    concepts: (text.concepts ?? []).map((entry) => buildConcept(entry.key, entry.at, entry.value, context)),
    banned: (text.banned ?? []).map((ban) => buildBan(ban, null, 'error', context)),
    unique: (text.unique ?? []).map((rule) => buildUnique(rule, context)),
  };
}

function buildConcept(name: string, at: number, text: ConceptText, context: BuildContext): Concept {
  const full = 'value' in text ? null : text;
  const canonical = ('value' in text ? [text] : text.canonical).map((home) => buildHome(home, context));
  const severity = full?.severity ?? 'error';
  return {
    name,
    description: full?.description ?? null,
    canonical,
    owner: full?.owner ?? null,
    link: full?.link ?? null,
    severity,
    deadline: full?.deadline ?? null,
    banned: (full?.banned ?? []).map((ban) => buildBan(ban, name, severity, context)),
    definitions: buildDefinitions(full?.definitions, canonical, context),
    aliases: full?.aliases ?? 'error',
    indirect: full?.indirect ?? 'warn',
    base: context.base,
    place: context.place(at),
  };
}

function buildHome(text: HomeText, { base, place }: BuildContext): Home {
  const written =
    'value' in text ? splitReference(text.value) : { module: text.path.value, symbol: text.symbol ?? null };
  const importModule = 'value' in text ? undefined : text.import;
  const path = pathFrom(base, written.module);
  return {
    path,
    symbol: written.symbol,
    import: importModule === undefined ? null : moduleFrom(base, importModule),
    // The format admits only paths that a language reads.
    language: languageOf(path) ?? 'js',
    place: place('value' in text ? text.at : text.path.at),
  };
}

function buildBan(text: BanText, concept: string | null, severity: Severity, context: BuildContext): Ban {
  const { base, place } = context;
  const full = 'value' in text ? null : text;
  const module: Located<string> = 'value' in text ? text : text.module;
  const value = splitBanValue(module.value);
  const stated = value.symbol === null ? null : [{ pattern: value.symbol, replacement: null, place: place(module.at) }];
  if (stated !== null && full?.names !== undefined)
    context.report(module.at, `"module" names ${value.symbol} already; write that in "names", or leave "names" out`);
  return {
    module: explicitFrom(base, value.module),
    names: full?.names === undefined ? stated : buildNames(full.names, context),
    use: full?.use === undefined ? null : explicitFrom(base, full.use),
    message: full?.message ?? null,
    typeOnly: full?.typeOnly ?? 'ban',
    strings: full?.strings ?? 'warn',
    in: full?.in?.value ?? null,
    inPlace: full?.in === undefined ? null : place(full.in.at),
    except: full?.except ?? null,
    removeBy: full?.removeBy ?? null,
    removed: full?.removed ?? false,
    allow: (full?.allow ?? []).map((exception) => buildException(exception, context)),
    severity: full?.severity ?? severity,
    concept,
    base,
    place: place(module.at),
  };
}

/** A ban on a whole module that a registry states as a plain value, and that only warns. @param module a path or a name */
export function plainBan(module: string, place: Place): Ban {
  return buildBan({ value: module, at: 0 }, null, 'warn', { base: '', place: () => place, report: () => {} });
}

type NamesText = NonNullable<Extract<BanText, { module: unknown }>['names']>;

function buildNames(text: NamesText, { base, place }: BuildContext): BannedName[] {
  return text.map((one) => {
    if (!('key' in one)) return { pattern: one.value, replacement: null, place: place(one.at) };
    const reference = one.value.value;
    return {
      pattern: one.key,
      replacement: reference === null ? null : explicitFrom(base, reference),
      place: place(one.at),
    };
  });
}

function buildDefinitions(text: DefinitionsText, homes: readonly Home[], context: BuildContext): DefinitionRule | null {
  const symbols = [...new Set(homes.flatMap((home) => (home.symbol === null ? [] : [home.symbol])))];
  const [first] = homes.filter((home) => home.symbol !== null);
  if (first === undefined) {
    // Without a home that could be read there is nothing to say about its symbol.
    if (text !== undefined && homes.length > 0) {
      context.report(
        text.at,
        '"definitions" needs a canonical with a symbol, as in "src/ws/manager.ts#WebSocketManager"',
      );
    }
    return null;
  }
  return {
    names: text?.names ?? symbols,
    in: text?.in ?? null,
    kinds: text?.kinds ?? null,
    nested: text?.nested ?? false,
    except: text?.except ?? [],
    allow: (text?.allow ?? []).map((exception) => buildException(exception, context)),
    place: text === undefined ? first.place : context.place(text.at),
  };
}

function buildUnique(text: UniqueText, context: BuildContext): UniqueRule {
  return {
    names: text.names,
    kinds: text.kinds ?? null,
    nested: text.nested ?? false,
    except: text.except ?? [],
    allow: (text.allow ?? []).map((exception) => buildException(exception, context)),
    place: context.place(text.at),
    in: text.in ?? null,
    base: context.base,
  };
}

function buildException(text: ExceptionText, { place }: BuildContext): Exception {
  return { in: text.in, reason: text.reason, until: text.until ?? null, place: place(text.at) };
}
