/**
 * Import Linter: contracts between modules. A contract speaks of chains of imports, a ban of the import that is written.
 */
import { resolveImport } from '../../modules/index.ts';
import { folderOf, inFolder } from '../../modules/path.ts';
import {
  defineSource,
  differs,
  type Excused,
  left,
  type Remark,
  type TranslatedBan,
  type Translation,
  type World,
} from './define.ts';
import { filesNamed, readConfiguration } from './files.ts';
import { at, isTrue, items, members, textOf, textsOf, type Value } from './values.ts';

export const importLinter = defineSource({
  id: 'import-linter',
  summary: 'forbidden, layers, independence and protected contracts in .importlinter, setup.cfg, pyproject.toml',
  translate,
});

/** One contract, and what holds for all of them. */
interface Contract {
  readonly value: Value;
  readonly told: string;
  readonly folder: string;
  readonly roots: readonly string[];
  readonly allowsTypes: boolean;
  readonly world: World;
}

function translate(world: World): Translation | null {
  const contracts = filesNamed(['.importlinter', 'setup.cfg', 'pyproject.toml'], world).flatMap((path) =>
    contractsIn(path, world),
  );
  if (contracts.length === 0) return null;
  const found = contracts.map(translated);
  return { bans: found.flatMap(({ bans }) => bans), remarks: found.flatMap(({ remarks }) => remarks) };
}

function contractsIn(path: string, world: World): Contract[] {
  const file = readConfiguration(path, world) ?? undefined;
  const isToml = path.endsWith('.toml');
  const all = isToml ? at(file, 'tool', 'importlinter') : at(file, 'importlinter');
  if (all === undefined) return [];
  const sections = members(file).filter(({ key }) => key.startsWith('importlinter:contract:'));
  const values = isToml ? items(at(all, 'contracts')) : sections.map(({ value }) => value);
  const roots = [...textsOf(at(all, 'root_package')), ...textsOf(at(all, 'root_packages'))];
  const allowsTypes = flag(at(all, 'exclude_type_checking_imports'));
  return values.map((value) => ({
    ...{ value, roots, allowsTypes, world, folder: folderOf(path) },
    told: `contract "${textOf(at(value, 'name')) ?? textOf(at(value, 'id')) ?? ''}"`,
  }));
}

function flag(value: Value | undefined): boolean {
  return isTrue(value) || /^true$/i.test(textOf(value) ?? '');
}

function isOff(value: Value | undefined): boolean {
  return value !== undefined && !flag(value);
}

type Kind = (contract: Contract) => Translation;

const KINDS: ReadonlyMap<string, Kind> = new Map([
  ['forbidden', forbidden],
  ['layers', layered],
  ['independence', independent],
  ['protected', guarded],
]);

function translated(contract: Contract): Translation {
  const type = textOf(at(contract.value, 'type')) ?? '';
  const kind = KINDS.get(type);
  if (kind === undefined)
    return {
      bans: [],
      remarks: [
        left(
          contract.value.spot,
          contract.told,
          `is of the type "${type}", which bans no modules; write by hand what it means`,
        ),
      ],
    };
  if (isOff(at(contract.value, 'as_packages')))
    return refused(contract, '"as_packages" is off; a ban covers what lies below its module');
  const found = kind(contract);
  const chains = type !== 'protected' && !flag(at(contract.value, 'allow_indirect_imports'));
  const remarks =
    chains && found.bans.length > 0
      ? [
          differs(
            contract.value.spot,
            contract.told,
            'is about chains of imports, too; a ban judges the import that is written',
          ),
        ]
      : [];
  return { bans: found.bans, remarks: [...found.remarks, ...remarks] };
}

function forbidden(contract: Contract): Translation {
  const [sources, targets] = [modulesOf(contract, 'source_modules'), modulesOf(contract, 'forbidden_modules')];
  return banned(contract, targets, sources);
}

/** Whoever is lower may not import what is higher; those beside each other neither, but where they are parted by `:`. */
function layered(contract: Contract): Translation {
  const containers = textsOf(at(contract.value, 'containers'));
  const layers = items(at(contract.value, 'layers')).map((one) => layerOf(one));
  const found = (containers.length === 0 ? [''] : containers).map((container) => {
    const named = layers.map(({ modules, areApart }) => ({
      areApart,
      modules: modules.map((one) => (container === '' ? one : `${container}.${one}`)),
    }));
    return together(
      named.flatMap(({ modules, areApart }, at) => {
        const lower = named.slice(at + 1).flatMap((one) => one.modules);
        return modules.map((module) =>
          banned(contract, [module], [...lower, ...(areApart ? modules.filter((one) => one !== module) : [])]),
        );
      }),
    );
  });
  const extra = flag(at(contract.value, 'exhaustive'))
    ? [
        left(
          contract.value.spot,
          contract.told,
          '"exhaustive" asks that every module belongs to a layer, which no ban does',
        ),
      ]
    : [];
  return { bans: together(found).bans, remarks: [...together(found).remarks, ...extra] };
}

/** `high`, `(optional)`, `one | other`, `one : other`. */
function layerOf(value: Value): { readonly modules: readonly string[]; readonly areApart: boolean } {
  const text = textOf(value) ?? '';
  const modules = text.split(/[|:]/).map((part) =>
    part
      .trim()
      .replace(/^\((.*)\)$/, '$1')
      .trim(),
  );
  return { modules: modules.filter((one) => one !== ''), areApart: !text.includes(':') };
}

/** Each of them is banned in the files of all; a module's own files are not judged by the ban on it. */
function independent(contract: Contract): Translation {
  const modules = modulesOf(contract, 'modules');
  return banned(contract, modules, modules);
}

/** Nobody imports them but those that are named, and themselves. */
function guarded(contract: Contract): Translation {
  const importers = modulesOf(contract, 'allowed_importers').flatMap((module) => filesOf(module, contract) ?? []);
  const everywhere = contract.roots.flatMap((root) => filesOf(root, contract) ?? []);
  const bans = modulesOf(contract, 'protected_modules').map((module) => ban(contract, module, everywhere, importers));
  return withIgnored(contract, bans);
}

function refused({ value, told }: Contract, why: string): Translation {
  return { bans: [], remarks: [left(value.spot, told, why)] };
}

function together(all: readonly Translation[]): Translation {
  return { bans: all.flatMap(({ bans }) => bans), remarks: all.flatMap(({ remarks }) => remarks) };
}

function modulesOf({ value }: Contract, key: string): string[] {
  return textsOf(at(value, key));
}

/** The targets, banned in the files of the sources. */
function banned(contract: Contract, targets: readonly string[], sources: readonly string[]): Translation {
  const files = sources.map((source) => ({ source, globs: filesOf(source, contract) }));
  const gone = files
    .filter(({ globs }) => globs === null)
    .map(({ source }) =>
      left(
        contract.value.spot,
        `${contract.told}: ${source}`,
        'is no module of this tree, so there are no files in which the ban would hold',
      ),
    );
  const globs = files.flatMap((one) => one.globs ?? []);
  if (globs.length === 0) return { bans: [], remarks: gone };
  const inits = sources.flatMap((source) => (source.includes('*') ? initsOf(source, contract) : []));
  const bans = targets
    .flatMap((target) => expanded(target, contract))
    .map((target) => ban(contract, target, globs, inits));
  const found = withIgnored(contract, bans);
  const today = targets
    .filter((target) => target.includes('*'))
    .map((target) =>
      differs(
        contract.value.spot,
        `${contract.told}: ${target}`,
        'is what is there today; a module that is new there is not banned',
      ),
    );
  return { bans: found.bans, remarks: [...gone, ...today, ...found.remarks] };
}

/** The modules that an expression with stars means today. */
function expanded(expression: string, contract: Contract): string[] {
  let found = [''];
  for (const step of expression.split('.')) {
    found = found.flatMap((module) => {
      const names = step.includes('*') ? childrenOf(module, contract) : [step];
      return names.map((name) => (module === '' ? name : `${module}.${name}`));
    });
  }
  return found;
}

function childrenOf(module: string, contract: Contract): string[] {
  const folder = folderOfModule(module, contract);
  if (folder === null) return [];
  const below = contract.world.paths.filter((path) => path.startsWith(`${folder}/`) && /\.pyi?$/.test(path));
  const names = below.map((path) => (path.slice(folder.length + 1).split('/')[0] ?? '').replace(/\.pyi?$/, ''));
  return [...new Set(names)].filter((name) => name !== '__init__');
}

function folderOfModule(module: string, { folder, world }: Contract): string | null {
  const { existing } = resolveImport('py', module, inFolder(folder, '_.py'), world.modules);
  return existing === null || existing.external ? null : existing.path;
}

/** `a.*` does not mean `a` itself. */
function initsOf(source: string, contract: Contract): string[] {
  const folder = folderOfModule(source.replace(/\.\*{1,2}$/, ''), contract);
  return folder === null ? [] : [`${folder}/__init__.py`];
}

function ban(
  { value, allowsTypes }: Contract,
  module: string,
  files: readonly string[],
  except: readonly string[],
): TranslatedBan {
  const name = textOf(at(value, 'name'));
  return {
    ...{ module: `py:${module}`, names: null, allowsTypes, severity: 'error', spot: value.spot, allow: [] },
    ...{ message: name, in: [...new Set(files)], except: [...new Set(except)] },
  };
}

/** The files of a module and of everything below it; null where the tree has none. `a.*` means those directly in `a`. */
function filesOf(module: string, { folder, world }: Contract): string[] | null {
  const star = /^(.+?)\.\*{1,2}$/.exec(module)?.[1];
  const { existing } = resolveImport('py', star ?? module, inFolder(folder, '_.py'), world.modules);
  if (existing === null || existing.external) return null;
  const { tree } = world.modules;
  const files = [`${existing.path}.py`, `${existing.path}.pyi`].filter((path) => tree.has(path));
  return [...(star === undefined ? files : []), ...(tree.hasFolder(existing.path) ? [`${existing.path}/**`] : [])];
}

/** `a.b -> c.d`: an import that is let through. */
function withIgnored(contract: Contract, bans: readonly TranslatedBan[]): Translation {
  const remarks: Remark[] = [];
  const allowed = new Map<string, Excused[]>();
  for (const one of items(at(contract.value, 'ignore_imports'))) {
    const [importer = '', imported = ''] = (textOf(one) ?? '').split('->').map((part) => part.trim());
    const files = importer.includes('*') && !/\.\*{1,2}$/.test(importer) ? null : fileOfModule(importer, contract);
    const covering = bans.filter(({ module }) => covers(module.slice('py:'.length), imported));
    if (covering.length === 0) continue;
    if (files === null) {
      remarks.push(
        left(
          one.spot,
          `ignore_imports: ${importer} -> ${imported}`,
          'the importer is no file of this tree; nothing is excepted',
        ),
      );
      continue;
    }
    for (const { module } of covering) {
      if (module !== `py:${imported}`)
        remarks.push(
          differs(
            one.spot,
            `ignore_imports: ${importer} -> ${imported}`,
            `there everything of ${module.slice('py:'.length)} is let through`,
          ),
        );
      allowed.set(module, [
        ...(allowed.get(module) ?? []),
        { in: files, reason: `ignore_imports: ${importer} -> ${imported}` },
      ]);
    }
  }
  return { bans: bans.map((one) => ({ ...one, allow: allowed.get(one.module) ?? [] })), remarks };
}

/** The file of the module alone. */
function fileOfModule(module: string, contract: Contract): string[] | null {
  if (module.includes('*')) return filesOf(module, contract);
  const { file } = resolveImport('py', module, inFolder(contract.folder, '_.py'), contract.world.modules);
  return file === null ? null : [file];
}

function covers(banned: string, imported: string): boolean {
  if (imported === banned || imported.startsWith(`${banned}.`)) return true;
  const above = /^(.+?)\.\*{1,2}$/.exec(imported)?.[1];
  return above !== undefined && (banned === above || banned.startsWith(`${above}.`) || above.startsWith(`${banned}.`));
}
