/**
 * Where a Python project says that its packages lie, other than in its own folder or `src`.
 *
 * These files are read line by line, for the few keys that state a folder: setuptools, Poetry, PDM, Hatch, Maturin, uv,
 * and pytest's `pythonpath`. Nothing is evaluated; what is not a literal is not seen.
 */

/** The folders that one project file states, relative to its own. */
export function statedRoots(baseName: string, text: string): string[] {
  if (baseName === 'setup.py') return setupCall(text);
  const tables = readTables(text, baseName === 'setup.cfg');
  return baseName === 'setup.cfg' ? setupCfg(tables) : pyproject(tables);
}

/** `table.key` → the text of its value, continuation lines included. */
type Tables = ReadonlyMap<string, string>;

function pyproject(tables: Tables): string[] {
  const at = (key: string) => tables.get(key) ?? '';
  return [
    ...literals(at('tool.setuptools.packages.find.where')),
    ...packageDir(at('tool.setuptools.package-dir')),
    ...literals(at('tool.setuptools.package-dir.')),
    ...[...at('tool.poetry.packages').matchAll(/\bfrom\s*=\s*["']([^"']+)["']/g)].map((found) => found[1] ?? ''),
    ...literals(at('tool.pdm.build.package-dir')),
    ...literals(at('tool.hatch.build.targets.wheel.sources')),
    ...literals(at('tool.hatch.build.targets.wheel.packages')).map((path) => path.replace(/(?:^|\/)[^/]+\/*$/, '')),
    ...literals(at('tool.maturin.python-source')),
    ...literals(at('tool.uv.build-backend.module-root')),
    ...literals(at('tool.pytest.ini_options.pythonpath')),
    ...literals(at('tool.pytest.pythonpath')),
  ];
}

function setupCfg(tables: Tables): string[] {
  const words = (key: string) => (tables.get(key) ?? '').split(/\s+/).filter((word) => word !== '');
  return [
    ...words('options.packages.find.where'),
    ...[...(tables.get('options.package_dir') ?? '').matchAll(/^\s*=[ \t]*(\S+)/gm)].map((found) => found[1] ?? ''),
    ...words('tool:pytest.pythonpath'),
  ];
}

/** `package_dir={"": "lib"}` and `find_packages("lib")` of setup.py. */
function setupCall(text: string): string[] {
  const finds = /\bfind_(?:namespace_)?packages\(\s*(?:where\s*=\s*)?(["'])([^"'\n]+)\1/g;
  return [
    ...[...text.matchAll(/\bpackage_dir\s*=\s*(?:dict\()?(\{[^}]{0,400}\})/g)].flatMap((found) =>
      packageDir(found[1] ?? ''),
    ),
    ...[...text.matchAll(finds)].map((found) => found[2] ?? ''),
  ];
}

/** The folder of the unnamed package in `{"" = "lib"}` or `{"": "lib"}`. */
function packageDir(table: string): string[] {
  return [...table.matchAll(/(?:""|'')\s*[=:]\s*["']([^"'\n]+)["']/g)].map((found) => found[1] ?? '');
}

function literals(value: string): string[] {
  return [...value.matchAll(/"([^"\n]*)"|'([^'\n]*)'/g)].map((found) => found[1] ?? found[2] ?? '');
}

/** TOML and INI alike as far as needed: tables, keys, and values that go on over indented or bracketed lines. */
function readTables(text: string, ini: boolean): Tables {
  const found = new Map<string, string>();
  let table = '';
  let key: string | null = null;
  let depth = 0;
  for (const line of text.split(/\r?\n/)) {
    const plain = ini ? line.replace(/^\s*[#;].*$/, '') : withoutComment(line);
    const header = depth > 0 ? null : /^\[\[?([^\]]+)\]/.exec(plain);
    if (header !== null) {
      table = (header[1] ?? '').replace(/["'\s]/g, '');
      key = null;
      continue;
    }
    const pair =
      depth > 0 || (ini && /^\s/.test(plain)) ? null : /^\s*("[^"]*"|'[^']*'|[\w.-]+)\s*[=:]\s?(.*)$/.exec(plain);
    if (pair !== null) {
      key = `${table}.${(pair[1] ?? '').replace(/["']/g, '')}`;
      found.set(key, pair[2] ?? '');
      depth = ini ? 0 : nesting(pair[2] ?? '');
    } else if (key !== null && plain !== '') {
      found.set(key, `${found.get(key) ?? ''}\n${plain}`);
      depth = ini ? 0 : Math.max(0, depth + nesting(plain));
    }
  }
  return found;
}

/** A TOML line up to a `#` that is not in a string. */
function withoutComment(line: string): string {
  return line.replace(/("[^"]*"|'[^']*')|#.*$/g, (_, text?: string) => text ?? '');
}

/** Brackets that a line leaves open, those in strings apart. */
function nesting(value: string): number {
  const code = value.replace(/"[^"]*"|'[^']*'/g, '');
  return (code.match(/[[{]/g)?.length ?? 0) - (code.match(/[\]}]/g)?.length ?? 0);
}
