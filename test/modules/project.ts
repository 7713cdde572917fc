/**
 * Small projects for module identity, one text file each, read into a tree.
 *
 *     # why this case is here
 *     roots: lib                                            `python.roots` of the registry
 *     alias @/*: src/*                                      `js.aliases` of the registry, targets parted by blanks
 *     external virtual:*                                    `js.external`
 *     link node_modules/@acme/ui: packages/ui               what a package manager would have linked
 *     link src/compat: src/legacy                           a symbolic link of the tree
 *     oracle: nodenext                                      module resolution that TypeScript uses, else bundler
 *     sys.path services/a: services/a .                     what Python's path is for importers below a folder
 *     src/a.ts | @/ws/manager => src/ws/manager.ts          resolves to this file (a trailing slash: a folder)
 *     src/a.ts | @/gone => ? js:src/gone <js:@/gone>        names these, none of which exists; <> is from outside
 *     src/a.ts | ../../out => !                             names nothing at all
 *     src/a.ts | @acme/ui => packages/ui/src/index.ts ; why the oracle sees it otherwise
 *     spell src/a.ts | src/ws/manager.ts | ./old => ./ws/manager     the import of a file, like another
 *     said src/a.ts | ~/x => ~/                             nothing explains the name, by its beginning (`-`: something does)
 *     report tsconfig.json: message (unreadable)            every problem that is met, and no other
 *     -- src/ws/manager.ts --
 *     content
 *
 * Files below `node_modules` are not in the tree but on disk.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { lazy } from '../../src/modules/context.ts';
import { followLinks, formatKey, type ModuleContext, resolveImport } from '../../src/modules/index.ts';
import { filesAskedFor } from '../../src/text/base-names.ts';
import type { JsNames, LanguageId, ModuleKey, Tree } from '../../src/types.ts';

export interface Expectation {
  readonly from: string;
  readonly specifier: string;
  readonly language: LanguageId;
  readonly expected: string;
  /** Why the language's own resolution says otherwise, or null when it must agree. */
  readonly differs: string | null;
}

export interface Spelling {
  readonly from: string;
  readonly path: string;
  readonly like: string;
  readonly expected: string;
  readonly differs: string | null;
}

export interface Project {
  readonly name: string;
  readonly files: ReadonlyMap<string, string>;
  readonly installed: ReadonlyMap<string, string>;
  readonly roots: readonly string[] | null;
  readonly js: JsNames;
  readonly links: readonly (readonly [at: string, to: string])[];
  readonly oracle: string;
  readonly sysPath: readonly { readonly below: string; readonly roots: readonly string[] }[];
  readonly expectations: readonly Expectation[];
  readonly spellings: readonly Spelling[];
  /** Names with the beginning by which they are said to be unexplained. */
  readonly said: readonly Expectation[];
  readonly reports: readonly string[];
}

const folder = join(import.meta.dirname, '../fixtures/modules');

/** Every project of test/fixtures/modules. */
export function projects(): Project[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.txt'))
    .sort()
    .map((name) => parseProject(name.slice(0, -'.txt'.length), readFileSync(join(folder, name), 'utf8')));
}

function parseProject(name: string, text: string): Project {
  const [head = '', ...sections] = text.split(/^-- (?=.* --$)/m);
  const files = new Map<string, string>();
  const installed = new Map<string, string>();
  for (const section of sections) {
    const end = section.indexOf(' --\n');
    const path = section.slice(0, end);
    (/(?:^|\/)node_modules\//.test(path) ? installed : files).set(
      path,
      section.slice(end + 4).replace('<BOM>', '\ufeff'),
    );
  }
  const lines = head.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const after = (prefix: string) =>
    lines.filter((line) => line.startsWith(prefix)).map((line) => line.slice(prefix.length).trim());
  const known = /^(?:roots: |alias |external |link |oracle: |sys\.path |spell |said |report )/;
  return {
    name,
    files,
    installed,
    roots: after('roots: ')[0]?.split(' ') ?? null,
    js: {
      aliases: after('alias ').map((line) => {
        const [alias = '', targets = ''] = line.split(': ');
        return [alias, targets.split(' ')] as const;
      }),
      external: after('external '),
    },
    links: after('link ').map((line) => {
      const [at = '', to = ''] = line.split(': ');
      return [at, to] as const;
    }),
    oracle: after('oracle: ')[0] ?? 'bundler',
    sysPath: after('sys.path ').map((line) => {
      const [below = '', roots = ''] = line.split(': ');
      return { below: below === '.' ? '' : below, roots: roots.split(' ') };
    }),
    expectations: lines.filter((line) => !known.test(line)).map((line) => expectation(name, line)),
    said: after('said ').map((line) => expectation(name, line)),
    spellings: after('spell ').map((line) => spelling(name, line)),
    reports: after('report '),
  };
}

function expectation(name: string, line: string): Expectation {
  const found = /^(\S+) \| (.*) => (.+?)(?: ; (.+))?$/.exec(line);
  if (found === null) throw new Error(`${name}: cannot read ${JSON.stringify(line)}`);
  const [, from = '', specifier = '', expected = '', differs = null] = found;
  return { from, specifier, expected, differs, language: /\.pyi?$/.test(from) ? 'py' : 'js' };
}

function spelling(name: string, line: string): Spelling {
  const found = /^(\S+) \| (\S+) \| (\S+) => (\S+)(?: ; (.+))?$/.exec(line);
  if (found === null) throw new Error(`${name}: cannot read spell ${JSON.stringify(line)}`);
  const [, from = '', path = '', like = '', expected = '', differs = null] = found;
  return { from, path, like, expected, differs };
}

/** A tree over a map of files and links, without facts. */
export function treeOf(files: ReadonlyMap<string, string>, links: Project['links'] = []): Tree {
  const texts = new Map(
    links.flatMap(([at, to]) =>
      /(?:^|\/)node_modules\//.test(at) ? [] : [[at, posix.relative(posix.dirname(at), to)] as const],
    ),
  );
  // Asked thousands of times of one tree: its names are read once.
  const byName = lazy(() => {
    const named = new Map<string, string[]>();
    for (const file of files.keys()) {
      const base = posix.basename(file);
      named.set(base, [...(named.get(base) ?? []), file]);
    }
    return named;
  });
  const folders = lazy(() => new Set([...files.keys()].flatMap(foldersAbove)));
  return followLinks({
    has: (path) => files.has(path),
    hasFolder: (path) => folders().has(path),
    read: (path) => files.get(path),
    named: (base) => [...filesAskedFor(base, byName())].sort(),
    facts: () => undefined,
    links: () => texts,
  });
}

/** Of a file; the top folder is empty. */
function foldersAbove(file: string): string[] {
  return file.split('/').map((_, at, segments) => segments.slice(0, at).join('/'));
}

/** The context of a project; problems are collected as fixtures print them. */
export function contextOf(project: Project, reports: Set<string> = new Set()): ModuleContext {
  return {
    tree: treeOf(project.files, project.links),
    pythonRoots: project.roots,
    js: project.js,
    report: (path, message, problem) => reports.add(`${path}: ${message} (${problem})`),
    readOutside: (specifier, from) => {
      for (let at = from; ; at = posix.dirname(at)) {
        const here = at === '.' ? '' : at;
        const stem = /^\.\.?\//.test(specifier)
          ? posix.join(here, specifier)
          : posix.join(here, 'node_modules', specifier);
        for (const path of [stem, `${stem}.json`, `${stem}/tsconfig.json`]) {
          const text = project.installed.get(path);
          if (text !== undefined) return { path, text };
        }
        if (here === '' || specifier.startsWith('.')) return undefined;
      }
    },
  };
}

/** What an import resolves to, as fixtures print it. */
export function resolved(language: LanguageId, specifier: string, from: string, context: ModuleContext): string {
  const { existing, file, keys } = resolveImport(language, specifier, from, context);
  if (file !== null) return file;
  if (existing !== null) return `${existing.path}/`;
  return keys.length === 0 ? '!' : `? ${keys.map(printKey).join(' ')}`;
}

function printKey(key: ModuleKey): string {
  return key.external ? `<${formatKey(key)}>` : formatKey(key);
}
