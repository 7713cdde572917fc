/**
 * Which packages of a repository can have things from each other: by what their manifests state, or by what their files
 * already import from others. Packages are those of package.json, and Python's distributions.
 */
import { borderOf } from '../modules/package-entries.ts';
import { nearestPackage } from '../modules/packages.ts';
import { folderOf, inFolder } from '../modules/path.ts';
import type { LanguageId } from '../types.ts';
import { isTestPath, type Survey } from './survey.ts';

/** The folder of the package that a file belongs to; empty for the repository itself. */
export function packageOf({ modules }: Survey, path: string, language: LanguageId): string {
  const folder =
    language === 'js' ? nearestPackage(folderOf(path), modules)?.folder : borderOf(path, language, modules)?.folder;
  return folder ?? '';
}

/** Whether two files are of one package, or of two of which one depends on the other, directly or through others. */
export function arePackagesRelated(survey: Survey, a: string, b: string, language: LanguageId): boolean {
  return dependsOnPackageOf(survey, a, b, language) || dependsOnPackageOf(survey, b, a, language);
}

/** Whether a file's package is that of the other, or depends on it, directly or through others. */
export function dependsOnPackageOf(survey: Survey, from: string, to: string, language: LanguageId): boolean {
  const [start, goal] = [packageOf(survey, from, language), packageOf(survey, to, language)];
  const edges = dependencies(survey, language);
  const seen = new Set([start]);
  for (const folder of seen) {
    if (folder === goal) return true;
    for (const next of edges.get(folder) ?? []) seen.add(next);
  }
  return false;
}

const remembered = new WeakMap<Survey, Map<LanguageId, ReadonlyMap<string, ReadonlySet<string>>>>();

/** From the folder of each package to those of the packages that it depends on. */
function dependencies(survey: Survey, language: LanguageId): ReadonlyMap<string, ReadonlySet<string>> {
  const known = remembered.get(survey) ?? new Map();
  remembered.set(survey, known);
  const edges = known.get(language) ?? readDependencies(survey, language);
  known.set(language, edges);
  return edges;
}

function readDependencies(survey: Survey, language: LanguageId): ReadonlyMap<string, ReadonlySet<string>> {
  const folders = new Set<string>();
  for (const [path, { parts }] of survey.facts) {
    if (parts.some((part) => part.language === language)) folders.add(packageOf(survey, path, language));
  }
  const stated = language === 'js' ? statedInManifests(survey, folders) : statedInProjects(survey, folders);
  const edges = new Map([...folders].map((folder) => [folder, new Set(stated.get(folder) ?? [])]));
  for (const [file, all] of survey.importers) {
    const to = packageOf(survey, file, language);
    // scripts and settings of the repository itself, which any package may use
    if (to === '') continue;
    for (const { from } of all.filter((one) => !isTestPath(one.from)))
      edges.get(packageOf(survey, from, language))?.add(to);
  }
  return edges;
}

/** What each package.json depends on of the others. */
function statedInManifests({ modules }: Survey, folders: ReadonlySet<string>): Map<string, string[]> {
  const packages = [...folders].flatMap((folder) => nearestPackage(folder, modules) ?? []);
  const byName = new Map(packages.flatMap(({ name, folder }) => (name === null ? [] : [[name, folder] as const])));
  return new Map(
    packages.map(({ folder, dependencies: names, renames, links }) => [
      folder,
      [...links.values(), ...[...names].flatMap((name) => byName.get(renames.get(name) ?? name) ?? [])],
    ]),
  );
}

const PROJECT_FILES = ['pyproject.toml', 'setup.cfg', 'setup.py', 'requirements.txt'];

/** The name of a distribution, in settings or as an argument of `setup()`. */
const NAMES = [/^[ \t]*name\s*=\s*["']?([\w.-]+)/m, /\bsetup\([\s\S]{0,2000}?\bname\s*=\s*["']([\w.-]+)/];

/** What each Python project names of the others: the name of a distribution as a requirement is written. */
function statedInProjects({ modules }: Survey, folders: ReadonlySet<string>): Map<string, string[]> {
  const texts = new Map(
    [...folders].map((folder) => [
      folder,
      PROJECT_FILES.map((name) => modules.tree.read(inFolder(folder, name)) ?? '').join('\n'),
    ]),
  );
  const names = [...texts].flatMap(([folder, text]) => {
    const name = NAMES.flatMap((pattern) => pattern.exec(text)?.[1] ?? [])[0];
    return name === undefined ? [] : [{ folder, isNamed: requirement(name) }];
  });
  return new Map(
    [...texts].map(([folder, text]) => [
      folder,
      names.flatMap((one) => (one.folder !== folder && one.isNamed.test(text) ? [one.folder] : [])),
    ]),
  );
}

/** Where a text requires a distribution: `"acme-core>=1"`, `acme_core = { path = "../core" }`, a line of a list. */
function requirement(name: string): RegExp {
  const spelled = name.replace(/[-_.]+/g, '[-_.]+');
  return new RegExp(`(?:^|["'\\s])${spelled}(?=[\\s"'<>=!~;,\\[@(]|$)`, 'im');
}
