/**
 * The registry's dates against the day that counts as today.
 */

import { fileOf, type ModuleContext, resolveImport } from '../../modules/index.ts';
import { baselinePaths } from '../../registry/baseline-file.ts';
import { type RegistryFinding, registryFinding } from '../../registry/finding.ts';
import type { BanEntry } from '../../registry/matcher.ts';
import type { Concept, Exception } from '../../types.ts';
import type { SelfCheck } from './input.ts';

/** Exceptions whose last day has passed. */
export function expiredExceptions({ matcher, today }: SelfCheck): RegistryFinding[] {
  const all: { exception: Exception; concept: Concept | null }[] = [];
  for (const { ban, concept } of matcher.bans) for (const exception of ban.allow) all.push({ exception, concept });
  for (const concept of matcher.registry.concepts) {
    for (const exception of concept.definitions?.allow ?? []) all.push({ exception, concept });
  }
  for (const rule of matcher.registry.unique)
    for (const exception of rule.allow) all.push({ exception, concept: null });
  return all
    .filter(({ exception }) => exception.until !== null && exception.until < today)
    .map(({ exception, concept }) =>
      registryFinding(
        concept,
        exception.place,
        `the exception for ${exception.in.join(', ')} expired on ${exception.until} (${exception.reason})`,
        {
          hint: 'Remove it and fix what it covered, or state a new date and why.',
          dated: [exception.place.path],
        },
      ),
    );
}

/** `removeBy` and `deadline` that have passed while the thing is still there. */
export function missedDates(input: SelfCheck): RegistryFinding[] {
  const { matcher, modules, today, inDebt } = input;
  const found: RegistryFinding[] = [];
  for (const entry of matcher.bans) {
    const { removeBy } = entry.ban;
    if (removeBy === null || removeBy >= today) continue;
    const file = fileOfBan(entry, modules);
    if (file !== null) {
      found.push(
        registryFinding(
          entry.concept,
          entry.ban.place,
          `${entry.ban.module} had to be removed by ${removeBy}, but ${file} still exists`,
          {
            hint: `Delete ${file}, or state a new date.`,
            related: [{ path: file, line: 1, column: 1, message: 'still here' }],
            dated: [entry.ban.place.path, file],
          },
        ),
      );
    }
  }
  for (const concept of matcher.registry.concepts) {
    if (concept.deadline === null || concept.deadline >= today || !inDebt.has(concept.name)) continue;
    found.push(
      registryFinding(
        concept,
        concept.place,
        `the deadline of ${concept.name} was ${concept.deadline}, but the baseline still holds entries of it`,
        {
          hint: 'Fix them and run: npx ssot-guard baseline prune',
          dated: [concept.place.path, ...baselinePaths(matcher.registry)],
        },
      ),
    );
  }
  return found;
}

function fileOfBan(entry: BanEntry, modules: ModuleContext): string | null {
  // of a name the module stays
  if (entry.glob || entry.name !== null) return null;
  for (const language of entry.language === null ? (['py', 'js'] as const) : [entry.language]) {
    const path =
      language === 'py' && !entry.pathOnly && !entry.text.includes('/') ? entry.text.replace(/\./g, '/') : entry.text;
    const file =
      fileOf({ language, path, external: false }, modules.tree) ??
      (entry.pathOnly ? null : resolveImport(language, entry.text, entry.ban.place.path, modules).file);
    if (file !== null) return file;
  }
  return null;
}
