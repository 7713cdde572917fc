/**
 * Whatever the configurations of a repository are: an import that resolves to a banned module is found by the search. The
 * list of shortcuts that the search is made from, and the resolution of one import, are asked apart, in trees of their own.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { resolveImport } from '../../src/modules/index.ts';
import { requiredTextsOfTree } from '../../src/prefilter/hook-file.ts';
import { configuredProjects, IMPORTERS, MODULES, SPECIFIERS } from '../modules/configurations.ts';
import { contextOf, type Project } from '../modules/project.ts';
import { ask, matcherOf } from './memory.ts';

const RUNS = Number(process.env.SEARCH_RUNS ?? 25);

const ban = fc.constantFrom<(module: string) => object>(
  (module) => ({ module: `./${module}` }),
  (module) => ({ module: `./${module}`, names: ['Name'] }),
  (module) => ({ module: `./${module.replace('Thing', '*')}` }),
);

const importers = fc.subarray(IMPORTERS, { minLength: 4, maxLength: 4 });

test('no configuration hides an import of a banned module', () => {
  let broken = 0;
  let searched = 0;
  fc.assert(
    fc.property(configuredProjects(true), ban, importers, (project, banned, froms) => {
      const { files } = project;
      const context = contextOf(project);
      const { readOutside } = context;
      const always = new Map(MODULES.map((module) => [module, isAlways(banned(module), project)]));
      searched += [...always.values()].filter((one) => !one).length;
      for (const [from, specifier] of froms.flatMap((from) =>
        SPECIFIERS.map((specifier) => [from, specifier] as const),
      )) {
        for (const { external, path } of resolveImport('js', specifier, from, context).keys) {
          if (external || always.get(path) !== false) continue;
          const source = Buffer.from(`import { Name } from '${specifier}';\n`);
          const answers = ask({ files, readOutside, registry: { banned: [banned(path)] } }, from, source);
          // A module may name itself.
          if (answers === null || answers.findings.length === 0) continue;
          broken++;
          expect([path, from, specifier, answers.skipped()]).toEqual([path, from, specifier, false]);
        }
      }
    }),
    { numRuns: RUNS },
  );
  // Both must be asked often enough: what is banned, and what the search need not find.
  expect(broken).toBeGreaterThan(RUNS);
  expect(searched).toBeGreaterThan(RUNS);
});

/** Whether every file is read, whatever is in it. */
function isAlways(banned: object, project: Project): boolean {
  const context = contextOf(project);
  return requiredTextsOfTree(matcherOf({ banned: [banned] }, context), context).byLanguage.js.kind === 'always';
}
