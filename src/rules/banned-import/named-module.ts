/**
 * The module that an import names: every way to write it, and the bans on any of them.
 */

import { perTreeAnd } from '../../modules/context.ts';
import {
  dottedNames,
  fileOf,
  joinPython,
  type ModuleContext,
  moduleOfVariant,
  nameInNamespace,
  type Resolution,
  repositoryKey,
  resolveImport,
  type SpecifierReading,
  sameKey,
  sourceExtension,
  spellingsOf,
  urlPath,
  withoutDots,
} from '../../modules/index.ts';
import { bindsOther } from '../../modules/origin.ts';
import { isEntryOf } from '../../modules/package-entries.ts';
import { namedPackage } from '../../modules/packages.ts';
import { folderOf } from '../../modules/path.ts';
import { rootSet, searchPathOf } from '../../modules/python-roots.ts';
import { isStandardModule } from '../../modules/python-standard.ts';
import { withoutScriptExtension } from '../../registry/ban-values.ts';
import type { BanEntry, Hit, ModuleForm, RegistryMatcher } from '../../registry/matcher.ts';
import { remember } from '../../text/remember.ts';
import type { ImportedName, ImportFact, LanguageId, ModuleKey, Tree } from '../../types.ts';
import type { FilePass } from '../define.ts';
import { mayBeCalled } from './called.ts';

/**
 * A module as an import names it. `suspects` are the bans on any module that it may name; the other members ask the
 * tree which of them exists, so they are read only when there is a suspect.
 */
export interface NamedModule {
  readonly specifier: string;
  readonly possibleBans: readonly BanEntry[];
  /** Bans on what it does name, each with every text that it is on. */
  readonly hits: () => readonly Hit[];
  readonly bans: () => readonly BanEntry[];
  /** Bans on the folder that it stands in. */
  readonly bansAbove: () => readonly BanEntry[];
  readonly forms: () => readonly ModuleForm[];
  readonly keys: readonly ModuleKey[];
  readonly file: string | null;
}

/**
 * What Python files call a module by is one module to all that look for it in the same places, so they share the answer:
 * those of a folder, and for a full name those with the same roots.
 */
const remembered = perTreeAnd<RegistryMatcher, Map<readonly string[] | null, Map<string, NamedModule>>>(
  () => new Map(),
);

function placesOf(specifier: string, path: string, modules: ModuleContext): readonly string[] | null {
  if (specifier.startsWith('.')) return null;
  const { roots, own } = searchPathOf(path, modules);
  return own === null ? roots : null;
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
  if (language === 'js' || !mayBeBanned) return namedBy(language, specifier, texts, mayBeBanned, pass, reading);
  const byPlaces = remembered(modules.tree, matcher);
  const places = placesOf(specifier, path, modules);
  const names = byPlaces.get(places) ?? new Map<string, NamedModule>();
  byPlaces.set(places, names);
  const id = `${places === null ? folderOf(path) : ''}\0${specifier}`;
  return remember(names, id, () => namedBy(language, specifier, texts, mayBeBanned, pass, reading));
}

/** @param texts what is written, as its readers may decode it */
function namedBy(
  language: LanguageId,
  specifier: string,
  texts: readonly string[],
  mayBeBanned: boolean,
  pass: Pick<FilePass, 'matcher' | 'modules' | 'path'>,
  reading: SpecifierReading,
): NamedModule {
  // The answer is shared and outlives the file: it must hold nothing else of it.
  const { matcher, modules, path } = pass;
  let known: Resolution | undefined;
  const resolution = (): Resolution => (known ??= resolveImport(language, specifier, path, modules, reading));
  const formsOfKeys = (keys: readonly ModuleKey[], shaped: FormOf = (form) => form): ModuleForm[] => [
    ...keys.flatMap((key) =>
      formsOf(key, modules, specifier.startsWith('.') ? 'relative' : 'name').map((form) => shaped(form, key)),
    ),
    ...texts.flatMap((text) => writtenForms(language, text)).map((text) => ({ text, repository: false })),
  ];
  const asItStands: FormOf = (form, key) => {
    const { existing } = resolution();
    const stands = existing !== null && (sameKey(key, existing) || fileOf(key, modules.tree) !== null);
    return stands ? form : notThere(form, language, specifier, modules, resolution().isStated === true);
  };
  let forms: readonly ModuleForm[] | undefined;
  let hits: readonly Hit[] | undefined;
  let bans: readonly BanEntry[] | undefined;
  let bansAbove: readonly BanEntry[] | undefined;
  const module: NamedModule = {
    specifier,
    possibleBans: mayBeBanned ? matcher.bansOn(language, formsOfKeys(resolution().candidates)) : [],
    hits: () => (hits ??= meantHits(language, module.forms(), module, { matcher, modules })),
    bans: () => (bans ??= [...new Set(module.hits().map(({ entry }) => entry))]),
    bansAbove: () => (bansAbove ??= matcher.bansOn(language, parents(module))),
    forms: () => (forms ??= formsOfKeys(resolution().keys, asItStands)),
    get keys() {
      return resolution().keys;
    },
    get file() {
      return resolution().file;
    },
  };
  return module;
}

/** `from pkg import sub` is also the module `pkg.sub`, unless `pkg` is seen to give that name and no such module exists. */
export function nameSubmodule(
  fact: ImportFact,
  imported: ImportedName,
  pass: FilePass,
  parent: NamedModule,
): NamedModule | null {
  if (imported.name === '*' || !mayBeCalled(imported.name, pass)) return null;
  const module = nameModule('py', joinPython(fact.specifier, imported.name), pass);
  if (module.possibleBans.length === 0) return null;
  if (module.file !== null) return module;
  return parent.file !== null && bindsOther(parent.file, imported.name, pass.modules) ? null : module;
}

/** Whether what `from pkg import sub` takes is a module of the tree, and nothing that the package's own file gives. */
export function isSubmodule(
  { specifier }: ImportFact,
  { name }: ImportedName,
  parent: NamedModule,
  { path, modules }: FilePass,
): boolean {
  if (name === '*' || resolveImport('py', joinPython(specifier, name), path, modules).file === null) return false;
  return parent.file === null || !bindsOther(parent.file, name, modules);
}

/** The ways to write the folder that a module stands in. */
function parents(module: NamedModule): ModuleForm[] {
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

/**
 * A bare word in a ban means a package, or a module that exists: not a file that nobody has. And a glob means what stands
 * in its folder, not every package that could have stood there.
 */
function notThere(
  form: ModuleForm,
  language: LanguageId,
  specifier: string,
  { tree }: ModuleContext,
  isStated: boolean,
): ModuleForm {
  const isAbsolute = language === 'py' && !specifier.startsWith('.');
  const mayBePackage = isAbsolute || (language === 'js' && !isStated && /^[^./]/.test(specifier));
  const named = mayBePackage ? belowItsRoot(form, language, specifier, tree) : form;
  if (!form.repository) return named;
  const cut = form.text.lastIndexOf('/');
  if (cut < 0) return { ...form, pathOnly: true };
  if (!isAbsolute) return named;
  return specifier.includes('.') && tree.hasFolder(form.text.slice(0, cut)) ? named : { ...named, literalOnly: true };
}

/**
 * A folder that is a root or a `baseUrl`, or holds one, is not what a name says that could stand in it as in any other; but
 * for a name that begins in what does stand there.
 */
function belowItsRoot(form: ModuleForm, language: LanguageId, specifier: string, tree: Tree): ModuleForm {
  const path = language === 'py' ? specifier.replaceAll('.', '/') : withoutScriptExtension(specifier);
  if (!form.text.endsWith(`/${path}`)) return form;
  const root = form.text.length - path.length;
  const first = form.text.slice(0, root) + (path.split('/', 1)[0] ?? '');
  const begins = tree.hasFolder(first) || fileOf(repositoryKey(language, first), tree) !== null;
  return begins ? form : { ...form, least: Math.max(form.least ?? 0, root) };
}

/** The specifier as written, with slashes; none for a relative one, which names nothing by itself. */
function writtenForms(language: LanguageId, specifier: string): string[] {
  if (specifier.startsWith('.')) return [];
  if (language === 'py') return [specifier.replace(/\./g, '/')];
  return packageForms(withoutDots(specifier.replace(/[?#].*$/s, '') || specifier));
}

/** A file of a package, with `.js` and without. */
function packageForms(specifier: string): string[] {
  const short = withoutScriptExtension(specifier);
  return short === specifier ? [specifier] : [specifier, short];
}

/** The bans on what forms write of a module, each with every text that it is on. */
export function meantHits(
  language: LanguageId,
  forms: readonly ModuleForm[],
  module: Pick<NamedModule, 'file' | 'keys'>,
  { matcher, modules }: Pick<FilePass, 'matcher' | 'modules'>,
): readonly Hit[] {
  return matcher.hitsOn(language, forms).filter((hit) => isMeant(hit, module, modules));
}

/**
 * Whether a ban means what it is on: an index file, or files of an ending, only where the file is one; and a glob over
 * what lies in a package not that package's entry, which is what others are to import.
 */
export function isMeant(
  { entry, text }: Hit,
  { file, keys }: Pick<NamedModule, 'file' | 'keys'>,
  modules: ModuleContext,
): boolean {
  if (file === null) return true;
  if (entry.alone && !isIndex(file)) return false;
  if (entry.ending !== null && !sourceExtension(file)?.text.endsWith(entry.ending)) return false;
  return !entry.glob || !isEntryBelow(text, file, keys, modules);
}

function isIndex(file: string): boolean {
  return /(?:^|\/)(?:index|__init__)\.[^/]+$/.test(file);
}

function isEntryBelow(text: string, file: string, keys: readonly ModuleKey[], modules: ModuleContext): boolean {
  const [key] = keys;
  const own = key?.language === 'js' ? namedPackage(file, modules) : null;
  if (key === undefined || own === null || own.name === null) return false;
  const isBelow = own.folder === '' || text.startsWith(`${own.folder}/`);
  return isBelow && isEntryOf(own, key, modules);
}

type FormOf = (form: ModuleForm, key: ModuleKey) => ModuleForm;

/** How a module's key was come by. A file's own key, and what a relative name says, can be asked more. */
type Origin = 'name' | 'relative' | 'file';

/** Every way to write a module: its key, through links that lead to it, and for Python its dotted names from the roots. */
export function formsOf(key: ModuleKey, modules: ModuleContext, origin: Origin = 'name'): readonly ModuleForm[] {
  if (key.language === 'js' || key.external) return everyForm(key, modules, origin);
  const known = rememberedForms(modules.tree, rootSet(modules));
  return remember(known, `${origin} ${key.path}`, () => everyForm(key, modules, origin));
}

const rememberedForms = perTreeAnd<ReadonlySet<string>, Map<string, readonly ModuleForm[]>>(() => new Map());

function everyForm(key: ModuleKey, modules: ModuleContext, origin: Origin): ModuleForm[] {
  const linked = spellingsOf(key, modules.tree).flatMap(({ path, least }) =>
    formsOfPath(repositoryKey(key.language, path), modules, origin).map((form) => ({
      ...form,
      least: Math.max(1, least - (path.length - form.text.length)),
    })),
  );
  return [...formsOfPath(key, modules, origin), ...linked];
}

function formsOfPath(key: ModuleKey, modules: ModuleContext, origin: Origin): ModuleForm[] {
  if (key.language === 'js') {
    const texts = key.external ? packageForms(key.path) : [key.path];
    const own = texts.map((text) => ({ text, repository: !key.external }));
    const whole = moduleOfVariant(key, modules);
    return whole === null ? own : [...own, { text: whole.path, repository: true }];
  }
  if (key.external) return [{ text: key.path.replace(/\./g, '/'), repository: false }];
  const dotted = dottedNames(key, modules, origin !== 'name')
    .filter((name) => origin !== 'relative' || name.includes('.')) // a package stands before it
    .map((name) => ({ text: name.replace(/\./g, '/'), repository: false }));
  const inner = origin === 'name' ? null : nameInNamespace(key, modules);
  return [pathForm(key.path), ...dotted, ...(inner === null ? [] : [formInNamespace(inner)])];
}

/** Its first step alone is more likely the name of an installed package: `opentelemetry/exporter/…/grpc`. */
function formInNamespace(name: string): ModuleForm {
  const text = name.replace(/\./g, '/');
  const end = text.indexOf('/', text.indexOf('/') + 1);
  return { text, repository: false, least: end < 0 ? text.length : end };
}

/** A file that is called like one of Python's own modules is meant by its path alone. */
function pathForm(path: string): ModuleForm {
  const form = { text: path, repository: true };
  return isStandardModule(path.replaceAll('/', '.')) ? { ...form, pathOnly: true } : form;
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
