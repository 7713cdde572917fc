/**
 * Every reporter, in the order of the help. To add one: write its file, add its line. The first is the default.
 */

import type { ReporterEntry } from './define.ts';

export const reporters = [
  { id: 'pretty', load: async () => (await import('./pretty.ts')).pretty },
  { id: 'json', load: async () => (await import('./json.ts')).json },
  { id: 'sarif', load: async () => (await import('./sarif.ts')).sarif },
  { id: 'github', load: async () => (await import('./github.ts')).github },
  { id: 'gitlab', load: async () => (await import('./gitlab.ts')).gitlab },
  { id: 'junit', load: async () => (await import('./junit.ts')).junit },
  { id: 'markdown', load: async () => (await import('./markdown.ts')).markdown },
  { id: 'agent', load: async () => (await import('./agent.ts')).agent },
] as const satisfies readonly ReporterEntry[];

/** What `--format` takes. */
export type ReporterId = (typeof reporters)[number]['id'];
