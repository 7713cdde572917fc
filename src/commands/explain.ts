/**
 * `explain`: a concept, a rule, a path, a name, or one import line. What it says of rules is the rules' own text.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { dialectOf, languageOf } from '../languages/index.ts';
import { keyOfFile } from '../modules/index.ts';
import { checkOrRefuse } from '../pipeline.ts';
import { isExcepted, isHomeFile } from '../registry/applies.ts';
import { type BanEntry, bansByPlace } from '../registry/matcher.ts';
import {
  banWords,
  definitionWords,
  exceptionsOf,
  exceptionWords,
  homeWords,
  placeWords,
} from '../registry/sentences.ts';
import { bansOfModule } from '../rules/banned-import/match.ts';
import type { Rule } from '../rules/define.ts';
import { rules } from '../rules/index.ts';
import { clipText, escapeLines } from '../text/escape.ts';
import { nearest } from '../text/nearest.ts';
import type { Concept, Exception, RuleId } from '../types.ts';
import { defineCommand, type Io } from './define.ts';
import { type DiskContext, openDiskContext } from './disk-context.ts';
import { definedText } from './explain/defined.ts';
import { findingText, isFingerprint } from './explain/finding.ts';
import { explainImport } from './explain/import-line.ts';
import { nameText } from './explain/name.ts';
import { dayOf } from './options.ts';
import { repositoryPath } from './repository-path.ts';

export const explain = defineCommand({
  name: 'explain',
  summary: 'a concept, a rule, a path, a finding, or one import line: what holds and why',
  usage: [
    'explain <concept>',
    'explain <rule>',
    'explain <path>',
    'explain <name>',
    'explain <fingerprint>',
    "explain '<import line>' [--from <file>]",
  ],
  positionals: {
    label: '<what>',
    summary: 'a concept, a rule id, a path, a name, a fingerprint, or an import line in quotes',
    max: 1,
  },
  options: {
    from: { kind: 'text', value: '<file>', summary: 'the file in which the import line stands' },
    config: { kind: 'text', short: 'c', value: '<file>', summary: 'a registry on disk instead of .ssotrc.json' },
    color: { kind: 'toggle', summary: 'colour, whatever the terminal and NO_COLOR say' },
    now: { kind: 'day', value: '<date>', summary: 'judge dates as of this day, such as 2026-12-31' },
  },
  examples: [
    { command: 'npx ssot-guard explain WebSocketManager', shows: 'its home, its bans, its exceptions' },
    { command: 'npx ssot-guard explain duplicate-definition', shows: 'what a rule is for, with examples' },
    { command: "npx ssot-guard explain 'from app.old import make'", shows: 'banned or not, and what to write' },
  ],
  run: async ({ options, positionals }, io) => {
    const [what] = positionals;
    if (what === undefined)
      throw new UserError('explain what?', 'A concept, a rule id, a path, or an import line in quotes.');
    const rule = rules.find((r) => r.id === what);
    if (rule !== undefined) return say(io, ruleText(rule));
    if (/\bimport\b|\brequire\s*\(|\bfrom\b.*['"]/.test(what)) return explainImport(what, options, io);
    const today = dayOf(options.now, io);
    if (isFingerprint(what)) return say(io, await findingText(what, { config: options.config, today }, io));
    const context = openDiskContext(io.repository, options.config);
    const concept = context.matcher.concepts.get(what);
    if (concept !== undefined) return say(io, await conceptText(concept, options, io));
    if (existsSync(resolve(io.cwd, what)) || what.includes('/'))
      return say(io, pathText(repositoryPath(io.repository, what), context, today));
    const named = [...nameText(what, context.matcher), ...definedText(what, context, io.repository)];
    if (named.length > 0) return say(io, [what, ...named]);
    const guess = nearest(what, [...context.matcher.concepts.keys(), ...rules.map((r) => r.id)]);
    throw new UserError(
      `${clipText(what, 100)} is not a concept, rule, path, name of the registry or import line`,
      guess === null ? `Rules: ${rules.map((r) => r.id).join(', ')}` : `Did you mean ${guess}?`,
    );
  },
});

function say(io: Io, lines: readonly string[]): number {
  io.stdout(`${lines.map(escapeLines).join('\n')}\n`);
  return 0;
}

/** A rule in its own words, with an example that it reports and one that it does not. */
function ruleText(rule: Rule): string[] {
  const example = (title: string, { registry, files }: Rule['bad']): string[] => [
    '',
    `${title}, with ${JSON.stringify(registry)}:`,
    ...Object.entries(files).flatMap(([path, source]) => [
      `  ${path}`,
      ...source
        .trimEnd()
        .split('\n')
        .map((l) => `    ${l}`),
    ]),
  ];
  return [
    `${rule.id}: ${rule.summary}`,
    '',
    rule.docs,
    ...example('Reported', rule.bad),
    ...example('Not reported', rule.good),
    '',
    ...(rule.options.length === 0 ? [] : [`Registry: ${rule.options.join(', ')}`]),
    `Fixed: ${rule.fixes}`,
  ];
}

interface Options {
  readonly from: string | null;
  readonly config: string | null;
  readonly now: string | null;
}

async function conceptText(concept: Concept, options: Options, io: Io): Promise<string[]> {
  const { report } = await checkOrRefuse({
    cwd: io.cwd,
    scope: { scope: 'all' },
    config: options.config,
    today: dayOf(options.now, io),
  });
  const own = report.findings.filter((finding) => finding.concept === concept.name);
  const byRule = new Map<RuleId, number>();
  for (const { rule } of own) byRule.set(rule, (byRule.get(rule) ?? 0) + 1);
  const exceptions = exceptionsOf(concept);
  return [
    `${concept.name}${concept.description === null ? '' : `: ${concept.description}`}  (${placeWords(concept.place)})`,
    ...concept.canonical.map((home) => `  home       ${homeWords(home)}`),
    ...(concept.owner === null ? [] : [`  owner      ${concept.owner}`]),
    ...(concept.link === null ? [] : [`  link       ${concept.link}`]),
    ...(concept.deadline === null ? [] : [`  deadline   ${concept.deadline}`]),
    ...(concept.definitions === null ? [] : [`  defines    only there: ${definitionWords(concept.definitions)}`]),
    ...concept.banned.map((ban) => `  banned     ${banWords(ban)}  (${placeWords(ban.place)})`),
    ...exceptions.map((exception) => `  exception  ${exceptionWords(exception)}  (${placeWords(exception.place)})`),
    `  today      ${own.length === 0 ? 'no violation on disk' : [...byRule].map(([rule, n]) => `${n} ${rule}`).join(', ')}`,
  ];
}

/** Which rules hold in a file, and which file of the registry each comes from. */
function pathText(path: string, { matcher, modules, snapshot: { tree } }: DiskContext, today: string): string[] {
  const key = keyOfFile(path);
  const language = languageOf(path);
  if (!matcher.includes(path)) return [`${path} is not guarded: files.include and files.exclude leave it out`];
  if (language === null && key === null && dialectOf(path) === null)
    return [`${path} is skipped: no scanner reads such files`];
  const absent = tree.has(path) ? '' : '  not in the tree';
  const lines = [`${path}${absent}${key === null ? '' : `  module ${key.language}:${key.path}`}`];
  const here = (base: string, inside: readonly string[] | null): boolean =>
    (base === '' || path.startsWith(`${base}/`)) && (inside === null || matcher.matchesPath(inside, base, path));
  const excepted = (allow: readonly Exception[], base: string): string => {
    const exception = allow.find(
      (e) => (e.until === null || e.until >= today) && matcher.matchesPath(e.in, base, path),
    );
    return exception === undefined ? '' : `  excepted: ${exceptionWords(exception)}`;
  };
  for (const concept of matcher.registry.concepts) {
    if (isHomeFile(concept, path)) lines.push(`  home of     ${concept.name}  (${placeWords(concept.place)})`);
    else if (
      concept.definitions !== null &&
      here(concept.base, concept.definitions.in) &&
      concept.canonical.some((home) => home.language === language)
    ) {
      const { definitions: rule } = concept;
      lines.push(
        `  one home    ${definitionWords(rule)}  (${placeWords(rule.place)})${excepted(rule.allow, concept.base)}`,
      );
    }
  }
  const own = new Set(key === null ? [] : bansOfModule(key, matcher, modules()).map(({ entry }) => entry));
  for (const entries of bansByPlace(matcher.bans)) {
    const [{ ban, concept }] = entries;
    const isForeign = (entry: BanEntry): boolean => {
      const its = entry.language ?? languageOf(ban.module);
      return its !== null && language !== null && its !== language;
    };
    if (!here(ban.base, ban.in) || isExcepted(ban, path, matcher) || entries.every(isForeign)) continue;
    if (entries.some((entry) => own.has(entry)) || (concept !== null && isHomeFile(concept, path))) continue;
    const whose = concept === null ? '' : `  [${concept.name}]`;
    lines.push(`  banned      ${banWords(ban)}${whose}  (${placeWords(ban.place)})${excepted(ban.allow, ban.base)}`);
  }
  for (const rule of matcher.registry.unique) {
    if (here(rule.base, rule.in))
      lines.push(
        `  unique      ${definitionWords(rule)}  (${placeWords(rule.place)})${excepted(rule.allow, rule.base)}`,
      );
  }
  return lines.length === 1 ? [...lines, '  no rule holds here'] : lines;
}
