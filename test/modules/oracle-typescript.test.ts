/**
 * The TypeScript compiler resolves the same projects on disk and must agree, but where a fixture says why not.
 *
 * It reads the configurations itself. What it finds must be the file that we find; where we say that nothing exists it
 * must find nothing in the repository.
 */
import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { keyOfFile } from '../../src/modules/index.ts';
import { onDisk } from './disk.ts';
import { type Project, projects } from './project.ts';

const cases = projects().filter(({ expectations }) => expectations.some(({ language }) => language === 'js'));

describe.each(cases.map((project) => [project.name, project] as const))('%s', (_, project) => {
  it('resolves as TypeScript does', () => {
    const compared = project.expectations.filter(
      ({ differs, from }) => differs === null && !/\.(?:vue|svelte)$/.test(from),
    );
    expect(compared.length).toBeGreaterThan(0);
    const found = onDisk(project, (root) =>
      compared.map(({ from, specifier }) => `${from} | ${specifier} => ${resolve(root, from, specifier, project)}`),
    );
    expect(found).toEqual(
      compared.map(
        ({ from, specifier, expected }) =>
          `${from} | ${specifier} => ${/^[?!]/.test(expected) ? 'nothing' : shown(expected)}`,
      ),
    );
  });

  if (project.spellings.length === 0) return;
  it('spells what TypeScript resolves', () => {
    const compared = project.spellings.filter(({ differs }) => differs === null);
    expect(compared.length).toBeGreaterThan(0);
    const found = onDisk(project, (root) =>
      compared.map(({ from, expected }) => `${expected} is ${resolve(root, from, expected, project)}`),
    );
    expect(found).toEqual(compared.map(({ path, expected }) => `${expected} is ${shown(path)}`));
  });
});

/** A source and its stub are one module. */
function shown(path: string): string {
  return keyOfFile(path)?.path ?? path;
}

function resolve(root: string, from: string, specifier: string, project: Project): string {
  const file = join(root, from);
  const options = optionsFor(file, root, project);
  const modes =
    options.moduleResolution === ts.ModuleResolutionKind.Bundler
      ? [undefined]
      : [ts.ModuleKind.ESNext, ts.ModuleKind.CommonJS];
  for (const mode of modes) {
    const found = ts.resolveModuleName(specifier, file, options, ts.sys, undefined, undefined, mode).resolvedModule;
    if (found === undefined) continue;
    const path = relative(root, found.resolvedFileName);
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
    const referenced = (parsed.projectReferences ?? []).map((one) => parse(ts.resolveProjectReferencePath(one)));
    const holder = [parsed, ...referenced].find((one) => one.fileNames.includes(file));
    return (holder ?? parsed).options;
  }
  return {};
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
