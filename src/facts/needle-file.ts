/**
 * The needle files, by which hooks/pre-commit can tell without Node that nothing staged breaks a rule.
 *
 *   needles       first line: version, build, HEAD's commit when this was made (`never`: the hook need not try), number
 *                 of rules, numbers of lines that follow, the last line of the other files, paths of git and grep, a
 *                 hash over all configurations with their blobs; then pathspecs of configurations; then what
 *                 `git diff-tree` will say of those that are staged and not yet committed
 *   needles-js    patterns for `grep -aG`, at last a line that tells that the file is whole
 *   needles-py    the same for Python
 *
 * They hold while the configurations (registries, tsconfig.json, package.json, …) are those of the index from which
 * they were made: the hook asks git what has changed since that commit, and what is staged, and the patterns name what
 * must not be among it. The last line is a number that nobody can guess, so no file of the repository can hold it; the
 * hook ends its search with it, and only a search that finds nothing else was a whole one. Dates play no part: what
 * holds from some day on is searched for on every day.
 *
 * Files are written under a temporary name and then take their own; the first one last.
 */
import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { discover } from '../git/discover.ts';
import { headCommit } from '../git/repository.ts';
import { findGit, git } from '../git/run.ts';
import { openSnapshot, type Snapshot } from '../git/snapshot.ts';
import {
  CONFIGURATION_NAMES,
  ecmascriptShortcuts,
  installedReader,
  type ModuleContext,
  pythonShortcuts,
  type Shortcuts,
} from '../modules/index.ts';
import { recallRegistry } from '../registry/compiled-cache.ts';
import { compileRegistry, type Guard, openGuard, rulesInForce } from '../registry/guard.ts';
import { loadRegistry, REGISTRY_NAME } from '../registry/load.ts';
import { DEFAULT_INCLUDE } from '../registry/schema.ts';
import { always, type Needles } from '../rules/needle.ts';
import { needlesOf } from '../rules/needles.ts';
import { decode } from '../text/decode.ts';
import type { LanguageId } from '../types.ts';
import { version } from '../version.ts';
import { buildId } from './build-id.ts';
import { hookFolder, saveCached } from './cache-folder.ts';
import {
  baseNamePattern,
  DRIFT,
  expressionSource,
  grepPattern,
  listLine,
  MISSING,
  type Pattern,
  pathPattern,
  patternsOf,
} from './needle-patterns.ts';
import { openTree } from './tree.ts';

const LANGUAGES = ['js', 'py'] as const;

/** What a tree and its registry say of needles. */
export interface TreeNeedles {
  readonly guard: Guard;
  readonly byLanguage: Readonly<Record<LanguageId, Needles>>;
  readonly shortcuts: Readonly<Record<LanguageId, Shortcuts>>;
  /** Every file that this depends on, sorted. */
  readonly configurations: readonly string[];
}

// ----------------------------------------------------------------------------------------------------- from a tree

/** The needles for a tree. */
export function needlesOfTree(guard: Guard, context: ModuleContext): TreeNeedles {
  const shortcuts = { js: ecmascriptShortcuts(context), py: pythonShortcuts(context) };
  const read = [...guard.registry.sources, ...LANGUAGES.flatMap((language) => shortcuts[language].configurations)];
  return {
    guard,
    shortcuts,
    byLanguage: { js: needlesIn('js', guard, shortcuts.js), py: needlesIn('py', guard, shortcuts.py) },
    configurations: [...new Set(read)].sort(),
  };
}

/** The needles for what the index holds; null without a registry that can be used. */
export function needlesOfIndex(
  cwd: string,
  { tree }: Snapshot = openSnapshot({ scope: 'staged' }, cwd),
): TreeNeedles | null {
  const readOutside = installedReader(discover(cwd)?.top ?? cwd);
  for (;;) {
    // What the tree does not know yet counts as not there, and is fetched for the next round.
    const guard = guardOf(cwd, tree);
    const context = { tree: openTree(tree, new Map()), pythonRoots: guard?.registry.pythonRoots ?? null, readOutside };
    const found = guard === null ? null : needlesOfTree(guard, context);
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
  if (kept !== null) return openGuard(kept);
  const [root, ...nested] = places.flatMap((path) => {
    const text = read(path);
    return text === undefined ? [] : [{ path, text }];
  });
  if (root?.path !== REGISTRY_NAME) return null;
  const { registry } = loadRegistry(root, read, nested);
  return registry === null ? null : openGuard(compileRegistry(registry));
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

/** Which staged files are configurations. */
function configurationPatterns(configurations: readonly string[]): Pattern[] {
  return [baseNamePattern(CONFIGURATIONS), ...configurations.map((path) => pathPattern({ text: path, as: 'path' }))];
}

/** The same for git: what `git diff-tree` is asked about. */
function pathspecs(configurations: readonly string[]): string[] {
  const names = CONFIGURATIONS.map((name) => `:(top,glob)**/${name}`);
  const isNamed = new RegExp(
    `(?:^|/)(?:${CONFIGURATIONS.map((name) => name.replace(/\./g, '\\.').replace('*', '[^/]*')).join('|')})$`,
  );
  return [...names, ...configurations.filter((path) => !isNamed.test(path)).map((path) => `:(top,literal)${path}`)];
}

/** Everything that the hook looks for in files of one language; `always` is found in any list of files. */
export function searchPatterns(found: TreeNeedles, language: LanguageId): Pattern[] {
  const needles = found.byLanguage[language];
  const always: Pattern = ['LINE START', ':'];
  return [
    MISSING,
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
  const drift = expectedDrift(cwd, found);
  const gitPath = findGit(process.env, cwd);
  const grep = gnuGrep();
  if (drift === null || grep === null || !isPlainPath(gitPath) || headCommit(cwd) !== base) return;
  const end = randomBytes(16).toString('hex');
  for (const language of LANGUAGES) {
    const name = `needles-${language}`;
    const last = `${end}-${language}`;
    const lines = [...new Set(searchPatterns(found, language).map(grepPattern)), last];
    const isWritten = saveCached(folder, name, Buffer.from(`${lines.join('\n')}\n`, 'latin1'));
    if (!isWritten || !works(grep, join(folder, name), last)) return;
  }
  const digest = createHash('sha256').update(
    JSON.stringify(found.configurations.map((path) => [path, snapshot.tree.id(path)])),
  );
  const isVain = LANGUAGES.every((language) => found.byLanguage[language].kind === 'always');
  const specs = pathspecs(found.configurations);
  const counts = [rulesInForce(found.guard), specs.length, drift.length];
  const first = [version, build, isVain ? 'never' : base, ...counts, end, gitPath, grep, digest.digest('hex')].join(
    ' ',
  );
  saveCached(folder, 'needles', Buffer.from(`${[first, ...specs, ...drift].join('\n')}\n`, 'latin1'));
}

/** The folder of this work tree alone, because two of them may have different registries; null for a link. */
function ownFolder(cwd: string): string | null {
  const folder = hookFolder(cwd);
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  return stat === undefined || stat.isDirectory() ? folder : null;
}

/** Staged configurations as `diff-tree` will list them once they are committed; null when they are many, or odd. */
function expectedDrift(cwd: string, { configurations }: TreeNeedles): string[] | null {
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
  const isOne = new RegExp(configurationPatterns(configurations).map(expressionSource).join('|'), 'm');
  const lines = git(['-c', 'core.quotePath=true', ...args], { cwd })
    .stdout.toString('latin1')
    .split('\n')
    .filter((line) => isOne.test(listLine(line)));
  return lines.length > 20 || lines.some((line) => /["\\[\]*^$]/.test(line)) ? null : lines.map((line) => DRIFT + line);
}

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

/** Whether grep takes the patterns and finds the end, and nothing before it, behind bytes of any kind. */
function works(grep: string, file: string, end: string): boolean {
  const input = Buffer.concat([Buffer.from([0, 255, 10, 10, 0, 128, 10]), Buffer.from(`${end}\n`)]);
  const found = spawnSync(grep, ['-aG', '-m', '1', '-f', file], { input, encoding: 'latin1', env: { LC_ALL: 'C' } });
  return found.status === 0 && found.stdout === `${end}\n`;
}

/** Nothing that a shell, or `read`, could take for something else. */
function isPlainPath(path: string): boolean {
  return /^\/[\w/.+-]+$/.test(path);
}
