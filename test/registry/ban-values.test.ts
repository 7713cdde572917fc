/**
 * What a ban's value means, by the imports of the module fixtures: whatever one file writes for a module, as a ban it holds
 * for that module however another file writes it; and for no module that it does not lead to.
 */
import { describe, expect, test } from 'vitest';
import { dottedNames, keyOfFile, type ModuleContext, resolveImport } from '../../src/modules/index.ts';
import { modulesOfBan } from '../../src/registry/ban-values.ts';
import { worldOf } from '../../src/registry/open.ts';
import type { Ban } from '../../src/types.ts';
import { contextOf, type Expectation, projects } from '../modules/project.ts';
import { ask, matcherOf } from '../prefilter/memory.ts';

function source({ language, specifier }: Expectation): Buffer {
  const from = JSON.stringify(specifier);
  return Buffer.from(language === 'js' ? `import { Name } from ${from};\n` : `from ${specifier} import Name\n`);
}

/** The file that a plain name leads to, which must have been explained by the tree. */
function fileNamed({ language, specifier, from }: Expectation, context: ModuleContext): string | null {
  if (!/^[@#~\w]/.test(specifier) || /[?!*{}[\]()]/.test(specifier)) return null;
  const { file } = resolveImport(language, specifier, from, context);
  if (language === 'js' || file === null) return file;
  // What a script calls its neighbour by is nobody else's name for it.
  const key = keyOfFile(file);
  return key !== null && dottedNames(key, context).includes(specifier.replace(/\.__init__$/, '')) ? file : null;
}

/** What is part of what is banned is left out. */
function isInside(path: string, file: string): boolean {
  return /\/__init__\.py$/.test(file) && path.startsWith(file.replace(/__init__\.py$/, ''));
}

/** Whether a file holds nothing but code. */
function isPlain(path: string): boolean {
  return /\.(?:py|[mc]?[jt]sx?)$/.test(path);
}

describe('a module that an import names, as a value', () => {
  for (const project of projects()) {
    const context = contextOf(project);
    const named = project.expectations.flatMap((one) => {
      const file = fileNamed(one, context);
      return file === null || keyOfFile(file)?.language !== one.language ? [] : [{ ...one, file }];
    });
    if (named.length === 0) continue;
    test(project.name, () => {
      for (const { specifier, language, file } of named) {
        const registry = { python: { roots: project.roots ?? undefined }, banned: [`${language}:${specifier}`] };
        for (const other of project.expectations.filter((one) => one.language === language && isPlain(one.from))) {
          if (resolveImport(language, other.specifier, other.from, context).file !== file) continue;
          if (other.from === file || isInside(other.from, file)) continue;
          const world = { ...project, registry, readOutside: context.readOutside };
          const found = ask(world, other.from, source(other))?.findings ?? ['refused'];
          expect([specifier, other.from, other.specifier, found.length > 0]).toEqual([
            ...[specifier, other.from, other.specifier],
            true,
          ]);
        }
      }
    });
  }
});

test('every reading holds all that counts in some tree', () => {
  for (const project of projects()) {
    const context = contextOf(project);
    for (const { specifier, language } of project.expectations) {
      if (specifier === '' || /^\.|[?!*{}[\]()\s]/.test(specifier)) continue;
      for (const module of [specifier, `${language}:${specifier}`]) {
        const [ban] = matcherOf({ banned: ['placeholder'] }, context).bans.map((one): Ban => ({ ...one.ban, module }));
        if (ban === undefined) continue;
        const every = new Set(modulesOfBan(ban, worldOf([context], true)).map(reading));
        const meant = modulesOfBan(ban, worldOf([context])).map(reading);
        expect(meant.filter((one) => !every.has(one))).toEqual([]);
      }
    }
  }
});

/** A module by what must be written for it. */
function reading({ language, text, name }: ReturnType<typeof modulesOfBan>[number]): string {
  return `${language === null ? '' : language === 'py' && name !== null ? 'py' : ''} ${text} ${name}`;
}
