/**
 * `explain '<import line>'`: whether a line is banned, where it would stand.
 */
import { UserError } from '../../errors.ts';
import { dialectOf, languageOf, scan } from '../../languages/index.ts';
import { type CheckOutcome, checkOrRefuse } from '../../pipeline.ts';
import { pretty } from '../../reporters/pretty.ts';
import { clipText, escapeLines } from '../../text/escape.ts';
import type { ImportFact, LanguageId } from '../../types.ts';
import type { Io } from '../define.ts';
import { openDiskContext } from '../disk-context.ts';
import { dayOf } from '../options.ts';
import { contextOf } from '../present.ts';

export interface ImportOptions {
  readonly from: string | null;
  readonly config: string | null;
  readonly now: string | null;
  readonly color: boolean | null;
}

/** Judges a line as if it stood in the given file: 1 when it is banned. */
export async function explainImport(line: string, options: ImportOptions, io: Io): Promise<number> {
  const language = /['"`]/.test(line) ? 'js' : 'py';
  if (options.from !== null && !holds(options.from, language)) {
    throw new UserError(
      `${clipText(options.from, 100)} is not a file for this line, which is ${language === 'py' ? 'Python' : 'JavaScript or TypeScript'}`,
      'Give --from a file of that language, or leave it out.',
    );
  }
  refuseUnread(importsIn(line, language), line, options);
  const judge = (path: string) => {
    const scope = { scope: 'stdin', path, content: Buffer.from(fileOf(path, line)) } as const;
    return checkOrRefuse({ cwd: io.cwd, scope, config: options.config, today: dayOf(options.now, io) });
  };
  const outcome = await judge(options.from ?? (language === 'py' ? 'explain.py' : 'explain.ts'));
  const { report } = outcome;
  if (report.findings.length === 0) {
    const places = options.from === null ? await bannedIn(language, options, io, judge) : [];
    if (places.length === 0) io.stdout('allowed: no rule of the registry forbids this line\n');
    else io.stdout(`${[...places, 'allowed everywhere else'].map(escapeLines).join('\n')}\n`);
    return places.length === 0 ? 0 : 1;
  }
  const context = contextOf(report, { color: options.color, output: null }, outcome, io);
  io.stdout(pretty.render(report, { ...context, link: () => null, waysOut: null }));
  return report.findings.some((finding) => finding.severity === 'error' || finding.rule === 'banned-import') ? 1 : 0;
}

/** Whether a file of that name may hold the language. */
function holds(path: string, language: LanguageId): boolean {
  return languageOf(path) === language || dialectOf(path) === 'notebook';
}

/** A file of that name that holds the line. */
function fileOf(path: string, line: string): string {
  const dialect = dialectOf(path);
  if (dialect === 'astro') return `---\n${line}\n---\n`;
  if (dialect === 'vue' || dialect === 'svelte') return `<script lang="ts">\n${line}\n</script>\n`;
  if (dialect !== 'notebook') return `${line}\n`;
  const language = /['"`]/.test(line) ? 'typescript' : 'python';
  const cell = { cell_type: 'code', source: [line] };
  return JSON.stringify({ cells: [cell], metadata: { kernelspec: { language } } }, null, 1);
}

function importsIn(line: string, language: LanguageId): readonly ImportFact[] {
  return scan(`${line}\n`, language === 'py' ? 'py' : 'ts').parts.flatMap(({ imports }) => imports);
}

/** @throws UserError for a line of which nothing can be said: no import is read in it, or it does not say of which module */
function refuseUnread(imports: readonly ImportFact[], line: string, { from }: ImportOptions): void {
  if (imports.length === 0) {
    throw new UserError(
      `${clipText(line, 100)} is no import that can be read`,
      "Write the whole statement, such as 'from a.b import C' or \"import { C } from './c'\".",
    );
  }
  const relative = imports.find(({ specifier }) => specifier.startsWith('.'));
  if (relative !== undefined && from === null) {
    throw new UserError(
      `${clipText(relative.specifier, 100)} is relative to the file that imports it`,
      'Say which file that is: --from <file>.',
    );
  }
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
