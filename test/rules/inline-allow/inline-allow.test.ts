/** Exceptions in comments: where they hold, what they must say, and what is said about them. */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readComment } from '../../../src/rules/inline-allow/comments.ts';
import { expectGolden } from '../../support/golden.ts';
import { runs } from '../../support/runs.ts';
import { look, ruleIds, told } from './look.ts';

const fixtures = new URL('../../fixtures/inline-allow/', import.meta.url);

describe.each(['py', 'ts'])('%s', (language) => {
  const folder = new URL(`${language}/`, fixtures);
  it.each(readdirSync(folder).filter((name) => !name.endsWith('.txt')))('%s', (name) => {
    const source = readFileSync(new URL(name, folder), 'utf8');
    expectGolden(`inline-allow/${language}/${name}.txt`, told(source));
  });
});

const exceptable = ruleIds.filter((id) => id !== 'inline-allow' && id !== 'registry');
const OK = 'ssot-allow banned-import permanent reason="x"';

describe('it holds', () => {
  it.each<[string, string]>([
    ['on its own line', `import BAD  # ${OK}`],
    ['on the line below', `# ${OK}\nimport BAD`],
    ['on the line below, indented', `if x:\n    # ${OK}\n    import BAD`],
    ['for all names of a statement that begins on the line below', `# ${OK}\nfrom m import (\n  BAD,\n  BAD,\n)`],
    ['for a name within a statement, on its line', `from m import (\n  BAD,  # ${OK}\n)`],
    ['for a name within a statement, on the line above', `from m import (\n  # ${OK}\n  BAD,\n)`],
    ['from the first line of the statement', `from m import (  # ${OK}\n  x,\n  BAD,\n)`],
    ['through other exceptions above the statement', `# ${OK}\n# ${OK.replace('banned-import', 'alias')}\nimport BAD`],
    ['from a block comment', `/* ${OK} */\nimport BAD`],
    ['from a block comment before the statement', `/* ${OK} */ import BAD`],
    ['from a block comment of several lines', `/*\n * ${OK}\n */\nimport BAD`],
    ['from a documentation comment', `/** ${OK} */\nimport BAD`],
    ['from JSX', `{/* ${OK} */}\nimport BAD`],
    ['from markup', `<!-- ${OK} -->\nimport BAD`],
    ['at the end of a file, with CRLF', `# ${OK}\r\nimport BAD\r\n`],
    ['behind a byte-order mark', `\ufeff# ${OK}\nimport BAD`],
    ['behind the directive of another tool', `import BAD  # noqa: F401  # ${OK}`],
    ['before the directive of another tool', `import BAD  # ${OK}  # noqa: F401`],
    ['two on one line', `/* ${OK} */ /* ${OK.replace('banned-import', 'duplicate-definition')} */\nimport BAD, COPY`],
  ])('%s', (_, source) => {
    const { kept, suppressed, extra } = look(source);
    expect(kept).toEqual([]);
    expect(suppressed.length).toBeGreaterThan(0);
    expect(extra.filter(({ name }) => name !== 'alias')).toEqual([]);
  });
});

describe('it does not hold', () => {
  it.each<[string, string]>([
    ['two lines above', `# ${OK}\n\nimport BAD`],
    ['above another comment', `# ${OK}\n# import this\nimport BAD`],
    ['below', `import BAD\n# ${OK}`],
    ['at the end of the statement, for its other lines', `from m import (\n  BAD,\n  x)  # ${OK}`],
    ['from a line with code on it, for the line below', `import good  # ${OK}\nimport BAD`],
    ['from a block comment before code, for the line below', `/* ${OK} */ import good\nimport BAD`],
    ['through a line with code on it', `# ${OK}\nimport good  # ${OK}\nimport BAD`],
    ['for another rule', `# ${OK}\nclass COPY: pass`],
  ])('%s', (_, source) => {
    const { kept, suppressed, extra } = look(source);
    expect(kept).toHaveLength(1);
    expect(suppressed).toEqual([]);
    expect(extra.length).toBeGreaterThan(0);
    expect(extra.every(({ severity, message }) => severity === 'warn' && message.endsWith('excepts nothing'))).toBe(
      true,
    );
  });

  it('but without the text nobody knows what else stands on its line', () => {
    const source = `import good  # ${OK}\nimport BAD`;
    expect(look(source, {}).suppressed).toHaveLength(0);
    expect(look(source, {}, false).suppressed).toHaveLength(1);
  });
});

describe('by day', () => {
  const source = `# ${OK.replace('permanent', 'until=2026-11-20')}\nimport BAD`;

  it('it holds through its last day', () => expect(look(source, { today: '2026-11-20' }).kept).toEqual([]));

  it('and is a finding, as what it excepted is, from the next', () => {
    expect(told(source, { today: '2026-11-21' })).toBe(
      [
        '2:8 error banned-import: BAD is bad',
        '1:1 error inline-allow (banned-import): this exception for `banned-import` ended on 2026-11-20',
        '    fix what it excepted and delete it, or agree on a new end',
        '',
      ].join('\n'),
    );
  });

  it('a permanent one never ends', () => expect(look(`# ${OK}\nimport BAD`, { today: '9999-12-31' }).kept).toEqual([]));
});

describe('where exceptions are not permitted', () => {
  it.each([OK, 'ssot-allow', `${OK.replace('permanent', 'until=2020-01-01')}`])('# %s', (text) => {
    const { kept, suppressed, extra } = look(`import BAD  # ${text}`, { permitted: false });
    expect([kept.length, suppressed.length]).toEqual([1, 0]);
    expect(extra.map(({ severity, message }) => `${severity}: ${message}`)).toEqual([
      'error: inline exceptions are not permitted here: the registry has `"inlineAllow": false`',
    ]);
  });

  it('a comment that only mentions them is none', () => {
    expect(look('# no ssot-allow comments here', { permitted: false }).extra).toEqual([]);
  });
});

describe('a comment that only mentions it is no exception', () => {
  it.each([
    'see ssot-allow in the manual',
    'write `# ssot-allow banned-import until=2026-12-31 reason="…"` above it',
    'TODO: ssot-allow banned-import',
    'ssot-allowed names',
    'ssot-allow-list of the team',
    'ssot-allow_x',
    'noqa  # an ssot-allow would do',
    'the tool finds # ssot-allow comments',
    'ssot-allow comments are counted, too',
    'ssot-allow, and what it says',
    'write `x  # ssot-allow banned-import until=2026-12-31 reason="…"` and delete it later',
    'write x  # ssot-allow banned-import until=2026-12-31 reason="…" above the line',
    '`ssot-allow banned-import permanent reason="x"`',
  ])('%s', (text) => expect(readComment(text, ruleIds)).toBeNull());
});

describe('what an exception must say', () => {
  const good = { kind: 'allow', rule: 'banned-import', until: '2026-12-31', reason: 'cut-over' };

  it.each([
    'ssot-allow banned-import until=2026-12-31 reason="cut-over"',
    "ssot-allow banned-import until=2026-12-31 reason='cut-over'",
    'ssot-allow banned-import reason="cut-over" until=2026-12-31',
    'ssot-allow until=2026-12-31 reason="cut-over" banned-import',
    'ssot-allow banned-import until="2026-12-31" reason="  cut-over "',
    '  ssot-allow\tbanned-import   until=2026-12-31 reason="cut-over"  ',
    '* ssot-allow banned-import\n   * until=2026-12-31\n   * reason="cut-over"\n ',
    'ssot-allow banned-import until=2026-12-31 reason="cut-over" -- and more words, "even quotes',
    'ssot-allow banned-import until=2026-12-31 reason="cut-over" // eslint-disable-line',
    '# ssot-allow banned-import until=2026-12-31 reason="cut-over"',
  ])('%j', (text) => expect(readComment(text, ruleIds)).toEqual(good));

  it('a reason may hold quotes, and lines', () => {
    const text = 'ssot-allow alias permanent reason="the \\"old\\" name\n * of #7, it\'s // kept"';
    expect(readComment(text, ruleIds)).toMatchObject({ kind: 'allow', reason: `the "old" name of #7, it's // kept` });
  });

  it.each<[string, string]>([
    ['', 'names no rule'],
    ['banned-import reason="x"', 'states no end: it needs until=YYYY-MM-DD or permanent'],
    ['banned-import permanent', 'states no reason: it needs reason="…"'],
    ['banned-import permanent reason=""', 'states an empty reason'],
    ['banned-import permanent reason=" "', 'states an empty reason'],
    ['banned-import permanent reason=legacy', 'states a reason without quotes: write reason="…"'],
    ['banned-import permanent reason=“legacy”', 'states a reason without quotes: write reason="…"'],
    ['banned-import permanent reason="x', 'states a reason without quotes: write reason="…"'],
    ['banned-import until=2026-02-30 reason="x"', 'ends on "2026-02-30", which is not a day of the form YYYY-MM-DD'],
    ['banned-import until=soon reason="x"', 'ends on "soon", which is not a day of the form YYYY-MM-DD'],
    ['banned-import until= reason="x"', 'ends on "", which is not a day of the form YYYY-MM-DD'],
    ['banned-import until=2026-12-31 permanent reason="x"', 'states both an end and permanent'],
    ['banned-import until=2026-12-31 until=2027-12-31 reason="x"', 'states `until` twice'],
    ['baned-import permanent reason="x"', 'knows no rule "baned-import"; did you mean `banned-import`?'],
    ['banned_import permanent reason="x"', 'knows no rule "banned_import"; did you mean `banned-import`?'],
    ['no-console permanent reason="x"', `knows no rule "no-console"; the rules are ${exceptable.join(', ')}`],
    ['inline-allow permanent reason="x"', 'excepts `inline-allow`, which no comment can'],
    ['alias banned-import permanent reason="x"', 'takes one rule: write a second comment for "banned-import"'],
    [
      'alias expires=2026-12-31 permanent reason="x"',
      'knows no term "expires="; there are until=, permanent and reason=',
    ],
    ['alias untill=2026-12-31 permanent reason="x"', 'knows no term "untill="; did you mean `until`?'],
    ['alias permanent reason="x" please', 'holds "please", which means nothing here'],
  ])('%s: %s', (text, problem) => {
    const read = readComment(`ssot-allow ${text}`, ruleIds);
    expect(read?.kind === 'malformed' ? read.problems : read).toContain(problem);
  });

  it('all of it is told at once, and no more than is useful', () => {
    const read = readComment('ssot-allow baned-import', ruleIds);
    expect(read).toMatchObject({ problems: [expect.any(String), expect.any(String), expect.any(String)] });
    const prose = readComment(`ssot-allow permanent ${'word '.repeat(100)}`, ruleIds);
    expect(prose?.kind === 'malformed' && prose.problems.length).toBe(4);
  });

  it('nothing in it can forge a line of the report', () => {
    const [finding] = look('# ssot-allow \u202eevil\u0007 permanent reason="x"').extra;
    expect(finding?.message).toContain('knows no rule "\\u202eevil\\x07"');
  });
});

describe('always', () => {
  const piece = fc.constantFrom(
    ...[
      '# ',
      '/* ',
      ' */',
      '<!-- ',
      ' -->',
      '\n',
      '\r\n',
      ' ',
      '\t',
      'ssot-allow ',
      'banned-import ',
      'alias ',
      'BAD',
      'COPY',
    ],
    ...[
      'permanent ',
      'until=2026-12-31 ',
      'until=2020-01-01 ',
      'reason="x" ',
      'reason="',
      'import ',
      '(',
      ')',
      '{',
      '}',
      '\\',
      '=',
    ],
    ...[`# ${OK}\n`, `import BAD  # ${OK}\n`],
  );
  const source = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));

  it('a finding is kept or excepted, by a comment of its rule in its time', () => {
    fc.assert(
      fc.property(source, (text) => {
        const { kept, suppressed, extra } = look(text);
        const all = [...kept, ...suppressed.map(({ finding }) => finding)];
        expect(all.length).toBe(look(text, { permitted: false }).kept.length);
        for (const { finding, allow } of suppressed) {
          expect(allow.rule).toBe(finding.rule);
          expect(allow.until === null || allow.until >= '2026-11-20').toBe(true);
          expect(extra.some(({ span }) => span.start === allow.start)).toBe(false);
        }
      }),
      runs(1000),
    );
  });

  it('time grows with the text, whatever the text', () => {
    // Readers that look back or ahead without bound run into the test's time limit on these.
    const long = 100_000;
    const texts = [
      `# ssot-allow ${' '.repeat(long)}x`,
      `# ssot-allow ${'k="'.repeat(long)}`,
      `/* ssot-allow${'\n '.repeat(long)}*/`,
      `/* ssot-allow ${'a=" '.repeat(long)} */`,
      '/*ssot-allow*/'.repeat(long / 4),
      ` ${'/*ssot-allow*/ '.repeat(long / 4)} BAD`,
      `# ${OK}\n`.repeat(long / 10),
      `# x ${'# '.repeat(long)}ssot-allow`,
    ];
    for (const text of texts) expect(look(text).suppressed).toEqual([]);
  });
});
