/**
 * `explain`: a concept, a rule, a path, or one import line. What it says of rules is the rules' own text.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { dialectOf, languageOf } from '../languages/index.ts';
import { keyOfFile } from '../modules/index.ts';
import { type CheckOutcome, checkOrRefuse } from '../pipeline.ts';
import { isExcepted, isHomeFile } from '../registry/applies.ts';
import { type BanEntry, bansByPlace } from '../registry/matcher.ts';
import { banWords, definitionWords, exceptionsOf, exceptionWords, homeWords } from '../registry/sentences.ts';
import { pretty } from '../reporters/pretty.ts';
import { bansOfModule } from '../rules/banned-import/match.ts';
import type { Rule } from '../rules/define.ts';
import { rules } from '../rules/index.ts';
import { wantsColour } from '../text/colour.ts';
import { clipText, escapeLines } from '../text/escape.ts';
import { nearest } from '../text/nearest.ts';
import type { Concept, Exception, LanguageId, Place, RuleId } from '../types.ts';
import { version } from '../version.ts';
import { defineCommand, type Io } from './define.ts';
import { type DiskContext, openDiskContext } from './disk-context.ts';
import { dayOf } from './options.ts';
import { repositoryPath } from './repository-path.ts';

export const explain = defineCommand({
  name: 'explain',
  summary: 'a concept, a rule, a path, or one import line: what holds and why',
  usage: ['explain <concept>', 'explain <rule>', 'explain <path>', "explain '<import line>' [--from <file>]"],
  positionals: { label: '<what>', summary: 'a concept, a rule id, a path, or an import line in quotes', max: 1 },
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
    const context = openDiskContext(io.repository, options.config);
    const concept = context.matcher.concepts.get(what);
    if (concept !== undefined) return say(io, await conceptText(concept, options, io));
    if (existsSync(resolve(io.cwd, what)) || what.includes('/'))
      return say(io, pathText(repositoryPath(io.repository, what), context, dayOf(options.now, io)));
    const guess = nearest(what, [...context.matcher.concepts.keys(), ...rules.map((r) => r.id)]);
    throw new UserError(
      `${clipText(what, 100)} is not a concept, rule, path or import line`,
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
    `${concept.name}${concept.description === null ? '' : `: ${concept.description}`}  (${at(concept.place)})`,
    ...concept.canonical.map((home) => `  home       ${homeWords(home)}`),
    ...(concept.owner === null ? [] : [`  owner      ${concept.owner}`]),
    ...(concept.link === null ? [] : [`  link       ${concept.link}`]),
    ...(concept.deadline === null ? [] : [`  deadline   ${concept.deadline}`]),
    ...(concept.definitions === null ? [] : [`  defines    only there: ${definitionWords(concept.definitions)}`]),
    ...concept.banned.map((ban) => `  banned     ${banWords(ban)}  (${at(ban.place)})`),
    ...exceptions.map((exception) => `  exception  ${exceptionWords(exception)}  (${at(exception.place)})`),
    `  today      ${own.length === 0 ? 'no violation on disk' : [...byRule].map(([rule, n]) => `${n} ${rule}`).join(', ')}`,
  ];
}

/** Which rules hold in a file, and which file of the registry each comes from. */
function pathText(path: string, { matcher, modules }: DiskContext, today: string): string[] {
  const key = keyOfFile(path);
  const language = languageOf(path);
  if (!matcher.includes(path)) return [`${path} is not guarded: files.include and files.exclude leave it out`];
  if (language === null && key === null && dialectOf(path) === null)
    return [`${path} is skipped: no scanner reads such files`];
  const lines = [`${path}${key === null ? '' : `  module ${key.language}:${key.path}`}`];
  const here = (base: string, inside: readonly string[] | null): boolean =>
    (base === '' || path.startsWith(`${base}/`)) && (inside === null || matcher.matchesPath(inside, base, path));
  const excepted = (allow: readonly Exception[], base: string): string => {
    const exception = allow.find(
      (e) => (e.until === null || e.until >= today) && matcher.matchesPath(e.in, base, path),
    );
    return exception === undefined ? '' : `  excepted: ${exceptionWords(exception)}`;
  };
  for (const concept of matcher.registry.concepts) {
    if (isHomeFile(concept, path)) lines.push(`  home of     ${concept.name}  (${at(concept.place)})`);
    else if (
      concept.definitions !== null &&
      here(concept.base, concept.definitions.in) &&
      concept.canonical.some((home) => home.language === language)
    ) {
      const { definitions: rule } = concept;
      lines.push(`  one home    ${definitionWords(rule)}  (${at(rule.place)})${excepted(rule.allow, concept.base)}`);
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
    lines.push(`  banned      ${banWords(ban)}${whose}  (${at(ban.place)})${excepted(ban.allow, ban.base)}`);
  }
  for (const rule of matcher.registry.unique) {
    if (here(rule.base, rule.in))
      lines.push(`  unique      ${definitionWords(rule)}  (${at(rule.place)})${excepted(rule.allow, rule.base)}`);
  }
  return lines.length === 1 ? [...lines, '  no rule holds here'] : lines;
}

interface ImportOptions extends Options {
  readonly color: boolean | null;
}

/** Judges a line as if it stood in the given file: 1 when it is banned. */
async function explainImport(line: string, options: ImportOptions, io: Io): Promise<number> {
  const language = /['"`]/.test(line) ? 'js' : 'py';
  if (options.from !== null && languageOf(options.from) !== language) {
    throw new UserError(
      `${clipText(options.from, 100)} is not a file for this line, which is ${language === 'py' ? 'Python' : 'JavaScript or TypeScript'}`,
      'Give --from a file of that language, or leave it out.',
    );
  }
  const judge = (path: string) => {
    const scope = { scope: 'stdin', path, content: Buffer.from(`${line}\n`) } as const;
    return checkOrRefuse({ cwd: io.cwd, scope, config: options.config, today: dayOf(options.now, io) });
  };
  const { report, source } = await judge(options.from ?? (language === 'py' ? 'explain.py' : 'explain.ts'));
  if (report.findings.length === 0) {
    const places = options.from === null ? await bannedIn(language, options, io, judge) : [];
    if (places.length === 0) io.stdout('allowed: no rule of the registry forbids this line\n');
    else io.stdout(`${[...places, 'allowed everywhere else'].map(escapeLines).join('\n')}\n`);
    return places.length === 0 ? 0 : 1;
  }
  const colour = wantsColour(options.color, io.env, () => io.isTTY);
  io.stdout(pretty.render(report, { source, colour, version }));
  return report.findings.some((finding) => finding.severity === 'error' || finding.rule === 'banned-import') ? 1 : 0;
}

/** Where bans that do not hold everywhere forbid the line: judged as if it stood in a file of each such place. */
async function bannedIn(
  language: LanguageId,
  options: ImportOptions,
  io: Io,
  judge: (path: string) => Promise<CheckOutcome>,
): Promise<string[]> {
  const { matcher, snapshot } = openDiskContext(io.repository, options.config);
  const told: string[] = [];
  const seen = new Set<string>();
  for (const { ban } of matcher.bans) {
    const id = JSON.stringify([ban.base, ban.in]);
    if ((ban.in === null && ban.base === '') || seen.has(id) || seen.size >= MOST_PLACES) continue;
    seen.add(id);
    const inside = ban.in ?? ['**'];
    const paths = [...inside.map((glob) => fileInside(glob, ban.base, language)), ...snapshot.tree.allPaths()];
    const path = paths.find(
      (one) =>
        languageOf(one) === language &&
        (ban.in === null ? one.startsWith(`${ban.base}/`) : matcher.matchesPath(ban.in, ban.base, one)),
    );
    if (path === undefined) continue;
    const { report } = await judge(path);
    const [finding] = report.findings.filter(({ rule }) => rule === 'banned-import');
    if (finding === undefined) continue;
    told.push(`banned in ${inside.map((glob) => joined(ban.base, glob)).join(', ')}: ${finding.message}`);
    if (finding.hint !== null) told.push(`  → ${finding.hint}`);
  }
  return told;
}

/** So many places are tried. */
const MOST_PLACES = 20;

/** A file that need not exist, in the folder that a glob begins with. */
function fileInside(glob: string, base: string, language: LanguageId): string {
  const folders = glob.split('/').slice(0, -1);
  const wild = folders.findIndex((segment) => /[*?[{]/.test(segment));
  const name = language === 'py' ? 'explain.py' : 'explain.ts';
  return [...(base === '' ? [] : [base]), ...(wild < 0 ? folders : folders.slice(0, wild)), name].join('/');
}

function joined(base: string, glob: string): string {
  return base === '' ? glob : `${base}/${glob}`;
}

function at({ path, line }: Place): string {
  return `${path}:${line}`;
}
