/**
 * The hook without Node: when git and grep may answer, and everything that must make them leave it to Node. Every case
 * changes one thing in a commit that git alone would have passed.
 */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type TemporaryRepository, temporaryFolder, temporaryRepository } from '../support/repository.ts';
import { FILES, type Guarded, guarded } from './fast-path-world.ts';

const requiredTexts = (repo: TemporaryRepository, name = 'search'): string => join(repo.dir, '.git/ssot-guard', name);

/** A notebook as Jupyter writes it, with a cell of these lines. */
function notebook(...source: readonly string[]): string {
  const cell = { cell_type: 'code', execution_count: 1, id: 'a1', metadata: {}, outputs: [], source };
  return `${JSON.stringify({ cells: [cell], metadata: { kernelspec: { language: 'python', name: 'python3' } } }, null, 1)}\n`;
}

/** A harmless staged change. */
function harmless({ repo }: Guarded): void {
  repo.write('src/a.ts', 'export const a = 2;\n');
  repo.git('add', 'src/a.ts');
}

function stage({ repo }: Guarded, path: string, content: string | Buffer): void {
  repo.write(path, content);
  repo.git('add', '--', path);
}

describe('git alone answers', () => {
  test.each<[string, (world: Guarded) => void, number]>([
    ['for a change', harmless, 1],
    [
      'for new files of every language',
      (w) => {
        for (const path of ['x.py', 'x.vue', 'x.TSX', 'x.txt']) stage(w, path, 'x = 1\n');
      },
      4,
    ],
    [
      'for new pages and notebooks that speak of other things',
      (w) => {
        stage(w, 'x.astro', "---\nimport a from './a';\n---\n<p>it's a moment</p>\n");
        stage(w, 'x.pyw', 'import app.new_clock\n');
        stage(w, 'x.ipynb', notebook('%matplotlib inline\n', 'import app.b\n', 'print("é\\n", old_clocks)'));
      },
      3,
    ],
    ['for nothing', () => {}, 0],
    ['for a file that goes', ({ repo }) => repo.git('rm', '-q', 'src/link.ts'), 0],
    ['for one that goes under another name', ({ repo }) => repo.git('mv', 'src/link.ts', 'src/moved.ts'), 1],
    [
      'for documentation that speaks of what is banned',
      (w) => stage(w, 'README.md', 'At the moment the legacyManager of sockets, old_clock and revenant are there.\n'),
      1,
    ],
    [
      'for text files with other names',
      (w) => {
        for (const path of ['x.yaml', 'Dockerfile', '.env'])
          stage(w, path, 'a: src/sockets/manager.ts app.old_clocks\n');
      },
      3,
    ],
    ['for a document that names a module in prose', (w) => stage(w, 'docs/a.md', 'See app.old_clock.\n'), 1],
    ['for files that hold no text', (w) => stage(w, 'x.png', 'src/sockets/legacyManager\0'), 1],
    ['for lock files', (w) => stage(w, 'uv.lock', 'src/sockets/legacyManager'), 1],
    ['for an empty file', (w) => stage(w, 'src/empty.ts', ''), 1],
    ['for a changed mode', ({ repo }) => repo.git('update-index', '--chmod=+x', 'src/a.ts'), 1],
    ['for names with blanks', (w) => stage(w, 'src/a b.ts', 'export {}\n'), 1],
    ['for other languages’ required texts', (w) => stage(w, 'app/c.py', "x = 'moment'\nimport SocketManager_\n"), 1],
    [
      'for words that only contain a required text',
      (w) => stage(w, 'src/c.ts', 'const momentary = moments.SocketManagers;\n'),
      1,
    ],
    ['for a module’s word that is no module’s name', (w) => stage(w, 'src/c.ts', 'const moment = 1; f(moment)\n'), 1],
    [
      'for code full of escapes',
      (w) =>
        stage(
          w,
          'src/c.ts',
          `${String.raw`const r = /^\s*(\w+)\.(\d+)\/[^\]]\b\S$/u; const s = "\n\t\"\\\u00e9\x1b[0m\0" + '\'';`}\n`,
        ),
      1,
    ],
    ['for files of Windows', (w) => stage(w, 'app/c.py', 'x = (\r\n  1)\r\ndef f(): pass\r\n'), 1],
    [
      'for a file whose last line ends in a CR',
      (w) => stage(w, 'src/c.vue', '<p>\r\n<script src="./a"></script>\r'),
      1,
    ],
    [
      'for percent signs and other attributes',
      (w) => stage(w, 'src/c.vue', '<img src="a.png?x=1&y=2" width="50%">\n'),
      1,
    ],
    [
      'for lists of imports',
      (w) =>
        stage(
          w,
          'app/c.py',
          [
            'from unittest.mock import Mock, patch',
            'from unittest import mock as patch',
            '  from mock import patch  # noqa: F401',
            'import os, patch',
            'from mock import (',
            '  Mock,',
            '  patch,',
            ')',
            'with patch("app.new_clock.X"), patch.dict("os.environ"): dispatch',
          ].join('\n'),
        ),
      1,
    ],
    [
      'for Python with continued lines',
      (w) => stage(w, 'app/c.py', 'x = 1 + \\\n  2\ny = "a" "b"\nz = f"{x!r}…"\n'),
      1,
    ],
  ])('%s', (_name, change, count) => {
    const world = guarded();
    change(world);
    expect(world.hook()).toEqual({
      by: 'git',
      said: `ssot-guard: ${count} staged ${count === 1 ? 'file' : 'files'} clean\n`,
    });
  });

  test('in a repository of SHA-256', () => {
    const world = guarded({ objectFormat: 'sha256' });
    harmless(world);
    expect(world.hook().by).toBe('git');
    stage(world, 'src/c.ts', "import 'moment';\n");
    expect(world.hook().by).toBe('node');
  });

  test('in a linked worktree, by its own file', () => {
    const world = guarded();
    const folder = join(temporaryFolder(), 'linked');
    world.repo.git('worktree', 'add', '-q', '-b', 'w', folder);
    const env = { GIT_DIR: join(world.repo.dir, '.git/worktrees/linked') };
    expect(world.hook({ cwd: folder, env }).by).toBe('node');
    world.renew(folder);
    expect(world.hook({ cwd: folder, env }).by).toBe('git');
    writeFileSync(join(folder, 'new.ts'), "import 'moment';\n");
    world.repo.tryGit(['add', '-A'], { cwd: folder });
    expect(world.hook({ cwd: folder, env }).by).toBe('node');
  });

  test('of blobs that are only in an alternate', () => {
    const world = guarded();
    const other = temporaryRepository();
    writeFileSync(join(world.repo.dir, '.git/objects/info/alternates'), `${other.dir}/.git/objects\n`);
    world.repo.stage('src/far.ts', other.blob('export const far = 1;\n'));
    expect(world.hook().by).toBe('git');
    world.repo.stage('src/far.ts', other.blob("import 'moment';\n"));
    expect(world.hook().by).toBe('node');
  });
});

describe('Node judges pages and notebooks that may break a rule', () => {
  const cell = (source: string): string => `{"cells":[{"cell_type":"code","source":${source}}]}\n`;
  test.each([
    ['front matter', 'x.astro', "---\nimport 'moment';\n---\n"],
    ['a script', 'x.ASTRO', '<script src=./sockets/legacyManager></script>\n'],
    ['a cell', 'x.ipynb', notebook('import app.old_clock\n')],
    ['a line of a cell', 'x.IPYNB', cell('"x\\nold_clock"')],
    ['an escape', 'x.ipynb', notebook('import app.b\n').replace('app.b', 'app.old\\u005fclock')],
    ['a wide letter', 'x.ipynb', notebook('import app.b\n').replace('app.b', 'app.old_cl\\uff4fck')],
    ['a name in two strings', 'x.ipynb', notebook('import app.old_', 'clock\n')],
    ['two strings on one line', 'x.ipynb', cell('["import app.old_", "clock"]')],
    ['another kernel', 'x.ipynb', notebook("import 'x'").replace('"python"', '"TypeScript"')],
    ['a call', 'x.ipynb', notebook('import_module("app" ".b")')],
    ['a script for windows', 'x.pyw', 'import app.old_clock\n'],
  ])('%s', (_, path, content) => {
    const world = guarded();
    stage(world, path, content);
    expect(world.hook().by).toBe('node');
  });

  test('documents where they are guarded, and only those', () => {
    const registry = { version: 1, banned: ['js:moment'], files: { include: ['**/*.{ts,mdx}'] } };
    const world = guarded({ files: { ...FILES, '.ssotrc.json': JSON.stringify(registry) } });
    harmless(world);
    expect(world.hook().by).toBe('git');
    stage(world, 'x.mdx', 'x\n');
    expect(world.hook().by).toBe('node');
  });
});

describe('Node judges what may break a rule', () => {
  const js: readonly (readonly [string, string | Buffer])[] = [
    ['an import', "import 'moment';"],
    ['a relative one', "import { x } from './sockets/legacyManager.js';"],
    ['a segment at the end of a line', '<script src=./sockets/legacyManager\n></script>'],
    ['a symbol', 'class SocketManager {}'],
    ['an exception', '// ssot-allow alias permanent reason="x"'],
    ['conflict markers', '<<<<<<< HEAD\n=======\n>>>>>>> side'],
    ['a hexadecimal escape', String.raw`import 'mo\x6dent';`],
    ['a four-digit escape', String.raw`import 'mo\u006dent';`],
    ['a braced escape', String.raw`import 'mo\u{00006d}ent';`],
    ['an escape in an identifier', String.raw`class Socket\u004danager {}`],
    ['an octal escape', String.raw`import 'mo\155ent';`],
    ['an octal escape of a slash', String.raw`import '.\57sockets\57legacyManager';`],
    ['an octal escape with a zero', String.raw`import '.\057sockets\057legacyManager';`],
    ['a letter that is escaped to itself', String.raw`import 'mo\ment';`],
    ['the last letter', String.raw`import './sockets/le\gacyManager';`],
    ['two of them', String.raw`import '\m\o\ment';`],
    ['an escaped slash behind', String.raw`import 'moment\/locale';`],
    ['a string that goes on in the next line', "import 'mom\\\nent';"],
    ['one in a file of Windows', "import 'mom\\\r\nent';\r\n"],
    ['one of an old Mac', "import 'mom\\\rent';"],
    ['one with a line separator', "import 'mom\\\u2028ent';"],
    ['UTF-16', Buffer.from("\ufeffimport 'moment';\n", 'utf16le')],
    ['UTF-16, big end first', Buffer.from("\ufeffimport 'moment';\n", 'utf16le').swap16()],
    ['a required text behind a NUL', Buffer.from("\0\n\0import 'moment';\0")],
    [
      'a required text behind bytes that are no UTF-8',
      Buffer.concat([Buffer.from([0xff, 0x0a, 0xc3]), Buffer.from(" import 'moment'")]),
    ],
    ['a required text on a long line', `${'x'.repeat(3_000_000)};import 'moment';`],
    ['an attribute without quotes behind a CR', '<script src=\rmoment></script>'],
    ['one that a CR ends', '<script src=./sockets/legacyManager\rlang="ts"></script>'],
    ['one that a form feed ends', '<script src=moment\f></script>'],
    ['one behind a form feed and a no-break space', '<script src\f=\u00a0moment></script>'],
    ['one that an ideographic space ends', '<script src=moment\u3000></script>'],
    ['a named entity', '<script src="./sockets&sol;legacyManager"></script>'],
    ['a byte of a URL', "import './sockets/legac%79Manager';"],
    ['a CR in a comment', "// x\rimport 'moment'"],
    ['an entity', '<script src="./mo&#109;ent"></script>'],
    ['an LFS pointer', 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n'],
  ];
  test.each(js)('%s (JavaScript)', (_name, content) => {
    const world = guarded();
    stage(world, 'src/new.vue', content);
    expect(world.hook().by).toBe('node');
  });

  const py: readonly (readonly [string, string | Buffer])[] = [
    ['a segment of a dotted name, over lines', 'from app . \\\n  old_clock import x'],
    ['adjacent literals', '@patch("app.old" "_clock.X")'],
    ['adjacent literals on two lines', 'with mock.patch(\n    "app.old"\n    "_clock.X"\n): pass'],
    ['adjacent literals that a bare CR parts', '@patch("app.old"\r"_clock.X")\rdef t(): pass\r'],
    ['a bare CR in a bracket', 'monkeypatch.setattr(\r"app.old" \r "_clock.X", 1)'],
    ['a definition that goes on behind a CR', 'def \\\r__getattr__(name): pass\r'],
    ['a call that goes on behind a CR', 'import_module\\\r("app.old" "_clock")'],
    ['a call that goes on in the next line', 'patch \\\n("app.old" "_clock.X")'],
    ['a NUL before the encoding', '#\0coding=iso-2022-jp\nx = 1'],
    ['an f-string', 'import_module (f"app.old" "_clock")'],
    ['an escape', String.raw`__import__("app.old\x5fclock")`],
    ['a call that goes on within brackets', 'x = (1, patch\n("app.old" "_clock.X"))'],
    ['one that begins its line', 'x = (1,\n  patch # here\n  ("app.old" "_clock.X"))'],
    ['one of an attribute', 'x = [mock.patch.dict\n("app.old" "_clock.X")]'],
    ['one behind a keyword', 'x = (a if not patch\n("app.old" "_clock.X") else b)'],
    ['one behind a name like import', 'x = [important, patch\n("app.old" "_clock.X")]'],
    ['one behind f', 'x = [\nf, patch\n("app.old" "_clock.X")]'],
    ['one behind an import', 'from a import b; x = [b, patch\n("app.old" "_clock.X")]'],
    ['one of yield', 'x = (yield\nfrom a or patch\n("app.old" "_clock.X"))'],
    ['one of yield alone', 'x = (yield\nfrom patch\n("app.old" "_clock.X"))'],
    ['one of yield and a module', 'x = (yield\nfrom mock.patch\n("app.old" "_clock.X"))'],
    ['monkeypatch', 'monkeypatch.setattr("app.ol" "d_clock.X", 1)'],
    ['a module’s __getattr__', 'def __getattr__(name): pass'],
    ['sys.modules', 'sys.modules["app.old" "_clock"] = x'],
    ['letters that mean the same', 'from app import \uff4fld_clock'],
    ['mathematical ones', 'from app import \u{1d4f8}ld_clock'],
    ['another encoding', '# -*- coding: iso-2022-jp -*-\nx = 1'],
    ['another one', '# vim: set fileencoding=utf_7 :\nx = 1'],
    ['an LFS pointer', `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 1\n`],
    ['a file that is encrypted', 'U2FsdGVkX1+vupppZksvRf5pq5g5XjFRIipRkwB0K1Y=\n'],
    ['UTF-16 without a mark', Buffer.from('x = 1\n', 'utf16le')],
  ];
  test.each(py)('%s (Python)', (_name, content) => {
    const world = guarded();
    stage(world, 'app/new.py', content);
    expect(world.hook().by).toBe('node');
  });

  const text: readonly (readonly [string, string, string])[] = [
    ['a path', 'deploy/x.yaml', 'a: src/sockets/legacyManager.ts'],
    ['a dotted name', 'supervisord.conf', 'command=python -m app.old_clock'],
    ['a name of a file without an extension', 'Dockerfile', 'CMD python app/old_clock.py'],
    ['a removed file', '.github/workflows/a.yml', 'run: node src/revenant.ts'],
    ['an import in a fence', 'README.md', "```ts\nimport moment from 'moment';\n```"],
    ['one in several lines', 'AGENTS.md', '```python\nfrom app import (\n    old_clock,\n)\n```'],
    ['one behind a CR', 'README.md', '```python\rfrom app import (\r    old_clock,\r)\r```'],
    ['an exception', 'x.toml', '# ssot-allow mention permanent reason="x"'],
  ];
  test.each(text)('%s (text)', (_name, path, content) => {
    const world = guarded();
    stage(world, path, content);
    expect(world.hook().by).toBe('node');
  });

  test('in a file with an odd extension', () => {
    for (const name of ['x.JS', 'x.d.MTS', 'x.Svelte', 'x.PYI']) {
      const world = guarded();
      stage(world, name, name.endsWith('I') ? 'import app.old_clock\n' : "import 'moment';\n");
      expect(world.hook().by).toBe('node');
    }
  });

  test('in the last of many files, and more than can be looked at', () => {
    const world = guarded();
    for (let n = 100; n < 200; n++) world.repo.write(`src/n${n}.ts`, `export const n = ${n};\n`);
    world.repo.git('add', '-A');
    expect(world.hook().by).toBe('git');
    stage(world, 'src/zzz.ts', "import 'moment';\n");
    expect(world.hook().by).toBe('node');
    world.repo.git('rm', '-q', '--cached', 'src/zzz.ts');
    for (let n = 200; n < 620; n++) world.repo.stage(`src/m${n}.ts`, world.repo.blob(`export const n = ${n % 2};\n`));
    expect(world.hook().by).toBe('node');
  });

  test('in what `commit -a` and `commit <path>` take along', () => {
    for (const args of [['-a'], ['src/a.ts']]) {
      const world = guarded();
      world.repo.hook(
        'pre-commit',
        `#!/bin/sh\nexec /bin/sh ${JSON.stringify(join(world.home, 'hooks/pre-commit'))}\n`,
      );
      world.repo.write('src/a.ts', 'export const a = 3;\n');
      expect(world.repo.tryGit(['commit', '-qm', 'x', ...args]).status).toBe(0);
      world.repo.write('src/a.ts', "import 'moment';\n");
      const { status, stderr } = world.repo.tryGit(['commit', '-qm', 'x', ...args]);
      expect([status, stderr]).toEqual([1, expect.stringContaining('Node: ')]);
    }
  });
});

describe('Node judges what is told by path or status', () => {
  const cases: readonly (readonly [string, (world: Guarded) => void])[] = [
    ['a canonical file that goes', ({ repo }) => repo.git('rm', '-q', 'src/sockets/manager.ts')],
    ['a canonical file that moves', ({ repo }) => repo.git('mv', 'src/sockets/manager.ts', 'src/moved.ts')],
    [
      'a canonical file that goes beside documents',
      (w) => {
        w.repo.git('rm', '-q', 'src/sockets/manager.ts');
        stage(w, 'README.md', 'x\n');
      },
    ],
    ['the registry that goes', ({ repo }) => repo.git('rm', '-q', '.ssotrc.json')],
    ['a package.json that goes', ({ repo }) => repo.git('rm', '-q', 'package.json')],
    [
      'a link that goes',
      (w) => {
        w.repo.symlink('a.ts', 'src/other.ts');
        w.repo.commitAll('a link');
        w.renew();
        w.repo.git('rm', '-q', 'src/other.ts');
      },
    ],
    [
      'a file that becomes a link',
      (w) => {
        w.repo.remove('src/link.ts');
        w.repo.symlink('a.ts', 'src/link.ts');
        w.repo.git('add', '-A');
      },
    ],
    [
      'a new link',
      (w) => {
        w.repo.symlink('/etc/hostname', 'src/new.ts');
        w.repo.git('add', '-A');
      },
    ],
    ['a submodule', ({ repo }) => repo.stage('lib', repo.git('rev-parse', 'HEAD').trim(), '160000')],
    ['a name beyond ASCII', (w) => stage(w, 'src/é.ts', 'x\n')],
    ['a name with a quote', (w) => stage(w, 'src/a"b.ts', 'x\n')],
    ['a name with a tab', (w) => stage(w, 'src/a\tb.ts', 'x\n')],
    ['a name with a line end', (w) => stage(w, 'src/a\nb.ts', 'x\n')],
    ['the registry', (w) => stage(w, '.ssotrc.json', `${FILES['.ssotrc.json']}\n`)],
    ['a nested registry', (w) => stage(w, 'pkg/.ssotrc.json', '{ "version": 1 }')],
    ['the baseline', (w) => stage(w, '.ssot-baseline.jsonl', '[\n]\n')],
    ['a canonical file', (w) => stage(w, 'src/sockets/manager.ts', 'export const nothing = 1;\n')],
    ['a tsconfig', (w) => stage(w, 'pkg/tsconfig.json', '{}')],
    ['a tsconfig of another name', (w) => stage(w, 'tsconfig.build.json', '{}')],
    ['a jsconfig', (w) => stage(w, 'jsconfig.json', '{}')],
    ['a package.json', (w) => stage(w, 'pkg/package.json', '{}')],
    ['a workspace', (w) => stage(w, 'pnpm-workspace.yaml', 'packages: []\n')],
    ['a pyproject', (w) => stage(w, 'pkg/pyproject.toml', '')],
    ['a setup.py', (w) => stage(w, 'setup.py', '')],
    ['a module that had to stay away, empty', (w) => stage(w, 'src/revenant.ts', '')],
    [
      'an unmerged file',
      ({ repo }) => repo.tryGit(['update-index', '--index-info'], { input: `100644 ${repo.blob('x')} 1\tsrc/u.ts\n` }),
    ],
  ];
  test.each(cases)('%s', (_name, change) => {
    const world = guarded();
    harmless(world);
    change(world);
    expect(world.hook().by).toBe('node');
  });

  test('a file in the folder of a module of which only names are banned', () => {
    const files = {
      ...FILES,
      '.ssotrc.json': '{ "version": 1, "banned": [{ "module": "src/sockets", "names": ["X"] }] }',
    };
    const world = guarded({ files });
    stage(world, 'src/sockets/new.ts', "import { X } from '.';\n");
    expect(world.hook().by).toBe('node');
  });
});

describe('Node judges in the middle of something', () => {
  test.each(['MERGE_HEAD', 'CHERRY_PICK_HEAD', 'REVERT_HEAD', 'rebase-merge', 'rebase-apply'])('%s', (name) => {
    const world = guarded();
    harmless(world);
    mkdirSync(join(world.repo.dir, '.git', name));
    expect(world.hook().by).toBe('node');
  });

  test.each([
    'SSOT_GUARD_MISSING',
    'SSOT_ANYTHING',
    'GITHEAD_0123',
    'GIT_TRACE',
    'GREP_OPTIONS',
    'GIT_LITERAL_PATHSPECS',
  ])('with %s in the environment', (name) => {
    const world = guarded();
    harmless(world);
    expect(world.hook({ env: { [name]: '' } }).by).toBe('node');
  });

  test('with arguments', () => {
    const world = guarded();
    harmless(world);
    expect(world.hook({ args: ['src/a.ts'] }).by).toBe('node');
  });

  test('the first commit', () => {
    const world = guarded();
    harmless(world);
    world.repo.git('update-ref', '-d', 'HEAD');
    expect(world.hook().by).toBe('node');
  });

  test('in another folder than the top', () => {
    const world = guarded();
    harmless(world);
    expect(world.hook({ cwd: join(world.repo.dir, 'src') }).by).not.toBe('git');
  });
});

describe('search files that do not hold', () => {
  const change =
    (name: string, edit: (text: string) => string) =>
    ({ repo }: Guarded): void => {
      const file = requiredTexts(repo, name);
      writeFileSync(file, edit(readFileSync(file, 'latin1')), 'latin1');
    };
  const drop =
    (name: string) =>
    ({ repo }: Guarded): void =>
      rmSync(requiredTexts(repo, name));
  const fields = (edit: (fields: string[]) => void) =>
    change('search', (text) => {
      const [first = '', ...rest] = text.split('\n');
      const list = first.split(' ');
      edit(list);
      return [list.join(' '), ...rest].join('\n');
    });
  test.each<[string, (world: Guarded) => void]>([
    ['none', drop('search')],
    ['no patterns', drop('search-js')],
    ['empty', change('search', () => '')],
    ['empty patterns', change('search-js', () => '')],
    ['without its end', change('search-js', (text) => text.split('\n').slice(0, -2).join('\n'))],
    ['cut in the middle of a line', change('search-js', (text) => text.slice(0, -40))],
    ['cut in half', change('search-js', (text) => text.slice(0, text.length / 2))],
    ['a header cut', change('search', (text) => text.slice(0, 70))],
    ['with an empty line', change('search-js', (text) => `\n${text}`)],
    [
      'of another version',
      fields((list) => {
        list[0] = '0.0.0';
      }),
    ],
    [
      'of another build',
      fields((list) => {
        list[1] = 'another';
      }),
    ],
    [
      'of a commit that is gone',
      fields((list) => {
        list[2] = '0123456789'.repeat(4);
      }),
    ],
    [
      'of another repository',
      ({ repo }) => {
        const other = guarded({ files: { ...FILES, 'other.txt': '' } });
        for (const name of readdirSync(join(other.repo.dir, '.git/ssot-guard')).filter((n) => n.startsWith('search')))
          writeFileSync(requiredTexts(repo, name), readFileSync(requiredTexts(other.repo, name)));
      },
    ],
    [
      'of two generations',
      (world) => {
        const before = readFileSync(requiredTexts(world.repo));
        world.renew();
        writeFileSync(requiredTexts(world.repo), before);
      },
    ],
    [
      'a git that is gone',
      fields((list) => {
        list[8] = '/nonexistent/git';
      }),
    ],
    [
      'a grep that is gone',
      fields((list) => {
        list[9] = '/nonexistent/grep';
      }),
    ],
    ['another package', ({ home }) => writeFileSync(join(home, 'dist/build'), '9.9.9 next\n')],
    ['a package that does not say what it is', ({ home }) => rmSync(join(home, 'dist/build'))],
  ])('%s', (_name, spoil) => {
    const world = guarded();
    harmless(world);
    expect(world.hook().by).toBe('git');
    spoil(world);
    expect(world.hook().by).toBe('node');
  });

  test('patterns of one language do not speak for another', () => {
    const world = guarded();
    stage(world, 'app/c.py', 'c = 1\n');
    harmless(world);
    expect(world.hook().by).toBe('git');
    change('search-py', (text) => text.slice(0, -40))(world);
    expect(world.hook().by).toBe('node');
  });

  test('are never empty, and end as they should', () => {
    const { repo } = guarded();
    for (const language of ['js', 'py']) {
      const lines = readFileSync(requiredTexts(repo, `search-${language}`), 'latin1').split('\n');
      expect(lines.pop()).toBe('');
      expect(lines).not.toContain('');
      expect(lines.at(-1)).toMatch(new RegExp(`^[0-9a-f]{32}-${language}$`));
    }
  });
});

describe('configurations that are not those of the search files', () => {
  test.each<[string, string, string]>([
    ['the registry', '.ssotrc.json', '{ "version": 1, "banned": ["dayjs"] }'],
    ['a new nested registry', 'pkg/.ssotrc.json', '{ "version": 1, "banned": ["dayjs"] }'],
    ['a new tsconfig', 'tsconfig.json', '{ "compilerOptions": { "paths": { "@dates": ["node_modules/moment"] } } }'],
    ['package.json', 'package.json', '{ "imports": { "#dates": "moment" } }'],
  ])('came with a commit that no hook saw: %s', (_name, path, content) => {
    const world = guarded();
    world.repo.write(path, content);
    world.repo.commitAll('by another');
    harmless(world);
    expect(world.hook().by).toBe('node');
    world.renew();
    expect(world.hook().by).toBe('git');
  });

  test('are compared from the commit on where they were last the same', () => {
    const world = guarded();
    const made = readFileSync(requiredTexts(world.repo), 'latin1');
    world.repo.write('notes.txt', 'no configuration\n');
    world.repo.commitAll('notes');
    harmless(world);
    expect(world.hook().by).toBe('git');
    const [first = '', ...rest] = made.split('\n');
    const head = world.repo.git('rev-parse', 'HEAD').trim();
    const moved = [first.replace(/ [0-9a-f]{40} /, ` ${head} `), ...rest].join('\n');
    expect(readFileSync(requiredTexts(world.repo), 'latin1')).toBe(moved);
    world.repo.git('checkout', '-q', '--orphan', 'elsewhere');
    world.repo.write('package.json', '{ "imports": { "#dates": "moment" } }');
    world.repo.commitAll('by another');
    harmless(world);
    expect(world.hook().by).toBe('node');
  });

  test('went away by a checkout of an earlier commit', () => {
    const world = guarded();
    world.repo.write('.ssotrc.json', '{ "version": 1, "banned": ["dayjs"] }');
    world.repo.commitAll('stricter');
    world.renew();
    world.repo.git('checkout', '-q', 'HEAD~1');
    stage(world, 'src/a.ts', "import 'moment';\n");
    expect(world.hook().by).toBe('node');
    // The search of that commit was kept beside the other one.
    stage(world, 'src/a.ts', "import 'dayjs';\n");
    expect(world.hook().by).toBe('git');
  });

  test('were staged: after the commit git can answer again, before it and without it Node does', () => {
    const world = guarded();
    stage(world, '.ssotrc.json', '{ "version": 1, "banned": ["dayjs"] }');
    stage(world, 'pkg/package.json', '{ "name": "pkg" }');
    expect(world.hook().by).toBe('node');
    world.renew();
    world.repo.commit('with configurations');
    stage(world, 'src/a.ts', "import 'moment';\n");
    expect(world.hook().by).toBe('git');
    stage(world, 'src/a.ts', "import 'dayjs';\n");
    expect(world.hook().by).toBe('node');

    const other = guarded();
    stage(other, '.ssotrc.json', '{ "version": 1, "banned": ["dayjs"] }');
    other.renew();
    other.repo.git('reset', '-q', '--hard');
    stage(other, 'src/a.ts', "import 'moment';\n");
    expect(other.hook().by).toBe('node');
  });

  test('are made anew by Node: the hook makes old what does not hold', () => {
    const world = guarded();
    world.repo.write('package.json', '{ "name": "x" }');
    world.repo.commitAll('by another');
    harmless(world);
    expect(world.hook().by).toBe('node');
    expect(statSync(requiredTexts(world.repo)).mtime.getFullYear()).toBe(2000);
    world.renew();
    stage(world, 'src/a.ts', "import 'moment';\n");
    expect(world.hook().by).toBe('node');
    expect(statSync(requiredTexts(world.repo)).mtime.getFullYear()).toBeGreaterThan(2000);
  });
});

describe('objects', () => {
  const pathOf = (repo: TemporaryRepository, id: string): string =>
    join(repo.dir, '.git/objects', id.slice(0, 2), id.slice(2));

  test('a blob that is missing', () => {
    const world = guarded();
    harmless(world);
    rmSync(pathOf(world.repo, world.repo.git('rev-parse', ':src/a.ts').trim()));
    expect(world.hook().by).toBe('node');
  });

  test('a blob that is damaged', () => {
    const world = guarded();
    harmless(world);
    const file = pathOf(world.repo, world.repo.git('rev-parse', ':src/a.ts').trim());
    chmodSync(file, 0o644);
    writeFileSync(file, 'garbage');
    expect(world.hook().by).toBe('node');
  });

  test('a blob that another one replaces', () => {
    const world = guarded();
    stage(world, 'src/a.ts', "import 'moment';\n");
    world.repo.git('replace', world.repo.git('rev-parse', ':src/a.ts').trim(), world.repo.blob('export {}\n'));
    expect(world.hook().by).toBe('node');
  });
});

describe('programs', () => {
  /** A stand-in for the program that the search file names. */
  function instead(world: Guarded, field: 8 | 9, script: string): void {
    const program = join(temporaryFolder(), 'program');
    const [first = '', ...rest] = readFileSync(requiredTexts(world.repo), 'latin1').split('\n');
    const list = first.split(' ');
    writeFileSync(program, `#!/bin/sh\n${script.replaceAll('REAL', list[field] ?? '')}\n`);
    chmodSync(program, 0o755);
    list[field] = program;
    writeFileSync(requiredTexts(world.repo), [list.join(' '), ...rest].join('\n'));
  }

  test.each<[string, 8 | 9, string]>([
    ['git that fails while reading', 8, 'case "$*" in *cat-file*) exit 1;; esac; exec REAL "$@"'],
    ['git that is killed while reading', 8, 'case "$*" in *cat-file*) REAL "$@"; kill -9 $$;; esac; exec REAL "$@"'],
    ['git that is killed before it has written', 8, 'case "$*" in *cat-file*) kill -9 $$;; esac; exec REAL "$@"'],
    ['git that cannot compare', 8, 'case "$*" in *diff-tree*) exit 128;; esac; exec REAL "$@"'],
    ['git that cannot list', 8, 'case "$*" in *diff-index*) exit 128;; esac; exec REAL "$@"'],
    ['git that is killed while listing', 8, 'case "$*" in *diff-index*) kill -9 $$;; esac; exec REAL "$@"'],
    ['git that is killed while comparing', 8, 'case "$*" in *diff-tree*) REAL "$@"; kill -9 $$;; esac; exec REAL "$@"'],
    [
      'git that writes half of a list',
      8,
      'case "$*" in *diff-index*) REAL "$@" | head -c 30; exit 1;; esac; exec REAL "$@"',
    ],
    [
      'git that reads some of what it is asked for',
      8,
      'case "$*" in *cat-file*) head -n 1 | REAL "$@"; exit 0;; esac; exec REAL "$@"',
    ],
    ['grep that is killed', 9, 'kill -9 $$'],
    ['grep that fails', 9, 'cat >/dev/null; exit 2'],
    ['grep that finds nothing', 9, 'cat >/dev/null; exit 1'],
    ['grep that finds without saying what', 9, 'cat >/dev/null; exit 0'],
  ])('%s', (_name, field, script) => {
    const world = guarded();
    world.repo.write('notes.txt', 'HEAD is no longer what the required texts were made for\n');
    world.repo.commitAll('notes');
    harmless(world);
    const made = readFileSync(requiredTexts(world.repo), 'latin1');
    instead(world, field, 'exec REAL "$@"');
    expect(world.hook().by).toBe('git');
    writeFileSync(requiredTexts(world.repo), made, 'latin1');
    instead(world, field, script);
    expect(world.hook().by).toBe('node');
  });

  test('planted in the repository or in PATH are not run', () => {
    const world = guarded();
    harmless(world);
    const planted = join(world.repo.dir, 'node_modules/.bin');
    for (const name of ['git', 'grep', 'sh', 'printf', 'test']) {
      mkdirSync(planted, { recursive: true });
      writeFileSync(join(planted, name), `#!/bin/sh\ntouch ${JSON.stringify(join(world.repo.dir, 'pwned'))}\n`);
      chmodSync(join(planted, name), 0o755);
      symlinkSync(join(planted, name), join(world.repo.dir, name));
    }
    expect(world.hook({ env: { PATH: `${planted}:.::${process.env.PATH}` } }).by).toBe('git');
    expect(existsSync(join(world.repo.dir, 'pwned'))).toBe(false);
  });

  test('nothing is run and nothing written but the emptied file', () => {
    const world = guarded();
    harmless(world);
    const before = readdirSync(join(world.repo.dir, '.git')).sort();
    const index = readFileSync(join(world.repo.dir, '.git/index'));
    world.hook();
    expect(readdirSync(join(world.repo.dir, '.git')).sort()).toEqual(before);
    expect(readFileSync(join(world.repo.dir, '.git/index')).equals(index)).toBe(true);
  });
});
