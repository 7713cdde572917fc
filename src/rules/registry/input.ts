/**
 * What the checks of the registry against itself are handed.
 */
import type { ModuleContext } from '../../modules/index.ts';
import type { RegistryMatcher } from '../../registry/matcher.ts';
import type { Home } from '../../types.ts';

export interface SelfCheck {
  readonly matcher: RegistryMatcher;
  readonly modules: ModuleContext;
  /** Every file of the snapshot. */
  readonly paths: readonly string[];
  /** Files in which a word stands: candidates for whoever asks who imports a module. */
  readonly filesWith: (word: string) => readonly string[];
  readonly today: string;
  /** Concepts that still have baseline entries. */
  readonly inDebt: ReadonlySet<string>;
}

/** A home as the registry writes it. */
export function reference(home: Home): string {
  return home.symbol === null ? home.path : `${home.path}#${home.symbol}`;
}
