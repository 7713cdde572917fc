/**
 * Which of a file's definitions count as definitions of their names, whatever the rule.
 */
import { dottedNames, keyOfFile, type ModuleContext } from '../../modules/index.ts';
import type { DefinitionFact, Home, LanguageFacts } from '../../types.ts';

/** What counts of a file's definitions, those of the module before those in functions and classes. */
export function countedDefinitions(part: LanguageFacts): readonly DefinitionFact[] {
  const counted = part.definitions.filter((one) => !isGivenOn(one) && !isPlaceholder(one, part));
  return [...counted.filter(isOfModule), ...counted.filter((one) => !isOfModule(one))];
}

function isOfModule({ scope }: DefinitionFact): boolean {
  return scope === 'module';
}

/** `__getattr__` gives something on by its own name: it defines nothing. */
function isGivenOn({ via, name, aliasOf = '' }: DefinitionFact): boolean {
  return via === '__getattr__' && lastOf(aliasOf) === name;
}

const PLACEHOLDERS: ReadonlySet<string> = new Set(['object', 'Any', 'type']);

/** `Base = object`, in a file that elsewhere (for type checkers, or if it is there) imports `Base`. */
function isPlaceholder({ kind, name, aliasOf = '' }: DefinitionFact, { language, imports }: LanguageFacts): boolean {
  if (language !== 'py' || kind !== 'alias' || !PLACEHOLDERS.has(lastOf(aliasOf))) return false;
  return imports.some(
    (fact) => fact.form === 'from-import' && fact.nested !== true && fact.names.some(({ local }) => local === name),
  );
}

function lastOf(dotted: string): string {
  return dotted.slice(dotted.lastIndexOf('.') + 1);
}

/** Whether a file of a stub package (`stubs/`, `typings/`, `pkg-stubs/`) describes a home, by its dotted name. */
export function describesHome(path: string, home: Home, modules: ModuleContext): boolean {
  const stub = /^(?:.*\/)?(?:(?:stubs|typings)\/|(?=[^/]+-stubs\/))(.+?)(?:\/__init__)?\.pyi$/.exec(path)?.[1];
  const key = stub === undefined || home.language !== 'py' ? null : keyOfFile(home.path);
  if (stub === undefined || key === null) return false;
  const described = stub.replace(/^([^/]+)-stubs(?=\/|$)/, '$1');
  return dottedNames(key, modules).some((name) => {
    const named = name.replaceAll('.', '/');
    // A folder for each distribution may stand in between.
    return described === named || (named.includes('/') && described.endsWith(`/${named}`));
  });
}
