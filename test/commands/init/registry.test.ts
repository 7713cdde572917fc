/**
 * The registry that `init` proposes, end to end: what calls itself deprecated is banned, the importers that exist are
 * known debt with an end, a new importer is stopped, and everything goes away again.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildPackage, guard, isVolatile, snapshot, tryCommit } from '../../support/package.ts';
import { type TemporaryRepository, temporaryRepository } from '../../support/repository.ts';

let home: string;

beforeAll(() => {
  home = buildPackage();
});

function repository(more: Readonly<Record<string, string>> = {}): TemporaryRepository {
  const repo = temporaryRepository();
  const files = {
    'app/manager.py': 'class SocketManager:\n    pass\n',
    'app/factory.py': '"""Deprecated: use app.manager.SocketManager instead."""\ndef create(): ...\n',
    'app/old_user.py': 'from app.factory import create\n',
    'src/one.ts': 'export class UserModel {}\n',
    'src/two.ts': 'export class UserModel {}\n',
    'src/a.ts': "import { UserModel } from './one';\nnew UserModel();\n",
    'src/b.ts': "import { UserModel } from './two';\nnew UserModel();\n",
    ...more,
  };
  for (const [path, text] of Object.entries(files)) repo.write(path, text);
  repo.commitAll('first');
  return repo;
}

describe('init --yes', () => {
  it('bans what calls itself deprecated, and lets what exists be until a day', () => {
    const repo = repository();
    const before = snapshot(repo.dir, isVolatile);
    const { status, out, err } = guard(home, repo.dir, 'init', '--yes', '--until', '2099-12-31');
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toContain('app/factory.py says that it is deprecated (1 place to change today, in 1 file)');
    expect(out).toContain('the violation of today, which may stay until 2099-12-31');
    expect(repo.git('status', '--porcelain')).toBe('A  .gitattributes\nA  .ssot-baseline.jsonl\nA  .ssotrc.jsonc\n');
    expect(repo.read('.ssotrc.jsonc')).toContain('"SocketManager": {');
    expect(repo.read('.ssotrc.jsonc')).not.toContain('UserModel');
    expect(repo.read('.gitattributes')).toContain('/.ssot-baseline.jsonl merge=union\n');
    expect(repo.read('.ssot-baseline.jsonl')).toContain('"until":"2099-12-31"');

    expect(guard(home, repo.dir, 'check', '--all').status).toBe(0);
    const commit = repo.tryGit(['commit', '-q', '-m', 'guard']);
    expect(commit).toMatchObject({ status: 0 });
    expect(tryCommit(repo, 'app/old_user.py', 'from app.factory import create\nX = 1\n').moved).toBe(true);
    const stopped = tryCommit(repo, 'app/new_user.py', 'from app.factory import create\n');
    expect(stopped.moved).toBe(false);
    expect(stopped.said).toContain('app/new_user.py:1:');

    repo.git('reset', '-q', '--hard', 'HEAD~2');
    repo.remove('app/new_user.py');
    guard(home, repo.dir, 'init', '--uninstall');
    expect(snapshot(repo.dir, isVolatile)).toEqual(before);
  });

  it('stages registry and baseline where files with a dot are ignored', () => {
    const repo = repository({ '.gitignore': '.*\n!.gitignore\n' });
    const { status, out } = guard(home, repo.dir, 'init', '--yes');
    expect(out).toContain('Staged: .ssotrc.jsonc, .ssot-baseline.jsonl\n');
    expect(status).toBe(0);
    expect(repo.tryGit(['commit', '-q', '-m', 'guard']).status).toBe(0);
    expect(repo.git('ls-files', '.ssot*')).toBe('.ssot-baseline.jsonl\n.ssotrc.jsonc\n');
    guard(home, repo.dir, 'init', '--uninstall');
  });

  it('changes nothing the second time', () => {
    const repo = repository();
    guard(home, repo.dir, 'init', '--yes', '--no-doctor');
    const installed = snapshot(repo.dir, isVolatile);
    expect(guard(home, repo.dir, 'init', '--yes', '--no-doctor').out).toContain('Nothing to change');
    expect(snapshot(repo.dir, isVolatile)).toEqual(installed);
  });

  it('adds to .gitattributes, and takes its line out again', () => {
    const repo = repository({ '.gitattributes': '* text=auto' });
    guard(home, repo.dir, 'init', '--yes', '--no-doctor');
    expect(repo.read('.gitattributes')).toMatch(
      /^\* text=auto\n# >>> ssot-guard >>>\n\/\.ssot-baseline\.jsonl merge=union\n/,
    );
    expect(repo.git('check-attr', 'merge', '.ssot-baseline.jsonl')).toContain('merge: union');
    expect(repo.git('status', '--porcelain')).toContain(' M .gitattributes\n');
    guard(home, repo.dir, 'init', '--uninstall');
    expect(repo.read('.gitattributes')).toBe('* text=auto');
  });

  it('writes every proposal with --pick all, and none with --pick none', () => {
    const all = repository();
    guard(home, all.dir, 'init', '--yes', '--no-doctor', '--pick', 'all');
    expect(all.read('.ssotrc.jsonc')).toContain('UserModel is defined in 2 files; 1 finding when it was written down');
    expect(guard(home, all.dir, 'check', '--all').status).toBe(0);
    const none = repository();
    guard(home, none.dir, 'init', '--yes', '--no-doctor', '--pick', 'none');
    expect(none.read('.ssotrc.jsonc')).toContain('"concepts": {}');
    expect(existsSync(join(none.dir, '.ssot-baseline.jsonl'))).toBe(false);
  });

  it('adds a CI job on request, and only then', () => {
    const repo = repository();
    guard(home, repo.dir, 'init', '--yes', '--no-doctor');
    expect(existsSync(join(repo.dir, '.github'))).toBe(false);
    const { out } = guard(home, repo.dir, 'init', '--yes', '--no-doctor', '--ci', 'github');
    expect(out).toMatch(/create {2}\.github\/workflows\/ssot-guard\.yml/);
    guard(home, repo.dir, 'init', '--uninstall');
    expect(existsSync(join(repo.dir, '.github'))).toBe(false);
  });

  it('names CODEOWNERS where there is one', () => {
    const repo = repository({ '.github/CODEOWNERS': '* @team\n' });
    expect(guard(home, repo.dir, 'init', '--yes', '--no-doctor').out).toContain('For .github/CODEOWNERS');
    expect(guard(home, repository().dir, 'init', '--yes', '--no-doctor').out).not.toContain('CODEOWNERS');
  });
});

describe('init --propose', () => {
  it('shows first what is adopted unasked, says how many more there are, and shows all on request', () => {
    const files: Record<string, string> = {};
    for (let n = 0; n < 45; n++) {
      const body = `export class UserModel${n} {\n  name = 'n${n}';\n  age() { return this.name.length * ${n + 3}; }\n}\n`;
      files[`src/m${n}/one.ts`] = body;
      files[`src/m${n}/two.ts`] = body;
      for (const which of ['one', 'two'])
        files[`src/m${n}/uses-${which}.ts`] = `import { UserModel${n} } from './${which}';\nnew UserModel${n}();\n`;
    }
    const repo = repository(files);
    const propose = (...args: string[]) => guard(home, repo.dir, 'init', '--propose', ...args).out;
    expect(propose()).toMatch(/^The source says so itself.*\napp\/factory\.py says that it is deprecated/);
    expect(propose()).toMatch(/\nand \d+ more: ssot-guard init --propose --all\n$/);
    expect(propose('--all').match(/ is defined in 2 files/g)).toHaveLength(46);
    expect(guard(home, repo.dir, 'init', '--all').status).toBe(2);
  });

  it('lists everything with reasons, and changes nothing', () => {
    const repo = repository();
    const before = snapshot(repo.dir, isVolatile);
    const { status, out } = guard(home, repo.dir, 'init', '--propose');
    expect(status).toBe(0);
    expect(out).toBe(`The source says so itself. \`ssot-guard init\` writes these into the registry:
app/factory.py says that it is deprecated: 1 place to change today, in 1 file
    home: app/manager.py#SocketManager
    app/factory.py:1  Deprecated: use app.manager.SocketManager instead.
    app/old_user.py:1  imports it

Worth a look. \`ssot-guard init\` asks which of these to write into the registry (\`--pick all\` takes all):
UserModel is defined in 2 files: 1 place to change today
    home: src/one.ts#UserModel
    src/one.ts:1  defines it, imported by 1 file
    src/two.ts:1  defines it, imported by 1 file
`);
    expect(snapshot(repo.dir, isVolatile)).toEqual(before);
  });

  it('says so where there is nothing', () => {
    const repo = temporaryRepository();
    expect(guard(home, repo.dir, 'init', '--propose').out).toBe(
      'No proposals: nothing here calls itself deprecated, and no name is surely one thing in two places.\nssot-guard init writes an empty registry, with examples in it.\n',
    );
  });
});

describe('a registry that a person has written', () => {
  const DEBT = {
    '.ssotrc.json': '{ "version": 1, "banned": ["pytz"], "baseline": "debt.jsonl" }\n',
    'a.py': 'import pytz\n',
  };

  it('gets a baseline when the guard comes in, and none later', () => {
    const repo = written(DEBT);
    const dry = guard(home, repo.dir, 'init', '--dry-run').out;
    expect(dry).toContain('Then: what breaks a rule today is listed in a baseline and stops no commit: known until');
    const { out } = guard(home, repo.dir, 'init', '--yes', '--no-doctor', '--until', '2099-12-31');
    expect(out).toMatch(/create {2}debt\.jsonl +the violation of today, which may stay until 2099-12-31/);
    expect(repo.git('status', '--porcelain')).toBe('A  .gitattributes\nA  debt.jsonl\n');
    repo.write('a.py', 'import pytz\n# touched\n');
    repo.git('add', 'a.py');
    expect(repo.tryGit(['commit', '-qm', 'touched']).status).toBe(0);
    repo.remove('debt.jsonl');
    guard(home, repo.dir, 'init', '--yes', '--no-doctor');
    expect(existsSync(join(repo.dir, 'debt.jsonl'))).toBe(false);
  });

  it('gets none where nothing is found, or it cannot be used', () => {
    for (const registry of ['{ "version": 1, "banned": ["moment"] }\n', '{ "version": 2 }\n']) {
      const repo = written({ ...DEBT, '.ssotrc.json': registry });
      expect(guard(home, repo.dir, 'init', '--yes', '--no-doctor').status).toBe(0);
      expect(existsSync(join(repo.dir, '.ssot-baseline.jsonl'))).toBe(false);
    }
  });

  function written(files: Readonly<Record<string, string>>): TemporaryRepository {
    const repo = temporaryRepository();
    for (const [path, text] of Object.entries(files)) repo.write(path, text);
    repo.commitAll('first');
    return repo;
  }
});
