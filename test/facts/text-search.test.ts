/** Looking along single lines finds what looking along the whole text finds. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { literalSearch } from '../../src/facts/byte-search.ts';
import { decodeFacts, encodeFacts } from '../../src/facts/cache/encode.ts';
import { heldTest, textReader } from '../../src/facts/text-search.ts';
import { mentionSearch } from '../../src/prefilter/mention-patterns.ts';
import { loadRegistry } from '../../src/registry/load.ts';
import { compileRegistry, openMatcher } from '../../src/registry/matcher.ts';
import { runs } from '../support/runs.ts';

const banned = [{ module: './app/ws/old.py' }, { module: './app/ws/utils.py' }, { module: 'left-pad' }];
const text = JSON.stringify({ version: 1, banned });
const { registry } = loadRegistry({ path: '.ssotrc.json', text }, () => undefined);
const search = mentionSearch(openMatcher(compileRegistry(registry ?? expect.fail())).bans) ?? expect.fail('nothing');
const { file } = search;

const isHeld = heldTest(file);
const held = (given: string): boolean => isHeld(Buffer.from(given, 'latin1'));

/** By the definition: letters of one, and then a long line or the expression over everything. */
function expected(given: string): boolean {
  const [holdsLetters, expression] = [literalSearch(file.literals), new RegExp(file.expression, 'm')];
  return holdsLetters(Buffer.from(given, 'latin1')) && (/[^\n]{500}/.test(given) || expression.test(given));
}

const pieces = ['app', '.', '/', 'ws', 'old', 'utils', 'left-pad', 'import', 'from', 'export', ' ', '{', '}', '"', '('];
const piece = fc.constantFrom(
  ...pieces,
  'ssot-allow mention',
  '\n',
  '\n',
  '\n',
  '\r',
  '\r\n',
  '\xff',
  ' as ',
  ',',
  'x',
);
const longOne = fc.integer({ min: 495, max: 505 }).map((count) => 'y'.repeat(count));
const anyText = fc.array(fc.oneof({ weight: 60, arbitrary: piece }, { weight: 1, arbitrary: longOne }), {
  maxLength: 40,
});

test('in any text', () => {
  fc.assert(
    fc.property(anyText, (parts) => {
      expect(held(parts.join(''))).toBe(expected(parts.join('')));
    }),
    runs(2500),
  );
});

test.each([
  ['', false],
  ['a: app/ws/old.py', true],
  ['old\n\na: app.ws.old\n', true],
  ['old old\nold', true],
  ['from app import\nold.py x', false],
  [`old.x ${'y'.repeat(494)}`, true],
  [`old.x\n${'y'.repeat(499)}\n`, false],
  [`old.x\n${'y'.repeat(500)}`, true],
  [`${'y'.repeat(499)}\n${'y'.repeat(499)}\nold.x`, false],
])('%j', (given, wanted) => {
  expect([held(given), expected(given)]).toEqual([wanted, wanted]);
});

test.each([
  ['deploy.yaml', 'run: app/ws/old.py # ssot-allow mention until=2027-01-01 reason="x"\n', [1, 0, 1]],
  ['docs/a.md', '```py\nfrom app.ws import old as other\nimport app.ws.utils\n```\n', [0, 2, 0]],
  ['AGENTS.md', 'write `import app.ws.old`\n', [0, 1, 0]],
  ['empty.txt', '', [0, 0, 0]],
] as const)('facts of %s are kept as they are', (path, given, counts) => {
  const facts = textReader(search).read(Buffer.from(given), path);
  expect([facts.mentions?.names.length, facts.mentions?.imports.length, facts.allows.length]).toEqual(counts);
  expect(decodeFacts(encodeFacts(facts))).toEqual(facts);
});
