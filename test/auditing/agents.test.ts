/** Trailers and accounts of coding agents as they are found in public histories, and people who only share a name. */
import { expect, test } from 'vitest';
import { isByAgent } from '../../src/auditing/agents.ts';

const by = (message: string, author = 'Ann', address = 'ann@example.org'): boolean =>
  isByAgent({ author, address, message });

test.each([
  'x\n\nCo-Authored-By: Claude <noreply@anthropic.com>\n',
  'x\n\n🤖 Generated with [Claude Code](https://claude.ai/code)\n',
  'x\n\nCo-authored-by: Cursor <cursoragent@cursor.com>\n',
  'x\n\nCo-authored-by: Copilot <175728472+Copilot@users.noreply.github.com>\n',
  'x\n\nCo-authored-by: copilot-swe-agent[bot] <198982749+Copilot@users.noreply.github.com>\n',
  'x\n\nCo-authored-by: aider (gpt-5) <aider@aider.chat>\n',
  'x\n\nCo-Authored-By: Devin AI <158243242+devin-ai-integration[bot]@users.noreply.github.com>\n',
  'x\n\nAssisted-by: some model\n',
  'x\n\nCo-authored-by: Amp <amp@ampcode.com>\n',
])('%j', (message) => {
  expect(by(message)).toBe(true);
});

test('accounts', () => {
  expect(by('x', 'copilot-swe-agent[bot]', '1+Copilot@users.noreply.github.com')).toBe(true);
  expect(by('x', 'Ann (aider)')).toBe(true);
  expect(by('x', 'google-labs-jules[bot]', '1+google-labs-jules[bot]@users.noreply.github.com')).toBe(true);
});

test.each([
  'x\n\nCo-authored-by: Claude Monet <claude@example.org>\n',
  'Fix the cursor\n\nIt was generated with a script.\n',
  'Remove copilot settings',
  'x\n\nReviewed-by: Devin Smith <devin@example.org>\n',
  'x\n\nSigned-off-by: Gemini Lee <g@example.org>\n',
])('a person: %j', (message) => {
  expect(by(message)).toBe(false);
});
