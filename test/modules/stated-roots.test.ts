/** The folders that project files state for tools, as they are written; test/fixtures/modules has how they are used. */
import { expect, test } from 'vitest';
import type { PythonSettingsName } from '../../src/modules/configuration.ts';
import { statedRoots } from '../../src/modules/python-project.ts';

const CASES: readonly (readonly [name: PythonSettingsName, text: string, roots: readonly string[]])[] = [
  [
    'pytest.ini',
    `[pytest]
; pythonpath = wrong
pythonpath = lib
    tests
addopts = -q
`,
    ['lib', 'tests'],
  ],
  [
    'tox.ini',
    `[tox]
envlist = py
[pytest]
pythonpath=lib
`,
    ['lib'],
  ],
  [
    'pyproject.toml',
    `[tool.pytest.ini_options]
description = """
[tool.ruff]
"""
pythonpath = "lib tests"
`,
    ['lib', 'tests'],
  ],
  [
    'pyproject.toml',
    `[tool.pytest]
pythonpath = ["lib"]
`,
    ['lib'],
  ],
  [
    'mypy.ini',
    `[mypy]
mypy_path = lib:more
`,
    ['lib', 'more'],
  ],
  [
    '.mypy.ini',
    `[mypy]
mypy_path = $MYPY_CONFIG_FILE_DIR/lib
`,
    ['lib'],
  ],
  [
    'pyproject.toml',
    `tool.mypy.mypy_path = ["lib", 'more']
`,
    ['lib', 'more'],
  ],
  [
    'setup.cfg',
    `[mypy]
mypy_path = lib
[isort]
src_paths = more, other
`,
    ['lib', 'more', 'other'],
  ],
  [
    '.pylintrc',
    `[MASTER]
ignore=CVS
source-roots=lib,more
`,
    ['lib', 'more'],
  ],
  [
    'pylintrc',
    `[MAIN]
source-roots = lib
[FORMAT]
source-roots = wrong
`,
    ['lib'],
  ],
  [
    'pyrightconfig.json',
    `{
  // comments are allowed
  "extraPaths": ["lib"],
  "executionEnvironments": [{ "root": "envs/one", "extraPaths": ["extra"] }],
}
`,
    ['lib', 'envs/one', 'extra'],
  ],
  [
    'pyproject.toml',
    `[tool.pyright]
extraPaths = ["lib"]
executionEnvironments = [
  { root = "envs/one", reportMissing = true }, # { root = "wrong" }
  { root = "envs/two" },
]
`,
    ['lib', 'envs/one', 'envs/two'],
  ],
  [
    'ruff.toml',
    `src = ["lib"]
[lint]
select = ["E"]
`,
    ['lib'],
  ],
  [
    '.ruff.toml',
    `src = ["lib"]
`,
    ['lib'],
  ],
  [
    'pyproject.toml',
    `[tool.ruff]
src = ["lib", "parts/*"]
`,
    ['lib', 'parts/*'],
  ],
  [
    '.isort.cfg',
    `[settings]
src_paths=lib,more
`,
    ['lib', 'more'],
  ],
  [
    'pyproject.toml',
    `[tool.isort]
src_paths = ["lib"]
`,
    ['lib'],
  ],
  [
    'pyproject.toml',
    `[tool.hatch.build]
dev-mode-dirs = ["dev"]
[tool.hatch.build.targets.wheel]
packages = ["lib/p_one"]
`,
    ['lib', 'dev'],
  ],
  [
    'hatch.toml',
    `[build]
sources = ["lib"]
dev-mode-dirs = ["dev"]
[build.targets.wheel]
packages = ["code/q_one"]
[build.targets.wheel.sources]
"moved/q_four" = "q_four"
`,
    ['code', 'lib', 'dev', 'moved'],
  ],
  [
    'pyproject.toml',
    `[[tool.poetry.packages]]
include = "r_one"
from = "lib"

[[tool.poetry.packages]]
include = "r_two"
from = "more"
`,
    ['lib', 'more'],
  ],
  [
    'pyproject.toml',
    `[tool.scikit-build]
wheel.packages = ["lib/s_one"]
`,
    ['lib'],
  ],
  [
    'pyproject.toml',
    `[tool.setuptools.package-dir]
t_one = "lib/t_one"
`,
    ['lib'],
  ],
  [
    'tach.toml',
    `source_roots = ["lib"]
`,
    ['lib'],
  ],
  [
    'pants.toml',
    `[source]
root_patterns = ["/lib", "src/python"]
`,
    ['**/src/python', 'lib', 'src/python'],
  ],
  ['pyproject.toml', 'this is = not [toml\n[tool.ruff]\nsrc = ["wrong"]\n', []],
  ['pyproject.toml', '[tool.ruff\nsrc = ["wrong"]\n', []],
  ['pyproject.toml', '[tool.other]\nsrc = ["wrong"]\n[project]\npythonpath = "wrong"\n', []],
  ['ruff.toml', '[lint]\nsrc = ["wrong"]\n', []],
  ['tox.ini', '[testenv]\npythonpath = wrong\n', []],
  ['pyrightconfig.json', '["wrong"]', []],
];

test.each(CASES)('%s: %s', (name, text, roots) => {
  expect([...new Set(statedRoots(name, text))].sort()).toEqual([...roots].sort());
});
