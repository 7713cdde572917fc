/**
 * ESLint and Oxlint: rules that ban imports, of both configuration formats.
 */
import { pushAll } from '../../text/lists.ts';
import type { Severity } from '../../types.ts';
import { defineSource, left, type Remark, type TranslatedBan, type Translation, type World } from './define.ts';
import { type Part, partsIn } from './eslint/parts.ts';
import { type Reading, RULES, type Said } from './eslint/rules.ts';
import { ZONE_RULES, zonesOf } from './eslint/zones.ts';
import { bansOf, type Layer } from './layers.ts';
import { items, type Value } from './values.ts';

export const eslint = defineSource({
  id: 'eslint',
  summary: 'no-restricted-imports and its kin in .eslintrc*, eslint.config.*, .oxlintrc.json',
  translate,
});

function translate(world: World): Translation | null {
  const found = partsIn(world);
  if (found === null) return null;
  const remarks: Remark[] = [...found.remarks];
  const rules = [...new Set(found.parts.flatMap((part) => part.rules.map(([rule]) => rule)))];
  const bans = rules.flatMap((rule) => {
    if (ZONE_RULES.includes(rule)) return zoneBans(rule, found.parts, world, remarks);
    return bansOf(layersOf(rule, found.parts, world, remarks), found.ignored);
  });
  return { bans, remarks };
}

/** What a rule says in each part; a severity alone keeps the options of the part before. */
function layersOf(rule: string, parts: readonly Part[], world: World, remarks: Remark[]): Layer[] {
  let options: readonly Value[] = [];
  return parts.flatMap((part): Layer[] => {
    const place = { files: part.files, except: part.except };
    const setting = part.rules.find(([name]) => name === rule)?.[1];
    if (setting === undefined) return part.isRoot ? [{ ...place, entries: [] }] : [];
    const [level, ...own] = items(setting);
    const severity = severityOf(level);
    if (severity === null) {
      remarks.push(left(setting.spot, rule, 'is no literal, and nothing is run to find out; write these bans by hand'));
      return [{ ...place, entries: [] }];
    }
    if (own.length > 0) options = own;
    if (severity === 'off') {
      if (own.length > 0) remarks.push(left(setting.spot, rule, 'is off there; what it lists is not banned'));
      return [{ ...place, entries: [] }];
    }
    const said = saidBy(rule, options, { world, rule, severity });
    pushAll(remarks, said.remarks);
    return [{ ...place, entries: said.entries }];
  });
}

function saidBy(rule: string, options: readonly Value[], reading: Reading): Said {
  const read = RULES.get(rule);
  const [first] = options;
  if (read !== undefined) return read(options, reading);
  return {
    entries: [],
    remarks:
      first === undefined ? [] : [left(first.spot, rule, 'is a rule that is not known here; write its bans by hand')],
  };
}

function zoneBans(rule: string, parts: readonly Part[], world: World, remarks: Remark[]): TranslatedBan[] {
  return parts.flatMap(({ rules, folder, files, except }) => {
    const setting = rules.find(([name]) => name === rule)?.[1];
    const [level, ...options] = items(setting);
    const severity = severityOf(level);
    if (severity === null || severity === 'off' || setting === undefined) return [];
    const { bans, remarks: told } = zonesOf(options, folder, { world, rule, severity });
    pushAll(remarks, told);
    if (files !== null || except.length > 0)
      remarks.push({
        ...left(setting.spot, rule, 'holds in some files only; here its zones hold in all files of their targets'),
        kind: 'differs',
      });
    return bans;
  });
}

function severityOf(level: Value | undefined): Severity | 'off' | null {
  if (level?.kind !== 'string' && level?.kind !== 'number') return null;
  switch (String(level.value).toLowerCase()) {
    case '2':
    case 'error':
    case 'deny':
      return 'error';
    case '1':
    case 'warn':
      return 'warn';
    case '0':
    case 'off':
    case 'allow':
      return 'off';
    default:
      return null;
  }
}
