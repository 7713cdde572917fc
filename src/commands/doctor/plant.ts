/**
 * What is planted to see whether the hook fires: the registry with one ban more, and a file that breaks it.
 *
 * The ban is added to the registry that counts, so that the real one is read, and nothing in it gets weaker. The file
 * stands beside one that the registry guards.
 */
import { applyEdits, findNodeAtLocation, getNodeValue, modify, parseTree } from 'jsonc-parser';
import { dialectOf, isContainer, SOURCE_EXTENSIONS } from '../../languages/index.ts';
import type { RegistryMatcher } from '../../registry/matcher.ts';
import { DIALECTS, type LanguageId } from '../../types.ts';
import type { Planted } from './scratch.ts';

const MODULE = 'ssot_guard_planted';
const STEM = 'ssot_guard_doctor';
const MINIMAL = `{ "version": 1, "banned": ["${MODULE}"] }\n`;

const LINES: Readonly<Record<LanguageId, string>> = {
  py: `from ${MODULE} import violation\n`,
  js: `import { violation } from '${MODULE}';\n`,
};

/** What is planted, by extension. */
const SOURCES: ReadonlyMap<string, string> = new Map(
  SOURCE_EXTENSIONS.flatMap((extension) => {
    const dialect = dialectOf(`x.${extension}`);
    const language = dialect === null || isContainer(dialect) ? null : DIALECTS[dialect];
    return language === null ? [] : [[extension, LINES[language]] as const];
  }),
);

export interface Plant {
  readonly planted: Planted;
  /** The file that must be named. */
  readonly path: string;
}

/**
 * @param registry path and text of the registry that counts; text null when it is missing or cannot be used
 * @param guard the same, loaded; null likewise
 * @param tracked paths in the repository, to stand beside
 * @returns null when the registry guards no place where a file could be planted
 */
export function plant(
  registry: { readonly path: string; readonly text: string | null },
  matcher: RegistryMatcher | null,
  tracked: Iterable<string>,
): Plant | null {
  const path = placeFor(matcher, tracked);
  const source = path === null ? undefined : SOURCES.get(extensionOf(path));
  if (path === null || source === undefined) return null;
  const text = registry.text === null ? MINIMAL : withBan(registry.text);
  return {
    path,
    planted: new Map([
      [registry.path, text],
      [path, source],
    ]),
  };
}

function placeFor(matcher: RegistryMatcher | null, tracked: Iterable<string>): string | null {
  const fits = (path: string): boolean =>
    SOURCES.has(extensionOf(path)) && (matcher === null || matcher.includes(path));
  for (const path of tracked) {
    const beside = `${path.slice(0, path.lastIndexOf('/') + 1)}${STEM}.${extensionOf(path)}`;
    if (fits(path) && fits(beside)) return beside;
  }
  for (const folder of [
    '',
    ...(matcher?.registry.files.include ?? []).map((glob) => `${glob.split(/\/?[^/]*[*?[{]/, 1)[0]}/`),
  ]) {
    for (const extension of SOURCES.keys())
      if (fits(`${folder}${STEM}.${extension}`)) return `${folder}${STEM}.${extension}`;
  }
  return null;
}

function withBan(text: string): string {
  const tree = parseTree(text, undefined, { allowTrailingComma: true });
  const banned = tree === undefined ? undefined : findNodeAtLocation(tree, ['banned']);
  const options = { formattingOptions: { insertSpaces: true, tabSize: 2 } };
  if (banned?.type === 'array') {
    return applyEdits(
      text,
      modify(text, ['banned', banned.children?.length ?? 0], MODULE, { ...options, isArrayInsertion: true }),
    );
  }
  const before: unknown[] = banned === undefined ? [] : [getNodeValue(banned)];
  return applyEdits(text, modify(text, ['banned'], [...before, MODULE], options));
}

function extensionOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}
