/**
 * Duplicates that a merge makes: each parent had one of two definitions, or a definition and not yet the home.
 *
 * Files that stand just so in a parent were judged there. Only what none of the parents had together is new.
 */
import { dialectOf } from '../languages/index.ts';
import type { RegistryMatcher } from '../registry/matcher.ts';
import type { FilePass, RawFinding } from '../rules/define.ts';
import { duplicateDefinition } from '../rules/duplicate-definition.ts';
import type { FileFacts, Tree } from '../types.ts';

/** Whether a file defines anything that a definition rule could be about. */
export function mayDuplicate(facts: FileFacts, { registry, matchesName }: RegistryMatcher): boolean {
  const rules = [...registry.concepts.flatMap((concept) => concept.definitions ?? []), ...registry.unique];
  return facts.parts.some(({ definitions }) =>
    definitions.some(({ name }) => rules.some((rule) => rule.names.some((pattern) => matchesName(pattern, name)))),
  );
}

/** The duplicates in one file that none of the parents had. */
export function mergedDuplicates(pass: Omit<FilePass, 'report'>, parents: readonly Tree[]): RawFinding[] {
  const found: RawFinding[] = [];
  duplicateDefinition.checkFile?.({ ...pass, report: (finding) => found.push(finding) });
  return found.filter((finding) => {
    const other = finding.canonical?.symbol ?? finding.name;
    return !parents.some(
      (parent) =>
        defines(parent, pass.path, finding.name) &&
        finding.related.some(({ path }) => defines(parent, path, other) || defines(parent, path, finding.name)),
    );
  });
}

function defines(tree: Tree, path: string, name: string | null): boolean {
  return (
    dialectOf(path) !== null &&
    tree.facts(path)?.parts.some((part) => part.definitions.some((definition) => definition.name === name)) === true
  );
}
