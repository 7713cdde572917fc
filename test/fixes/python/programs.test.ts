/**
 * Random programs that use packages, before and after their plain imports were rewritten: they are run in a world where the
 * old module and the new are one, and every use that meant something means the same.
 */
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { runs } from '../../support/runs.ts';
import { readRule, rewritten } from './mapping.ts';
import { openOracle } from './oracle.ts';

const oracle = openOracle();
afterAll(() => oracle?.close());

const IMPORTS = [
  ...['a.b', 'a.b', 'a.b.c', 'a', 'a.x', 'n', 'n.y', 'a.b as q', 'a.x as a', 'a.b, a.x', 'a.b.c, a.b', 'a as a'].map(
    (modules) => `import ${modules}`,
  ),
  ...['from a import b', 'from a import x as n', 'from a.b import X, c', 'from n import a'],
];
const USES = 'a.b.X a.b.X a.b a.b.c.X a.b.c a a.x.X a.X n.X n.m.X n q.X b.X a.b.Y.Z'.split(' ');
const BINDINGS = ['n = 1', 'a = 1', 'for n in [1]: pass', 'n, z = 1, 2', 'global n', 'a.b.X'];

type Lines = readonly string[];

const indented = (lines: Lines): Lines => (lines.length === 0 ? ['  pass'] : lines.map((line) => `  ${line}`));
const single = (lines: readonly string[]): fc.Arbitrary<Lines> => fc.constantFrom(...lines).map((line) => [line]);
const uses = fc
  .tuple(fc.constantFrom(...USES), fc.constantFrom('use(lambda: *)', 'use(lambda x=1: [*][0])', 'use(lambda: f"{*}")'))
  .map(([use, form]) => [form.replace('*', use)]);

const { block } = fc.letrec<{ block: Lines; statement: Lines; group: Lines }>((tie) => ({
  block: fc
    .array(tie('statement'), { minLength: 1, maxLength: 4, size: 'max', depthIdentifier: 'block' })
    .map((all) => all.flat()),
  group: fc
    .tuple(
      fc.constantFrom(
        'if True:',
        'if []:',
        'try:',
        'class K:',
        'def f():',
        'def f(a):',
        'def f(n=2):',
        'def f(z, *, n):',
      ),
      tie('block'),
      tie('block'),
    )
    .map(([head, first, second]): Lines => {
      if (head.startsWith('if')) return [head, ...indented(first), 'else:', ...indented(second)];
      if (head === 'try:') return [head, ...indented(first), 'except ImportError:', ...indented(second)];
      // Lambdas do not see the names of a class, and nobody imports there.
      if (head === 'class K:') return [head, '  def m():', ...indented(indented(first)), '  m()'];
      const call = head.includes('z') ? 'f(1, n=2)' : head.includes('(a') ? 'f(1)' : 'f()';
      return [head, ...indented([...first, 'z = 1']), ...second, call];
    }),
  statement: fc.oneof(
    { depthIdentifier: 'block', maxDepth: 3 },
    { arbitrary: uses, weight: 5 },
    { arbitrary: single(IMPORTS), weight: 5 },
    { arbitrary: single(BINDINGS), weight: 1 },
    { arbitrary: tie('group'), weight: 3 },
  ),
}));

const program = fc
  .tuple(
    fc.array(single(IMPORTS), { minLength: 1, maxLength: 3 }),
    block,
    fc.array(uses, { minLength: 1, maxLength: 3 }),
  )
  .map(([imports, body, last]) => [...imports.flat(), ...body, ...last.flat()]);

const CHANGES = [
  ['a.b > n.m'],
  ['a.b > a.z'],
  ['a.b.c > n.m'],
  ['a > n'],
  ['a > n.a'],
  ['a > n', 'a.b > n.b', 'a.b.c > n.b.c', 'a.x > n.x'],
  ['a.b > n.m', 'a.b.c > o.p'],
  ['a.b.c > a.d'],
];

test('what a program uses stays the same', async () => {
  const tried = { rewritten: 0, refused: 0, uses: 0 };
  await fc.assert(
    fc.asyncProperty(program, fc.constantFrom(...CHANGES), async (lines, rules) => {
      const before = `${lines.join('\n')}\n`;
      const outcome = rewritten('a.py', before, rules);
      tried.refused += outcome.refusals.length;
      if (outcome.edits.length === 0) return;
      const moved = rules.map(readRule).map(({ module, to }) => [module, to.module] as const);
      const [old, now] = [await oracle?.run(before, moved), await oracle?.run(outcome.text, moved)];
      if (old === undefined || old[0] === 'no program') return;
      tried.rewritten += 1;
      for (const [at, said] of old.entries()) {
        if (said === 'error') continue;
        tried.uses += 1;
        expect(now?.[at], outcome.text).toBe(said);
      }
    }),
    runs(500),
  );
  console.log(JSON.stringify(tried));
});
