/**
 * What is said fits what was looked at: nothing is "staged" but in the scope of that name.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { buildPackage, guard } from '../support/package.ts';
import { type TemporaryRepository, temporaryRepository } from '../support/repository.ts';

const CONCEPT = { canonical: 'a.ts#A', banned: ['old'], definitions: { names: ['A*'] } };
const STRICT = JSON.stringify({ version: 1, concepts: { A: CONCEPT }, unique: [{ names: ['*Manager'] }] });
const WEAK = JSON.stringify({ version: 1, concepts: { A: 'a.ts#A' } });

let home: string;
beforeAll(() => {
  home = buildPackage();
});

/** A repository in which a weaker registry, new debt and other configuration are used, staged and on disk alike. */
function weakened(): TemporaryRepository {
  const repo = temporaryRepository();
  repo.write('.ssotrc.json', STRICT);
  repo.write('.ssot-baseline.jsonl', '');
  repo.write('tsconfig.json', '{ "compilerOptions": { "paths": { "@o": ["./old"] } } }');
  repo.write('a.ts', 'export class A {}\n');
  repo.commitAll('first');
  repo.write('.ssotrc.json', WEAK);
  const entry = { path: 'b.ts', rule: 'alias', concept: 'A', module: null, symbol: 'X', count: 1, until: '2999-01-01' };
  repo.write('.ssot-baseline.jsonl', `${JSON.stringify(entry)}\n`);
  repo.write('tsconfig.json', '{}');
  repo.write('b.ts', "import 'old';\nexport class A2 {}\nexport class WsManager {}\n");
  repo.git('add', '-A');
  return repo;
}

describe('a weaker registry that is used', () => {
  const words = (...scope: string[]): string => {
    const repo = weakened();
    if (scope.includes('--since')) repo.commit('weaker');
    const { out, err } = guard(home, repo.dir, 'check', ...scope);
    return out + err;
  };
  it('is the staged one in a commit', () => {
    const said = words();
    expect(said).toContain('and the staged one no longer does');
    expect(said).toContain('this commit weakens the registry');
  });
  it('is the one on disk with --changed', () => {
    const said = words('--changed');
    expect(said).toContain('and the one on disk no longer does');
    expect(said).toContain('this change weakens the registry');
    expect(said).not.toMatch(/\bstaged\b|this commit/);
  });
  it.each([[['--since', 'HEAD~1']], [['--ref', 'HEAD']], [['--all']], [['b.ts']]])('is not staged with %j', (scope) => {
    expect(words(...scope)).not.toMatch(/\bstaged\b|this commit/);
  });
});

it.each([
  [['--staged'], ', and whether it is weaker than the one before is not checked'],
  [['--changed'], ', and whether it is weaker than the one before is not checked'],
  [['--all'], ''],
])('a registry of --config is compared with none: %j', (scope, words) => {
  const { err } = guard(home, weakened().dir, 'check', '--config', '.ssotrc.json', ...scope);
  expect(err).toContain(`--config: the registry is read from disk${words}\n`);
});
