/**
 * The TypeScript compiler resolves the same projects on disk and must agree, but where a fixture says why not.
 *
 * It reads the configurations itself. What it finds must be the file that we find; where we say that nothing exists it
 * must find nothing in the repository.
 */
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import fc from 'fast-check';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { keyOfFile, resolveImport } from '../../src/modules/index.ts';
import { configuredProjects, IMPORTERS, SPECIFIERS } from './configurations.ts';
import { onDisk } from './disk.ts';
import { contextOf, type Project, projects } from './project.ts';

const isEcmascript = (line: { from: string }) => !/\.pyi?$/.test(line.from);

interface Line {
  readonly from: string;
  readonly specifier: string;
  readonly differs: string | null;
  readonly expected: string;
}

/** Imports with what they resolve to, and spellings with what they were made for. */
function linesOf(project: Project): { resolved: Line[]; spelled: Line[] } {
  return {
    resolved: project.expectations
      .filter(isEcmascript)
      .map((line) => ({ ...line, expected: /^[?!]/.test(line.expected) ? 'nothing' : shown(line.expected) })),
    spelled: project.spellings
      .filter((line) => isEcmascript(line) && project.files.has(line.path))
      .map(({ from, path, expected, differs }) => ({ from, specifier: expected, differs, expected: shown(path) })),
  };
}

const cases = projects().flatMap((project) => {
  const { resolved, spelled } = linesOf(project);
  return [['resolves', resolved] as const, ['spells', spelled] as const]
    .filter(([, lines]) => lines.length > 0)
    .map(([what, lines]) => [`${project.name} ${what}`, project, lines] as const);
});

it.each(cases)('%s as TypeScript does', (_, project, lines) => {
  const print = (line: Line | undefined, file: string | undefined) => `${line?.from} | ${line?.specifier} => ${file}`;
  const found = onDisk(project, (root) => lines.map((line) => resolve(root, line.from, line.specifier, project)));
  expect(found.flatMap((file, at) => (lines[at]?.differs === null ? [print(lines[at], file)] : []))).toEqual(
    lines.flatMap((line) => (line.differs === null ? [print(line, line.expected)] : [])),
  );
  // A stated difference that is none would hide a mistake.
  const stale = lines.filter((line, at) => line.differs !== null && found[at] === line.expected);
  expect(stale.map((line) => print(line, line.expected))).toEqual([]);
});

it('whatever the configurations are, what TypeScript finds is among what an import may name', () => {
  let found = 0;
  fc.assert(
    fc.property(configuredProjects(false), fc.subarray(IMPORTERS, { minLength: 2, maxLength: 2 }), (project, froms) => {
      const context = contextOf(project);
      onDisk(project, (root) => {
        for (const from of froms) {
          const options = optionsFor(join(root, from), root, project);
          for (const specifier of SPECIFIERS) {
            const path = resolveWith(options, root, from, specifier);
            if (path === 'nothing') continue;
            found++;
            const { keys } = resolveImport('js', specifier, from, context);
            expect(
              keys.map((key) => key.path),
              `${specifier} in ${from}`,
            ).toContain(path);
          }
        }
      });
    }),
    { numRuns: RUNS },
  );
  expect(found).toBeGreaterThan(RUNS);
});

const RUNS = Number(process.env.SEARCH_RUNS ?? 15);

/** A source and its stub are one module. */
function shown(path: string): string {
  return keyOfFile(path)?.path ?? path;
}

function resolve(root: string, from: string, specifier: string, project: Project): string {
  return resolveWith(optionsFor(join(root, from), root, project), root, from, specifier);
}

function resolveWith(options: ts.CompilerOptions, root: string, from: string, specifier: string): string {
  const file = join(root, from);
  const modes: (ts.ResolutionMode | undefined)[] =
    options.moduleResolution === ts.ModuleResolutionKind.Bundler
      ? [undefined]
      : [ts.ModuleKind.ESNext, ts.ModuleKind.CommonJS];
  for (const mode of modes) {
    const found = ts.resolveModuleName(specifier, file, options, ts.sys, undefined, undefined, mode).resolvedModule;
    if (found === undefined) continue;
    // A link is what it leads to, to Node at run time as in node_modules here.
    const path = relative(root, realpathSync(found.resolvedFileName));
    if (!path.startsWith('..') && !path.includes('node_modules/')) return shown(path);
  }
  return 'nothing';
}

function optionsFor(file: string, root: string, project: Project): ts.CompilerOptions {
  const own = configured(file, root);
  const nodeNext = project.oracle === 'nodenext';
  return {
    ...own,
    module: nodeNext ? ts.ModuleKind.NodeNext : ts.ModuleKind.ESNext,
    moduleResolution: nodeNext ? ts.ModuleResolutionKind.NodeNext : ts.ModuleResolutionKind.Bundler,
    allowJs: true,
    resolveJsonModule: true,
    customConditions: project.oracle.split(' ').slice(1),
  };
}

function configured(file: string, root: string): ts.CompilerOptions {
  for (let folder = dirname(file); folder.startsWith(root); folder = dirname(folder)) {
    const path = ['tsconfig.json', 'jsconfig.json'].map((name) => join(folder, name)).find((one) => existsSync(one));
    if (path === undefined) continue;
    const parsed = parse(path);
    const holder = [parsed, ...referencedBy(path)].find((one) => one.fileNames.includes(file));
    return (holder ?? parsed).options;
  }
  return {};
}

/** Breadth first, as the language server looks for the project that a file belongs to. */
function* referencedBy(start: string): Generator<ts.ParsedCommandLine> {
  const paths = new Set([start]);
  for (const path of paths) {
    const parsed = parse(path);
    yield parsed;
    for (const one of (parsed.projectReferences ?? []).map(ts.resolveProjectReferencePath))
      if (existsSync(one)) paths.add(one);
  }
}

function parse(path: string): ts.ParsedCommandLine {
  return ts.parseJsonSourceFileConfigFileContent(
    ts.readJsonConfigFile(path, ts.sys.readFile),
    ts.sys,
    dirname(path),
    undefined,
    path,
  );
}
