/** Which format a run gets, what a file gets beside it, and that the fixes of SARIF are those that `fix` writes. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Io } from '../../src/commands/define.ts';
import { dispatch } from '../../src/commands/dispatch.ts';
import { commands } from '../../src/commands/index.ts';
import { AGENT_VARIABLES } from '../../src/commands/report-format.ts';
import { openRepository } from '../../src/git/repository.ts';
import { fakeIo } from '../support/fake-io.ts';
import { type TemporaryRepository, temporaryFolder, temporaryRepository } from '../support/repository.ts';

async function run(repo: TemporaryRepository, argv: readonly string[], world: Partial<Io> = {}) {
  const io = fakeIo({ cwd: repo.dir, repository: openRepository(repo.dir), ...world });
  const code = await dispatch(argv, io, commands);
  return { code, ...io.written };
}

let repo: TemporaryRepository;
beforeAll(() => {
  repo = temporaryRepository();
  repo.write('.ssotrc.json', JSON.stringify({ version: 1, banned: ['moment'] }));
  repo.commitAll('first');
  repo.write('a.ts', "import moment from 'moment';\n");
  repo.git('add', '.');
});

const AGENT_LINE = 'a.ts:1 banned-import default → no replacement is registered: remove it\n';

describe('the format', () => {
  it.each(AGENT_VARIABLES)('is the one for agents where %s says that one reads', async (name) => {
    expect((await run(repo, ['check'], { env: { [name]: '1' } })).out).toBe(AGENT_LINE);
    expect((await run(repo, ['check'], { env: { [name]: '0' } })).out).not.toBe(AGENT_LINE);
  });

  it.each<[string, string[], Partial<Io>]>([
    ['on a terminal', ['check', '--no-color'], { isTTY: true }],
    ['where --format says another', ['check', '--format', 'pretty'], {}],
    ['of another command', ['registry', 'check'], {}],
  ])('is not that of agents %s', async (_, argv, world) => {
    const { out } = await run(repo, argv, { env: { CLAUDECODE: '1' }, ...world });
    expect(out).not.toContain(AGENT_LINE);
  });

  it('is that of people in a file that an agent asks for', async () => {
    const file = join(temporaryFolder(), 'out.txt');
    await run(repo, ['check', '--output', file], { env: { CLAUDECODE: '1' } });
    expect(readFileSync(file, 'utf8')).toContain('1 │ import moment');
  });

  it('is what SSOT_FORMAT says, if --format says nothing', async () => {
    const env = { SSOT_FORMAT: 'gitlab', CLAUDECODE: '1' };
    expect(JSON.parse((await run(repo, ['check'], { env })).out)[0].check_name).toBe('banned-import');
    expect((await run(repo, ['check', '-f', 'agent'], { env })).out).toBe(AGENT_LINE);
    expect((await run(repo, ['check'], { env: { SSOT_FORMAT: '' } })).out).toContain('1 │ import moment');
  });

  it('is refused where SSOT_FORMAT names none, before anything is judged', async () => {
    await expect(run(repo, ['check'], { env: { SSOT_FORMAT: 'sarfi' } })).rejects.toMatchObject({
      message: expect.stringMatching(/^SSOT_FORMAT takes pretty, json, sarif, .*, not "sarfi"$/),
      hint: 'did you mean sarif?',
    });
  });
});

describe.each([
  'json',
  'sarif',
  'github',
  'gitlab',
  'junit',
  'markdown',
  'agent',
  'pretty',
])('--format %s', (format) => {
  it('goes to a file, says the same again, and the summary follows in any case', async () => {
    const file = join(temporaryFolder(), 'out');
    const plain = await run(repo, ['check', '--format', format]);
    const { code, out, err } = await run(repo, ['check', '--format', format, '--output', file]);
    expect([code, out, err]).toEqual([1, '', 'ssot-guard: 1 file checked, 1 rule, 1 error · 14 ms\n']);
    expect(readFileSync(file, 'utf8')).toBe(plain.out);
  });

  it('hides warnings under --quiet, never the summary', async () => {
    const warned = temporaryRepository();
    warned.write('.ssotrc.json', JSON.stringify({ version: 1, banned: ['js:a'] }));
    warned.commitAll('first');
    warned.write('a.test.ts', "jest.mock('a');\n");
    warned.git('add', '.');
    const { code, out, err } = await run(warned, ['check', '--quiet', '--format', format]);
    expect([code, err]).toEqual([0, 'ssot-guard: 1 file checked, 1 rule, 1 warning · 14 ms\n']);
    expect(out).not.toContain('a.test.ts');
  });
});

describe('the job summary', () => {
  it('is added to what the file holds', async () => {
    const file = join(temporaryFolder(), 'summary.md');
    writeFileSync(file, 'before\n');
    const { code } = await run(repo, ['check', '-f', 'github'], { env: { GITHUB_STEP_SUMMARY: file } });
    expect(code).toBe(1);
    expect(readFileSync(file, 'utf8')).toMatch(/^before\n### ssot-guard: 1 error in 1 file\n/);
  });

  it('is given up where the file cannot be written, and that is told', async () => {
    const env = { GITHUB_STEP_SUMMARY: join(temporaryFolder(), 'none/summary.md') };
    const { code, out, err } = await run(repo, ['check', '-f', 'github'], { env });
    expect([code, out.startsWith('::error file=a.ts')]).toEqual([1, true]);
    expect(err).toContain('ssot-guard: cannot add to the file that GITHUB_STEP_SUMMARY names (ENOENT)\n');
  });
});

/** Applies what SARIF says, as its readers do: lines end in LF or CRLF, columns count UTF-16 units. */
function applied(text: string, log: { runs: { results: SarifResult[] }[] }, path: string): string {
  const bom = text.startsWith('\ufeff') ? 1 : 0;
  const starts = [bom, ...[...text.matchAll(/\r\n|\n|\r/g)].map((end) => end.index + end[0].length)];
  const offset = (line: number, column: number): number => (starts[line - 1] ?? Number.NaN) + column - 1;
  const edits = new Map<string, { start: number; end: number; text: string }>();
  for (const { fixes = [] } of log.runs[0]?.results ?? []) {
    for (const { artifactLocation, replacements } of fixes.flatMap((fix) => fix.artifactChanges)) {
      if (artifactLocation.uri !== path) continue;
      for (const { deletedRegion: at, insertedContent } of replacements) {
        const edit = {
          start: offset(at.startLine, at.startColumn),
          end: offset(at.endLine, at.endColumn),
          text: insertedContent.text,
        };
        edits.set(JSON.stringify(edit), edit);
      }
    }
  }
  return [...edits.values()]
    .sort((a, b) => b.start - a.start)
    .reduce((all, { start, end, text: inserted }) => all.slice(0, start) + inserted + all.slice(end), text);
}

interface Region {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}
interface SarifResult {
  readonly fixes?: readonly {
    readonly artifactChanges: readonly {
      readonly artifactLocation: { readonly uri: string };
      readonly replacements: readonly {
        readonly deletedRegion: Region;
        readonly insertedContent: { readonly text: string };
      }[];
    }[];
  }[];
}

describe('the fixes of SARIF', () => {
  it.each([
    ['one name', 'a.ts', "import { Old } from './old';\nnew Old();\n"],
    [
      'a mixed statement, BOM, CRLF and wide characters',
      'a.ts',
      "\ufeff/* 𝒳名 */ import { Old, keep } from './old'; // 𝒳\r\nnew Old(keep);\r\n",
    ],
    ['several lines', 'a.ts', "import {\n\tOld as One,\n\tkeep,\n} from './old';\nnew One(keep);\n"],
    ['Python', 'b.py', '# é\nfrom old import (\n    Old,\n    keep,\n)\nOld(keep)\n'],
  ])('are what `fix` writes: %s', async (_, path, text) => {
    const fixed = temporaryRepository();
    fixed.write(
      '.ssotrc.json',
      JSON.stringify({
        version: 1,
        concepts: {
          New: {
            canonical: ['new.ts#New', 'new.py#New'],
            banned: [
              { module: './old.ts', names: { Old: 'new.ts#New' } },
              { module: 'py:old', names: { Old: 'new.py#New' } },
            ],
          },
        },
      }),
    );
    fixed.write('old.ts', 'export class Old {}\nexport const keep = 1;\n');
    fixed.write('new.ts', 'export class New {}\n');
    fixed.write('old.py', 'class Old: pass\nkeep = 1\n');
    fixed.write('new.py', 'class New: pass\n');
    fixed.commitAll('first');
    fixed.write(path, text);
    fixed.git('add', '.');
    const { out } = await run(fixed, ['check', '--format', 'sarif']);
    expect((await run(fixed, ['fix'])).code).toBe(0);
    const written = readFileSync(join(fixed.dir, path), 'utf8');
    expect(written).not.toBe(text);
    expect(applied(text, JSON.parse(out), path)).toBe(written);
  });
});
