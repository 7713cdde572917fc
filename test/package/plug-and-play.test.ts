/**
 * The package under a loader that gives a package nothing but what it declares, as Yarn's Plug'n'Play does: every part
 * loads, lazy ones too.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildPackage, run } from '../support/package.ts';
import { type TemporaryRepository, temporaryFolder, temporaryRepository } from '../support/repository.ts';

/** A stand-in for Yarn's: a bare name is a module of Node's own, or there is none. */
const LOADER = `const Module = require('node:module');
const resolve = Module._resolveFilename;
Module._resolveFilename = function (request, ...others) {
  const isPath = /^(?:[.]{0,2}[\\\\/]|[A-Za-z]:)/.test(request);
  if (isPath || Module.isBuiltin(request)) return resolve.call(this, request, ...others);
  throw new Error('Your application tried to access ' + request + ', but it is not declared');
};
`;

let cli: string;
let loader: string;
beforeAll(() => {
  cli = join(buildPackage(), 'dist/cli.cjs');
  loader = join(temporaryFolder(), 'pnp.cjs');
  writeFileSync(loader, LOADER);
});

/** Its registry has comments and a class of characters, its tsconfig a comma too many: for these something is loaded. */
function repository(): TemporaryRepository {
  const repo = temporaryRepository();
  repo.write('.ssotrc.jsonc', '// mine\n{ "version": 1, "banned": [{ "module": "old", "in": "[a-z]*.ts" }] }\n');
  repo.write('tsconfig.json', '{ /* mine */ "compilerOptions": {}, }\n');
  repo.write('a.ts', "import { x } from './b';\nexport const y = x;\n");
  repo.write('b.ts', 'export const x = 1;\n');
  repo.commitAll('first');
  return repo;
}

const guard = (repo: TemporaryRepository, ...args: string[]) =>
  run(repo.dir, process.execPath, ['-r', loader, cli, ...args]);

it('is one that refuses what is not declared', () => {
  const { status, err } = run(temporaryFolder(), process.execPath, ['-r', loader, '-e', "require('picomatch')"]);
  expect([status, err]).toEqual([1, expect.stringContaining('tried to access picomatch')]);
});

describe('without anything that the package does not hold', () => {
  it.each([
    'check --all --strict',
    'check --all --format json',
    'check --hook',
    'check --ref HEAD',
    'explain banned-import',
    'registry check',
    'registry docs',
    'baseline list',
    'fix --all --dry-run',
    'init --yes --no-doctor',
    'help',
  ])('%s', (command) => {
    const { status, out, err } = guard(repository(), ...command.split(' '));
    expect([status, out + err]).toEqual([0, expect.not.stringContaining('tried to access')]);
  });

  it('the hook that init has written stops and passes', () => {
    const repo = repository();
    expect(guard(repo, 'init', '--yes').status).toBe(0);
    expect(guard(repo, 'doctor').status).toBe(0);
    repo.write('c.ts', "import 'old';\n");
    repo.git('add', 'c.ts');
    const bad = repo.tryGit(['commit', '-qm', 'x']);
    expect(bad).toMatchObject({ status: 1, stderr: expect.stringContaining('c.ts:1:8') });
    repo.write('c.ts', 'export {};\n');
    repo.git('add', 'c.ts');
    expect(repo.tryGit(['commit', '-qm', 'x']).status).toBe(0);
  });
});
