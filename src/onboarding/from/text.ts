/**
 * Translated bans as people read them: in the registry, each under the place where it was stated, and on the terminal.
 */
import { escapeJson, escapeText } from '../../text/escape.ts';
import { counted } from '../../text/plural.ts';
import { banValue } from './collect.ts';
import type { Remark, TranslatedBan, Translation } from './define.ts';
import type { Spot } from './values.ts';

/** Nothing was asked for. */
export const NOTHING: Translation = { bans: [], remarks: [] };

/** The entries of "banned", with the place of each in a comment above it. */
export function banTexts({ bans }: Pick<Translation, 'bans'>, indent = '    '): string[] {
  return bans.map((ban) => `${comment(`from ${shown(ban.spot)}`, indent)}${indent}${written(ban, indent)}`);
}

/** What was not translated, as comments above the list. */
export function remarkTexts({ remarks }: Pick<Translation, 'remarks'>, indent = '  '): string {
  const gone = remarks.filter(({ kind }) => kind === 'left');
  if (gone.length === 0) return '';
  return [comment('Not translated:', indent), ...gone.map((one) => comment(`  ${sentence(one)}`, indent))].join('');
}

const LONGEST_LINE = 110;

/** On one line where it fits, else a line a key, and a line an item where a list is long. */
function written(ban: TranslatedBan, indent: string): string {
  const parts = Object.entries(banValue(ban)).map(([key, value]): string => {
    const short = `${JSON.stringify(key)}: ${inOneLine(value)}`;
    const long = JSON.stringify(value, null, 2).replaceAll('\n', `\n${indent}  `);
    return short.length <= LONGEST_LINE || typeof value === 'string' ? short : `${JSON.stringify(key)}: ${long}`;
  });
  const all = `{ ${parts.join(', ')} }`;
  return escapeJson(
    all.length <= LONGEST_LINE && !all.includes('\n')
      ? all
      : `{\n${indent}  ${parts.join(`,\n${indent}  `)}\n${indent}}`,
  );
}

function inOneLine(value: unknown): string {
  return Array.isArray(value) ? `[${value.map((one) => JSON.stringify(one)).join(', ')}]` : JSON.stringify(value);
}

function comment(text: string, indent: string): string {
  return `${indent}// ${escapeText(text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trimEnd())}\n`;
}

function shown({ path, line }: Spot): string {
  return `${path}:${line}`;
}

function sentence({ spot, what, why }: Remark): string {
  return `${shown(spot)}  ${what}: ${why}`;
}

const ALONE =
  'A module that is banned without those below it is banned by "names": ["*"], which lets a mere import \'x\' through.';

/** What `init` says of the translation: how much, and everything that is not, or not quite, the same. */
export function describeTranslation({ bans, remarks }: Translation): string[] {
  const files = [...new Set(bans.map(({ spot }) => spot.path))];
  const [gone, other] = (['left', 'differs'] as const).map((kind) => remarks.filter((one) => one.kind === kind));
  const excused =
    'What comments let through there (eslint-disable, biome-ignore, noqa) is found here, and goes into the baseline.';
  return [
    bans.length === 0
      ? 'Registry: no ban could be translated'
      : `Registry: ${counted(bans.length, 'ban')} from ${files.join(', ')}`,
    ...listed('Not translated', gone ?? []),
    ...listed('Not quite the same', other ?? []),
    ...(bans.length === 0 ? [] : [excused]),
    ...(bans.some(({ names }) => names?.[0] === '*') ? [ALONE] : []),
  ];
}

function listed(title: string, remarks: readonly Remark[]): string[] {
  return remarks.length === 0 ? [] : [`${title}:`, ...remarks.map((one) => `  ${sentence(one)}`)];
}
