/**
 * What onboarding proposes: a concept or a ban, with its reason in the source and its size.
 */
import type { Place } from '../types.ts';

export interface Evidence extends Place {
  /** What stands there, in a few words. */
  readonly says: string;
}

export interface ProposedBan {
  /** A repository path. */
  readonly module: string;
  /** Names to their replacements (a reference, or null); null: the whole module. */
  readonly names: ReadonlyMap<string, string | null> | null;
  /** The module that has the same names now: a repository path. */
  readonly use: string | null;
  readonly message: string | null;
  /** Files in which it does not hold: those that hand the thing on, each of which is banned for it as well. */
  readonly except: readonly string[];
}

export type ProposalKind = 'deprecated' | 'alias' | 'duplicate' | 'detour';

/** What the source itself says is written down without a question, and is chosen beforehand where one is asked. */
export function isAdopted(kind: ProposalKind): boolean {
  return kind === 'deprecated';
}

export interface Proposal {
  readonly kind: ProposalKind;
  /** The concept's name; null for bans without a home. */
  readonly concept: string | null;
  /** `path#symbol`, or null. */
  readonly canonical: string | null;
  /** The module that consumers import from, when it is another than the canonical. */
  readonly importFrom: string | null;
  readonly bans: readonly ProposedBan[];
  /** Globs: where further definitions of the name count; null: everywhere. */
  readonly definitionsIn: readonly string[] | null;
  /** Imports of the canonical by another path are judged: only where that is what the proposal is about. */
  readonly judgesDetours: boolean;
  /** Why, one sentence. */
  readonly why: string;
  readonly evidence: readonly Evidence[];
  /** Files that it concerns: importers and other homes. */
  readonly files: readonly string[];
}

/**
 * One ban per module and message, names together. Beside one of the whole module only names are left that have a replacement: of those
 * they say what to write.
 */
export function mergedBans(bans: readonly ProposedBan[]): ProposedBan[] {
  const byModule = new Map<string, { whole: ProposedBan | null; named: ProposedBan | null }>();
  for (const ban of bans) {
    const place = [ban.module, ban.message, ...ban.except].join('\0');
    const { whole, named } = byModule.get(place) ?? { whole: null, named: null };
    if (ban.names === null) byModule.set(place, { whole: whole ?? ban, named });
    else {
      const names = new Map([...(named?.names ?? []), ...ban.names]);
      byModule.set(place, { whole, named: { ...(named ?? ban), names } });
    }
  }
  return [...byModule.values()].flatMap(({ whole, named }) => {
    if (whole === null || named === null) return whole ?? named ?? [];
    const replaced = [...(named.names ?? [])].filter(([, to]) => to !== null);
    return replaced.length === 0 ? whole : [whole, { ...named, names: new Map(replaced) }];
  });
}
