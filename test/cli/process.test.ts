/** The frame as a process: exit codes, closed and full outputs, signals. Runs a bundle made as dist/cli.cjs is made. */

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'ssot-guard-cli-'));
const cli = join(folder, 'cli.cjs');

beforeAll(() => {
  execFileSync(process.execPath, ['scripts/build.mjs', 'test/cli/fake-cli.ts', cli, '--map'], { cwd: root });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function run(args: readonly string[], options: { input?: string | Buffer; cwd?: string } = {}): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    ...options,
  });
  return { code: status, out: stdout, err: stderr };
}

/** Runs a line of shell in which `guard` stands for the command line. */
function shell(line: string): Outcome {
  const script = `guard() { "$NODE" "$CLI" "$@"; }; ${line}`;
  const { status, stdout, stderr } = spawnSync('sh', ['-c', script], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, NODE: process.execPath, CLI: cli },
  });
  return { code: status, out: stdout, err: stderr };
}

describe('the bundle', () => {
  it('is executable and starts with a shebang and strict mode', () => {
    expect(statSync(cli).mode & 0o111).toBe(0o111);
    expect(readFileSync(cli, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n"use strict";/);
  });

  it('knows the version of package.json', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(run(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' });
  });
});

describe('exit codes', () => {
  it.each([0, 1, 2, 130])('passes a verdict of %i on', (code) => {
    expect(run(['--code', String(code)])).toEqual({ code, out: '', err: 'done\n' });
  });

  it('is 2 for what the user can fix, with the hint and without a stack', () => {
    expect(run(['--user-error', 'no registry', '--hint', 'write one'])).toEqual({
      code: 2,
      out: '',
      err: 'ssot-guard: no registry\n  write one\n',
    });
  });

  it('is 2 for an unknown option, with the nearest known one', () => {
    expect(run(['--lins=3'])).toEqual({
      code: 2,
      out: '',
      err: 'ssot-guard: unknown option --lins\n  did you mean --lines? "ssot-guard check --help" lists the options\n',
    });
  });

  it('is 3 for a bug, with the stack and where to report it', () => {
    const { code, err } = run(['--bug', 'boom\u001b[2J']);
    expect(code).toBe(3);
    expect(err).toContain('this is a bug in ssot-guard');
    expect(err).toMatch(/Error: boom\\x1b\[2J\n {4}at /);
    expect(err).toMatch(/Please report it .*\(ssot-guard \d+\.\d+\.\d+, build [0-9a-f]{16}, node v\d/);
  });

  it('is 3 with a stack that scripts/trace.mjs turns into lines of the sources', () => {
    const { err } = run(['--bug', 'boom']);
    const source = readFileSync(join(root, 'test/cli/fake-cli.ts'), 'utf8').split('\n');
    const line = source.findIndex((text) => text.includes('throw new Error(options.bug)')) + 1;
    const args = [join(root, 'scripts/trace.mjs'), `${cli}.map`];
    const traced = spawnSync(process.execPath, args, { input: err, encoding: 'utf8' });
    expect(traced.stderr).toBe('');
    expect(traced.stdout).toMatch(new RegExp(`Error: boom\\n    at .*\\(test/cli/fake-cli\\.ts:${line}\\)\\n`));
    expect(traced.stdout.split('\n')).toHaveLength(err.split('\n').length);
  });

  it('is 3 for an error that is thrown where nobody waits for it', () => {
    const { code, err } = run(['--late-bug']);
    expect(code).toBe(3);
    expect(err).toContain('TypeError: late');
  });

  it('is 3, never 0, when the work ends without a verdict', () => {
    const { code, err } = run(['--never']);
    expect(code).toBe(3);
    expect(err).toContain('ended without a verdict');
  });

  it('is 2 in a folder that has been deleted', () => {
    const line = 'cd "$(mktemp -d)" && rmdir "$PWD" && guard --code 0';
    const { code, err } = shell(line);
    expect(code).toBe(2);
    expect(err).toContain('the current folder no longer exists');
  });
});

describe('output', () => {
  it('arrives whole before a failing exit', () => {
    const { code, out } = run(['--lines', '500000', '--code', '1']);
    expect(code).toBe(1);
    expect(out.length).toBe(8_000_000);
  });

  it('keeps the verdict, quietly, when the reader goes away', () => {
    const { out, err } = shell('{ guard --lines 100000 --code 1; echo "code $?" >&2; } | head -n 1');
    expect(out).toBe('0123456789abcde\n');
    expect(err).toBe('done\ncode 1\n');
  });

  it('keeps a clean verdict when the reader goes away', () => {
    expect(shell('{ guard --lines 100000; echo "code $?" >&2; } | head -n 1').err).toBe('done\ncode 0\n');
  });

  it('keeps the verdict when standard output is closed from the start', () => {
    expect(shell('guard --lines 1 --code 1 >&-').code).toBe(1);
    expect(shell('guard --lines 1 >&-').code).toBe(0);
  });

  it('keeps the verdict when standard error is closed or full', () => {
    expect(shell('guard --code 1 2>&-').code).toBe(1);
    expect(shell('guard --code 0 2>&-').code).toBe(0);
    if (existsSync('/dev/full')) expect(shell('guard --code 1 2>/dev/full').code).toBe(1);
  });

  it.runIf(existsSync('/dev/full'))('does not call a report delivered that a full disk has lost', () => {
    const clean = shell('guard --lines 1 >/dev/full');
    expect(clean.code).toBe(2);
    expect(clean.err).toContain('cannot write to standard output (ENOSPC)');
    expect(shell('guard --lines 1 --code 1 >/dev/full').code).toBe(1);
    expect(shell('guard --lines 1 >/dev/full 2>&1').code).toBe(2);
  });

  it('has no colour and 80 columns where there is no terminal', () => {
    expect(run(['--terminal']).out).toBe('false false 80 true\n');
    expect(shell('guard --terminal </dev/null 2>/dev/null').out).toBe('false false 80 true\n');
  });
});

describe('standard input', () => {
  it('is read as bytes', () => {
    const input = Buffer.alloc(300_000, 0xfe);
    expect(run(['--echo'], { input }).out).toBe(`300000 ${300_000 * 0xfe}\n`);
  });

  it('may be empty, absent or closed', () => {
    expect(run(['--echo'], { input: '' }).out).toBe('0 0\n');
    expect(shell('guard --echo </dev/null').out).toBe('0 0\n');
    expect(shell('guard --echo <&-').out).toBe('0 0\n');
  });

  it('that cannot be read is 2', () => {
    const { code, err } = shell('guard --echo </');
    expect(code).toBe(2);
    expect(err).toBe('ssot-guard: cannot read standard input (EISDIR)\n');
  });
});

describe('signals', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s ends even a busy check at once', async (signal) => {
    const child = spawn(process.execPath, [cli, '--busy'], { stdio: ['ignore', 'pipe', 'ignore'] });
    child.stdout.once('data', () => child.kill(signal));
    const ended = await new Promise((resolve) => child.on('close', (code, by) => resolve({ code, by })));
    expect(ended).toEqual({ code: null, by: signal });
  });

  it('reaches a shell as 130', () => {
    const line = 'guard --busy >"$F" & p=$!; while ! [ -s "$F" ]; do sleep 0.05; done; kill -INT $p; wait $p; echo $?';
    expect(shell(`F=$(mktemp); ${line.replace('guard', '"$NODE" "$CLI"')}; rm "$F"`).out).toBe('130\n');
  });
});

describe('the first word', () => {
  it('may be a path', () => {
    expect(run(['package.json', 'x'], { cwd: root })).toEqual({ code: 0, out: 'package.json\nx\n', err: 'done\n' });
    expect(run([root])).toEqual({ code: 0, out: `${root}\n`, err: 'done\n' });
  });

  it('that is neither a command nor a path is 2, with the nearest command', () => {
    expect(run(['chekc'], { cwd: folder })).toEqual({
      code: 2,
      out: '',
      err: 'ssot-guard: "chekc" is neither a command nor an existing path\n  did you mean "ssot-guard check"?\n',
    });
  });
});
