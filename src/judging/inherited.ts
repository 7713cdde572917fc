/**
 * In a merge: duplicates that no parent had, in files that are as one of them has them.
 */
import type { ReadFile } from '../facts/files.ts';
import { readFacts, readText } from '../facts/source.ts';
import { openTree } from '../facts/tree.ts';
import { settle, together } from '../git/settle.ts';
import { dialectOf } from '../languages/index.ts';
import { type Check, modulesIn } from './check.ts';
import { mayDuplicate, mergedDuplicates } from './merged-duplicates.ts';
import { locator } from './questions.ts';
import type { Judged } from './verdict.ts';

/** Findings in files that the merge takes over unchanged, with their texts. */
export function judgeInherited(check: Check): (Judged & { readonly text: string })[] {
  const { request, snapshot, matcher, files, definers, readOutside } = check;
  const suspects: (ReadFile & { readonly text: string })[] = [];
  const covered = snapshot.inherited.filter((file) => dialectOf(file.path) !== null && matcher.includes(file.path));
  for (const { file, bytes } of snapshot.contents(covered)) {
    if (bytes === null) continue;
    const { facts } = readFacts(bytes, file.path);
    if (mayDuplicate(facts, matcher)) suspects.push({ file, facts, text: readText(bytes, file.path) });
  }
  if (suspects.length === 0) return [];
  const { head, parents = [] } = snapshot;
  return settle(together([snapshot, definers]), () => {
    const tree = openTree(snapshot.tree, files.memory, files.known);
    const modules = modulesIn(tree, matcher, readOutside);
    const others = [...(head === null ? [] : [head]), ...parents].map((raw) => openTree(raw, new Map()));
    return suspects.flatMap(({ file, facts, text }) => {
      const pass = {
        ...{ path: file.path, facts, matcher, modules, today: request.today, locate: locator(tree) },
        definers: (name: string) => definers.of(name, file.path),
      };
      const findings = mergedDuplicates(pass, others);
      return findings.length === 0 ? [] : [{ file, facts, findings, text }];
    });
  });
}
