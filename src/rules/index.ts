/**
 * The one ordered list of rules: documentation, report formats and the pipeline derive from it. Where two rules mark
 * the same span, the earlier one speaks.
 */
import { alias } from './alias.ts';
import { bannedImport } from './banned-import.ts';
import type { Rule } from './define.ts';
import { duplicateDefinition } from './duplicate-definition.ts';
import { indirectImport } from './indirect-import.ts';
import { inlineAllow } from './inline-allow.ts';
import { registry } from './registry.ts';
import { revivedModule } from './revived-module.ts';

export const rules: readonly Rule[] = [
  bannedImport,
  duplicateDefinition,
  alias,
  indirectImport,
  revivedModule,
  inlineAllow,
  registry,
];
