/** What a commit message claims, sentence by sentence, and what the hook says of it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Concept } from '../../src/types.ts';
import { claimsIn, SIGNS, sentencesOfCompletion } from '../../src/verifying/claims.ts';
import { bundle } from '../support/bundle.ts';
import { temporaryFolder } from '../support/folders.ts';
import { finishedRepository, verifyIn } from '../support/verified.ts';

function concept(name: string, symbol: string): Concept {
  const place = { path: '.ssotrc.json', line: 1, column: 1 };
  return {
    ...{
      name,
      description: null,
      owner: null,
      link: null,
      severity: 'error',
      deadline: null,
      banned: [],
      definitions: null,
    },
    ...{ aliases: 'error', indirect: 'warn', base: '', place },
    canonical: [{ path: 'a.py', symbol, import: null, language: 'py', place }],
  };
}

const CONCEPTS = [concept('WebSocketManager', 'UnifiedWebSocketManager'), concept('clock', 'Clock')];

function claimed(message: string, marks: readonly string[] = ['#']): (string | null)[] {
  return claimsIn(sentencesOfCompletion(message, marks), CONCEPTS).map((one) => one.concept);
}

describe('claims', () => {
  test.each([
    ['feat: complete WebSocketManager migration', ['WebSocketManager']],
    ['WebSocketManager consolidation\n\nThe web socket manager is now fully\nmigrated.', ['WebSocketManager']],
    ['UnifiedWebSocketManager: done', ['WebSocketManager']],
    ['refactor(ws): 100 % of imports use WebSocketManager', ['WebSocketManager']],
    ['refactor(ws): 100% of imports use WebSocketManager', ['WebSocketManager']],
    ['Clock finished', ['clock']],
    ['SSOT consolidation complete', [null]],
    ['All legacy managers are fully removed', [null]],
    ['chore: all done', [null]],
    ['Release\n\n- WebSocketManager: completed\n- clock: completed', ['WebSocketManager', 'clock']],
    ['\n\n  WebSocketManager migrated  \n', ['WebSocketManager']],
    ['UserModel is not finished, but WebSocketManager is complete', ['WebSocketManager']],
    ['WebSocketManager MIGRATION COMPLETE 🎉', ['WebSocketManager']],
  ])('%j', (message, expected) => {
    expect(claimed(message)).toEqual(expected);
  });
});

describe('no claims', () => {
  test.each([
    'fix: incomplete WebSocketManager migration',
    'WebSocketManager is not done yet',
    "WebSocketManager isn't complete",
    'WebSocketManager isn’t complete',
    'TODO: complete WebSocketManager',
    'WebSocketManager migration 80 % complete',
    'WebSocketManager: phase 2 complete',
    'WebSocketManager: 12 of 20 importers migrated',
    'Plan to finish WebSocketManager',
    'WebSocketManager will be finished tomorrow',
    'Is WebSocketManager done?',
    'Revert "WebSocketManager migration complete"',
    "Merge branch 'websocketmanager-complete'",
    'fixup! WebSocketManager complete',
    'All tests done',
    'All unit tests completed',
    'WebSocketManagerFactory done',
    'Rename complete.ts next to WebSocketManager',
    'WebSocketManager: call done() at the end',
    'Autocomplete for WebSocketManager',
    'The clocks are done',
    'subject\n\n# WebSocketManager complete',
    'subject\n\n# ------------------------ >8 ------------------------\ndiff --git\n+WebSocketManager complete',
    'subject\n\n> WebSocketManager complete',
    'WebSocketManager\n\nSomething else is complete.',
    '',
    '\0\uffff\ud800',
    `done ${'x '.repeat(20)} WebSocketManager`,
  ])('%j', (message) => {
    expect(claimed(message)).toEqual([]);
  });

  test('comment lines by another mark', () => {
    expect(claimed('subject\n\n; WebSocketManager complete', [';'])).toEqual([]);
    expect(claimed('subject\n\n# WebSocketManager complete', [';'])).toEqual(['WebSocketManager']);
  });

  test('long messages take no time', () => {
    for (const text of [
      'all '.repeat(30_000),
      'done all '.repeat(12_000),
      `${' '.repeat(100_000)}x`,
      'Web'.repeat(40_000),
    ])
      expect(() => claimed(text)).not.toThrow();
  });
});

describe('the signs for which hooks/commit-msg looks', () => {
  const forms = [
    'complete',
    'Completed',
    'COMPLETES',
    'completion',
    'done',
    'finish',
    'finished',
    'finishes',
    'finalise',
  ];
  const more = ['finalized', 'consolidated', 'migrated', 'fully removed', 'completely\ngone', '100%', '100\n%'];
  const last = ['entirely replaced', 'finally unified'];

  test('are those of the claims', () => {
    const hook = readFileSync(join(import.meta.dirname, '../../hooks/commit-msg'), 'utf8');
    expect([...hook.matchAll(/ -e (\S+)/g)].map(([, sign]) => sign)).toEqual(SIGNS);
  });

  test.each([...forms, ...more, ...last])('%j has one, and is a word of completion', (form) => {
    expect(sentencesOfCompletion(`x\n\nIt is ${form}.`, [])).toHaveLength(1);
    expect(SIGNS.filter((sign) => form.toLowerCase().includes(sign))).not.toEqual([]);
  });

  test('are the only ones: every alternative of the pattern begins with one', () => {
    for (const sign of SIGNS) expect([...forms, ...more, ...last].join(' ').toLowerCase()).toContain(sign);
  });
});

describe('verify --message', () => {
  const LATE = { 'app/late.py': 'from app.ws.old import OldManager\n' };

  async function judged(repo: ReturnType<typeof finishedRepository>, message: string | Buffer) {
    repo.write('.git/COMMIT_EDITMSG', message);
    return verifyIn(repo, ['--message', '.git/COMMIT_EDITMSG']);
  }

  test('warns where the claim is not so, and never fails', async () => {
    const { code, out, err } = await judged(finishedRepository(LATE), 'Manager migration complete\n');
    expect([code, out]).toEqual([0, '']);
    expect(err).toBe(
      'ssot-guard: the message claims "Manager migration complete", and in what is staged Manager has 1 finding (1 banned-import)\n' +
        'ssot-guard: the commit goes on; after it, ssot-guard verify Manager lists what is left\n',
    );
    expect((await judged(finishedRepository(LATE), 'all done')).err).toContain('ssot-guard verify --all');
  });

  test('is silent where it is so, and where nothing is claimed', async () => {
    expect(await judged(finishedRepository(), 'Manager migration complete\n')).toEqual({ code: 0, out: '', err: '' });
    expect(await judged(finishedRepository(LATE), 'Clock is complete')).toEqual({ code: 0, out: '', err: '' });
    expect(await judged(finishedRepository(LATE), 'Manager: not done yet')).toEqual({ code: 0, out: '', err: '' });
  });

  test('judges what is staged: not HEAD, not the disk, not what is only announced', async () => {
    const repo = finishedRepository(LATE);
    repo.git('rm', '-q', 'app/late.py');
    repo.write('app/later.py', LATE['app/late.py']);
    expect((await judged(repo, 'Manager done')).err).toBe('');
    repo.git('add', '-N', 'app/later.py');
    expect((await judged(repo, 'Manager done')).err).toBe('');
    repo.git('add', 'app/later.py');
    const objects = repo.git('count-objects', '-v');
    expect((await judged(repo, 'Manager done')).err).toContain('Manager has 1 finding');
    expect(repo.git('count-objects', '-v')).toBe(objects);
  });

  test('takes odd messages and missing things', async () => {
    const repo = finishedRepository();
    for (const message of ['', '\n', Buffer.from([0xff, 0xfe, 0, 10, 13]), `Manager done\n${'x'.repeat(300_000)}`])
      expect(await judged(repo, message)).toEqual({ code: 0, out: '', err: '' });
    const missing = await verifyIn(repo, ['--message', 'none']);
    expect(missing).toMatchObject({ code: 0, err: expect.stringContaining('was not checked: ') });
    repo.write('.ssotrc.json', '{');
    repo.git('add', '.');
    expect(await judged(repo, 'Manager done')).toMatchObject({
      code: 0,
      err: expect.stringContaining('was not checked: the registry cannot be used'),
    });
  });

  test('before the first commit, and with other marks of comments', async () => {
    const repo = finishedRepository(LATE);
    repo.git('checkout', '-q', '--orphan', 'fresh');
    expect((await judged(repo, 'Manager done')).err).toContain('Manager has 1 finding');
    repo.git('config', 'core.commentChar', ';');
    expect((await judged(repo, 'x\n\n; Manager done')).err).toBe('');
    repo.git('config', 'core.commentChar', 'auto');
    expect((await judged(repo, 'x\n\n; Manager done')).err).toBe('');
  });

  test('who claims everything is told once', async () => {
    const { err } = await judged(finishedRepository(LATE), 'SSOT complete: all Manager imports migrated');
    expect(err.match(/the message claims/g)).toHaveLength(1);
    expect(err).toContain('verify --all');
  });

  test('as a commit-msg hook of real git: what commit -a and commit <path> would hold', () => {
    const repo = finishedRepository(LATE);
    repo.hook('commit-msg', `#!/bin/sh\nexec "${process.execPath}" "${bundle()}" verify --message "$1"\n`);
    repo.write('app/late.py', 'x = 1\n');
    repo.write('app/use.py', 'y = 1\n');
    const one = repo.tryGit(['commit', '-q', '-m', 'Manager done', 'app/use.py']);
    expect(one).toMatchObject({ status: 0, stderr: expect.stringContaining('Manager has 1 finding') });
    const all = repo.tryGit(['commit', '-q', '-a', '-m', 'Manager done']);
    expect([all.status, all.stderr]).toEqual([0, '']);
    expect(repo.git('log', '--format=%s', '-2')).toBe('Manager done\nManager done\n');
  });

  test('outside a repository', async () => {
    const dir = temporaryFolder();
    writeFileSync(join(dir, 'message'), 'Manager done');
    const { code, err } = await verifyIn({ dir }, ['--message', 'message']);
    expect([code, err]).toEqual([0, expect.stringContaining('was not checked: ')]);
  });
});
