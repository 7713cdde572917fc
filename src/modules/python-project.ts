/**
 * Where a Python project says that its packages lie, other than in its own folder or `src`: what its files state for the
 * tools that build, test, check and sort it. Nothing is evaluated; what is not a literal is not seen.
 */

import { parseJsonc } from '../text/jsonc.ts';
import type { PythonSettingsName } from './configuration.ts';
import { member, strings } from './context.ts';
import { iniValues, type TomlStrings, tomlStrings } from './settings.ts';

/** The folders that one file states, relative to its own; with `*` for those of a pattern. */
export function statedRoots(baseName: PythonSettingsName, text: string): string[] {
  return READERS[baseName](text)
    .map((path) => path.replaceAll('\\', '/').replace(/^\$(?:MYPY_CONFIG_FILE_DIR|\{MYPY_CONFIG_FILE_DIR\})\/?/, ''))
    .filter((path) => !/[$~{}%]/.test(path));
}

const READERS: Readonly<Record<PythonSettingsName, (text: string) => string[]>> = {
  'pyproject.toml': (text) => pyproject(tomlStrings(text)),
  'setup.cfg': (text) => [
    ...ini(text, ['options.packages.find.where', 'tool:pytest.pythonpath', 'tool:pytest.python_paths']),
    ...ini(text, ['mypy.mypy_path', 'isort.src_paths', 'tool:isort.src_paths']),
    ...wordsOf(
      iniValues(text)
        .get('options.package_dir')
        ?.replace(/[ \t]*=[ \t]*/g, '='),
    ).flatMap((pair) => {
      const [name = '', place] = pair.split('=');
      return mapped(name, place ?? '');
    }),
  ],
  'setup.py': setupCall,
  'pytest.ini': (text) => ini(text, ['pytest.pythonpath', 'pytest.python_paths']),
  'tox.ini': (text) => ini(text, ['pytest.pythonpath', 'pytest.python_paths', 'isort.src_paths']),
  'mypy.ini': (text) => ini(text, ['mypy.mypy_path']),
  '.mypy.ini': (text) => ini(text, ['mypy.mypy_path']),
  '.isort.cfg': (text) => ini(text, ['settings.src_paths', 'isort.src_paths']),
  'pyrightconfig.json': (text) => {
    const { value } = parseJsonc(text);
    const environments = member(value, 'executionEnvironments');
    return [value, ...(Array.isArray(environments) ? environments : [])].flatMap((one) => [
      ...strings(member(one, 'root')),
      ...strings(member(one, 'extraPaths')),
    ]);
  },
  'ruff.toml': (text) => at(tomlStrings(text), 'src'),
  '.ruff.toml': (text) => at(tomlStrings(text), 'src'),
  'ty.toml': (text) => at(tomlStrings(text), 'environment.root', 'environment.extra-paths'),
  'pyrefly.toml': (text) => at(tomlStrings(text), 'search-path', 'search_path'),
  'hatch.toml': (text) => hatch(tomlStrings(text), 'build.'),
  'tach.toml': (text) => at(tomlStrings(text), 'source_roots'),
  'pants.toml': (text) => at(tomlStrings(text), 'source.root_patterns').flatMap(pantsPattern),
  pylintrc: (text) => ini(text, PYLINT),
  '.pylintrc': (text) => ini(text, PYLINT),
};

/** Pylint's, under each name that its first section has had. */
const PYLINT = ['MAIN', 'MASTER', 'main', 'master'].map((section) => `${section}.source-roots`);

/** Keys of pyproject.toml whose strings are folders. */
const FOLDERS = [
  'tool.setuptools.packages.find.where',
  'tool.poetry.packages.from',
  'tool.pdm.build.package-dir',
  'tool.pdm.package-dir',
  'tool.maturin.python-source',
  'tool.uv.build-backend.module-root',
  'tool.pyright.extraPaths',
  'tool.pyright.executionEnvironments.root',
  'tool.pyright.executionEnvironments.extraPaths',
  'tool.basedpyright.extraPaths',
  'tool.basedpyright.executionEnvironments.root',
  'tool.basedpyright.executionEnvironments.extraPaths',
  'tool.ty.environment.root',
  'tool.ty.environment.extra-paths',
  'tool.pyrefly.search-path',
  'tool.pyrefly.search_path',
  ...PYLINT.map((key) => `tool.pylint.${key}`),
  'tool.ruff.src',
  'tool.isort.src_paths',
  'tool.tach.source_roots',
];

/** Keys whose strings hold several. */
const LISTS = [
  'tool.pytest.ini_options.pythonpath',
  'tool.pytest.ini_options.python_paths',
  'tool.pytest.pythonpath',
  'tool.mypy.mypy_path',
];

function pyproject(found: TomlStrings): string[] {
  return [
    ...at(found, ...FOLDERS),
    ...at(found, ...LISTS).flatMap(wordsOf),
    ...inTable(found, 'tool.setuptools.package-dir').flatMap(([name, place]) => mapped(name, place)),
    ...at(found, 'tool.scikit-build.wheel.packages').map(folderAbove),
    ...inTable(found, 'tool.scikit-build.wheel.packages').flatMap(([name, place]) => mapped(name, place)),
    ...hatch(found, 'tool.hatch.build.'),
  ];
}

/** `packages`, `sources` and `dev-mode-dirs`, of all targets or one. */
function hatch(found: TomlStrings, prefix: string): string[] {
  const targets = [...found.keys()].flatMap((key) => {
    const rest = key.startsWith(`${prefix}targets.`) ? key.slice(prefix.length + 'targets.'.length) : '';
    return rest.includes('.') ? [`${prefix}targets.${rest.slice(0, rest.indexOf('.'))}.`] : [];
  });
  return [...new Set([prefix, ...targets])].flatMap((own) => [
    ...at(found, `${own}packages`).map(folderAbove),
    ...at(found, `${own}sources`, `${own}dev-mode-dirs`),
    ...inTable(found, `${own}sources`).flatMap(([place, name]) => mapped(name, place)),
  ]);
}

function at(found: TomlStrings, ...keys: readonly string[]): string[] {
  return keys.flatMap((key) => found.get(key) ?? []);
}

/** The entries of a table of strings. */
function inTable(found: TomlStrings, table: string): [key: string, value: string][] {
  return [...found].flatMap(([key, values]) =>
    key.startsWith(`${table}.`) ? values.map((value): [string, string] => [key.slice(table.length + 1), value]) : [],
  );
}

function ini(text: string, keys: readonly string[]): string[] {
  const values = iniValues(text);
  return keys.flatMap((key) => wordsOf(values.get(key)));
}

/** Folders parted by blanks, commas, colons or line ends. */
function wordsOf(value: string | undefined): string[] {
  return (value ?? '').split(/[\s,:;]+/).filter((word) => word !== '');
}

/** The root under which what lies at `place` has its name: `src` for `pkg` at `src/pkg`, `lib` for everything at `lib`. */
function mapped(name: string, place: string): string[] {
  const path = `/${name.replaceAll('.', '/')}`;
  if (name === '') return [place];
  return `/${place}`.endsWith(path) ? [`/${place}`.slice(1, -path.length) || '.'] : [];
}

function folderAbove(path: string): string {
  return path.replace(/\/+$/, '').replace(/(?:^|\/)[^/]+$/, '') || '.';
}

/** `/src` stands at the top, `src/python` anywhere. */
function pantsPattern(pattern: string): string[] {
  if (pattern.startsWith('/')) return [pattern.slice(1) || '.'];
  return /^[*/]*$/.test(pattern) ? [] : [pattern, `**/${pattern}`];
}

/** `package_dir={"": "lib"}` and `find_packages("lib")` of setup.py. */
function setupCall(text: string): string[] {
  const finds = /\bfind_(?:namespace_)?packages\(\s*(?:where\s*=\s*)?(["'])([^"'\n]+)\1/g;
  const pairs = /(["'])([^"'\n]*)\1\s*:\s*(["'])([^"'\n]+)\3/g;
  return [
    ...[...text.matchAll(/\bpackage_dir\s*=\s*(?:dict\()?(\{[^}]{0,400}\})/g)].flatMap((found) =>
      [...(found[1] ?? '').matchAll(pairs)].flatMap((pair) => mapped(pair[2] ?? '', pair[4] ?? '')),
    ),
    ...[...text.matchAll(finds)].map((found) => found[2] ?? ''),
  ];
}
