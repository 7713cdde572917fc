/**
 * Random repositories for the union test: a tree of files from a small pool of contents, so that many files share a blob
 * in one dialect or in several, and a registry under which a good part of them break some rule.
 *
 * Everything is a function of the seed. A world is two commits: `base` holds the registry and what configures resolution,
 * `full` all files. Between them stand the scopes: what is staged over `base`, what `full` changed since it, all of it.
 */
import { spawnSync } from 'node:child_process';
import { type TemporaryRepository, temporaryRepository } from '../support/repository.ts';

export interface WorldFile {
  /** The name as git has it. */
  readonly name: Buffer;
  readonly content: Buffer;
}

export interface World {
  readonly repo: TemporaryRepository;
  readonly base: string;
  readonly full: string;
  /** What `full` adds, sorted by name. */
  readonly files: readonly WorldFile[];
}

export interface WorldPlan {
  readonly seed: number;
  /** How many files `full` adds. */
  readonly size: number;
  /** Bytes of a content that is padded to this length; none when 0. */
  readonly large?: number;
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32, by Tommy Ettinger). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One of some values. */
export function pick<T>(next: () => number, values: readonly T[]): T {
  return values[Math.floor(next() * values.length)] as T;
}

const PYTHON = [
  'import jwt\n',
  'from app.legacy import Old\n',
  'from . import Old\n',
  'from .. import legacy\n',
  'from .legacy import Old as O, Fine\n',
  'from app import legacy\nlegacy.Old()\n',
  'import app.legacy.deep\n',
  'def f():\n    patch("app.legacy.Old")\n',
  'import jwt  # ssot-allow banned-import permanent reason="kept"\n',
  'x = 1  # ssot-allow banned-import until=2020-01-01 reason="gone"\n',
  'class PoolManager:\n    pass\n',
  'class SocketManager: pass\n',
  'from app.home import Home\nOther = Home\n',
  'class Home(object):\n    x = 1\n',
];

const SCRIPT = [
  "import m from 'moment';\n",
  "import { Old } from '@old/kit';\n",
  "import { Old } from '~old/kit';\n",
  "import { Old } from '.';\n",
  "export * from './index';\n",
  "const a = require('../legacy');\n",
  "import { Old, Fine } from '../lib/legacy';\n",
  "import * as ns from '../../lib/legacy';\nns.Old;\n",
  "jest.mock('moment');\n",
  'export class PoolManager {}\n',
  'export interface SocketManager {}\n',
  'export class Home {}\n',
  'import type { T } from \'moment\'; // ssot-allow banned-import permanent reason="types"\n',
];

const NEUTRAL = [
  '',
  'x = 1\n',
  '// nothing\n',
  'export const fine = 1;\n',
  '"""A docstring that says import jwt."""\n',
  'broken ( [ " \n',
  '\0\x01binary \0 import jwt\n',
  '<script>\nimport m from "moment";\n</script>\n',
  '# heading\n\n```py\nimport jwt\n```\n',
  `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 12\n`,
  'class Manager:\r\n  pass\r\nimport jwt\r\n',
  '\ufeffimport jwt\n',
];

const EXTENSIONS = ['py', 'py', 'py', 'pyi', 'ts', 'ts', 'tsx', 'js', 'mjs', 'd.ts', 'vue', 'svelte', 'md', 'txt'];
const FOLDERS = [
  '',
  'app',
  'app/legacy',
  'app/legacy/deep',
  'lib',
  'lib/legacy',
  'lib/ui/x',
  'other',
  'tests',
  'pkg/src',
];
const NAMES = ['a', 'b', 'util', 'index', '__init__', 'legacy', 'home', 'old clock', 'ü', 'x'];

/** What resolution and roots are read from, as ordinary files of the tree. */
const CONFIGURATIONS: readonly (readonly [string, string])[] = [
  ['setup.py', 'from setuptools import setup\nimport jwt\nsetup()\n'],
  ['pkg/setup.py', 'import jwt\n'],
  ['pkg/pyproject.toml', '[project]\nname = "pkg"\n'],
  ['lib/package.json', '{ "name": "@old/kit", "main": "legacy.ts" }\n'],
  ['lib/ui/tsconfig.json', '{ "compilerOptions": { "paths": { "~old/*": ["../legacy/*"] } } }\n'],
  ['lib/ui/package.json', '{ "imports": { "#x": "./x/index.js" } }\n'],
];

const BANS: readonly unknown[] = [
  'py:jwt',
  'app.legacy',
  { module: 'app/legacy', names: ['Old'] },
  { module: './lib/legacy', names: ['O*'], severity: 'warn' },
  { module: 'moment', use: 'dayjs' },
  { module: '@old/kit', typeOnly: 'allow' },
  { module: './lib/legacy.ts', in: 'lib/**' },
  { module: 'app/*/deep' },
  { module: './app/revived.py', removed: true },
];

function registryOf(next: () => number): string {
  const some = <T>(values: readonly T[], share: number): T[] => values.filter(() => next() < share);
  return JSON.stringify({
    version: 1,
    ...(next() < 0.3 ? { files: { exclude: ['tests/**'] } } : {}),
    ...(next() < 0.3 ? { files: { include: ['**/*.{py,ts,tsx,md,vue}'] } } : {}),
    concepts: {
      ...(next() < 0.6 ? { Home: { canonical: ['app/home.py#Home', 'lib/home.ts#Home'] } } : {}),
    },
    banned: some(BANS, 0.6),
    unique: some([{ names: ['*Manager'], kinds: ['class'] }], 0.5),
    ...(next() < 0.3 ? { commit: 'introduced' } : {}),
  });
}

function contentsOf(next: () => number, large: number): Buffer[] {
  const made: Buffer[] = [];
  for (let n = 0; n < 60; n++) {
    const lines = [pick(next, [PYTHON, SCRIPT, NEUTRAL]), pick(next, [PYTHON, SCRIPT, NEUTRAL])];
    const text = lines.map((pool) => pick(next, pool)).join('');
    made.push(Buffer.from(text), Buffer.from(text.replace(/Old|jwt|moment/g, (word) => `not${word.slice(3)}`)));
  }
  if (large > 0) {
    for (const end of ['import jwt\n', "import m from 'moment';\n", 'fine = 1\n'])
      made.push(Buffer.concat([Buffer.alloc(large, '# padding of a long line\n'), Buffer.from(end)]));
  }
  return made;
}

function filesOf(next: () => number, { size, large = 0 }: WorldPlan): Map<string, Buffer> {
  const contents = contentsOf(next, large);
  const files = new Map<string, Buffer>();
  // Of a small tree every second one goes without the files that are read beside the sources.
  for (const [path, text] of CONFIGURATIONS) if (files.size < size && next() < 0.5) files.set(path, Buffer.from(text));
  const share = 0.15 + next() * 0.7;
  const due = large > 0 ? contents.slice(-3) : [];
  const content = (): Buffer => due.pop() ?? pick(next, contents);
  while (files.size < size) {
    const folder = `${pick(next, FOLDERS)}${next() < share ? `/g${Math.floor(next() * 40)}` : ''}`.replace(/^\//, '');
    const number = size > 60 ? Math.floor(next() * size) : '';
    const path = `${folder === '' ? '' : `${folder}/`}${pick(next, NAMES)}${number}.${pick(next, EXTENSIONS)}`;
    files.set(Buffer.from(path).toString('latin1'), content());
    if (next() > 0.02 || files.size + 2 > size) continue;
    // A name that is not UTF-8, and another one that shows the same.
    for (const mark of ['\xff', '\xef\xbf\xbd'])
      files.set(
        Buffer.from(path)
          .toString('latin1')
          .replace(/[^/]*$/, `${mark}$&`),
        pick(next, contents),
      );
  }
  return files;
}

/** Makes a world. */
export function makeWorld(plan: WorldPlan): World {
  const next = random(plan.seed);
  const repo = temporaryRepository();
  const registry = registryOf(next);
  const files = filesOf(next, plan);
  const before = new Map<string, Buffer>([['.ssotrc.json', Buffer.from(registry)]]);
  if (next() < 0.5) {
    before.set('app/home.py', Buffer.from('class Home: pass\n'));
    before.set('lib/home.ts', Buffer.from('export class Home {}\n'));
    before.set('lib/kept.ts', Buffer.from('export class PoolManager {}\n'));
  }
  for (const path of before.keys()) files.delete(path);
  fastImport(repo, before, files);
  const [base, full] = ['base', 'full'].map((name) => repo.git('rev-parse', `refs/heads/${name}`).trim());
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    ...{ repo, base: base ?? '', full: full ?? '' },
    files: sorted.map(([name, content]) => ({ name: Buffer.from(name, 'latin1'), content })),
  };
}

/** Both commits in one process. */
function fastImport(
  repo: TemporaryRepository,
  before: ReadonlyMap<string, Buffer>,
  files: ReadonlyMap<string, Buffer>,
): void {
  const parts: Buffer[] = [];
  const say = (text: string): void => void parts.push(Buffer.from(text, 'latin1'));
  const commit = (name: string, from: string | null, of: ReadonlyMap<string, Buffer>): void => {
    say(`commit refs/heads/${name}\ncommitter T <t@example.org> 1767268800 +0000\ndata 0\n`);
    if (from !== null) say(`from refs/heads/${from}\n`);
    for (const [path, content] of of) {
      say(`M 100644 inline "${path.replace(/["\\]/g, '\\$&')}"\ndata ${content.length}\n`);
      parts.push(content);
      say('\n');
    }
  };
  commit('base', null, before);
  commit('full', 'base', files);
  const { status, stderr } = spawnSync('git', ['fast-import', '--quiet'], {
    cwd: repo.dir,
    input: Buffer.concat(parts),
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
  if (status !== 0) throw new Error(`git fast-import: ${stderr}`);
}
