/**
 * Whatever an import statement looks like and wherever it stands: after its edits the file binds what was told, and nothing
 * else of it differs. Python's own parser says so, of random statements and of its own library.
 */
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import type { Edit } from '../../../src/fixes/change.ts';
import { pythonFiles, readSource as readFile, standardLibrary } from '../../support/python.ts';
import { runs } from '../../support/runs.ts';
import { changesOf, type Outcome, readRule, readSource, rewritten } from './mapping.ts';
import { type Comparison, type ImportRow, openOracle } from './oracle.ts';

const oracle = openOracle();
afterAll(() => oracle?.close());

/** What the rules make of what a file binds. */
function expectedRows(path: string, text: string, lines: readonly string[], { before }: Comparison): string[] {
  const rules = lines.map(readRule);
  const imports = readSource(path, text).part.imports.filter(({ form }) => form !== 'string');
  const names = imports.flatMap((fact) => fact.names.map((imported) => ({ fact, imported })));
  expect(names.length).toBe(before.length);
  return names.map(({ fact, imported }, at) => {
    const row = before[at] ?? ['', '', '', null];
    const change = changesOf(fact, rules).find((one) => one.imported === imported);
    if (change === undefined) return shownRow(row);
    const { module, symbol, asModule } = change.to;
    const [where, local, , name] = row;
    if (asModule === true || fact.form === 'import')
      return shownRow([where, `${local.replace(/=$/, '')}=`, module, null]);
    return shownRow([where, local, module, symbol ?? name]);
  });
}

/** `import a as a` binds what `import a` binds. */
function shownRow([where, local, module, name]: ImportRow): string {
  return JSON.stringify([where, name === null && local === `${module}=` ? module : local, module, name]);
}

async function judge(text: string, lines: readonly string[], { text: after }: Outcome): Promise<void> {
  const compared = await oracle?.compare(text, after);
  if (compared === undefined) return;
  expect(compared, after).toMatchObject({ error: null, different: null, chains: [], keywords: [] });
  expect(compared.after.map(shownRow).sort()).toEqual(expectedRows('a.py', text, lines, compared).sort());
}

const blank = fc.constantFrom(' ', '  ', '\t', ' \\\n  ');
const gap = fc.constantFrom('', '', ' ', '\n    ', '  # ü 𝒳, (\n', '\n\n', ' \\\n', '\n# own\n\t');
const local = fc.constantFrom('A', 'B', 'C', 'Été', 'x_1', 'A as X', 'B as B', 'C as D', 'old', 'old as o', 'A as N');
const specifier = fc.constantFrom('a.old', 'a . old', '.old', '..', '. . old', 'pkg', 'ä.ö');

const parenthesised = fc
  .tuple(fc.array(fc.tuple(gap, local, gap, gap), { minLength: 1, maxLength: 5 }), fc.boolean(), gap)
  .map(([names, isEnded, last]) => {
    const items = names.map(([before, name, as, after], at) => {
      const comma = at < names.length - 1 || isEnded ? ',' : '';
      return `${before}${name.replace(' as ', as.trim() === '' ? ' as ' : `${as} as `)}${after}${comma}`;
    });
    return `(${items.join('')}${last})`;
  });
const listed = fc
  .array(fc.tuple(local, fc.constantFrom(', ', ',', ' , ', ', \\\n    ')), { minLength: 1, maxLength: 5 })
  .map((names) => names.map(([name, comma], at) => (at < names.length - 1 ? name + comma : name)).join(''));

const fromImport = fc
  .tuple(fc.constantFrom('from', 'lazy from'), blank, specifier, blank, fc.oneof(parenthesised, listed))
  .map(([from, before, module, after, names]) => `${from}${before}${module}${after}import ${names}`);
const plainImport = fc
  .array(fc.constantFrom('old', 'a.old as z', 'old as o', 'other', 'other.x as y'), { minLength: 1, maxLength: 3 })
  .map((modules) => `import ${modules.join(', ')}`);
const statement = fc.oneof({ arbitrary: fromImport, weight: 4 }, { arbitrary: plainImport, weight: 1 });

const CONTEXTS = [
  '*',
  'x = 1; *',
  '*; x = 1  # é',
  '*;',
  '*  # noqa: F401 𝒳',
  'if x: *',
  'if x: y = 1; *; z = 2',
  'try: *\nexcept ImportError: pass',
  'if x: \\\n    *',
  'def f():\n    *\n    return 1',
  'class K:\n\tdef f(self):\n\t\t*',
  'if TYPE_CHECKING:\n    *\nelse:\n    x = 1',
  '# before\n*\n# after',
  '"""*"""\n*',
];
const RULES = [
  'a.old:A > m.n',
  'a.old:B > m.n:New',
  'a.old:C > o.p:X',
  'a.old:Été > m.n:Ü',
  'a.old:old > import new',
  '.old:A > .new:N',
  '.old:B > m',
  '..:A > .:N',
  '..:old > m.n:o',
  '..old:A > a.other',
  'pkg:old > import n.old',
  'pkg:A > pkg:N',
  'pkg:B > q',
  'ä.ö:A > ö.ä:Å',
  'old > new',
  'a.old > a.new',
];

test('a statement binds what was told, and no other byte differs', async () => {
  const tried = { rewritten: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom(...CONTEXTS), statement), { minLength: 1, maxLength: 2 }),
      fc.subarray(RULES, { minLength: 6 }),
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.constantFrom('', '\ufeff'),
      fc.constantFrom('', '\n'),
      async (parts, rules, lineEnd, mark, last) => {
        const lines = parts.map(([context, one]) => context.replaceAll('*', () => one)).join('\n');
        const text = mark + (lines + last).replaceAll('\n', lineEnd);
        const outcome = rewritten('a.py', text, rules);
        tried.refused += outcome.refusals.length;
        if (outcome.refusals.length > 0) return;
        tried.rewritten += outcome.edits.length > 0 ? 1 : 0;
        await judge(text, rules, outcome);
        expect(outcome.edits.every((edit) => isInImport(text, edit))).toBe(true);
        expect(rewritten('a.py', outcome.text, rules).edits).toEqual([]);
        for (const shown of outcome.shown) expect(outcome.text).toContain(shown);
        expect(comments(outcome.text)).toEqual(expect.arrayContaining(comments(text)));
      },
    ),
    runs(300),
  );
  console.log(JSON.stringify(tried));
});

function isInImport(text: string, { start, end }: Edit): boolean {
  return readSource('a.py', text).part.imports.some(
    ({ statement }) => statement.start <= start && end <= statement.end,
  );
}

function comments(text: string): string[] {
  return [...text.matchAll(/# ?[^\r\n#]*/g)].map(([comment]) => comment.trim());
}

/** Statements of the interpreter's library, of which every other name moves. */
test('its own library', async () => {
  const library = standardLibrary();
  const files = library === null ? [] : pythonFiles(library).filter((_, at) => at % 300 === 0);
  const tried = { files: 0, edits: 0, refusals: 0 };
  for (const path of files) {
    const text = readFile(path);
    const { part } = readSource('a.py', text);
    const names = part.imports.flatMap(({ form, specifier: module, names: all }) =>
      all.flatMap(({ name, local: bound }) =>
        form === 'from-import' && name !== '*' && bound !== null
          ? [`${module}:${name} > zz.${name.length % 2}x:ZZ`.replace('zz.0x', 'zz.x').replace('zz.1x', 'zz.y')]
          : [],
      ),
    );
    const rules = [...new Set(names)].filter((_, at) => at % 2 === 0);
    const outcome = rewritten('a.py', text, rules);
    tried.files += 1;
    tried.edits += outcome.edits.length;
    tried.refusals += outcome.refusals.length;
    if (outcome.refusals.length === 0 && (await oracle?.compare(text, text))?.error === null)
      await judge(text, rules, outcome);
  }
  console.log(JSON.stringify(tried));
});
