/** Reporters against exact texts, and against what no report may ever do to a terminal. */

import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditSchema } from '../../src/reporters/audit-shape.ts';
import type { ReportContext, Reporter } from '../../src/reporters/define.ts';
import { quietened } from '../../src/reporters/define.ts';
import { reporters as entries } from '../../src/reporters/index.ts';
import { json } from '../../src/reporters/json.ts';
import { pretty } from '../../src/reporters/pretty.ts';
import { receiptSchema } from '../../src/reporters/receipt-shape.ts';
import { reportSchema } from '../../src/reporters/report-shape.ts';
import { summaryLine } from '../../src/reporters/summary.ts';
import type { Finding, Report } from '../../src/types.ts';
import { expectGolden } from '../support/golden.ts';
import { runs } from '../support/runs.ts';
import { aContext, aFinding, aReport } from './sample.ts';

const BRIDGE = `"""Bridge."""


def connect():
\tif True:
\t\tfrom app.ws.old import WebSocketManager, make_manager
\treturn WebSocketManager()
`;
const SOURCES = new Map([
  ['app/bridge.py', BRIDGE],
  ['web/socket.ts', '\ufeffexport class WebSocketManager {\r\n  名 = 1;\r\n}\r\n'],
  ['empty.ts', ''],
]);

function context(overrides: Partial<ReportContext> = {}): ReportContext {
  return aContext({ source: ({ path }) => SOURCES.get(path), ...overrides });
}

const banned = aFinding({
  line: 6,
  column: 26,
  endLine: 6,
  endColumn: 42,
  owner: '@platform',
  link: 'https://example.org/1070',
});
const duplicate = aFinding({
  rule: 'duplicate-definition',
  path: 'web/socket.ts',
  line: 1,
  column: 14,
  endLine: 1,
  endColumn: 30,
  message: '`WebSocketManager` is defined here a second time',
  hint: "import { WebSocketManager } from './ws/manager'",
  form: 'class',
  canonical: { path: 'web/ws/manager.ts', symbol: 'WebSocketManager' },
  related: [{ path: 'web/ws/manager.ts', line: 12, column: 14, message: 'the one home' }],
});
const warning = aFinding({
  severity: 'warn',
  concept: null,
  canonical: null,
  line: 7,
  column: 9,
  endLine: 7,
  endColumn: 27,
  message: '`app.ws.old.make` is referenced by patch, banned by .ssotrc.json:14',
  hint: null,
});
const registry = aFinding({
  rule: 'registry',
  path: '.ssotrc.json',
  line: 3,
  column: 5,
  endLine: 4,
  endColumn: 1,
  concept: null,
  canonical: null,
  message: 'two entries contradict each other',
  hint: null,
});

const reporters = await Promise.all(entries.map((entry): Promise<Reporter> => entry.load()));

describe('the list of reporters', () => {
  it('names each as it names itself', () => {
    expect(reporters.map(({ id }) => id)).toEqual(entries.map(({ id }) => id));
  });

  it('has unique names of one word, each with a summary', () => {
    expect(new Set(reporters.map(({ id }) => id)).size).toBe(reporters.length);
    for (const { id, summary } of reporters) {
      expect(id).toMatch(/^[a-z]+$/);
      expect(summary).toMatch(/[^.]$/);
    }
  });
});

describe('pretty', () => {
  const cases: readonly (readonly [string, readonly Finding[]])[] = [
    ['banned-import', [banned]],
    ['second-place', [duplicate]],
    ['warning-without-concept', [warning]],
    ['without-source', [registry]],
    ['expired', [{ ...banned, status: 'expired' }]],
    ['why-not-said-twice', [{ ...banned, message: 'x, but it has one home, app/ws/manager.py' }]],
    ['span-over-lines', [{ ...banned, endLine: 7, endColumn: 3 }]],
    ['line-that-is-not-there', [{ ...banned, line: 99, endLine: 99 }]],
    [
      'known-stand-together',
      [{ ...banned, status: 'known' }, { ...warning, status: 'expiring' }, duplicate, { ...registry, status: 'known' }],
    ],
    [
      'many-second-places',
      [
        {
          ...duplicate,
          related: Array.from({ length: 20 }, (_, at) => ({ path: 'a.ts', line: at + 1, column: 1, message: 'here' })),
        },
      ],
    ],
    [
      'forged-lines',
      [
        {
          ...banned,
          path: 'a\nsrc/b.ts:1:1  error  forged\x1b[2J',
          message: 'a\nb\u202e',
          hint: 'from a import b\nrm -rf /',
          concept: 'x\ny',
          owner: '\x9b31m',
          related: [{ path: 'r\r', line: 1, column: 1, message: 'm\n' }],
        },
      ],
    ],
  ];
  it.each(cases)('%s', (name, findings) => {
    expectGolden(`reporters/pretty/${name}.txt`, pretty.render(aReport({}, findings, { scope: 'paths' }), context()));
  });

  it('shows what stands in a statement of several lines behind a margin, so that it forges no finding', () => {
    const hint = 'from a import (\n        X,\nsrc/b.ts:1:1  error  forged\n    )';
    const shown = pretty.render(aReport({}, [{ ...banned, hint }]), context());
    expect(shown).toContain('  → from a import (\n            X,\n    src/b.ts:1:1  error  forged\n');
  });

  it('says nothing when there is nothing to say', () => {
    expect(pretty.render(aReport(), context())).toBe('');
  });

  it('colours what it says without changing it', () => {
    const report = aReport({}, [banned, { ...warning, status: 'known' }, duplicate]);
    const coloured = pretty.render(report, context({ colour: true }));
    expect(coloured).toMatch(/\x1b\[31m +\^{16}\x1b\[39m\n/);
    expect(stripVTControlCharacters(coloured)).toBe(pretty.render(report, context()));
  });

  it('is brief about a violation in a line of 50 MB', () => {
    const line = `${'x = 1;'.repeat(4_000_000)}import a from 'moment';${'y = 2;'.repeat(4_000_000)}`;
    const column = line.indexOf("'moment'") + 1;
    const finding = aFinding({ path: 'dist/all.js', line: 1, column, endLine: 1, endColumn: column + 8 });
    const text = pretty.render(aReport({}, [finding]), context({ source: () => line }));
    expect(text.length).toBeLessThan(1000);
    expect(text).toContain("import a from 'moment';y = 2;");
  });

  it('is brief about names of 50 MB', () => {
    const huge = '\x1b'.repeat(50_000_000);
    const finding = aFinding({
      message: huge,
      hint: huge,
      owner: huge,
      concept: huge,
      canonical: { path: huge, symbol: huge },
    });
    expect(pretty.render(aReport({}, [finding]), context()).length).toBeLessThan(4000);
  });
});

describe('json', () => {
  it('is exactly the documented shape', () => {
    const report: Report = aReport(
      { filesChecked: 3, filesSkipped: 1, errors: 1, known: 4 },
      [{ ...banned, related: [{ path: '.ssotrc.json', line: 14, column: 9, message: 'also banned' }] }],
      { skipped: [{ path: 'a.py', reason: 'binary' }] },
    );
    expectGolden('reporters/json/report.json', json.render(report, context()));
  });

  it('keeps the documented order of keys, whatever order they come in', () => {
    const backwards = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(backwards);
      if (value === null || typeof value !== 'object') return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, entry]) => [key, backwards(entry)]),
      );
    };
    const report = aReport({}, [{ ...duplicate, pathBytes: 'ff2e7473' }], {
      skipped: [{ path: 'a', pathBytes: '61', reason: 'b' }],
    });
    const same = Object.assign(aReport(), backwards(report));
    expect(json.render(same, context())).toBe(json.render(report, context()));
    expect(json.render(report, context())).toMatch(
      /"path": "web\/socket.ts",\n {6}"pathBytes": "ff2e7473",\n {6}"line": 1,/,
    );
  });

  it('says what the report says', () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        expect(JSON.parse(json.render(report, context()))).toEqual(JSON.parse(JSON.stringify(report)));
      }),
      runs(150),
    );
  });

  it('is described by the published schema', () => {
    const file = fileURLToPath(new URL('../../report-schema.json', import.meta.url));
    expectGolden(file, `${JSON.stringify(reportSchema(), null, 2)}\n`);
  });
});

describe('an audit', () => {
  it('is described by the published schema', () => {
    const file = fileURLToPath(new URL('../../audit-schema.json', import.meta.url));
    expectGolden(file, `${JSON.stringify(auditSchema(), null, 2)}\n`);
  });
});

describe('the receipt of verify', () => {
  it('is described by the published schema', () => {
    const file = fileURLToPath(new URL('../../verify-schema.json', import.meta.url));
    expectGolden(file, `${JSON.stringify(receiptSchema(), null, 2)}\n`);
  });
});

/** Text with what attackers put into names. */
const text = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      '\n',
      '\r',
      '\x1b[31m',
      '\x9b',
      '\x7f',
      '\u202e',
      '\u2028',
      '\ufeff',
      '\ud800',
      '"',
      '\\',
      '\u{e0041}',
    ),
    fc.string({ unit: 'binary', maxLength: 3 }),
  ),
  maxLength: 12,
});
const place = { path: text, line: fc.integer({ min: 1, max: 9 }), column: fc.integer({ min: 1, max: 60 }) };
const anyFinding = fc
  .record({
    ...place,
    message: text,
    hint: fc.option(text),
    concept: fc.option(text),
    specifier: fc.option(text),
    name: fc.option(text),
    module: fc.option(text),
    owner: fc.option(text),
    link: fc.option(text),
    fingerprint: text,
    severity: fc.constantFrom('error', 'warn'),
    status: fc.constantFrom('new', 'known', 'expiring', 'expired'),
    canonical: fc.option(fc.record({ path: text, symbol: fc.option(text) })),
    related: fc.array(fc.record({ ...place, message: text }), { maxLength: 3 }),
  })
  .map((parts) => aFinding({ ...parts, endLine: parts.line, endColumn: parts.column + 3 }));
const anyReport = fc
  .record({
    findings: fc.array(anyFinding, { maxLength: 4 }),
    skipped: fc.array(fc.record({ path: text, reason: text }), { maxLength: 3 }),
    filesSkipped: fc.nat(3),
  })
  .map(({ findings, skipped, filesSkipped }) => aReport({ filesSkipped }, findings, { skipped }));

describe('every format', () => {
  const unsafe = /[^\P{Cc}\n]|[\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u;

  it.each(
    reporters.map((reporter) => [reporter.id, reporter] as const),
  )('%s shows no control character', (_, reporter) => {
    fc.assert(
      fc.property(anyReport, text, (report, source) => {
        expect(reporter.render(report, context({ source: () => source }))).not.toMatch(unsafe);
        expect(summaryLine(report, { rules: 1, milliseconds: 1 })).not.toMatch(unsafe);
        expect(summaryLine(report, { rules: 1, milliseconds: 1 })).not.toContain('\n');
      }),
      runs(250),
    );
  });

  it.each(
    reporters.map((reporter) => [reporter.id, reporter] as const),
  )('%s has as many lines as it means to', (_, reporter) => {
    const lines = (report: Report) => reporter.render(report, context({ source: () => undefined })).split('\n').length;
    fc.assert(
      fc.property(anyFinding, (any) => {
        // Whether the home is named depends on the message, so that line is left out.
        const finding = { ...any, canonical: null };
        const calm = (value: string | null) => (value === null ? null : 'x');
        // A statement of several lines is shown as it is to stand, behind a margin; JSON has it on one.
        const calmStatement = (value: string | null) => value?.replace(/[^\r\n]+/g, 'x') ?? null;
        const tame = {
          ...finding,
          path: 'p',
          message: 'm',
          hint: calmStatement(finding.hint),
          owner: calm(finding.owner),
          link: calm(finding.link),
          concept: calm(finding.concept),
          related: finding.related.map((other) => ({ ...other, path: 'r', message: 'm' })),
        };
        expect(lines(aReport({}, [finding]))).toBe(lines(aReport({}, [tame])));
      }),
      runs(250),
    );
  });
});

describe('quietened', () => {
  it('keeps what fails the check, and the counts', () => {
    const report = aReport({ errors: 2, warnings: 1, known: 2 }, [
      banned,
      warning,
      { ...banned, status: 'known' },
      { ...banned, status: 'expiring' },
      { ...banned, status: 'expired' },
    ]);
    const { findings, summary } = quietened(report);
    expect(findings).toEqual([banned, { ...banned, status: 'expired' }]);
    expect(summary).toBe(report.summary);
  });
});

describe('summaryLine', () => {
  const line = (...given: Parameters<typeof aReport>) =>
    summaryLine(aReport(...given), { rules: 2, milliseconds: 13.6 });
  const skipped = (...reasons: string[]) => reasons.map((reason, at) => ({ path: `f${at}`, reason }));

  it.each<[string, Parameters<typeof aReport>, string]>([
    ['clean', [], '3 files clean · 14 ms'],
    ['one file', [{ filesChecked: 1 }], '1 file clean · 14 ms'],
    [
      'violations',
      [{ errors: 2, warnings: 1, known: 4, filesSkipped: 1 }, [], { skipped: skipped('binary') }],
      '3 files checked, 1 skipped (1 binary), 2 rules, 2 errors, 1 warning, 4 known · 14 ms',
    ],
    ['known debt alone', [{ known: 4 }], '3 files clean, 4 known · 14 ms'],
    ['warnings alone', [{ warnings: 2 }], '3 files checked, 2 rules, 2 warnings · 14 ms'],
    [
      'files that could not be checked',
      [{ uncheckable: 2, filesSkipped: 2 }, [], { skipped: skipped('unreadable: EACCES', 'unreadable: EIO') }],
      'clean except for 2 unchecked — 3 files checked, 2 skipped (2 unreadable), 2 rules · 14 ms',
    ],
    [
      'violations and files that could not be checked',
      [{ errors: 1, uncheckable: 1, filesSkipped: 1 }, [], { skipped: skipped('unreadable') }],
      '3 files checked, 1 skipped (1 unreadable), 2 rules, 1 error, 1 unchecked · 14 ms',
    ],
    [
      'many reasons',
      [{ filesSkipped: 7 }, [], { skipped: skipped('a', 'b', 'b', 'c', 'd', 'e', 'f') }],
      '3 files clean, 7 skipped (2 b, 1 a, 1 c, 1 d, 2 other) · 14 ms',
    ],
    [
      'nothing staged',
      [{ filesChecked: 0 }],
      'nothing to check: no file that the registry covers is staged; "ssot-guard check --all" checks every file — 0 files checked, 2 rules · 14 ms',
    ],
    [
      'nothing but skipped files',
      [{ filesChecked: 0, filesSkipped: 1 }, [], { scope: 'paths', skipped: skipped('symlink') }],
      'nothing to check: the registry covers none of these files; "ssot-guard check --all" checks every file — 0 files checked, 1 skipped (1 symlink), 2 rules · 14 ms',
    ],
    [
      'nothing checked but a registry finding',
      [{ filesChecked: 0, errors: 1 }, [registry]],
      '0 files checked, 2 rules, 1 error · 14 ms',
    ],
    [
      'nothing that could be checked',
      [{ filesChecked: 0, filesSkipped: 1, uncheckable: 1 }, [], { skipped: skipped('unreadable') }],
      'clean except for 1 unchecked — 0 files checked, 1 skipped (1 unreadable), 2 rules · 14 ms',
    ],
  ])('%s', (_, given, expected) => {
    expect(line(...given)).toBe(`ssot-guard: ${expected}`);
  });

  it('says that nothing is in force where nothing is', () => {
    expect(summaryLine(aReport(), { rules: 0, milliseconds: 8 })).toBe(
      'ssot-guard: clean — 3 files checked, 0 rules · 8 ms',
    );
  });

  it('names --all in every scope that has nothing to check', () => {
    for (const scope of ['staged', 'changed', 'paths', 'all', 'ref', 'since', 'stdin'] as const) {
      expect(line({ filesChecked: 0 }, [], { scope })).toMatch(/^ssot-guard: nothing to check: .*--all/);
    }
  });
});
