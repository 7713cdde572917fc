/** Formats of services: GitHub's annotations, GitLab's Code Quality, JUnit, Markdown, and one line a finding for agents. */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { agent } from '../../src/reporters/agent.ts';
import { github } from '../../src/reporters/github.ts';
import { gitlab } from '../../src/reporters/gitlab.ts';
import { junit } from '../../src/reporters/junit.ts';
import { markdown } from '../../src/reporters/markdown.ts';
import type { Finding } from '../../src/types.ts';
import { aContext, aFinding, aReport } from './sample.ts';

const many = (count: number, more: Partial<Finding> = {}): Finding[] =>
  Array.from({ length: count }, (_, at) => aFinding({ line: at + 1, endLine: at + 1, fingerprint: `f${at}`, ...more }));
const linesOf = (text: string): string[] => text.split('\n').slice(0, -1);

describe('github', () => {
  const render = (findings: readonly Finding[]) => linesOf(github.render(aReport({}, findings), aContext()));

  it('escapes what ends a property or a message', () => {
    const [line = ''] = render([
      aFinding({
        path: 'a,b:c%d.ts',
        name: 'x,y',
        message: '100%\r\nsure, `x`: yes',
        hint: null,
        column: 3,
        endColumn: 5,
      }),
    ]);
    expect(line).toBe(
      '::error file=a%2Cb%3Ac%25d.ts,line=1,endLine=1,col=3,endColumn=5,title=banned-import%3A x%2Cy::100%25\\x0d\\x0asure, `x`: yes',
    );
  });

  it('leaves the columns out of what goes over lines, and known debt altogether', () => {
    const [line, ...others] = render([aFinding({ endLine: 3 }), aFinding({ status: 'known' })]);
    expect([line, others.length]).toEqual([expect.stringContaining('line=1,endLine=3,title='), 0]);
  });

  it('shows ten of a level, and of more nine and a note', () => {
    expect(render(many(10)).length).toBe(10);
    const lines = render([...many(12), ...many(11, { severity: 'warn' })]);
    expect(lines.length).toBe(20);
    expect(lines[9]).toBe('::error title=ssot-guard::3 more errors: the job summary has all of them');
    expect(lines[19]).toBe('::warning title=ssot-guard::2 more warnings: the job summary has all of them');
  });

  it('keeps the job summary within its room', () => {
    const report = aReport({ errors: 9000 }, many(9000));
    const { aside } = github;
    for (const room of [0, 500, 5000, 1 << 20]) {
      const text = aside?.render(report, aContext(), room) ?? '';
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(room);
    }
    expect(aside?.render(report, aContext(), 5000)).toMatch(/\n_\d+ findings held back: there is no more room\._\n$/);
    expect(aside?.render(aReport({}, many(12)), aContext(), 1 << 20)).not.toContain('held back');
  });
});

describe('gitlab', () => {
  const issuesOf = (findings: readonly Finding[]) => JSON.parse(gitlab.render(aReport({}, findings), aContext()));

  it('has what GitLab demands of each, with a severity', () => {
    const findings = [
      aFinding({ hint: null }),
      aFinding({ severity: 'warn' }),
      aFinding({ status: 'known' }),
      aFinding({ status: 'expired' }),
    ];
    const issues = issuesOf(findings);
    expect(issues.map(({ severity }: { severity: string }) => severity)).toEqual(['major', 'minor', 'info', 'major']);
    expect(issues[0]).toMatchObject({
      description: findings[0]?.message,
      check_name: 'banned-import',
      location: { path: 'app/bridge.py', lines: { begin: 1, end: 1 } },
    });
  });

  it('gives no fingerprint twice, and an empty list where all is well', () => {
    const issues = issuesOf([aFinding(), aFinding(), aFinding()]);
    expect(new Set(issues.map(({ fingerprint }: { fingerprint: string }) => fingerprint)).size).toBe(3);
    expect(issuesOf([])).toEqual([]);
  });
});

/** What Python's parser reads; null where there is no interpreter. */
function readXml(xml: string): { counts: Record<string, string>; cases: [string, string, string[]][] } | null {
  const script = `import sys, json, xml.etree.ElementTree as t
r = t.fromstring(sys.stdin.buffer.read())
print(json.dumps({"counts": r.attrib, "cases": [[c.get("classname"), c.get("name"), [e.tag for e in c]] for c in r]}))`;
  const { status, stdout } = spawnSync('python3', ['-c', script], { input: xml, encoding: 'utf8' });
  return status === 0 ? JSON.parse(stdout) : null;
}

describe('junit', () => {
  it('fails by errors alone, and skips what fails no check', () => {
    const unchecked = [{ path: 'c.py', reason: 'encrypted' }];
    const findings = [aFinding(), aFinding({ severity: 'warn' }), aFinding({ status: 'known', path: 'b.py' })];
    const read = readXml(junit.render(aReport({}, findings), aContext({ unchecked })));
    if (read === null) return;
    expect(read.counts).toMatchObject({ tests: '4', failures: '1', errors: '0', skipped: '3' });
    expect(read.cases.map(([group, , outcome]) => [group, ...outcome])).toEqual([
      ['app/bridge.py', 'failure'],
      ['app/bridge.py', 'skipped'],
      ['b.py', 'skipped'],
      ['c.py', 'skipped'],
    ]);
  });

  it('has a test that passes where nothing fails', () => {
    expect(readXml(junit.render(aReport(), aContext()))?.counts.tests ?? '1').toBe('1');
  });

  it('is XML whatever names hold', () => {
    const path = '<a & "b">\ufffe\uffff\u0000\u001b\ud800]]>.ts';
    const read = readXml(junit.render(aReport({}, [aFinding({ path, message: path, hint: path })]), aContext()));
    if (read !== null) expect(read.cases[0]?.[0]).toBe('<a & "b">\ufffd\ufffd\\x00\\x1b\\ud800]]>.ts');
  });
});

describe('markdown', () => {
  const page = (findings: readonly Finding[]) =>
    markdown.render(aReport({ errors: findings.length }, findings), aContext());

  it('lets nothing of a repository be markup, a cell, a link or a mention', () => {
    const hostile = 'a|b`c<img src=x>\n[x](http://e) @team **b** ~~s~~ &amp; $x$';
    const row =
      page([aFinding({ path: hostile, message: hostile, hint: hostile, name: hostile })]).split('\n')[4] ?? '';
    expect(row.split('|').length).toBe(7);
    expect(row.replace(/<\/?code>|<!-- -->/g, '')).not.toMatch(/[`<>[\]*~$]|@|&(?!#\d+;)/);
  });

  it('shows what messages quote as code', () => {
    expect(page([aFinding({ message: '`A` is imported from `@x/y`' })])).toContain(
      '| <code>A</code> is imported from <code>&#64;<!-- -->x/y</code> |',
    );
  });

  it('has room in a comment, and says what it holds back', () => {
    const text = page(many(2000));
    expect(text.length).toBeLessThan(65_536);
    expect(text).toMatch(/\n_\d+ findings held back: there is no more room\._\n$/);
    expect(text).toContain('| <code>app/ws/old</code> | banned-import | 2000 | 1 |');
  });
});

describe('agent', () => {
  const lineFor = (finding: Partial<Finding>) => agent.render(aReport({}, [aFinding(finding)]), aContext());

  it('has the place, the rule, the name and the line to write', () => {
    expect(lineFor({ line: 7 })).toBe(
      'app/bridge.py:7 banned-import WebSocketManager → from app.ws.manager import UnifiedManager as WebSocketManager\n',
    );
    expect(lineFor({ hint: null, severity: 'warn', message: 'it is so' })).toBe(
      'app/bridge.py:1 banned-import (warning) WebSocketManager: it is so\n',
    );
  });

  it.each([
    [
      'js',
      'import {\n  A, // the first\n  B as C,\n} from "./new";\nimport { d } from \'./old\';',
      'import { A, B as C } from "./new"; import { d } from \'./old\';',
    ],
    [
      'js',
      'import { A } from "./new"\nimport { d } from "./old"',
      'import { A } from "./new"; import { d } from "./old"',
    ],
    ['js', 'export { A }\n  from "https://x//y";', 'export { A } from "https://x//y";'],
    ['js', '/* why */ import A /* b\nc */ from "./#new"', 'import A from "./#new"'],
    ['py', 'from a import (\n    X,  # first\n    Y,\n)', 'from a import (X, Y)'],
    ['py', 'from a import X\nfrom b import Y', 'from a import X; from b import Y'],
    ['py', 'from a \\\n    import X', 'from a import X'],
    ['py', 'patch(\n    "a.b#c",\n)', 'patch("a.b#c")'],
  ])('puts a statement of %s on one line: %j', (language, hint, expected) => {
    expect(lineFor({ hint, module: `${language}:old` })).toMatch(/ → (.*)\n$/);
    expect(lineFor({ hint, module: `${language}:old` })).toContain(` → ${expected}\n`);
  });

  it('is no longer than an agent reads, errors first', () => {
    const lines = linesOf(agent.render(aReport({}, [...many(150, { severity: 'warn' }), ...many(100)]), aContext()));
    expect([lines.length, lines[0]?.includes('(warning)'), lines[200]]).toEqual([201, false, '… and 50 more']);
  });

  it('says nothing of known debt, which the summary counts', () => {
    expect(lineFor({ status: 'known' })).toBe('');
  });
});
