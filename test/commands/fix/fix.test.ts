/** `fix` over real repositories: what it looks at, what it writes and what it says. */
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { fixSchema } from '../../../src/rewriting/result.ts';
import { expectGolden } from '../../support/golden.ts';
import { diffOf, fix, json, REGISTRY, refusal, repositoryWith } from './world.ts';

const OLD = 'from app.old import Old\n';
const NEW = 'from app.new import New as Old\n';

describe('the scope', () => {
  it('is what is staged, as it is on disk', async () => {
    const repo = repositoryWith({ 'a.py': OLD, 'b.py': OLD });
    repo.git('add', 'a.py');
    repo.write('a.py', `import os\n${OLD}`);
    const before = repo.git('ls-files', '-s');
    expect(await fix(repo.dir)).toMatchObject({ code: 0, out: 'a.py  1 finding fixed\n' });
    expect([repo.read('a.py'), repo.read('b.py')]).toEqual([`import os\n${NEW}`, OLD]);
    expect(repo.git('ls-files', '-s')).toBe(before);
  });

  it('tells of what is staged and not on disk, and does not look at what is deleted', async () => {
    const repo = repositoryWith({ 'a.py': OLD, 'b.py': OLD });
    repo.git('add', '-A');
    repo.commit('files');
    repo.git('rm', '-q', '--cached', 'b.py');
    repo.write('c.py', OLD);
    repo.git('add', 'c.py');
    repo.remove('c.py');
    const { code, err } = await fix(repo.dir);
    expect([code, err]).toEqual([0, expect.stringContaining('c.py is left as it is: not on disk')]);
    expect(repo.read('b.py')).toBe(OLD);
  });

  it('is everything, paths, or a folder that is stood in', async () => {
    const files = { 'a.py': OLD, 'd/b.py': OLD, 'd/c.py': OLD, 'web/x.ts': "import { Old } from '../src/old';\n" };
    const repo = repositoryWith(files);
    expect((await fix(join(repo.dir, 'd'), 'b.py')).out).toBe('d/b.py  1 finding fixed\n');
    expect((await fix(repo.dir, 'd')).out).toBe('d/c.py  1 finding fixed\n');
    expect((await fix(join(repo.dir, 'd'), '--all')).out).toBe('a.py  1 finding fixed\nweb/x.ts  1 finding fixed\n');
    expect(repo.read('web/x.ts')).toBe("import { New as Old } from '../src/new';\n");
    expect(await fix(repo.dir, '--all')).toMatchObject({ code: 0, out: '' });
  });

  it('is one concept, one owner, some files', async () => {
    const text = `${OLD}from app.first import First\n`;
    const repo = repositoryWith({ 'a.py': text, 'd/b.py': text, 'd/test_c.py': text });
    const fixed = async (...argv: string[]): Promise<[string, number][]> =>
      (await json(repo.dir, '--all', '--dry-run', ...argv)).fixed.map(({ path, findings }) => [path, findings]);
    expect(await fixed('--concept', 'New')).toEqual([
      ['a.py', 1],
      ['d/b.py', 1],
      ['d/test_c.py', 1],
    ]);
    expect(await fixed('--concept', 'New', '--concept', 'Second', '--in', 'd/**')).toEqual([
      ['d/b.py', 2],
      ['d/test_c.py', 2],
    ]);
    expect(await fixed('--owner', '@two', '--in', '**/test_*.py', '--in', '*.py')).toEqual([
      ['a.py', 1],
      ['d/test_c.py', 1],
    ]);
    await fix(repo.dir, '--all', '--owner', '@two');
    expect(repo.read('a.py')).toBe(`${OLD}from app.second import Second as First\n`);
  });

  it('refuses names that mean nothing, and two scopes', async () => {
    const { dir } = repositoryWith();
    expect(await refusal(dir, '--concept', 'Nwe')).toBe(
      'the registry knows no concept "Nwe" | did you mean "New"?'.replaceAll('"New"', 'New'),
    );
    expect(await refusal(dir, '--owner', '@three')).toContain('knows no owner "@three"');
    expect(await refusal(dir, '--in', '!a')).toContain('--in: the glob "!a" begins with "!"');
    expect(await refusal(dir, '--all', 'app')).toContain('--all and paths');
    expect(await refusal(dir, '--limit', '0')).toContain('--limit 0');
    expect(await refusal(dir, '--resume', '--abort')).toContain('cannot both');
    for (const other of ['a.py', '--all', '--dry-run', '--limit=3'])
      expect(await refusal(dir, '--resume', other)).toContain('about all files of the interrupted fix');
    expect(await refusal(dir, 'nowhere.py')).toContain('no such file');
  });

  it('comes in slices', async () => {
    const repo = repositoryWith({ 'a.py': OLD, 'b.py': OLD, 'c.py': OLD });
    const first = await fix(repo.dir, '--all', '--limit', '2');
    expect(first).toMatchObject({ code: 1, out: 'a.py  1 finding fixed\nb.py  1 finding fixed\n' });
    expect(first.err).toContain('c.py is left as it is: left for another run (--limit)');
    expect(await fix(repo.dir, '--all', '--limit', '2')).toMatchObject({ code: 0, out: 'c.py  1 finding fixed\n' });
  });
});

describe('what is not written', () => {
  it('is what lies behind links, and in other repositories', async () => {
    const repo = repositoryWith({ 'real/a.py': OLD, 'real/b.py': OLD });
    symlinkSync('real/a.py', join(repo.dir, 'link.py'));
    symlinkSync('real', join(repo.dir, 'folder'));
    expect((await fix(repo.dir, 'link.py')).err).toContain('link.py is left as it is: symbolic link');
    expect(repo.read('real/a.py')).toBe(OLD);
    mkdirSync(join(repo.dir, 'inner/.git'), { recursive: true });
    repo.write('inner/c.py', OLD);
    const { code, err } = await fix(repo.dir, 'inner/c.py');
    expect([code, err]).toEqual([
      1,
      expect.stringContaining('inner/c.py is left as it is: in a repository of its own'),
    ]);
    expect(repo.read('inner/c.py')).toBe(OLD);
  });

  it('is what a sparse checkout leaves out', async () => {
    const repo = repositoryWith({ 'in/a.py': OLD, 'out/b.py': OLD });
    repo.commitAll('all');
    repo.git('sparse-checkout', 'set', 'in', 'app', 'src');
    expect(existsSync(join(repo.dir, 'out'))).toBe(false);
    const { code, err } = await fix(repo.dir, '--all');
    expect([code, err]).toEqual([0, expect.stringContaining('out/b.py is left as it is: not checked out')]);
    expect(repo.read('in/a.py')).toBe(NEW);
  });

  it('is what would make things worse elsewhere', async () => {
    // whoever imports from b comes to the home by a detour, as soon as b does
    const registry = structuredClone(REGISTRY);
    Object.assign(registry.concepts.New, { indirect: 'error' });
    const repo = repositoryWith(
      { 'pkg/__init__.py': '', 'pkg/b.py': 'from app.old import Old as New\n', 'c.py': 'from pkg.b import New\n' },
      registry,
    );
    const result = await json(repo.dir, 'pkg/b.py');
    expect(result.fixed).toEqual([]);
    expect(result.refused.map(({ path, reason }) => [path, reason])).toEqual([['pkg/b.py', 'worse']]);
    expect(repo.read('pkg/b.py')).toBe('from app.old import Old as New\n');
  });

  it('is told where a warning comes to light', async () => {
    const repo = repositoryWith({ 'b.py': 'from app.old import Old as New\n', 'c.py': 'from b import New\n' });
    const { code, err } = await fix(repo.dir, 'b.py');
    expect([code, err]).toEqual([
      0,
      expect.stringContaining('c.py is seen to need a look now: `New` is imported through `b`'),
    ]);
  });

  it('and with everything in sight both are fixed at once', async () => {
    const repo = repositoryWith({ 'b.py': 'from app.old import Old as New\n', 'c.py': 'from b import New\n' });
    expect(await fix(repo.dir, '--all')).toMatchObject({
      code: 0,
      out: 'b.py  1 finding fixed\nc.py  1 finding fixed\n',
    });
    expect(repo.read('c.py')).toBe('from app.new import New\n');
    expect((await fix(repo.dir, '--all')).err).toContain('nothing to fix');
  });
});

describe('a dry run', () => {
  const FILES = {
    'a.py': 'import os\nfrom app.old import Old, Other\n\nprint(Old, Other)',
    'crlf.py': 'import os\r\nfrom app.old import Other, Old\r\n',
    'bom.py': `\ufeff${OLD}`,
    'latin.py': Buffer.from("# coding: latin-1\nx = '\xe9'\nfrom app.old import Old\n", 'latin1'),
    'web/wide.ts': Buffer.from("\ufeffimport { Old } from '../src/old';\r\n", 'utf16le'),
    'quo"te\n.py': OLD,
    'é b.py': OLD,
  };

  it('is a diff that git applies, to the same bytes as the fix itself', async () => {
    const repo = repositoryWith(FILES);
    repo.write(Buffer.from('\xff.py', 'latin1'), OLD);
    const twin = repositoryWith(FILES);
    twin.write(Buffer.from('\xff.py', 'latin1'), OLD);
    const before = repo.git('status', '--porcelain=v1', '-uall');
    const diff = await diffOf(repo.dir, '--all');
    expect(repo.git('status', '--porcelain=v1', '-uall')).toBe(before);
    writeFileSync(join(repo.dir, '.git/diff'), diff);
    repo.git('apply', '--whitespace=nowarn', '.git/diff');
    expect(await fix(twin.dir, '--all')).toMatchObject({ code: 0 });
    for (const name of [...Object.keys(FILES).map((path) => Buffer.from(path)), Buffer.from('\xff.py', 'latin1')]) {
      const [one, other] = [repo.dir, twin.dir].map((dir) =>
        readFileSync(Buffer.concat([Buffer.from(`${dir}/`), name])),
      );
      expect([name, one?.toString('latin1')]).toEqual([name, other?.toString('latin1')]);
    }
    expect(diff.toString()).toContain('print(Old, Other)\n\\ No newline at end of file');
    expect((await diffOf(repo.dir, '--all')).length).toBe(0);
  });

  it('needs no right to write', async () => {
    const repo = repositoryWith({ 'a.py': OLD });
    mkdirSync(join(repo.dir, '.git/ssot-guard.lock')); // no lock can be had
    expect(await fix(repo.dir, '--all', '-n')).toMatchObject({
      code: 0,
      out: expect.stringContaining('+from app.new'),
    });
  });
});

describe('what is said', () => {
  const LEFT = {
    'a.py': `${OLD}import pytz\nfrom app.first import *\n`,
    'b.py': 'class New: pass\n',
  };

  it('lists what is left, with places in the files as they are now', async () => {
    const repo = repositoryWith({ ...LEFT, 'a.py': 'from app.old import Other, Old; import pytz\n' });
    const dry = await json(repo.dir, '--all', '--dry-run');
    const result = await json(repo.dir, '--all');
    expect(dry.refused.map(({ path, line, rule, reason }) => [path, line, rule, reason])).toEqual([
      ['a.py', 1, 'banned-import', 'no-replacement'],
      ['b.py', 1, 'duplicate-definition', 'not-an-import'],
    ]);
    expect(result.refused.map(({ path, line }) => [path, line])).toEqual([
      ['a.py', 2],
      ['b.py', 1],
    ]);
    expect(result.fixed).toEqual([{ path: 'a.py', findings: 1, edits: 2 }]);
  });

  it('is a document that the published schema describes', async () => {
    const repo = repositoryWith(LEFT);
    repo.write(Buffer.from('\xff.py', 'latin1'), OLD);
    repo.write(Buffer.from('\xfe.py', 'latin1'), 'import pytz\n');
    symlinkSync('a.py', join(repo.dir, 'link.py'));
    const schema = fixSchema();
    const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);
    const result = await json(repo.dir, '--all');
    expect(validate(result) || validate.errors).toBe(true);
    expect([result.fixed.length, result.refused.length > 2, result.skipped.length]).toEqual([2, true, 1]);
    expectGolden(
      fileURLToPath(new URL('../../../fix-schema.json', import.meta.url)),
      `${JSON.stringify(schema, null, 2)}\n`,
    );
  });

  it('is for people what is done and left', async () => {
    const repo = repositoryWith(LEFT);
    const { code, out, err } = await fix(repo.dir, '--all');
    expect(code).toBe(1);
    expectGolden(fileURLToPath(new URL('../../fixtures/cli/fix.txt', import.meta.url)), `${out}---\n${err}`);
    expect(await fix(repo.dir, '--all', '--quiet')).toMatchObject({ code: 1, out: '' });
  });

  it('escapes what a terminal would obey', async () => {
    const repo = repositoryWith({ 'a\u001b[31m.py': `x = '\u001b[2J'\n${OLD}` });
    const { out, err } = await fix(repo.dir, '--all', '--dry-run', '--format', 'json');
    expect(out + err).not.toContain('\u001b');
    expect((await fix(repo.dir, '--all')).out).toBe('a\\x1b[31m.py  1 finding fixed\n');
  });

  it('without a registry is an error', async () => {
    const repo = repositoryWith({ 'a.py': OLD });
    repo.git('rm', '-q', '.ssotrc.json');
    repo.commit('none');
    expect(await refusal(repo.dir, '--all')).toContain('there is no registry');
    expect(repo.read('a.py')).toBe(OLD);
  });
});
