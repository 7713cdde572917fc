/** `audit --html` as a person starts it. */
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { PageData } from '../../../src/page-data.ts';
import { unpackFindings } from '../../../src/page-data.ts';
import { buildPackage, guard } from '../../support/package.ts';
import { type TemporaryRepository, temporaryFolder, temporaryRepository } from '../../support/repository.ts';

let repo: TemporaryRepository;
let home: string;

const run = (...args: string[]) => guard(home, repo.dir, 'audit', '--now', '2026-11-20', ...args);

function dataOf(page: string): PageData {
  return JSON.parse(/<script type="application\/json" id="data">(.*?)<\/script>/.exec(page)?.[1] ?? '');
}

beforeAll(() => {
  home = buildPackage();
  repo = temporaryRepository();
  repo.write(
    '.ssotrc.json',
    JSON.stringify({ version: 1, concepts: { Clock: { canonical: 'a.py#Clock', banned: ['old'] } } }),
  );
  repo.write('a.py', 'class Clock: pass\n');
  repo.write('old.py', 'from a import Clock\n');
  repo.write('sub/b.py', 'from old import Clock\n');
  repo.write('CODEOWNERS', '/sub/ @time\n');
  repo.git('add', '.');
  repo.git('commit', '-q', '-m', 'start');
});

describe('audit --html', () => {
  it('writes the page beside what it prints, with findings, owners and the work list', () => {
    const file = join(temporaryFolder(), 'audit.html');
    const { status, out, err } = run('--html', file);
    expect(err).toMatch(/^ssot-guard: .* comply/);
    expect(status).toBe(0);
    expect(out).toBe(run().out);
    const { audit, findings } = dataOf(readFileSync(file, 'utf8'));
    const found = unpackFindings(findings).map(({ path, line, rule, owners }) => [path, line, rule, owners]);
    expect(found).toContainEqual(['sub/b.py', 1, 'banned-import', ['@time']]);
    expect(audit.counts.findings).toBe(found.length);
    expect(audit.workList).not.toBeNull();
  });

  it('leaves what is printed as it was asked for', () => {
    const file = join(temporaryFolder(), 'audit.html');
    const asked = ['-q', '--format', 'json'];
    expect(run(...asked, '--html', file).out).toBe(run(...asked).out);
  });

  it('writes the same page of the same tree', () => {
    const [a, b] = [join(temporaryFolder(), 'a.html'), join(temporaryFolder(), 'b.html')];
    run('-q', '--html', a);
    run('-q', '--html', b);
    expect(readFileSync(a).equals(readFileSync(b))).toBe(true);
  });

  it('writes into no git directory and through no link', () => {
    expect(run('-q', '--html', '.git/audit.html')).toMatchObject({ status: 2 });
    mkdirSync(join(repo.dir, 'out'), { recursive: true });
    symlinkSync('elsewhere.html', join(repo.dir, 'out/audit.html'));
    expect(run('-q', '--html', 'out/audit.html').err).toContain('symbolic link');
  });
});
