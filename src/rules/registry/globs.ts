/**
 * The registry's words against the tree: modules that could be two things, globs that match nothing.
 */
import { fileOf, formatKey, type ModuleContext } from '../../modules/index.ts';
import { type RegistryFinding, registryFinding } from '../../registry/finding.ts';
import { pushAll } from '../../text/lists.ts';
import type { Concept, Exception, Place } from '../../types.ts';
import type { SelfCheck } from './input.ts';

/** A bare value that names a module of the repository and a package of package.json. */
export function ambiguousModules({ matcher, modules }: SelfCheck): RegistryFinding[] {
  const bare = matcher.bans.filter((e) => e.language === null && !e.pathOnly && !e.glob && !/[./@:#]/.test(e.text));
  if (bare.length === 0) return [];
  const packages = dependenciesOf(modules);
  return bare.flatMap((entry) => {
    const key = (['py', 'js'] as const)
      .map((language) => ({ language, path: entry.text, external: false }))
      .find((k) => fileOf(k, modules.tree) !== null);
    if (key === undefined || !packages.has(entry.text)) return [];
    const file = fileOf(key, modules.tree);
    return [
      registryFinding(
        entry.concept,
        entry.ban.place,
        `"${entry.text}" names both ${formatKey(key)} of this repository and a package`,
        {
          hint: `Write "./${file}" for the module, or "js:${entry.text}" for the package.`,
        },
      ),
    ];
  });
}

function dependenciesOf(modules: ModuleContext): Set<string> {
  const names = new Set<string>();
  for (const path of modules.tree.named('package.json')) {
    let json: unknown;
    try {
      json = JSON.parse(modules.tree.read(path) ?? '{}');
    } catch {
      continue;
    }
    if (typeof json !== 'object' || json === null) continue;
    for (const field of ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies']) {
      const listed: unknown = Reflect.get(json, field);
      if (typeof listed === 'object' && listed !== null) for (const name of Object.keys(listed)) names.add(name);
    }
  }
  return names;
}

/** Path globs of the registry that match no file. */
export function idleGlobs(input: SelfCheck): RegistryFinding[] {
  const { matcher, paths } = input;
  const idle = (
    globs: readonly string[] | null,
    base: string,
    place: Place,
    concept: Concept | null,
    what: string,
  ): RegistryFinding[] =>
    (globs ?? [])
      .filter((glob) => !paths.some((path) => matcher.matchesPath([glob], base, path)))
      .map((glob) =>
        registryFinding(concept, place, `${what} "${glob}" matches no file`, {
          severity: 'warn',
          hint: 'Correct or remove it.',
        }),
      );
  const found = (matcher.registry.files.stated ?? []).flatMap(({ glob, place }) =>
    idle([glob], '', place, null, '"include"'),
  );
  const ofAllow = (allow: readonly Exception[], base: string, concept: Concept | null): void => {
    for (const exception of allow)
      pushAll(found, idle(exception.in, base, exception.place, concept, 'the exception for'));
  };
  for (const { ban, concept } of matcher.bans) {
    pushAll(found, idle(ban.in, ban.base, ban.place, concept, '"in"'));
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
