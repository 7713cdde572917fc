/** An `Io` that writes into memory, for commands that run inside the test. */

import type { Io } from '../../src/commands/define.ts';
import { openRepository } from '../../src/git/repository.ts';

export interface FakeIo extends Io {
  readonly written: { out: string; err: string };
}

export function fakeIo(overrides: Partial<Io> = {}): FakeIo {
  const written = { out: '', err: '' };
  const cwd = overrides.cwd ?? '/';
  return {
    cwd,
    repository: openRepository(cwd),
    env: {},
    stdin: () => Buffer.alloc(0),
    stdout(text) {
      written.out += text;
    },
    stderr(text) {
      written.err += text;
    },
    isTTY: false,
    interactive: false,
    columns: 80,
    now: () => new Date('2026-11-20T12:00:00Z'),
    elapsed: () => 14.4,
    ...overrides,
    written,
  };
}
