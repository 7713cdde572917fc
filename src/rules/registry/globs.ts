/**
 * The registry's words against the tree: modules that could be two things, globs that match nothing.
 */
import { dialectOf } from '../../languages/index.ts';
import { dependencyNames, packageNameOf } from '../../modules/dependencies.ts';
import { fileOf, formatKey, repositoryKey } from '../../modules/index.ts';
import { inFolder } from '../../modules/path.ts';
import { type RegistryFinding, registryFinding } from '../../registry/finding.ts';
import { splitPrefix } from '../../registry/references.ts';
import { isLiteralGlob } from '../../text/globs.ts';
import { pushAll } from '../../text/lists.ts';
import { type Concept, type Exception, LANGUAGE_IDS, type Place } from '../../types.ts';
import type { SelfCheck } from './input.ts';
import { differing, lookalikePath } from './near.ts';

/** A value that means a module of the repository and a package that some manifest names. */
export function ambiguousModules({ matcher, modules }: SelfCheck): RegistryFinding[] {
  const packages = dependencyNames(modules);
  return matcher.bans.flatMap((entry) => {
    const { rest, prefix } = splitPrefix(entry.ban.module);
    const name = packageNameOf(rest);
    if (rest.startsWith('./') || entry.glob || name === null || !packages.has(name)) return [];
    const isBare = !/[/.]/.test(rest);
    // The name of a package of the tree is that package, whoever depends on it.
    const first = inFolder(entry.ban.base, rest.split('/')[0] ?? '');
    if (!isBare && !modules.tree.hasFolder(first) && !modules.tree.has(first)) return [];
    // A value that could be a path and is none alone is read as both.
    const text = isBare ? rest : entry.pathOnly ? entry.text : null;
    if (text === null || (prefix !== '' && isBare)) return [];
    const found = LANGUAGE_IDS.map((language) => repositoryKey(language, text)).find(
      (key) => fileOf(key, modules.tree) !== null || (!isBare && modules.tree.hasFolder(text)),
    );
    if (found === undefined) return [];
    const file = fileOf(found, modules.tree) ?? text;
    const message = `"${rest}" names both ${formatKey(found)} of this repository and a package`;
    const hint = `Write "./${file}" for the module, or "js:${rest}" for the package.`;
    return [
      registryFinding(entry.concept, entry.ban.place, message, {
        hint: isBare ? hint : `Write "./${file}" if only the module is meant.`,
      }),
    ];
  });
}

/** Patterns of \`include\` whose files no scanner reads. */
export function unreadPatterns({ matcher }: SelfCheck): RegistryFinding[] {
  return (matcher.registry.files.stated ?? []).flatMap(({ glob, place }) => {
    const unread = endingsOf(glob).filter((ending) => dialectOf(`a${ending}`) === null);
    if (unread.length === 0) return [];
    const message = `"include" holds files that no scanner reads: ${unread.join(', ')}`;
    return [registryFinding(null, place, message, { severity: 'warn', hint: 'They are skipped; leave them out.' })];
  });
}

/** What the names of the files that a glob matches end in; the last segment whole where it has no extension. */
function endingsOf(glob: string): string[] {
  const last = glob.slice(glob.lastIndexOf('/') + 1);
  const group = /\.\{([^{}]*)\}$/.exec(last);
  if (group !== null) return (group[1] ?? '').split(',').map((one) => `.${one}`);
  const extension = /\.[^.*?[\]{}]+$/.exec(last)?.[0];
  if (extension !== undefined) return [extension];
  return /[*?[\]{}]/.test(last) ? [] : [last];
}

/** The segments with which a glob begins that mean themselves. */
function fixedFolder(glob: string): string {
  const segments = glob.split('/');
  const wild = segments.findIndex((segment) => !isLiteralGlob(segment));
  return segments.slice(0, wild < 0 ? segments.length : wild).join('/');
}

/** Path globs of the registry that match no file. */
export function idleGlobs(input: SelfCheck): RegistryFinding[] {
  const { matcher, modules, paths } = input;
  const isFolder = (glob: string, base: string): boolean =>
    modules.tree.hasFolder(inFolder(base, glob.replace(/\/+$/, '')));
  const idle = (
    globs: readonly string[] | null,
    base: string,
    place: Place,
    concept: Concept | null,
    what: string,
  ): RegistryFinding[] =>
    (globs ?? [])
      .filter((glob) => !paths.some((path) => matcher.matchesPath([glob], base, path)))
      .map((glob) => {
        const alike = isFolder(glob, base) ? null : lookalikePath(inFolder(base, fixedFolder(glob)), paths);
        return registryFinding(concept, place, `${what} "${glob}" matches no file${differing(alike)}`, {
          severity: 'warn',
          hint: isFolder(glob, base)
            ? `It is a folder: write "${glob.replace(/\/+$/, '')}/**".`
            : 'Correct or remove it.',
        });
      });
  const found = (matcher.registry.files.stated ?? []).flatMap(({ glob, place }) =>
    idle([glob], '', place, null, '"include"'),
  );
  const ofAllow = (allow: readonly Exception[], base: string, concept: Concept | null): void => {
    for (const exception of allow)
      pushAll(found, idle(exception.in, base, exception.place, concept, 'the exception for'));
  };
  for (const { ban, concept } of matcher.bans) {
    pushAll(found, idle(ban.in, ban.base, ban.inPlace ?? ban.place, concept, '"in"'));
    pushAll(found, idle(ban.except, ban.base, ban.place, concept, '"except"'));
    ofAllow(ban.allow, ban.base, concept);
  }
  for (const concept of matcher.registry.concepts) {
    const { definitions, base } = concept;
    if (definitions !== null) pushAll(found, idle(definitions.in, base, definitions.place, concept, '"in"'));
    ofAllow(definitions?.allow ?? [], base, concept);
  }
  for (const rule of matcher.registry.unique) {
    pushAll(found, idle(rule.in, rule.base, rule.place, null, '"in"'));
    ofAllow(rule.allow, rule.base, null);
  }
  return found;
}
