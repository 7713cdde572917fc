import { expect, test } from 'vitest';
import { progressLine } from '../../src/commands/progress.ts';

function onTerminal(interactive: boolean) {
  let written = '';
  let now = 0;
  const progress = progressLine({ interactive, elapsed: () => now, stderr: (text) => (written += text) });
  return { progress, written: () => written, at: (time: number) => (now = time) };
}

test('a line after a while, not too often, and gone at the end', () => {
  const { progress, written, at } = onTerminal(true);
  at(500);
  progress.tell(1, 20_000);
  expect(written()).toBe('');
  at(800);
  progress.tell(1234, 20_000);
  at(850);
  progress.tell(1300, 20_000);
  expect(written()).toBe('\r1,234 of 20,000 files read\u001b[K');
  progress.end();
  progress.end();
  expect(written()).toBe('\r1,234 of 20,000 files read\u001b[K\r\u001b[K');
});

test('nothing where nobody looks, nor for what was quick', () => {
  const away = onTerminal(false);
  away.at(5000);
  away.progress.tell(1, 2);
  away.progress.end();
  expect(away.written()).toBe('');
  const quick = onTerminal(true);
  quick.progress.end();
  expect(quick.written()).toBe('');
});
