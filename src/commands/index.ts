/**
 * Every command, in the order of the help. To add one: write its file, add its line.
 *
 * Modules are named by `import()`, so that a commit loads `check` and nothing else.
 */

import type { CommandEntry } from './define.ts';

export const commands: readonly CommandEntry[] = [
  { name: 'check', load: async () => (await import('./check.ts')).checkCommand },
  { name: 'fix', load: async () => (await import('./fix.ts')).fix },
  { name: 'audit', load: async () => (await import('./audit.ts')).audit },
  { name: 'verify', load: async () => (await import('./verify.ts')).verify },
  { name: 'baseline', load: async () => (await import('./baseline.ts')).baseline },
  { name: 'allow', load: async () => (await import('./allow.ts')).allow },
  { name: 'explain', load: async () => (await import('./explain.ts')).explain },
  { name: 'where', load: async () => (await import('./where.ts')).where },
  { name: 'registry', load: async () => (await import('./registry.ts')).registryCommand },
  { name: 'init', load: async () => (await import('./init.ts')).init },
  { name: 'doctor', load: async () => (await import('./doctor.ts')).doctor },
  { name: 'help', load: async () => (await import('./help.ts')).helpFor(commands) },
];
