/**
 * Every rule: documentation, report formats and the pipeline derive from it. The order is that of the ids in types.ts.
 */

import { RULE_IDS, type RuleId } from '../types.ts';
import { alias } from './alias.ts';
import { bannedImport } from './banned-import.ts';
import type { Rule } from './define.ts';
import { duplicateDefinition } from './duplicate-definition.ts';
import { indirectImport } from './indirect-import.ts';
import { inlineAllow } from './inline-allow.ts';
import { mention } from './mention.ts';
import { registry } from './registry.ts';
import { revivedModule } from './revived-module.ts';

const byId: { readonly [Id in RuleId]: Rule<Id> } = {
  'banned-import': bannedImport,
  'duplicate-definition': duplicateDefinition,
  alias,
  'indirect-import': indirectImport,
  'revived-module': revivedModule,
  mention,
  'inline-allow': inlineAllow,
  registry,
};

export const rules: readonly Rule[] = RULE_IDS.map((id) => byId[id]);
