/**
 * SARIF against a compact check of its structure; the official schema is larger than this package and was held against the
 * output by hand (ARCHITECTURE.md).
 */
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import type { ReportContext } from '../../src/reporters/define.ts';
import { sarif } from '../../src/reporters/sarif.ts';
import { type Finding, type Report, RULE_IDS } from '../../src/types.ts';
import { aContext, aFinding, aReport } from './sample.ts';

const text = { type: 'object', properties: { text: { type: 'string', minLength: 1 } }, required: ['text'] };
const region = {
  type: 'object',
  properties: Object.fromEntries(
    ['startLine', 'startColumn', 'endLine', 'endColumn'].map((key) => [key, { type: 'integer', minimum: 1 }]),
  ),
  required: ['startLine', 'startColumn'],
  additionalProperties: false,
};
const artifactLocation = {
  type: 'object',
  properties: {
    uri: { type: 'string', pattern: '^(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})+$' },
    uriBaseId: { const: '%SRCROOT%' },
  },
  required: ['uri', 'uriBaseId'],
  additionalProperties: false,
};
const location = {
  type: 'object',
  properties: {
    id: { type: 'integer' },
    message: text,
    physicalLocation: { type: 'object', properties: { artifactLocation, region }, required: ['artifactLocation'] },
  },
  required: ['physicalLocation'],
  additionalProperties: false,
};
const fix = {
  type: 'object',
  properties: {
    description: text,
    artifactChanges: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        properties: {
          artifactLocation,
          replacements: {
            type: 'array',
            minItems: 1,
            items: {
              type: 'object',
              properties: { deletedRegion: region, insertedContent: { type: 'object', required: ['text'] } },
              required: ['deletedRegion'],
              additionalProperties: false,
            },
          },
        },
        required: ['artifactLocation', 'replacements'],
        additionalProperties: false,
      },
    },
  },
  required: ['artifactChanges'],
  additionalProperties: false,
};
const result = {
  type: 'object',
  properties: {
    ruleId: { enum: [...RULE_IDS] },
    ruleIndex: { type: 'integer', minimum: 0 },
    level: { enum: ['error', 'warning'] },
    message: text,
    locations: { type: 'array', items: location, minItems: 1, maxItems: 1 },
    relatedLocations: { type: 'array', items: location },
    partialFingerprints: { type: 'object', additionalProperties: { type: 'string' }, minProperties: 1 },
    suppressions: {
      type: 'array',
      items: {
        type: 'object',
        properties: { kind: { const: 'external' }, status: { const: 'accepted' }, justification: { type: 'string' } },
        required: ['kind', 'status', 'justification'],
        additionalProperties: false,
      },
    },
    fixes: { type: 'array', items: fix, minItems: 1 },
    properties: { type: 'object' },
  },
  required: ['ruleId', 'ruleIndex', 'level', 'message', 'locations', 'partialFingerprints'],
  additionalProperties: false,
};
const rule = {
  type: 'object',
  properties: { help: { type: 'object', required: ['text', 'markdown'] }, helpUri: { pattern: '^https://' } },
  required: ['id', 'shortDescription', 'fullDescription', 'help', 'helpUri', 'defaultConfiguration'],
};
const isLog = new Ajv({ strict: false }).compile({
  type: 'object',
  properties: {
    $schema: { pattern: 'sarif-2\\.1\\.0' },
    version: { const: '2.1.0' },
    runs: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        properties: {
          columnKind: { const: 'utf16CodeUnits' },
          results: { type: 'array', items: result, maxItems: 5000 },
          tool: { type: 'object', properties: { driver: { type: 'object', properties: { rules: { items: rule } } } } },
        },
        required: ['tool', 'columnKind', 'invocations', 'results'],
      },
    },
  },
  required: ['$schema', 'version', 'runs'],
  additionalProperties: false,
});

function runOf(report: Report, context: Partial<ReportContext> = {}) {
  const log = JSON.parse(sarif.render(report, aContext(context)));
  expect(isLog(log), JSON.stringify(isLog.errors)).toBe(true);
  return log.runs[0];
}

const resultOf = (finding: Partial<Finding>, context: Partial<ReportContext> = {}) =>
  runOf(aReport({}, [aFinding(finding)]), context).results[0];

describe('sarif', () => {
  it('names every rule with its help, and where results have theirs', () => {
    const { tool, results } = runOf(aReport({}, [aFinding({ rule: 'alias' })]));
    expect(tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual(RULE_IDS);
    expect(tool.driver.rules[results[0].ruleIndex].id).toBe('alias');
  });

  it.each([
    ['src/a b.ts', 'src/a%20b.ts'],
    ['a#1/50%.ts', 'a%231/50%25.ts'],
    ['src/größe/名.py', 'src/gr%C3%B6%C3%9Fe/%E5%90%8D.py'],
    ['c:/x?y.ts', 'c%3A/x%3Fy.ts'],
    ['app/(group)/[id]/page.tsx', 'app/%28group%29/%5Bid%5D/page.tsx'],
    ['a\nb\\c.ts', 'a%0Ab%5Cc.ts'],
  ])('writes %j as an address', (path, uri) => {
    const { artifactLocation: at } = resultOf({ path }).locations[0].physicalLocation;
    expect(at.uri).toBe(uri);
    expect(decodeURIComponent(at.uri)).toBe(path);
  });

  it('writes the bytes of a name that is not UTF-8', () => {
    const { artifactLocation: at } = resultOf({ path: 's/\ufffd.ts', pathBytes: '732fff2e7473' }).locations[0]
      .physicalLocation;
    expect(at.uri).toBe('s/%FF.ts');
  });

  it('suppresses what is known, and says why and until when', () => {
    const debt = () => ({ reason: 'until the cut-over', until: '2027-01-31' });
    expect(resultOf({ status: 'known' }, { debt }).suppressions).toEqual([
      { kind: 'external', status: 'accepted', justification: 'known debt until 2027-01-31: until the cut-over' },
    ]);
    expect(resultOf({ status: 'expiring' }).suppressions[0].justification).toBe('not introduced by this change');
    for (const status of ['new', 'expired'] as const)
      expect(resultOf({ status }, { debt }).suppressions).toBeUndefined();
  });

  it('holds the edits of the statement, in UTF-16 columns, and none where nothing would be written', () => {
    const source = '\ufeff/* 𝒳 */ import { A } from "./old";\r\nimport { B } from "./old";\r\n';
    const start = source.lastIndexOf('./old');
    const edits = [{ start, end: start + 5, text: './new' }];
    const context = { source: () => source, cure: () => ({ statement: { start: 0, end: 9 }, edits }) };
    const [{ artifactChanges }] = resultOf({ fixable: true }, context).fixes;
    expect(artifactChanges[0].replacements).toEqual([
      {
        deletedRegion: { startLine: 2, startColumn: 20, endLine: 2, endColumn: 25 },
        insertedContent: { text: './new' },
      },
    ]);
    expect(resultOf({ fixable: false }, context).fixes).toBeUndefined();
    expect(resultOf({ fixable: true }, { ...context, source: () => undefined }).fixes).toBeUndefined();
  });

  it('holds at most 5,000 results, errors first, and says how many it holds back', () => {
    const findings = Array.from({ length: 6000 }, (_, at) =>
      aFinding({
        line: at + 1,
        endLine: at + 1,
        severity: at % 2 === 0 ? 'warn' : 'error',
        status: at < 1000 ? 'known' : 'new',
        fingerprint: String(at),
      }),
    );
    const { results, invocations } = runOf(aReport({}, findings));
    expect(results.length).toBe(5000);
    expect(results.findIndex(({ level }: { level: string }) => level === 'warning')).toBe(2500);
    expect(results.some((one: { suppressions?: unknown }) => one.suppressions !== undefined)).toBe(false);
    expect(invocations[0].toolExecutionNotifications).toEqual([
      { level: 'note', message: { text: '1000 more results of 6000 held back, errors last' } },
    ]);
  });

  it('tells what could not be checked', () => {
    const { invocations } = runOf(aReport({}, [], { skipped: [{ path: 'empty.py', reason: 'empty' }] }), {
      unchecked: [{ path: 'a b.py', reason: 'encrypted' }],
    });
    expect(invocations[0].executionSuccessful).toBe(true);
    expect(invocations[0].toolExecutionNotifications).toEqual([
      {
        level: 'warning',
        message: { text: 'not checked: encrypted' },
        locations: [{ physicalLocation: { artifactLocation: { uri: 'a%20b.py', uriBaseId: '%SRCROOT%' } } }],
      },
    ]);
  });
});
