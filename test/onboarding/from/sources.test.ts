/**
 * What each linter's bans become in a registry, and what of them is named because a ban cannot say it. The registries load,
 * and find what the linters find: a place that must be found, and one that must stay silent, for each.
 */
import { describe, expect, it } from 'vitest';
import { openRepository } from '../../../src/git/repository.ts';
import { banValue, collect, sourcesNamed } from '../../../src/onboarding/from/collect.ts';
import { openWorld } from '../../../src/onboarding/from/define.ts';
import type { SourceId } from '../../../src/onboarding/from/index.ts';
import { check } from '../../../src/pipeline.ts';
import { temporaryRepository } from '../../support/repository.ts';

const TODAY = '2026-11-20';

/** The bans, what is left with its line, and the places that a check by those bans finds. */
async function translated(id: SourceId, files: Readonly<Record<string, string>>) {
  const repo = temporaryRepository();
  for (const [path, text] of Object.entries(files)) repo.write(path, text);
  repo.commitAll('all');
  const { bans, remarks } = collect([id], openWorld(openRepository(repo.dir)), TODAY);
  repo.write('.ssotrc.json', JSON.stringify({ version: 1, banned: bans.map(banValue) }));
  const outcome = await check({ cwd: repo.dir, scope: { scope: 'all' }, config: null, today: TODAY });
  const found = outcome?.report.findings.filter(({ rule }) => rule === 'banned-import') ?? [];
  return {
    bans: bans.map(banValue),
    left: remarks.filter(({ kind }) => kind === 'left').map(({ spot, what }) => `${spot.path}:${spot.line} ${what}`),
    differs: remarks.filter(({ kind }) => kind === 'differs').map(({ what }) => what),
    found: [...new Set(found.map(({ path, line }) => `${path}:${line}`))],
  };
}

describe('eslint', () => {
  it.each([
    '**/*.(',
    '**/*.[',
    '**/*.{ts',
    '**/*.+',
    '**/*.ts)|(x',
  ])('reads a glob such as %s, or names it', async (glob) => {
    const rules = { 'no-restricted-imports': ['error', 'lodash'] };
    const { bans, left } = await translated('eslint', {
      '.eslintrc.json': JSON.stringify({ overrides: [{ files: [glob], rules }] }),
      'a.ts': "import 'lodash';\n",
    });
    expect(bans.filter((ban) => !('in' in ban))).toEqual([]);
    expect(bans.length + left.length).toBeGreaterThan(0);
  });

  it('translates paths and patterns of an .eslintrc, each for the files in which it holds', async () => {
    const config = {
      rules: {
        'no-restricted-imports': [
          'warn',
          {
            paths: ['lodash', { name: 'moment', importNames: ['utc'], message: 'Use dayjs.' }],
            patterns: [{ group: ['legacy-*/**'], message: 'gone' }],
          },
        ],
      },
      overrides: [
        { files: ['*.test.ts'], rules: { 'no-restricted-imports': 'off' } },
        {
          files: ['src/ui/**/*.ts'],
          excludedFiles: ['src/ui/old/**'],
          rules: { 'no-restricted-imports': ['error', { paths: ['lodash'] }] },
        },
      ],
    };
    const source =
      "import { map } from 'lodash';\nimport get from 'lodash/get';\nimport { utc } from 'moment';\nimport x from 'legacy-a/b/c';\n";
    const { bans, left, found } = await translated('eslint', {
      '.eslintrc.json': JSON.stringify(config),
      'src/a.ts': source,
      'src/a.test.ts': source,
      'src/ui/b.ts': source,
      'src/ui/old/c.ts': source,
    });
    expect(left).toEqual([]);
    expect(bans[0]).toEqual({
      module: 'js:lodash',
      names: ['*'],
      except: ['**/*.test.ts', 'src/ui/**/*.ts'],
      severity: 'warn',
    });
    expect(bans).toContainEqual({ module: 'js:lodash', names: ['*'], in: 'src/ui/**/*.ts', except: 'src/ui/old/**' });
    expect(found).toEqual([
      'src/a.ts:1',
      'src/a.ts:3',
      'src/a.ts:4',
      'src/ui/b.ts:1',
      'src/ui/old/c.ts:1',
      'src/ui/old/c.ts:3',
      'src/ui/old/c.ts:4',
    ]);
  });

  it('reads a flat configuration without running it, and names what it cannot read by its line', async () => {
    const { bans, left, found } = await translated('eslint', {
      'eslint.config.mjs': `import base from './base.mjs';
const PATHS = ['left-pad'];
export default defineConfig([
  other.configs.recommended,
  ...base,
  { ignores: ['gen/'] },
  { files: ['src/**/*.ts'], ignores: ['src/a/**'], rules: { 'no-restricted-imports': ['error', ...PATHS, process.env.X] } },
  { rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns: [
    { regex: '^a' }, { group: ['b/*', '!b/c'] }, { group: ['../*'] }, { group: ['d/*'], allowTypeImports: true },
  ] }] } },
]);
`,
      'base.mjs': "export default [{ rules: { 'no-restricted-modules': ['error', 'fs', 'q'] } }];\n",
      'src/x.ts':
        "import p from 'left-pad';\nimport type { T } from 'd/e';\nimport d from 'd/e';\nconst q = require('q');\nq.defer();\n",
      'src/a/y.ts': "import p from 'left-pad';\n",
      'gen/z.ts': "import d from 'd/e';\n",
    });
    expect(bans).toEqual([
      { module: 'js:q', names: ['*'], except: 'gen/**' },
      { module: 'js:left-pad', names: ['*'], in: 'src/**/*.ts', except: 'src/a/**' },
      { module: 'js:d/*', typeOnly: 'allow', except: 'gen/**' },
    ]);
    expect(left).toEqual([
      'eslint.config.mjs:4 eslint.config.mjs: other.configs.recommended (line 4)',
      'base.mjs:1 no-restricted-modules: "fs"',
      'eslint.config.mjs:7 no-restricted-imports: process.env.X',
      'eslint.config.mjs:9 @typescript-eslint/no-restricted-imports: a pattern',
      'eslint.config.mjs:9 @typescript-eslint/no-restricted-imports: "b/*", "!b/c"',
      'eslint.config.mjs:9 @typescript-eslint/no-restricted-imports: "../*"',
    ]);
    expect(found).toEqual(['src/x.ts:1', 'src/x.ts:3', 'src/x.ts:5']);
  });

  it('keeps to what .gitignore patterns match, and to what lies below', async () => {
    const names = ['internal', 'q/internal/z', 'foo/bar', 'q/foo', 'food', 'lib', 'lib/a/b', '@s/q/deep/er', 'm/z.css'];
    const patterns = ['**/internal/**', 'foo', 'lib/*', '@s/*/deep', '*.css'];
    const { found } = await translated('eslint', {
      '.eslintrc.json': JSON.stringify({ rules: { 'no-restricted-imports': [2, { patterns }] } }),
      'a.js': names.map((name, at) => `import a${at} from '${name}';\n`).join(''),
    });
    expect(found.map((place) => names[Number(place.split(':')[1]) - 1])).toEqual([
      'q/internal/z',
      'foo/bar',
      'q/foo',
      'lib/a/b',
      '@s/q/deep/er',
      'm/z.css',
    ]);
  });

  it('translates zones, and an alias of a folder into the folder', async () => {
    const { found, differs, left } = await translated('eslint', {
      '.eslintrc.yml': `rules:
  import/no-restricted-paths:
    - error
    - zones:
        - { target: ./src/features/a, from: ./src/features, except: [./a] }
        - target: ./src/features
          from: ./src/app
  no-restricted-imports: [error, { patterns: ['@app/*'] }]
`,
      'tsconfig.json': '{ "compilerOptions": { "paths": { "@app/*": ["./src/app/*"] } } }',
      'src/features/a/x.ts': "import './y';\nimport '../b/z';\nimport '../../app/main';\n",
      'src/features/a/y.ts': '',
      'src/features/b/z.ts': "import '../a/y';\n",
      'src/app/main.ts': "import '../features/a/x';\nimport './part';\n",
      'src/app/part.ts': '',
      'src/lib.ts': "import '@app/main';\n",
    });
    expect(left).toEqual([]);
    expect(differs).toEqual(['import/no-restricted-paths: from ./src/features in ./src/features/a']);
    expect(found).toEqual(['src/features/a/x.ts:2', 'src/features/a/x.ts:3', 'src/lib.ts:1']);
  });
});

describe('biome', () => {
  it('translates paths, patterns and overrides', async () => {
    const rule = (options: unknown) => ({ linter: { rules: { style: { noRestrictedImports: options } } } });
    const { bans, left, found } = await translated('biome', {
      'biome.jsonc': `// why\n${JSON.stringify({
        files: { includes: ['**', '!**/dist'] },
        ...rule({
          level: 'error',
          options: {
            paths: {
              lodash: 'No lodash.',
              react: { importNames: ['default'], message: 'By name.' },
              b: { allowImportNames: ['x'] },
            },
            patterns: [{ group: ['old/**'] }, { group: ['n/*', '!n/a'] }],
          },
        }),
        overrides: [{ includes: ['**/scripts/**', '!**/scripts/x.ts'], ...rule('off') }],
      })}`,
      'a.ts':
        "import _ from 'lodash';\nimport R, { useState } from 'react';\nimport { x } from 'old/a';\nimport 'n/b';\n",
      'b.ts': "import { useState } from 'react';\nimport get from 'lodash/get';\n",
      'scripts/s.ts': "import _ from 'lodash';\n",
      'dist/d.ts': "import _ from 'lodash';\n",
    });
    expect(bans[0]).toEqual({
      module: 'js:lodash',
      names: ['*'],
      message: 'No lodash.',
      except: ['**/scripts/**', '**/dist/**'],
    });
    expect(left).toEqual([
      'biome.jsonc:2 noRestrictedImports: "b"',
      'biome.jsonc:2 noRestrictedImports: "n/*", "!n/a"',
    ]);
    expect(found).toEqual(['a.ts:1', 'a.ts:2', 'a.ts:3']);
  });
});

describe('biome, by whole specifiers', () => {
  it('does not take what lies below a match for one', async () => {
    const names = ['foo', 'foo/bar', 'q/foo', 'lib/a', 'lib/a/b', 'old/a/b', '@s/q/deep', '@s/q/deep/er'];
    const patterns = [{ group: ['foo', 'lib/*', 'old/**', '@s/*/deep'] }];
    const { found } = await translated('biome', {
      'biome.json': JSON.stringify({
        linter: { rules: { style: { noRestrictedImports: { level: 'error', options: { patterns } } } } },
      }),
      'a.js': names.map((name, at) => `import a${at} from '${name}';\n`).join(''),
    });
    expect(found.map((place) => names[Number(place.split(':')[1]) - 1])).toEqual([
      'foo',
      'lib/a',
      'old/a/b',
      '@s/q/deep',
    ]);
  });
});

describe('ruff', () => {
  const SOURCE =
    'import cgi\nfrom typing import TypedDict\nimport typing\nx: typing.TypedDict\nfrom typing import Any\n';

  it('translates banned-api with the files that are let through', async () => {
    const { bans, left, found } = await translated('ruff', {
      'pyproject.toml': `[tool.ruff.lint]
select = ["E", "TID251"]
[tool.ruff.lint.per-file-ignores]
"tests/*" = ["TID251", "S101"]
"other/*" = ["S101"]
[tool.ruff.lint.flake8-tidy-imports]
banned-module-level-imports = ["torch"]
[tool.ruff.lint.flake8-tidy-imports.banned-api]
"cgi".msg = "gone in 3.13"
"typing.TypedDict".msg = "Use typing_extensions."
`,
      'app/a.py': SOURCE,
      'tests/deep/t.py': SOURCE,
      'sub/ruff.toml': '[lint]\nselect = ["TID251"]\n[lint.flake8-tidy-imports.banned-api]\n"json".msg = "orjson"\n',
      'sub/b.py': `${SOURCE}import json\n`,
    });
    expect(bans).toEqual([
      { module: 'py:cgi', message: 'gone in 3.13', except: ['sub/**', 'tests/**'] },
      { module: 'py:typing.TypedDict', message: 'Use typing_extensions.', except: ['sub/**', 'tests/**'] },
      { module: 'py:json', message: 'orjson', in: 'sub/**' },
    ]);
    expect(left).toEqual(['pyproject.toml:7 banned-module-level-imports: "torch"']);
    expect(found).toEqual(['app/a.py:1', 'app/a.py:2', 'app/a.py:4', 'sub/b.py:6']);
  });

  it('says that a list whose rule is not selected bans nothing', async () => {
    const { bans, left } = await translated('ruff', {
      'ruff.toml': '[lint.flake8-tidy-imports.banned-api]\n"cgi".msg = "x"\n',
      'a.py': SOURCE,
    });
    expect(bans).toEqual([]);
    expect(left).toEqual(['ruff.toml:2 banned-api']);
  });
});

describe('import-linter', () => {
  it('translates contracts of every kind that bans imports', async () => {
    const { bans, left, found } = await translated('import-linter', {
      '.importlinter': `[importlinter]
root_package = app

[importlinter:contract:1]
name = Layers
type = layers
containers = app
layers =
    web
    core
ignore_imports =
    app.core.old -> app.web.a

[importlinter:contract:2]
name = No Django below
type = forbidden
source_modules = app.core
forbidden_modules =
    django

[importlinter:contract:3]
name = Alone
type = independence
modules = app.plugins.*

[importlinter:contract:4]
name = Inner
type = protected
protected_modules = app.inner
allowed_importers = app.web

[importlinter:contract:5]
name = No circles
type = acyclic_siblings
`,
      'app/__init__.py': '',
      'app/inner.py': '',
      'app/web/__init__.py': '',
      'app/web/a.py': 'from app import core\nimport app.inner\nimport django\n',
      'app/core/__init__.py': '',
      'app/core/b.py': 'from app.web import a\nfrom django.db import models\nfrom app import inner\n',
      'app/core/old.py': 'from app.web import a\n',
      'app/plugins/__init__.py': 'from app.plugins import one\n',
      'app/plugins/one.py': 'from app.plugins import two\n',
      'app/plugins/two.py': 'import os\n',
    });
    expect(bans[0]).toEqual({
      module: 'py:app.web',
      message: 'Layers',
      in: 'app/core/**',
      allow: [{ in: 'app/core/old.py', reason: 'ignore_imports: app.core.old -> app.web.a', permanent: true }],
    });
    expect(left).toEqual(['.importlinter:32 contract "No circles"']);
    expect(found).toEqual(['app/core/b.py:1', 'app/core/b.py:2', 'app/core/b.py:3', 'app/plugins/one.py:1']);
  });
});

it('takes several sources, each once, and refuses others', () => {
  expect(sourcesNamed(['ruff,eslint', 'ruff'])).toEqual(['eslint', 'ruff']);
  expect(() => sourcesNamed(['pylint'])).toThrow('--from knows no "pylint"');
});
