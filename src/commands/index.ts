/**
 * Every command, in the order of the help. To add one: write its file, add its line.
 *
 * Modules are named by `import()`, so that a commit loads `check` and nothing else.
 */

import type { CommandEntry } from './define.ts';

export const commands: readonly CommandEntry[] = [
  { name: 'check', load: async () => (await import('./check.ts')).checkCommand },
  { name: 'init', load: async () => (await import('./init.ts')).init },
  { name: 'help', load: async () => (await import('./help.ts')).helpFor(commands) },
];
