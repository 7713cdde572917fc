/** What `pretty` folds, cuts and leaves to a number, for the person whose commit was just stopped. */
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { ReportContext } from '../../src/reporters/define.ts';
import { pretty } from '../../src/reporters/pretty.ts';
import { widthOf } from '../../src/text/wrap.ts';
import type { Finding, Report } from '../../src/types.ts';
import { aContext, aFinding, aReport } from './sample.ts';

const SOURCE = "import { map, filter, tap } from 'rxjs/operators';\nimport { map } from 'rxjs/operators';\n";
const statement = { start: 0, end: 49 };

function imported(name: string, more: Partial<Finding> = {}): Finding {
  const column = SOURCE.indexOf(name) + 1;
  return aFinding({
    ...{ path: 'a.ts', concept: null, canonical: null, name, column, endColumn: column + name.length },
    ...{ message: `\`${name}\` is imported from \`rxjs/operators\`, banned by .ssotrc.json:2`, hint: 'same' },
    ...more,
  });
}

function shown(findings: readonly Finding[], context: Partial<ReportContext> = {}, rest: Partial<Report> = {}): string {
  const cure: ReportContext['cure'] = ({ line }) => ({
    statement: line === 1 ? statement : { start: 50, end: 87 },
    edits: [],
  });
  return pretty.render(aReport({}, findings, rest), aContext({ source: () => SOURCE, cure, ...context }));
}

const headsIn = (text: string): string[] => text.match(/^\S+:\d+:\d+ {2}.*$/gm) ?? [];
const many = (count: number, more: Partial<Finding> = {}): Finding[] =>
  Array.from({ length: count }, (_, at) => aFinding({ path: `src/f${at}.ts`, ...more }));

describe('findings of one statement', () => {
  it('stand in one block where they have one cure', () => {
    expect(shown([imported('map'), imported('filter'), imported('tap')])).toBe(
      `a.ts:1:10  error  banned-import  ×3
  \`map\`, \`filter\`, \`tap\` are imported from \`rxjs/operators\`, banned by .ssotrc.json:2
  → same
  1 │ import { map, filter, tap } from 'rxjs/operators';
    │          ^^^  ^^^^^^  ^^^

`,
    );
  });

  it('say what each says where that differs in more than a name', () => {
    const text = shown([imported('map'), imported('filter', { message: 'nobody may filter' })]);
    expect(text).toContain(
      '  `map` is imported from `rxjs/operators`, banned by .ssotrc.json:2\n  nobody may filter\n',
    );
  });

  it.each<[string, Partial<Finding>]>([
    ['another cure', { hint: 'other' }],
    ['another rule', { rule: 'indirect-import' }],
    ['another severity', { severity: 'warn' }],
    ['another statement with the same cure', { line: 2, endLine: 2 }],
    ['another file', { path: 'b.ts' }],
  ])('stand apart where there is %s', (_, more) => {
    expect(headsIn(shown([imported('map'), imported('filter', more)])).length).toBe(2);
  });

  it('stand apart where nothing is known of statements', () => {
    expect(headsIn(shown([imported('map'), imported('tap')], { cure: () => null })).length).toBe(2);
  });
});

describe('known debt', () => {
  const findings = [...many(40, { status: 'known' }), aFinding()];

  it.each(['staged', 'changed', 'since'] as const)('is a number of the summary alone in %s', (scope) => {
    expect(shown(findings, {}, { scope })).not.toContain('known');
  });

  it('takes a line each elsewhere, and of more than thirty a number', () => {
    const text = shown(findings, {}, { scope: 'all' });
    expect(text.match(/ {2}known {2}/g)?.length).toBe(30);
    expect(text).toContain('\n… and 10 more known; --format json has all of them\n');
  });
});

describe('a long report', () => {
  it('shows thirty blocks whole', () => {
    const text = shown(many(30));
    expect([headsIn(text).length, text.includes('findings')]).toEqual([30, false]);
  });

  it('holds back what is past thirty, warnings first, and counts all of it', () => {
    const cure = () => null;
    const warnings = many(20, { severity: 'warn', module: 'py:a/b' });
    const text = shown([...warnings, ...many(20, { path: 'x.ts' })], { cure });
    expect(headsIn(text).map((line) => line.split('  ')[1])).toEqual([
      ...Array(20).fill('error'),
      ...Array(10).fill('warning'),
    ]);
    expect(text).toContain(
      'ban         findings  files\na/b               20     20  banned-import\napp/ws/old        20      1  banned-import\n10 more findings not shown above; --format json has all of them\n',
    );
  });

  it('is at most 200 kB, whatever stands in 10,000 findings', () => {
    const long = 'word '.repeat(2000);
    const findings = Array.from({ length: 10_000 }, (_, at) =>
      aFinding({
        ...{ path: `${'d/'.repeat(100)}f${at}.ts`, module: `js:m${at}/${'x'.repeat(500)}`, message: long, hint: long },
        related: Array.from({ length: 10 }, () => ({ path: 'p'.repeat(300), line: 1, column: 1, message: long })),
      }),
    );
    const known = findings.map((finding) => ({ ...finding, status: 'known' as const }));
    const text = shown([...findings, ...known], { source: () => long }, { scope: 'all' });
    expect(Buffer.byteLength(text)).toBeLessThan(200_000);
  });
});

describe('the width', () => {
  it.each([50, 80, 100])('of %i columns holds sentences and sources', (columns) => {
    const message = `\`X\` is imported from ${'名前 '.repeat(40)}`;
    const text = shown([imported('map', { message, hint: null })], { columns });
    for (const line of text.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(columns);
    expect(text.replace(/\s+/g, ' ')).toContain(message.trim());
  });

  it('never breaks the line to write, which is copied', () => {
    const hint = `import { ${'x, '.repeat(60)}} from 'y';`;
    expect(shown([imported('map', { hint })], { columns: 60 })).toContain(`  → ${hint}\n`);
  });
});

describe('links', () => {
  const link: ReportContext['link'] = ({ path }) => `file:///r/${path}`;

  it('lie behind the place, where they are asked for', () => {
    const text = shown([imported('map')], { link });
    expect(text).toMatch(/^\x1b\]8;;file:\/\/\/r\/a\.ts\x1b\\a\.ts:1:10\x1b\]8;;\x1b\\ {2}error/);
    expect(stripVTControlCharacters(text)).toBe(shown([imported('map')]));
  });
});

describe('the ways out', () => {
  const waysOut = { fix: 'npx ssot-guard fix', inlineAllow: true };
  const last = (findings: readonly Finding[], more: Partial<ReportContext['waysOut']> = {}): string[] => {
    const text = shown(findings, { columns: 200, waysOut: { ...waysOut, ...more } });
    return text.split('\n').slice(-2);
  };

  it('are the last line', () => {
    expect(last([aFinding({ fixable: true }), aFinding({ line: 2, fixable: false })])).toEqual([
      'why: npx ssot-guard explain WebSocketManager · fix 1 of 2: npx ssot-guard fix · except: comment the line with ssot-allow banned-import until=<yyyy-mm-dd> reason="<why>"',
      '',
    ]);
  });

  it('promise no fix and no comment that there is not', () => {
    expect(last([aFinding({ fixable: false, concept: 'not; a word' })], { inlineAllow: false })[0]).toBe(
      'why: npx ssot-guard explain banned-import · except: "allow" with reason and until, in the registry',
    );
    expect(last([aFinding({ rule: 'registry', concept: null, fixable: false })])[0]).toBe(
      'why: npx ssot-guard explain registry',
    );
  });

  it('are not told where nothing fails', () => {
    expect(shown([aFinding({ status: 'known' })], { waysOut })).toBe('');
  });
});
