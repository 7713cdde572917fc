/**
 * What `import 'ssot-guard'` gives: the report and its nouns, typed, for compliance tests in Vitest or Jest.
 */

export { UserError } from './errors.ts';
export type {
  Finding,
  Place,
  Related,
  Report,
  RuleId,
  Scope,
  Severity,
  Skipped,
  Status,
  Summary,
} from './types.ts';
export { version } from './version.ts';
