/**
 * The readers of configuration files, each held against another reader of its format: Python's tomllib and configparser,
 * the `yaml` package, and Node, which runs what the reader of JavaScript only reads.
 */
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { readIni } from '../../../src/onboarding/from/read/ini.ts';
import { readModule } from '../../../src/onboarding/from/read/literal.ts';
import { readToml } from '../../../src/onboarding/from/read/toml.ts';
import { readYaml } from '../../../src/onboarding/from/read/yaml.ts';
import { members, textsOf, unreadIn, type Value } from '../../../src/onboarding/from/values.ts';
import { askPython } from '../../support/python.ts';

/** A value without its places. */
function plain(value: Value): unknown {
  switch (value.kind) {
    case 'object':
      return Object.fromEntries(value.members.map(({ key, value: inner }) => [key, plain(inner)]));
    case 'array':
      return value.items.map(plain);
    case 'null':
      return null;
    case 'unread':
      return '?';
    default:
      return value.value;
  }
}

const TOML = String.raw`# comment
title = "a \"quoted\" \u00e9 name" # behind
[tool.ruff.lint.flake8-tidy-imports.banned-api]
"a.b.C".msg = "Use 'd' instead."
"cgi".msg = 'literal \n'
typing.TypedDict.msg = """
long \
    message"""
[tool.ruff.lint]
per-file-ignores = { "tests/*.py" = ["TID251", "E501"], 'x#y.py' = ["A"] }
extend = [
  "one", # why
  'two',
]
flag = true
count = 1_000
[[tool.importlinter.contracts]]
name = "first"
source_modules = ["a", "b"]
[[tool.importlinter.contracts]]
name = "second"
type = "layers"
layers = ["x", "(y)"]
[tool.importlinter.contracts.inner]
key = ''
more = '''raw''' 
`;

const INI = `[importlinter]
root_package = app
include_external_packages = True

[importlinter:contract:1]
name = Layers: all
type = layers
layers =
    app.high | app.other
    # a comment
    app.low
ignore_imports =
    app.a -> app.b
    app.c.* -> app.d
; old
[importlinter:contract:two]
type: forbidden
forbidden_modules: django
`;

const YAML = `# top
root: true
extends:
  - "./base.js"
  - airbnb # why
env: { node: true, "es6": false }
rules:
  no-restricted-imports:
    - error
    - paths:
        - lodash
        - name: moment
          message: Use 'dayjs' # instead
          importNames: [default, "x, y", 'it''s']
      patterns: ["a/*", '!a/b']
  "no-console": off
  '@scope/rule': [warn, {paths: [one, two], flag: true}]
  long: >-
    folded
    text
  plain: goes on
    in the next line
overrides:
- files: ["**/*.test.ts"]
  rules:
    no-restricted-imports: 0
- files:
  - a.ts
  - "b#c.ts"
  rules: {}
nothing:
`;

const SCRIPT = `'use strict';
// const fake = ['no'];
const shared = ['lodash', "mo" + 'ment', \`x/y\`];
const note = { message: 'it\\'s // no comment', importNames: ['a'] };
/** @type {import('eslint').Linter.Config} */
module.exports = {
  root: true,
  extends: ['eslint:recommended', ...[]],
  rules: {
    'no-restricted-imports': ['error', { paths: [...shared, { name: 'b', ...note }], patterns: ['c/*'], }],
    "off": 0, neg: -1, none: null, // why
    shared,
  },
};
`;

/** What stands in the script of Python, as its literal. */
const quoted = (text: string): string => JSON.stringify(text);

it('TOML is read as tomllib reads it', () => {
  const told = askPython(`import json,tomllib;print(json.dumps(tomllib.loads(${quoted(TOML)})))`);
  expect(plain(readToml('a.toml', TOML))).toEqual(JSON.parse(told ?? 'null'));
});

it('INI is read as configparser reads it', () => {
  const told = askPython(
    `import json,configparser;p=configparser.ConfigParser();p.read_string(${quoted(INI)})\n` +
      `print(json.dumps({s:{k:[x for x in v.split("\\n") if x] for k,v in p[s].items()} for s in p.sections()}))`,
  );
  const lists = (section: Value): unknown =>
    Object.fromEntries(members(section).map(({ key, value }) => [key, textsOf(value)]));
  const read = members(readIni('.importlinter', INI)).map(({ key, value }) => [key, lists(value)]);
  expect(Object.fromEntries(read)).toEqual(JSON.parse(told ?? 'null'));
});

it('YAML is read as the yaml package reads it', () => {
  expect(plain(readYaml('.eslintrc.yml', YAML))).toEqual(parse(YAML));
});

it('a configuration in JavaScript says what running it would', () => {
  const module = { exports: {} };
  runInNewContext(SCRIPT, { module });
  const read = readModule('.eslintrc.js', SCRIPT, () => null)?.get('default');
  expect(read && plain(read)).toEqual(structuredClone(module.exports));
});

it('what only running would tell is named by its line, and the rest is read', () => {
  const text = `import js from '@eslint/js';
const changed = ['a'];
changed.push('b');
let later = ['c'];
export default defineConfig([
  js.configs.recommended,
  { rules: { one: changed, two: later, three: process.env.X ? 1 : 2, four: \`a\${later}\`, five: f(), six: ['x'] } },
] satisfies Config[]);
`;
  const read = readModule('eslint.config.ts', text, () => null)?.get('default');
  const rules = { one: '?', two: '?', three: '?', four: '?', five: '?', six: ['x'] };
  expect(read && plain(read)).toEqual(['?', { rules }]);
  expect(unreadIn(read).map(({ spot, code }) => `${spot.line} ${code}`)).toEqual([
    '6 js.configs.recommended',
    "2 ['a'];",
    '7 later',
    '7 process.env.X ? 1 : 2',
    `7 \`a\${later}\``,
    '7 f()',
  ]);
});

it('whatever is cut off or doubled, no reader fails or takes long', () => {
  const texts = [TOML, INI, YAML, SCRIPT];
  for (const text of texts) {
    for (let at = 0; at < text.length; at += 3) {
      for (const broken of [text.slice(0, at), text.slice(at), text.slice(0, at) + text.slice(at + 9)]) {
        readToml('a', broken);
        readIni('a', broken);
        readYaml('a', broken);
        readModule('a.js', broken, () => null)?.get('default');
      }
    }
  }
});

it('deep nesting and spreads that double end in something unread', () => {
  const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`;
  for (const value of [
    readModule('a.js', `module.exports = ${deep};`, () => null)?.get('default'),
    readToml('a', `a = ${deep}\nb = 1\n`),
    readYaml('a', `a: ${deep}\n`),
  ])
    expect(JSON.stringify(value).length).toBeLessThan(100_000);
  const doubling = Array.from({ length: 60 }, (_, at) => `const a${at + 1} = [...a${at}, ...a${at}];\n`);
  const read = readModule('a.js', `const a0 = ['x'];\n${doubling.join('')}module.exports = a60;\n`, () => null);
  expect(unreadIn(read?.get('default')).length).toBeGreaterThan(0);
});
