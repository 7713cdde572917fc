/**
 * The search files, by which hooks/pre-commit can tell without Node that nothing staged breaks a rule.
 *
 *   search        first line: version, build, HEAD's commit when this was made (`never`: the hook need not try), number
 *                  of patterns for text files, numbers of lines that follow, whether the disk was looked at, the last line of the other
 *                  files, paths of git and grep; then texts of which one stands in a list of differences that holds a
 *                  configuration; then what `git diff-tree` will say of those that are staged and not yet committed
 *   search-js     patterns for `grep -aG`, at last a line that tells that the file is whole
 *   search-py     the same for Python
 *   search-notebook  the same for notebooks
 *   search-text   the same for text files, which may mention what is banned (mention-patterns.ts)
 *   search-doc    the same for documents, where only code counts
 *   search-drift  the same for lists of differences: which lines are about configurations
 *   search-disk   what was read or looked for on disk (hook-inputs.ts), and the last line
 *
 * They hold while everything that they were made from is as it was: every path that was asked for, there or not, every
 * place of a base name that says how modules are named, every symbolic link, and what git does not have. The hook asks
 * git what has changed since that commit, and what is staged, and looks at the disk. The last line is a number that
 * nobody can guess, so no file of the repository can hold it; the hook ends its search with it, and only a search that
 * finds nothing else was a whole one. Dates play no part: what holds from some day on is searched for on every day.
 *
 * Files are written under a temporary name and then take their own; the first one last. Those that were there before are
 * called `earlier`, `earlier-js` and so on from then on: who goes back to the branch before, whose configurations are
 * others, finds them, and the hook looks at them where the first do not hold.
 */

import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { lstatSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildId } from '../cache/build-id.ts';
import { hookFolder, readCached, saveCached } from '../cache/folder.ts';
import { openTree } from '../facts/tree.ts';
import { installedReader, type Look } from '../files/installed.ts';
import { headByFiles } from '../git/head.ts';
import { openSnapshot } from '../git/open-snapshot.ts';
import { headCommit, type Repository } from '../git/repository.ts';
import { findGit } from '../git/run.ts';
import { settle } from '../git/settle.ts';
import type { ScopeRequest, Snapshot } from '../git/snapshot.ts';
import { type Change, listStaged } from '../git/staged.ts';
import { GUARDED_EXTENSIONS } from '../languages/index.ts';
import { CONFIGURATION_NAMES, EXTENDED_NAMES } from '../modules/configuration.ts';
import {
  ecmascriptShortcuts,
  type ModuleContext,
  pythonShortcuts,
  realPath,
  recordQuestions,
  type Shortcuts,
  statedNames,
} from '../modules/index.ts';
import { readCompiledRegistry } from '../registry/compiled-cache.ts';
import { loadRegistry, REGISTRY_NAMES, sideBySide } from '../registry/load.ts';
import {
  type CompiledRegistry,
  compileRegistry,
  openMatcher,
  type RegistryMatcher,
  withRealHomesIn,
} from '../registry/matcher.ts';
import { withEveryReading } from '../registry/open.ts';
import { DEFAULT_INCLUDE } from '../registry/schema.ts';
import type { RequiredText, RequiredTexts } from '../required-text/required.ts';
import { decode } from '../text/decode.ts';
import { lazily } from '../text/lazily.ts';
import { LANGUAGE_IDS, type LanguageId } from '../types.ts';
import { version } from '../version.ts';
import { diskLines, isLegible } from './hook-inputs.ts';
import { documentPatterns, mentionPatterns } from './mention-patterns.ts';
import { notebookPatterns } from './notebook-spellings.ts';
import { expressionSource, grepPattern, type Pattern } from './pattern.ts';
import {
  baseNamePattern,
  driftMarks,
  driftPatterns,
  IN_EVERY_FILE,
  MISSING,
  NO_PLAIN_LINES,
  ON_REQUEST_PATHS,
  pathPattern,
  patternsOf,
  SEALED_LINES,
} from './patterns.ts';
import { requiredTextsOf } from './required-text.ts';

/** What a tree and its registry say of required texts. */
interface Texts {
  readonly matcher: RegistryMatcher;
  readonly byLanguage: Readonly<Record<LanguageId, RequiredTexts>>;
  readonly shortcuts: Readonly<Record<LanguageId, Shortcuts>>;
}

/** And what they were made from. */
export interface TreeTexts extends Texts {
  /** Every path that this depends on, there or not, sorted. */
  readonly configurations: readonly string[];
}

/** The same for the index, and what was looked at on disk. */
interface IndexTexts extends TreeTexts {
  readonly looks: readonly Look[];
}

// ----------------------------------------------------------------------------------------------------- from a tree

/** The required texts for a tree. */
export function textsOfTree(judging: RegistryMatcher, modules: ModuleContext): Texts {
  const matcher = withEveryReading(judging, modules);
  const shortcuts = { js: ecmascriptShortcuts(modules), py: pythonShortcuts(modules) };
  const textsIn = (language: LanguageId): RequiredTexts =>
    requiredTextsOf({ matcher, language, shortcuts: shortcuts[language], modules });
  return { matcher, shortcuts, byLanguage: { js: textsIn('js'), py: textsIn('py') } };
}

/** The same, for whoever keeps it. */
export function requiredTextsOfTree(judging: RegistryMatcher, context: ModuleContext): TreeTexts {
  const { tree, questions } = recordQuestions(context.tree);
  const texts = textsOfTree(judging, { ...context, tree });
  // behind a link the file itself may change as well
  const read = [...questions.paths].flatMap((path) => [path, realPath(path, tree)]);
  const other = [...questions.names].find((name) => !isConfigurationName(name));
  if (other !== undefined)
    throw new Error(`required texts are made from files called ${other}, which the hook does not know`);
  return {
    ...texts,
    configurations: [...new Set([...texts.matcher.registry.sources, ...read])].filter(isNotTold).sort(),
  };
}

/** The required texts for what the index holds; null without a registry that can be used. */
export function requiredTextsOfIndex(
  repository: Repository,
  { tree }: Pick<Snapshot, 'tree'> = openSnapshot({ scope: 'staged' }, repository),
): IndexTexts | null {
  return settle(tree, () => {
    const matcher = matcherOf(repository, tree);
    const looks: Look[] = [];
    const readOutside = installedReader(repository.found?.top ?? repository.cwd, (look) => looks.push(look));
    if (matcher === null) return null;
    const context = { tree: openTree(tree, new Map()), ...statedNames(matcher.registry), readOutside };
    return { ...requiredTextsOfTree(matcher, context), looks };
  });
}

/** All nested registries count, whichever files are staged. */
function matcherOf(repository: Repository, tree: Snapshot['tree']): RegistryMatcher | null {
  const read = (path: string): string | undefined => {
    const bytes = tree.bytes(path);
    return bytes === undefined ? undefined : decode(bytes).text;
  };
  const nestedPaths = REGISTRY_NAMES.flatMap((name) => tree.named(name).filter((path) => path !== name));
  const places = [...REGISTRY_NAMES, ...nestedPaths];
  const kept = readCompiledRegistry(repository, tree, places);
  const open = (compiled: CompiledRegistry): RegistryMatcher => openMatcher(withRealHomesIn(compiled, tree.links()));
  if (kept !== null) return open(kept);
  const [root, ...nested] = places.flatMap((path) => {
    const text = read(path);
    return text === undefined ? [] : [{ path, text }];
  });
  if (root === undefined || root.path.includes('/')) return null;
  if (sideBySide([root, ...nested].map(({ path }) => path)) !== null) return null;
  const { registry } = loadRegistry(root, read, nested);
  return registry === null ? null : open(compileRegistry(registry));
}

/** A glob that can match nothing that is guarded on request. */
function isOfSources(glob: string): boolean {
  return DEFAULT_INCLUDE.includes(glob) || GUARDED_EXTENSIONS.some((extension) => glob.endsWith(`.${extension}`));
}

/** What is guarded on request is judged, whatever is in it: its code is of any language. */
function guardedOnRequest({ matcher }: TreeTexts): Pattern[] {
  return matcher.registry.files.include.every(isOfSources) ? [] : [ON_REQUEST_PATHS];
}

// ---------------------------------------------------------------------------------------------------------- patterns

const CONFIGURATIONS: readonly string[] = [...CONFIGURATION_NAMES, ...EXTENDED_NAMES, ...REGISTRY_NAMES];

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

/** Which staged files are to be judged whatever is looked for: configurations, and what is guarded on request. */
function listPatterns(found: TreeTexts): Pattern[] {
  const configurations = found.configurations.map((path) => pathPattern({ text: path, as: 'path' }));
  return [baseNamePattern(CONFIGURATIONS), ...configurations, ...guardedOnRequest(found)];
}

/** What the hook has a search for each of. */
const SOURCE_KINDS = [...LANGUAGE_IDS, 'notebook'] as const;
type SourceKind = (typeof SOURCE_KINDS)[number];

/** Everything that the hook looks for in files of one kind; `always` is found in any list of files. */
export function searchPatterns(found: TreeTexts, kind: SourceKind): Pattern[] {
  const language = kind === 'notebook' ? 'py' : kind;
  const requiredTexts = found.byLanguage[language];
  const always: Pattern = ['LINE START', ':'];
  return [
    MISSING,
    ...NO_PLAIN_LINES,
    ...SEALED_LINES,
    ...listPatterns(found),
    ...(requiredTexts.kind === 'always' ? [always] : requiredTexts.paths.map(pathPattern)),
    ...(requiredTexts.kind === 'always' ? [] : contentPatterns(kind, requiredTexts.list)),
  ];
}

function contentPatterns(kind: SourceKind, list: readonly RequiredText[]): Pattern[] {
  return kind === 'notebook' ? [...IN_EVERY_FILE, ...notebookPatterns(list)] : patternsOf(kind, list, true);
}

/** Everything that the hook looks for in text files, and in the list of what is staged where there is nothing else. */
function textPatterns(found: TreeTexts, patternsOfBans: typeof mentionPatterns): Pattern[] {
  const { bans, registry } = found.matcher;
  const own = registry.mentions.level === 'off' ? [] : patternsOfBans(bans);
  return [MISSING, ...listPatterns(found), ...own];
}

// ------------------------------------------------------------------------------------------------------- the files

/**
 * Writes the search files for what the index holds. Without a commit, a registry, or a GNU grep in its usual place there
 * are none, and the hook starts Node. Whether they could be written is nobody's concern.
 *
 * @param snapshot of all that is staged, if it is open: what was asked of it is not asked again
 */
export function renewHookFile(repository: Repository, build: string | null = buildId, snapshot?: Snapshot): void {
  if (build === null || process.platform === 'win32') return;
  const folder = ownFolder(repository);
  const base = snapshot?.headCommit ?? headCommit(repository);
  if (folder === null || base === null) return;
  const listed = lazily(() => listStaged(repository).changes);
  const staged = snapshot ?? openSnapshot(withList(listed()), repository);
  const found = requiredTextsOfIndex(repository, staged);
  if (found === null) return;
  const { configurations } = found;
  const drift = expectedDrift(staged.changed, listed, configurations);
  const disk = diskLines(found.looks, base.length);
  const gitPath = findGit(process.env, repository.cwd);
  const grep = gnuGrep();
  if (drift === null || grep === null || !isPlainPath(gitPath) || currentHead(repository) !== base) return;
  const end = randomBytes(16).toString('hex');
  const files = [
    ...SOURCE_KINDS.map((name) => ({ name, patterns: searchPatterns(found, name), readsSources: true })),
    { name: 'text', patterns: textPatterns(found, mentionPatterns), readsSources: false },
    { name: 'doc', patterns: textPatterns(found, documentPatterns), readsSources: false },
    { name: 'drift', patterns: driftPatterns(CONFIGURATIONS, configurations), readsSources: false },
  ];
  const isVain = LANGUAGE_IDS.every((language) => found.byLanguage[language].kind === 'always');
  const isKnowable = disk !== null && configurations.every(isLegible);
  const marks = driftMarks(CONFIGURATIONS, configurations);
  const { bans, registry } = found.matcher;
  const mentions = registry.mentions.level === 'off' ? 0 : mentionPatterns(bans).length;
  const counts = [mentions, marks.length, drift.length];
  const looksAtDisk = disk === null || disk.length === 0 ? 0 : 1;
  const first = [version, build, isVain || !isKnowable ? 'never' : base, ...counts, looksAtDisk, end, gitPath, grep];
  const head = [first.join(' '), ...marks, ...drift];
  keepEarlier(folder, build, [...files.map(({ name }) => name), 'disk'], head);
  for (const { name, patterns } of files) {
    const last = `${end}-${name}`;
    const lines = [...new Set(patterns.map(grepPattern)), last];
    if (!saveLines(folder, `search-${name}`, lines)) return;
  }
  for (const readsSources of [true, false]) {
    const tried = files.filter((file) => file.readsSources === readsSources).map(({ name }) => name);
    if (!works(grep, folder, tried, end, readsSources)) return;
  }
  if (!saveLines(folder, 'search-disk', [...(disk ?? []), `${end}-disk`])) return;
  saveLines(folder, 'search', head);
}

/** The head without the number that the other files end with. */
function subjectOf(head: string): string {
  return head.split(' ').toSpliced(7, 1).join(' ');
}

/**
 * Gives the search files of this build their second name, unless what follows is made from the same. Where this comes to
 * no end, the hook finds a head without its files, and asks Node.
 */
function keepEarlier(folder: string, build: string, names: readonly string[], next: readonly string[]): void {
  const head = readCached(folder, 'search', 1 << 20)?.toString('latin1') ?? '';
  if (!head.startsWith(`${version} ${build} `) || subjectOf(head) === subjectOf(`${next.join('\n')}\n`)) return;
  try {
    rmSync(join(folder, 'earlier'), { force: true });
    for (const name of names) renameSync(join(folder, `search-${name}`), join(folder, `earlier-${name}`));
    renameSync(join(folder, 'search'), join(folder, 'earlier'));
  } catch {
    // some are missing, or cannot be moved
  }
}

/** @param lines one character a byte */
function saveLines(folder: string, name: string, lines: readonly string[]): boolean {
  return saveCached(folder, name, Buffer.from(`${lines.join('\n')}\n`, 'latin1'));
}

/** The folder of this work tree alone, because two of them may have different registries; null for a link. */
function ownFolder(repository: Repository): string | null {
  const folder = hookFolder(repository);
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  return stat === undefined || stat.isDirectory() ? folder : null;
}

function withList(changes: readonly Change[]): ScopeRequest {
  return { scope: 'staged', handed: { changes, since: null, blobs: new Map() } };
}

function currentHead(repository: Repository): string | null {
  return headByFiles(repository) ?? headCommit(repository);
}

/**
 * Staged configurations as `diff-tree` will list them once they are committed; null when they are many, or one is odd.
 * @param changed paths of all that is staged; where none of them can be one, nothing is listed
 */
function expectedDrift(
  changed: readonly string[],
  listed: () => readonly Change[],
  configurations: readonly string[],
): string[] | null {
  const isOne = new RegExp(driftPatterns(CONFIGURATIONS, configurations).map(expressionSource).join('|'), 'm');
  const zeros = '0'.repeat(40);
  const mayBeOne = (path: string): boolean =>
    isOne.test(`:000000 000000 ${zeros} ${zeros} M\t${path}`) || !/^[\x20-\x7e]*$/.test(path);
  if (!changed.some(mayBeOne)) return [];
  const lines = listed()
    .map(
      ({ oldMode, newMode, oldId, newId, status, raw }) => `:${oldMode} ${newMode} ${oldId} ${newId} ${status}\t${raw}`,
    )
    .filter((line) => isOne.test(line));
  return lines.length > MOST_EXPECTED || lines.some((line) => !isLegible(line.slice(line.indexOf('\t') + 1)))
    ? null
    : lines;
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
 * Whether grep takes the patterns of some files and finds their ends, and nothing before them, after bytes of any kind; and,
 * where they are for sources, what no line of a source should hold.
 */
function works(grep: string, folder: string, names: readonly string[], end: string, readsSources: boolean): boolean {
  const odd = readsSources ? 'a\0\nb\rc\n' : '';
  const ends = names.map((name) => `${end}-${name}\n`).join('');
  const input = Buffer.from(`\xff\n\n\x80\r\n${odd}${ends}`, 'latin1');
  const most = String(names.length + 2);
  const files = names.flatMap((name) => ['-f', join(folder, `search-${name}`)]);
  const found = spawnSync(grep, ['-aG', '-m', most, ...files], { input, encoding: 'latin1', env: { LC_ALL: 'C' } });
  return found.status === 0 && found.stdout === `${odd}${ends}`;
}

/** Nothing that a shell, or `read`, could take for something else. */
function isPlainPath(path: string): boolean {
  return /^\/[\w/.+-]+$/.test(path);
}
