/** The list of commands, dispatch, help, shared options and the end of every check, in memory. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { CommandEntry, Io } from '../../src/commands/define.ts';
import { defineCommand } from '../../src/commands/define.ts';
import { dispatch } from '../../src/commands/dispatch.ts';
import { helpFor } from '../../src/commands/help.ts';
import { commands } from '../../src/commands/index.ts';
import { dayOf, reportOptions, scopeOf, scopeOptions } from '../../src/commands/options.ts';
import { parseArguments } from '../../src/commands/parse.ts';
import { present, verdict } from '../../src/commands/present.ts';
import { UserError } from '../../src/errors.ts';
import { aFinding, aReport } from '../reporters/sample.ts';
import { fakeIo } from '../support/fake-io.ts';
import { expectGolden } from '../support/golden.ts';

const folder = mkdtempSync(join(tmpdir(), 'ssot-guard-commands-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const check = defineCommand({
  name: 'check',
  summary: 'judge what is about to be committed',
  usage: ['check [<scope>] [<options>]', 'check <path>… [<options>]'],
  options: { ...scopeOptions, ...reportOptions },
  positionals: { label: '<path>', summary: 'files and folders', max: Number.POSITIVE_INFINITY },
  examples: [{ command: 'ssot-guard check --all', shows: 'the whole tree' }],
  run({ options, positionals }, io) {
    io.stdout(`check ${JSON.stringify(scopeOf(options, positionals, io))}\n`);
    return 1;
  },
});
const init = defineCommand({
  name: 'init',
  summary: 'bring a repository under guard',
  usage: ['init [--yes]'],
  options: {
    yes: { kind: 'flag', summary: 'ask nothing' },
    secret: { kind: 'flag', hidden: true, summary: 'not shown' },
  },
  positionals: null,
  examples: [],
  run: ({ options }, io) => {
    io.stdout(`init ${options.yes}\n`);
    return 0;
  },
});
const list: readonly CommandEntry[] = [
  { name: 'check', load: async () => check },
  { name: 'init', load: async () => init },
  { name: 'help', load: async () => helpFor(list) },
];

async function run(...argv: string[]): Promise<readonly [number, string]> {
  const io = fakeIo({ cwd: folder });
  const code = await dispatch(argv, io, list);
  return [code, io.written.out];
}

async function refusal(...argv: string[]): Promise<readonly [string, string | null]> {
  const thrown: unknown = await run(...argv).catch((error: unknown) => error);
  if (thrown instanceof UserError) return [thrown.message, thrown.hint];
  throw new Error(`not refused: ${JSON.stringify(thrown)}`);
}

describe('the list of commands', () => {
  it('names each once, as the command names itself, with its help', async () => {
    const names = commands.map((entry) => entry.name);
    expect(new Set(names).size).toBe(names.length);
    for (const entry of commands) {
      const command = await entry.load();
      expect(command.name).toBe(entry.name);
      expect(command.name).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(command.summary).toMatch(/^[a-z].*[^.]$/);
      expect(command.usage[0]).toMatch(new RegExp(`^${command.name}\\b`));
      for (const [name, spec] of Object.entries(command.options)) {
        expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
        expect(name).not.toMatch(/^(help|version|no-.*)$/);
        expect(spec.short ?? 'x').toMatch(/^[a-zA-Z]$/);
        expect(spec.short ?? 'x').not.toMatch(/^[hv]$/);
        expect(spec.summary).toMatch(/[^.]$/);
      }
      for (const { command: line } of command.examples) {
        // What follows `ssot-guard <command>`, as a shell would cut it.
        const [, words] = new RegExp(`\\bssot-guard ${command.name}\\b(.*)$`).exec(line) ?? [];
        const argv = words?.match(/'[^']*'|\S+/g)?.map((word) => word.replace(/^'|'$/g, '')) ?? [];
        expect(words).toBeDefined();
        expect(() => parseArguments(command, argv)).not.toThrow();
      }
    }
  });
});

describe('dispatch', () => {
  it.each<[string[], number, string]>([
    [[], 1, 'check {"scope":"staged"}\n'],
    [['check'], 1, 'check {"scope":"staged"}\n'],
    [['--all'], 1, 'check {"scope":"all"}\n'],
    [['check', '--hook'], 1, 'check {"scope":"staged"}\n'],
    [['.'], 1, 'check {"scope":"paths","paths":["."]}\n'],
    [['--ref', 'init'], 1, 'check {"scope":"ref","ref":"init"}\n'],
    [['init', '--yes'], 0, 'init true\n'],
  ])('%j', async (argv, code, out) => {
    expect(await run(...argv)).toEqual([code, out]);
  });

  it.each<[string[], string, string]>([
    [['inti'], '"inti" is neither a command nor an existing path', 'did you mean "ssot-guard init"?'],
    [['nowhere/x.ts'], '"nowhere/x.ts" is neither a command nor an existing path', 'commands: check, init, help'],
    [[''], '"" is neither a command nor an existing path', 'commands: check, init, help'],
    [['a\0b'], '"a\\x00b" is neither a command nor an existing path', 'commands: check, init, help'],
    [['--color', 'init'], 'the command comes first, before its options', 'ssot-guard init …'],
    [['help', 'inti'], 'there is no command "inti"', 'did you mean init?'],
    [['init', 'x'], '"x" is one word too many for "ssot-guard init"', '"ssot-guard init --help" lists the options'],
  ])('refuses %j', async (argv, message, hint) => {
    expect(await refusal(...argv)).toEqual([message, hint]);
  });
});

describe('help', () => {
  it('lists the commands', async () => {
    const [code, text] = await run('help');
    expect(code).toBe(0);
    expectGolden('cli/overview.txt', text);
    expect(await run('--help')).toEqual([0, text]);
    expect(await run('--staged', '-h')).toEqual([0, text]);
  });

  it('is printed from the table that parses', async () => {
    const [code, text] = await run('check', '--help');
    expect(code).toBe(0);
    expectGolden('cli/check-help.txt', text);
    expect(await run('help', 'check')).toEqual([0, text]);
    expect(await run('check', '--bogus', '-h')).toEqual([0, text]);
  });

  it('keeps hidden options to itself', async () => {
    expect((await run('init', '-h'))[1]).not.toContain('secret');
    expect(await run('init', '--secret')).toEqual([0, 'init false\n']);
  });
});

describe('scopeOf', () => {
  const scope = (...argv: string[]) => {
    const { options, positionals } = parseArguments(
      { name: 'check', options: scopeOptions, positionals: { max: 99 } },
      argv,
    );
    return scopeOf(options, positionals, fakeIo({ cwd: folder, stdin: () => Buffer.from('x.py\n') }));
  };

  it.each<[string[], ReturnType<typeof scopeOf>]>([
    [[], { scope: 'staged' }],
    [['--staged'], { scope: 'staged' }],
    [['--staged', 'a', 'b'], { scope: 'staged', paths: ['a', 'b'] }],
    [['--hook'], { scope: 'staged' }],
    [['--hook', '--staged'], { scope: 'staged' }],
    [['a'], { scope: 'paths', paths: ['a'] }],
    [['--files-from', '-'], { scope: 'paths', paths: [Buffer.from('x.py')], lenient: true }],
    [['--changed'], { scope: 'changed' }],
    [['--all'], { scope: 'all' }],
    [['--ref', 'HEAD~1'], { scope: 'ref', ref: 'HEAD~1' }],
    [['--since=origin/main'], { scope: 'since', ref: 'origin/main' }],
    [['--since', 'a', '--ref', 'b'], { scope: 'since', ref: 'a', commit: 'b' }],
    [['--stdin-path', 'a.ts'], { scope: 'stdin', path: 'a.ts', content: Buffer.from('x.py\n') }],
  ])('%j', (argv, request) => {
    expect(scope(...argv)).toEqual(request);
  });

  it('refuses a list that is not there', () => {
    expect(() => scope('--files-from', 'none')).toThrow('cannot read the list of files none');
  });

  const ways = [
    ['--staged'],
    ['--changed'],
    ['--all'],
    ['--files-from', 'f'],
    ['--ref', 'r'],
    ['--since', 's'],
    ['--stdin-path', 'p'],
    ['a.ts'],
  ];
  const pairs = ways.flatMap((one, at) => ways.slice(at + 1).map((other) => [...one, ...other]));
  it.each(
    pairs.filter((pair) => !['--staged,a.ts', '--ref,r,--since,s'].includes(pair.join())).map((pair) => [pair]),
  )('refuses %j', (argv) => {
    expect(() => scope(...argv)).toThrow(/cannot be checked at once$/);
  });
  it('refuses the hook with paths', () => {
    expect(() => scope('--hook', 'a')).toThrow('--hook and paths cannot be checked at once');
    expect(() => scope('--hook', '--staged', 'a')).toThrow('--hook and paths cannot be checked at once');
  });
});

describe('dayOf', () => {
  it('is the given day, or the UTC day of the clock', () => {
    const io = fakeIo({ now: () => new Date('2026-12-31T23:30:00-02:00') });
    expect(dayOf(null, io)).toBe('2027-01-01');
    expect(dayOf('2026-01-01', io)).toBe('2026-01-01');
  });
});

describe('verdict', () => {
  const options = { strict: false, maxWarnings: null };
  it.each<[string, Parameters<typeof aReport>[0], { strict?: boolean; maxWarnings?: number }, 0 | 1]>([
    ['clean', {}, {}, 0],
    ['an error', { errors: 1 }, {}, 1],
    ['a warning', { warnings: 1 }, {}, 0],
    ['a warning, strictly', { warnings: 1 }, { strict: true }, 0],
    ['as many warnings as allowed', { warnings: 2 }, { maxWarnings: 2 }, 0],
    ['more warnings than allowed', { warnings: 3 }, { maxWarnings: 2 }, 1],
    ['a warning where none is allowed', { warnings: 1 }, { maxWarnings: 0 }, 1],
    ['known debt', { known: 9 }, { strict: true, maxWarnings: 0 }, 0],
    ['a file that could not be checked', { uncheckable: 1 }, {}, 0],
    ['the same, strictly', { uncheckable: 1 }, { strict: true }, 1],
    ['a skipped file, strictly', { filesSkipped: 1 }, { strict: true }, 0],
  ])('%s', (_, counts, given, code) => {
    expect(verdict(aReport(counts), { ...options, ...given })).toBe(code);
  });
});

describe('present', () => {
  const facts = { rules: 2, source: () => undefined };
  const parse = (...argv: string[]) =>
    parseArguments({ name: 'check', options: reportOptions, positionals: null }, argv).options;
  const report = aReport({ errors: 1, warnings: 1 }, [aFinding({}), aFinding({ severity: 'warn', line: 2 })]);

  it('prints findings to standard output and the summary to standard error', async () => {
    const io = fakeIo();
    expect(await present(report, parse(), facts, io)).toBe(1);
    expect(io.written.out).toMatch(/^app\/bridge\.py:1:13 {2}error/);
    expect(io.written.err).toBe('ssot-guard: 3 files checked, 2 rules, 1 error, 1 warning · 14 ms\n');
  });

  it('hides warnings under --quiet in every format, but not from the counts', async () => {
    const io = fakeIo();
    await present(report, parse('--quiet', '--format=json'), facts, io);
    const printed = JSON.parse(io.written.out);
    expect(printed.findings).toHaveLength(1);
    expect(printed.summary).toEqual(report.summary);
    expect(io.written.err).toContain('1 warning');
  });

  it('writes to a file instead, without colour even on a terminal', async () => {
    const io = fakeIo({ cwd: folder, isTTY: true });
    expect(await present(report, parse('-o', 'out.txt'), facts, io)).toBe(1);
    expect(io.written.out).toBe('');
    expect(readFileSync(join(folder, 'out.txt'), 'utf8')).toMatch(/^app\/bridge\.py:1:13 {2}error/);
    await expect(present(report, parse('-o', 'no/such/folder'), facts, io)).rejects.toThrow(
      new UserError('cannot write no/such/folder (ENOENT)'),
    );
  });

  it.each<[string, string[], Partial<Io>, boolean]>([
    ['on a terminal', [], { isTTY: true }, true],
    ['in a pipe', [], {}, false],
    ['in a pipe when told to', ['--color'], { env: { NO_COLOR: '1' } }, true],
    ['on a terminal when told not to', ['--no-color'], { isTTY: true }, false],
    ['on a terminal under NO_COLOR', [], { isTTY: true, env: { NO_COLOR: '1' } }, false],
    ['on a terminal under an empty NO_COLOR', [], { isTTY: true, env: { NO_COLOR: '' } }, true],
    ['on a dumb terminal', [], { isTTY: true, env: { TERM: 'dumb' } }, false],
  ])('colours %s: %j %#', async (_, argv, world, coloured) => {
    const io = fakeIo(world);
    await present(report, parse(...argv), facts, io);
    expect(io.written.out.includes('\u001b[')).toBe(coloured);
  });

  it('says why it fails when there is no error', async () => {
    const io = fakeIo();
    const warned = aReport({ warnings: 2 }, []);
    expect(await present(warned, parse('--max-warnings=1'), facts, io)).toBe(1);
    expect(io.written.err).toContain('ssot-guard: fails because of --max-warnings 1: there are 2\n');
    const unchecked = aReport({ uncheckable: 1 }, []);
    expect(await present(unchecked, parse('--strict'), facts, io)).toBe(1);
    expect(io.written.err).toContain('ssot-guard: fails because of --strict: 1 could not be checked\n');
  });
});
