/**
 * The needle files, by which hooks/pre-commit can tell without Node that nothing staged breaks a rule.
 *
 *   needles        first line: version, build, HEAD's commit when this was made (`never`: the hook need not try), number
 *                  of rules, numbers of lines that follow, whether the disk was looked at, the last line of the other
 *                  files, paths of git and grep; then texts of which one stands in a list of differences that holds a
 *                  configuration; then what `git diff-tree` will say of those that are staged and not yet committed
 *   needles-js     patterns for `grep -aG`, at last a line that tells that the file is whole
 *   needles-py     the same for Python
 *   needles-drift  the same for lists of differences: which lines are about configurations
 *   needles-disk   what was read or looked for on disk (needle-inputs.ts), and the last line
 *
 * They hold while everything that they were made from is as it was: every path that was asked for, there or not, every
 * place of a base name that says how modules are named, every symbolic link, and what git does not have. The hook asks
 * git what has changed since that commit, and what is staged, and looks at the disk. The last line is a number that
 * nobody can guess, so no file of the repository can hold it; the hook ends its search with it, and only a search that
 * finds nothing else was a whole one. Dates play no part: what holds from some day on is searched for on every day.
 *
 * Files are written under a temporary name and then take their own; the first one last.
 */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { buildId } from '../cache/build-id.ts';
import { hookFolder, saveCached } from '../cache/folder.ts';
import { openTree } from '../facts/tree.ts';
import { installedReader, type Look } from '../files/installed.ts';
import { discover } from '../git/discover.ts';
import { openSnapshot } from '../git/open-snapshot.ts';
import { headCommit } from '../git/repository.ts';
import { findGit, git } from '../git/run.ts';
import type { Snapshot } from '../git/snapshot.ts';
import {
  CONFIGURATION_NAMES,
  ecmascriptShortcuts,
  type ModuleContext,
  pythonShortcuts,
  realPath,
  recordQuestions,
  type Shortcuts,
} from '../modules/index.ts';
import { recallRegistry } from '../registry/compiled-cache.ts';
import { compileRegistry, type Guard, openGuardIn, rulesInForce } from '../registry/guard.ts';
import { loadRegistry, REGISTRY_NAME } from '../registry/load.ts';
import { DEFAULT_INCLUDE } from '../registry/schema.ts';
import { always, type Needles } from '../required-text/required.ts';
import { decode } from '../text/decode.ts';
import type { LanguageId } from '../types.ts';
import { version } from '../version.ts';
import { diskLines, isLegible } from './hook-inputs.ts';
import {
  baseNamePattern,
  driftMarks,
  driftPatterns,
  expressionSource,
  grepPattern,
  MISSING,
  NO_PLAIN_LINES,
  type Pattern,
  pathPattern,
  patternsOf,
} from './patterns.ts';
import { needlesOf } from './required-text.ts';

const LANGUAGES = ['js', 'py'] as const;

/** What a tree and its registry say of needles. */
export interface TreeNeedles {
  readonly guard: Guard;
  readonly byLanguage: Readonly<Record<LanguageId, Needles>>;
  readonly shortcuts: Readonly<Record<LanguageId, Shortcuts>>;
  /** Every path that this depends on, there or not, sorted. */
  readonly configurations: readonly string[];
}

/** The same for the index, and what was looked at on disk. */
interface IndexNeedles extends TreeNeedles {
  readonly looks: readonly Look[];
}

// ----------------------------------------------------------------------------------------------------- from a tree

/** The needles for a tree. */
export function needlesOfTree(guard: Guard, context: ModuleContext): TreeNeedles {
  const { tree, questions } = recordQuestions(context.tree);
  const recorded = { ...context, tree };
  const shortcuts = { js: ecmascriptShortcuts(recorded), py: pythonShortcuts(recorded) };
  // behind a link the file itself may change as well
  const read = [...questions.paths].flatMap((path) => [path, realPath(path, tree)]);
  const other = [...questions.names].find((name) => !isConfigurationName(name));
  if (other !== undefined) throw new Error(`needles are made from files called ${other}, which the hook does not know`);
  return {
    guard,
    shortcuts,
    byLanguage: { js: needlesIn('js', guard, shortcuts.js), py: needlesIn('py', guard, shortcuts.py) },
    configurations: [...new Set([...guard.registry.sources, ...read])].filter(isNotTold).sort(),
  };
}

/** The needles for what the index holds; null without a registry that can be used. */
function needlesOfIndex(cwd: string, { tree }: Snapshot = openSnapshot({ scope: 'staged' }, cwd)): IndexNeedles | null {
  for (;;) {
    // What the tree does not know yet counts as not there, and is fetched for the next round.
    const guard = guardOf(cwd, tree);
    const looks: Look[] = [];
    const readOutside = installedReader(discover(cwd)?.top ?? cwd, (look) => looks.push(look));
    const context = { tree: openTree(tree, new Map()), pythonRoots: guard?.registry.pythonRoots ?? null, readOutside };
    const found = guard === null ? null : { ...needlesOfTree(guard, context), looks };
    if (!tree.fetch()) return found;
  }
}

/** All nested registries count, whichever files are staged. */
function guardOf(cwd: string, tree: Snapshot['tree']): Guard | null {
  const read = (path: string): string | undefined => {
    const bytes = tree.bytes(path);
    return bytes === undefined ? undefined : decode(bytes).text;
  };
  const places = [REGISTRY_NAME, ...tree.named(REGISTRY_NAME).filter((path) => path !== REGISTRY_NAME)];
  const kept = recallRegistry(cwd, tree, places);
  if (kept !== null) return openGuardIn(kept, tree);
  const [root, ...nested] = places.flatMap((path) => {
    const text = read(path);
    return text === undefined ? [] : [{ path, text }];
  });
  if (root?.path !== REGISTRY_NAME) return null;
  const { registry } = loadRegistry(root, read, nested);
  return registry === null ? null : openGuardIn(compileRegistry(registry), tree);
}

function needlesIn(language: LanguageId, guard: Guard, shortcuts: Shortcuts): Needles {
  if (!guard.registry.files.include.every(isOfSources)) return always('files of any kind may be guarded');
  return needlesOf({ guard, language, shortcuts });
}

/** A glob that can match no Markdown, whose fences are of any language. */
function isOfSources(glob: string): boolean {
  return DEFAULT_INCLUDE.includes(glob) || /\.(?:pyi?|[cm]?[jt]sx?|vue|svelte)$/.test(glob);
}

// ---------------------------------------------------------------------------------------------------------- patterns

const CONFIGURATIONS: readonly string[] = [...CONFIGURATION_NAMES, 'tsconfig.*.json', 'jsconfig.*.json', REGISTRY_NAME];

const NAMED = new RegExp(
  `(?:^|/)(?:${CONFIGURATIONS.map((name) => name.replace(/\./g, '\\.').replace('*', '[^/]*')).join('|')})$`,
);

function isConfigurationName(name: string): boolean {
  return CONFIGURATIONS.includes(name);
}

/** Whether a path must be named, because its base name does not tell that it is a configuration. */
function isNotTold(path: string): boolean {
  return !NAMED.test(path) || !isLegible(path);
}

/** Which staged files are configurations. */
function configurationPatterns(configurations: readonly string[]): Pattern[] {
  return [baseNamePattern(CONFIGURATIONS), ...configurations.map((path) => pathPattern({ text: path, as: 'path' }))];
}

/** Everything that the hook looks for in files of one language; `always` is found in any list of files. */
export function searchPatterns(found: TreeNeedles, language: LanguageId): Pattern[] {
  const needles = found.byLanguage[language];
  const always: Pattern = ['LINE START', ':'];
  return [
    MISSING,
    ...NO_PLAIN_LINES,
    ...configurationPatterns(found.configurations),
    ...(needles.kind === 'always'
      ? [always]
      : [...needles.paths.map(pathPattern), ...patternsOf(language, needles.list, true)]),
  ];
}

// ------------------------------------------------------------------------------------------------------- the files

/**
 * Writes the needle files for what the index holds. Without a commit, a registry, or a GNU grep in its usual place there
 * are none, and the hook starts Node. Whether they could be written is nobody's concern.
 */
export function renewNeedleFile(cwd: string, build: string | null = buildId): void {
  if (build === null || process.platform === 'win32') return;
  const folder = ownFolder(cwd);
  const base = headCommit(cwd);
  const snapshot = openSnapshot({ scope: 'staged' }, cwd);
  const found = folder === null || base === null ? null : needlesOfIndex(cwd, snapshot);
  if (folder === null || base === null || found === null) return;
  const { configurations } = found;
  const drift = expectedDrift(cwd, configurations);
  const disk = diskLines(found.looks, base.length);
  const gitPath = findGit(process.env, cwd);
  const grep = gnuGrep();
  if (drift === null || grep === null || !isPlainPath(gitPath) || headCommit(cwd) !== base) return;
  const end = randomBytes(16).toString('hex');
  const files = [
    ...LANGUAGES.map((name) => ({ name, patterns: searchPatterns(found, name) })),
    { name: 'drift', patterns: driftPatterns(CONFIGURATIONS, configurations) },
  ];
  for (const { name, patterns } of files) {
    const last = `${end}-${name}`;
    const lines = [...new Set(patterns.map(grepPattern)), last];
    const isWritten = saveLines(folder, `needles-${name}`, lines);
    if (!isWritten || !works(grep, join(folder, `needles-${name}`), last, name !== 'drift')) return;
  }
  if (!saveLines(folder, 'needles-disk', [...(disk ?? []), `${end}-disk`])) return;
  const isVain = LANGUAGES.every((language) => found.byLanguage[language].kind === 'always');
  const isKnowable = disk !== null && configurations.every(isLegible);
  const marks = driftMarks(CONFIGURATIONS, configurations);
  const counts = [rulesInForce(found.guard), marks.length, drift.length];
  const looksAtDisk = disk === null || disk.length === 0 ? 0 : 1;
  const first = [version, build, isVain || !isKnowable ? 'never' : base, ...counts, looksAtDisk, end, gitPath, grep];
  saveLines(folder, 'needles', [first.join(' '), ...marks, ...drift]);
}

/** @param lines one character a byte */
function saveLines(folder: string, name: string, lines: readonly string[]): boolean {
  return saveCached(folder, name, Buffer.from(`${lines.join('\n')}\n`, 'latin1'));
}

/** The folder of this work tree alone, because two of them may have different registries; null for a link. */
function ownFolder(cwd: string): string | null {
  const folder = hookFolder(cwd);
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  return stat === undefined || stat.isDirectory() ? folder : null;
}

/** Staged configurations as `diff-tree` will list them once they are committed; null when they are many, or odd. */
function expectedDrift(cwd: string, configurations: readonly string[]): string[] | null {
  const args = [
    'diff-index',
    '--cached',
    '--raw',
    '--no-renames',
    '--no-abbrev',
    '--ita-invisible-in-index',
    'HEAD',
    '--',
  ];
  const isOne = new RegExp(driftPatterns(CONFIGURATIONS, configurations).map(expressionSource).join('|'), 'm');
  const lines = git(['-c', 'core.quotePath=false', ...args], { cwd })
    .stdout.toString('latin1')
    .split('\n')
    .filter((line) => isOne.test(line));
  return lines.length > MOST_EXPECTED || lines.some((line) => line.includes('"')) ? null : lines;
}

/** The hook looks at two lines more than these. */
const MOST_EXPECTED = 20;

const GREPS = [
  '/usr/bin/grep',
  '/bin/grep',
  '/run/current-system/sw/bin/grep',
  '/opt/homebrew/opt/grep/libexec/gnubin/grep',
  '/usr/local/opt/grep/libexec/gnubin/grep',
];

/** GNU's, in a place that no repository can write to. Others are slow with many patterns, or read them differently. */
function gnuGrep(): string | null {
  for (const path of GREPS) {
    const { stdout, status } = spawnSync(path, ['--version'], { encoding: 'utf8', env: { LC_ALL: 'C' } });
    if (status === 0 && /^grep \(GNU grep\)/.test(stdout)) return path;
  }
  return null;
}

/**
 * Whether grep takes the patterns and finds the end, and nothing before it, behind bytes of any kind; and, where it reads
 * sources, what no line of a source should hold.
 */
function works(grep: string, file: string, end: string, readsSources: boolean): boolean {
  const odd = readsSources ? 'a\0\nb\rc\n' : '';
  const input = Buffer.from(`\xff\n\n\x80\r\n${odd}${end}\n`, 'latin1');
  const found = spawnSync(grep, ['-aG', '-m', '3', '-f', file], { input, encoding: 'latin1', env: { LC_ALL: 'C' } });
  return found.status === 0 && found.stdout === `${odd}${end}\n`;
}

/** Nothing that a shell, or `read`, could take for something else. */
function isPlainPath(path: string): boolean {
  return /^\/[\w/.+-]+$/.test(path);
}
