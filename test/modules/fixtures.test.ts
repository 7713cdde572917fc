/** Every small project resolves, spells and reports as it says. */
import { describe, expect, it } from 'vitest';
import { resolveImport, spellImport, unexplained } from '../../src/modules/index.ts';
import { contextOf, projects, resolved } from './project.ts';

describe.each(projects().map((project) => [project.name, project] as const))('%s', (_, project) => {
  const reports = new Set<string>();
  const context = contextOf(project, reports);

  it('has files for its importers', () => {
    const missing = [...project.expectations, ...project.spellings].filter(({ from }) => !project.files.has(from));
    expect(missing.map(({ from }) => from)).toEqual([]);
  });

  it('resolves, and reports what it could not read', () => {
    const actual = project.expectations.map(({ language, specifier, from }) => ({
      import: `${from} | ${specifier}`,
      resolved: resolved(language, specifier, from, context),
    }));
    expect(actual).toEqual(
      project.expectations.map(({ specifier, from, expected }) => ({
        import: `${from} | ${specifier}`,
        resolved: expected,
      })),
    );
    expect([...reports].sort()).toEqual([...project.reports].sort());
  });

  it('says what nothing explains', () => {
    const actual = project.said.map(({ specifier, from }) => unexplained(specifier, from, context) ?? '-');
    expect(actual).toEqual(project.said.map(({ expected }) => expected));
  });

  it('finds what counts among the candidates', () => {
    for (const { language, specifier, from } of project.expectations) {
      const { keys, candidates } = resolveImport(language, specifier, from, context);
      expect(candidates).toEqual(expect.arrayContaining([...keys]));
    }
  });

  if (project.spellings.length === 0) return;
  it('spells', () => {
    const actual = project.spellings.map(({ from, path, like }) =>
      spellImport({ path, import: null }, from, like, context),
    );
    expect(actual).toEqual(project.spellings.map(({ expected }) => expected));
  });
});
