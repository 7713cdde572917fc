/**
 * The package as npm makes it of a checkout, installed without network: what it holds, and a strict consumer that has
 * neither Node's types nor lenient settings.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder, temporaryRepository } from '../support/repository.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');

/** Uses all that is public, and shows that what is internal is not. */
const CONSUMER = `
import {
  type Adder, type Audit, audit, type AuditOptions, type BanAudit, type Compliance, type ConceptAudit, type DebtAudit,
  type ExceptionAudit, type History, type HistoryPoint, type HistoryStep, type LanguageId, type Reversal, type ReversalKind,
  type Spelling, type Tally, type Trend, type UseWay, type WorkItem, type WorkList,
  check, type CheckOptions, type ConceptVerdict, type DefinitionKind, type Finding, type ImportForm, type Left, type LeftKind,
  type Limit, type LimitKind, type NotChecked, type Place, type Receipt, type Related, type Report, type RuleId, type Scope,
  type ScopeRequest, type Severity, type Skipped, type Status, type Summary, UserError, verify, type VerifyOptions, version,
} from 'ssot-guard';

const scope: ScopeRequest = { scope: 'stdin', path: 'a.py', content: new Uint8Array([105, 109, 112, 111, 114, 116, 32, 109]) };
const bytes: ScopeRequest = { scope: 'staged', paths: [new Uint8Array([97]), 'b'] };
export const unused: readonly [ScopeRequest, Place | null, Scope | null, Skipped | null, Summary | null] = [bytes, null, null, null, null];

export async function judge(cwd: string): Promise<string> {
  const options: CheckOptions = { cwd, scope };
  const report: Report = await check(options);
  return report.findings.map(told).join('\\n');
}

function told(finding: Finding): string {
  const rule: RuleId = finding.rule;
  const severity: Severity = finding.severity;
  const status: Status = finding.status;
  const form: ImportForm | DefinitionKind | 'namespace-use' | null = finding.form;
  const related: readonly Related[] = finding.related;
  return [version, finding.line.toFixed(), rule, severity, status, String(form), related.length].join(' ');
}

export async function prove(cwd: string): Promise<string> {
  const options: VerifyOptions = { cwd, concepts: ['Clock'], now: '2026-11-30' };
  const { concepts, notChecked }: Receipt = await verify(options);
  return [...concepts.map(leftOf), ...limitsOf(notChecked)].join('\\n');
}

function leftOf({ name, left }: ConceptVerdict): string {
  const kinds: readonly LeftKind[] = left.map((one: Left) => one.kind);
  return [name, ...kinds].join(' ');
}

function limitsOf({ limits }: NotChecked): LimitKind[] {
  return limits.map((one: Limit) => one.kind);
}

export async function count(cwd: string): Promise<string> {
  const options: AuditOptions = { cwd, ref: 'HEAD', workList: true, history: { range: 'HEAD', every: 20 }, now: '2026-11-30' };
  const found: Audit = await audit(options);
  const { percent }: Compliance = found.compliance;
  const concepts: readonly ConceptAudit[] = found.concepts;
  const ways = concepts.flatMap(({ spellings }) => spellings.map(wayOf));
  const bans: readonly (BanAudit | ExceptionAudit | DebtAudit | Tally)[] = [...found.bans, ...found.exceptions, ...found.baseline, ...found.rules];
  const items: readonly WorkItem[] = (found.workList ?? []).flatMap((list: WorkList) => list.files);
  const past: History | null = found.history;
  const all: readonly (HistoryPoint | HistoryStep | Trend | Adder)[] = past === null ? [] : [...past.points, ...past.steps, ...past.trends, ...past.adders];
  const kinds: readonly ReversalKind[] = (past?.reversals ?? []).map((one: Reversal) => one.kind);
  return [String(percent), ...ways, bans.length, items.length, all.length, ...kinds].join(' ');
}

function wayOf({ way, language }: Spelling): string {
  const both: readonly [UseWay, LanguageId] = [way, language];
  return both.join(' ');
}

export async function refuse(cwd: string): Promise<string> {
  try {
    await check({ cwd });
    return 'none';
  } catch (error) {
    return error instanceof UserError ? (error.hint ?? error.message) : 'another';
  }
}

// @ts-expect-error what git has said already is handed over inside only
export const handed: ScopeRequest = { scope: 'staged', handed: undefined };
// @ts-expect-error a report is not to be changed
export const change = (report: Report): void => { report.version = 1; };
`;

const STRICT = {
  target: 'ES2022',
  lib: ['ES2022'],
  types: [],
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: false,
};

let consumer: string;
let installed: string;
let tarball: string;

/** npm as it came with this Node or the one that runs the tests, without network. */
function npm(cwd: string, ...args: readonly string[]): string {
  const env = { ...process.env, npm_config_offline: 'true', npm_config_audit: 'false', npm_config_fund: 'false' };
  return execFileSync('npm', args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

beforeAll(() => {
  const checkout = join(temporaryFolder(), 'checkout');
  const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', '.', ':!test'];
  for (const path of execFileSync('git', list, { cwd: root, encoding: 'utf8' }).split('\0').filter(Boolean)) {
    if (statSync(join(root, path), { throwIfNoEntry: false }) === undefined) continue;
    mkdirSync(dirname(join(checkout, path)), { recursive: true });
    copyFileSync(join(root, path), join(checkout, path));
  }
  symlinkSync(join(root, 'node_modules'), join(checkout, 'node_modules'));
  const manifest = readFileSync(join(checkout, 'package.json'), 'utf8');
  const folder = temporaryFolder();
  npm(checkout, 'pack', '--pack-destination', folder);
  expect(readFileSync(join(checkout, 'package.json'), 'utf8')).toBe(manifest);
  const [file = ''] = readdirSync(folder);
  tarball = join(folder, file);

  consumer = temporaryFolder();
  writeFileSync(join(consumer, 'package.json'), '{ "name": "consumer", "private": true, "type": "module" }\n');
  npm(consumer, 'install', tarball);
  installed = join(consumer, 'node_modules/ssot-guard');
  writeFileSync(join(consumer, 'consumer.ts'), CONSUMER);
});

describe('the package', () => {
  it('holds what is needed and nothing else, in 500 kB', () => {
    const files = readdirSync(installed, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(installed.length + 1));
    expect(files.sort()).toEqual([
      'LICENSE',
      'README.md',
      'audit-schema.json',
      'dist/build',
      'dist/cli.cjs',
      'dist/index.d.ts',
      'dist/index.js',
      'dist/main.cjs',
      'dist/page.html',
      'dist/vendor/LICENSES',
      'dist/vendor/clack-prompts.cjs',
      'dist/vendor/es-module-lexer-minimal.cjs',
      'dist/vendor/jsonc-parser.cjs',
      'dist/vendor/picomatch.cjs',
      'fix-schema.json',
      'hooks/commit-msg',
      'hooks/find-node',
      'hooks/last',
      'hooks/pre-commit',
      'hooks/start',
      'hooks/trust',
      'hooks/with-git',
      'package.json',
      'report-schema.json',
      'schema.json',
      'verify-schema.json',
    ]);
    expect(statSync(tarball).size).toBeLessThan(500_000);
  });

  it('runs nothing when it is installed, and brings no other package', () => {
    const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
    for (const key of ['scripts', 'dependencies', 'devDependencies', 'lint-staged', 'knip'])
      expect(manifest).not.toHaveProperty(key);
    expect(readdirSync(join(consumer, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['ssot-guard']);
  });
});

describe('a strict consumer', () => {
  it.each([
    ['nodenext', { module: 'nodenext', moduleResolution: 'nodenext' }],
    ['bundler', { module: 'esnext', moduleResolution: 'bundler' }],
  ])('compiles with moduleResolution %s, and runs', (name, modules) => {
    const compilerOptions = { ...STRICT, ...modules, outDir: name };
    const project = join(consumer, `${name}.json`);
    writeFileSync(project, JSON.stringify({ compilerOptions, files: ['consumer.ts'] }));
    const compiled = spawnSync(process.execPath, [tsc, '-p', project], { cwd: consumer, encoding: 'utf8' });
    expect(compiled.stdout).toBe('');
    expect(compiled.status).toBe(0);

    const guarded = temporaryRepository();
    guarded.write('.ssotrc.json', '{ "version": 1, "concepts": { "Clock": "clock.py#Clock" }, "banned": ["m"] }\n');
    guarded.write('clock.py', 'class Clock:\n    pass\n');
    guarded.commitAll('all');
    const call = `import { count, judge, prove, refuse } from './${name}/consumer.js';
      const [guarded, other] = process.argv.slice(1);
      console.log(await judge(guarded) + '\\n' + await refuse(other) + '\\n' + await prove(guarded) + '\\n' + await count(guarded));`;
    const args = ['--input-type=module', '-e', call, guarded.dir, temporaryFolder()];
    const ran = spawnSync(process.execPath, args, { cwd: consumer, encoding: 'utf8' });
    expect(ran.stderr).toBe('');
    expect(ran.stdout).toMatch(/^\d+\.\d+\.\d+ 1 banned-import error new import 0\n.+\nClock\n100 1 0 1\n$/);
    expect(ran.stdout).not.toMatch(/none|another/);
  });

  it('is told of everything that exists at run time', () => {
    const call =
      "import * as api from 'ssot-guard'; console.log(Object.keys(api).sort().map((name) => name + ' ' + typeof api[name]).join())";
    const ran = spawnSync(process.execPath, ['--input-type=module', '-e', call], { cwd: consumer, encoding: 'utf8' });
    expect(ran.stdout).toBe('UserError function,audit function,check function,verify function,version string\n');
  });
});
