/**
 * The module that an import names: every way to write it, and the bans on any of them.
 */
import {
  dottedNames,
  joinPython,
  type ModuleContext,
  moduleOfVariant,
  type Resolution,
  repositoryKey,
  resolveImport,
  type SpecifierReading,
  spellingsOf,
  urlPath,
  withoutDots,
} from '../../modules/index.ts';
import { definesName, factsIn } from '../../modules/origin.ts';
import type { BanEntry, ModuleForm } from '../../registry/matcher.ts';
import type { ImportedName, ImportFact, LanguageId, ModuleKey } from '../../types.ts';
import type { FilePass } from '../define.ts';

/**
 * A module as an import names it. `suspects` are the bans on any module that it may name; the other members ask the
 * tree which of them exists, so they are read only when there is a suspect.
 */
export interface NamedModule {
  readonly specifier: string;
  readonly possibleBans: readonly BanEntry[];
  /** Bans on what it does name. */
  readonly bans: () => readonly BanEntry[];
  readonly forms: () => readonly ModuleForm[];
  readonly keys: readonly ModuleKey[];
  readonly file: string | null;
}

/** A module by a specifier, resolved as far as it must be. */
export function nameModule(
  language: LanguageId,
  specifier: string,
  pass: FilePass,
  reading: SpecifierReading = 'text',
): NamedModule {
  const { matcher, modules, path } = pass;
  const decoded = language === 'js' && reading === 'url' ? urlPath(specifier) : null;
  const texts = decoded === null ? [specifier] : [specifier, decoded];
  const mayBeBanned = texts.some((text) => pass.mayBeBanned?.(language, text, path) !== false);
  let known: Resolution | undefined;
  const resolution = (): Resolution => (known ??= resolveImport(language, specifier, path, modules, reading));
  const written = texts.flatMap((text) => writtenForm(language, text) ?? []);
  const formsOfKeys = (keys: readonly ModuleKey[]): ModuleForm[] => [
    ...keys.flatMap((key) => formsOf(key, modules)),
    ...written.map((text) => ({ text, repository: false })),
  ];
  let forms: readonly ModuleForm[] | undefined;
  const module: NamedModule = {
    specifier,
    possibleBans: mayBeBanned ? matcher.bansOn(language, formsOfKeys(resolution().candidates)) : [],
    bans: () => matcher.bansOn(language, module.forms()),
    forms: () =>
      (forms ??= formsOfKeys(resolution().keys).map((form) =>
        resolution().existing === null ? notAPackage(form) : form,
      )),
    get keys() {
      return resolution().keys;
    },
    get file() {
      return resolution().file;
    },
  };
  return module;
}

/** `from pkg import sub` is also the module `pkg.sub`, unless `pkg` is seen to define the name and no such module exists. */
export function nameSubmodule(
  fact: ImportFact,
  imported: ImportedName,
  pass: FilePass,
  parent: NamedModule,
): NamedModule | null {
  if (imported.name === '*') return null;
  const module = nameModule('py', joinPython(fact.specifier, imported.name), pass);
  if (module.possibleBans.length === 0) return null;
  if (module.file !== null) return module;
  const facts = parent.file === null ? undefined : factsIn(parent.file, 'py', pass.modules);
  return facts !== undefined && definesName(facts, imported.name) ? null : module;
}

/** The ways to write the folder that a module stands in. */
export function parents(module: NamedModule): ModuleForm[] {
  return module.forms().flatMap((form) => {
    const cut = form.text.lastIndexOf('/');
    return cut > 0 ? [{ ...form, text: form.text.slice(0, cut) }] : [];
  });
}

/** Whether the ban names this module, and not only a folder above it. */
export function namesModuleItself(entry: BanEntry, module: NamedModule): boolean {
  if (entry.glob || entry.ban.names !== null) return true;
  const dotted = entry.text.replace(/\./g, '/');
  return module.forms().some(({ text }) => text === entry.text || text === dotted);
}

/** A bare word in a ban means a package, or a module that exists: not a file that nobody has. */
function notAPackage(form: ModuleForm): ModuleForm {
  return form.repository && !form.text.includes('/') ? { ...form, pathOnly: true } : form;
}

/** The specifier as written, with slashes; null for a relative one, which names nothing by itself. */
function writtenForm(language: LanguageId, specifier: string): string | null {
  if (specifier.startsWith('.')) return null;
  return language === 'py'
    ? specifier.replace(/\./g, '/')
    : withoutDots(specifier.replace(/[?#].*$/s, '') || specifier);
}

/** Every way to write a module: its key, through links that lead to it, and for Python its dotted names from the roots. */
export function formsOf(key: ModuleKey, modules: ModuleContext): ModuleForm[] {
  const linked = spellingsOf(key, modules.tree).flatMap(({ path, least }) =>
    formsOfPath(repositoryKey(key.language, path), modules).map((form) => ({
      ...form,
      least: Math.max(1, least - (path.length - form.text.length)),
    })),
  );
  return [...formsOfPath(key, modules), ...linked];
}

function formsOfPath(key: ModuleKey, modules: ModuleContext): ModuleForm[] {
  if (key.language === 'js') {
    const own = { text: key.path, repository: !key.external };
    const whole = moduleOfVariant(key, modules);
    return whole === null ? [own] : [own, { text: whole.path, repository: true }];
  }
  if (key.external) return [{ text: key.path.replace(/\./g, '/'), repository: false }];
  const dotted = dottedNames(key, modules).map((name) => ({ text: name.replace(/\./g, '/'), repository: false }));
  return [{ text: key.path, repository: true }, ...dotted];
}

/** The key to show: of several candidates the one that the ban names. */
export function shownKey(module: NamedModule, entry: BanEntry): ModuleKey {
  const first = module.keys[0] ?? { language: entry.language ?? 'js', path: module.specifier, external: true };
  if (module.keys.length < 2) return first;
  const text = entry.text.replace(/\./g, '/');
  return (
    module.keys.find((k) => !k.external && (k.path === text || k.path.startsWith(`${text}/`))) ??
    module.keys.find((k) => k.external) ??
    first
  );
}
