/**
 * What is asked of a replacement, and what is answered.
 */
import type { ModuleContext } from '../modules/index.ts';
import type { BanEntry } from '../registry/matcher.ts';
import type { BannedName, ImportedName, ImportFact, LanguageId } from '../types.ts';
import type { NewSource } from './import-line.ts';
import type { RefusalReason } from './refusals.ts';

export interface Replacement {
  /** What the import becomes; null where nothing is to be written in its place. */
  readonly to: NewSource | null;
  /** It is seen to be the same code from another address, so it can be written without review. */
  readonly proved: boolean;
  /** Words, or a line to go by; null where `to` says what to write. */
  readonly hint: string | null;
  /** Why it is not written without a person; null where it is proved. */
  readonly refusal: RefusalReason | null;
  /** A namespace: what the members that the file uses are called there. */
  readonly members?: ReadonlyMap<string, string>;
}

export interface ReplacementQuestion {
  readonly entry: BanEntry;
  /** The entry of a `names` ban that matched. */
  readonly matched: BannedName | null;
  readonly language: LanguageId;
  readonly from: string;
  readonly fact: ImportFact;
  /** The imported name; null for a statement that names nothing. */
  readonly imported: ImportedName | null;
  /** The name as its module calls it, when that is not `imported.name` (a use through a namespace, a string). */
  readonly name: string | null;
  /** The module that is replaced, as the import writes it: for strings without the trailing symbol. */
  readonly specifier: string;
  /** The file of that module; null for one that is gone, or from outside. */
  readonly file: string | null;
  /** The ban names this very module; false where it covers a folder above it. */
  readonly exact: boolean;
  /** The imported thing is itself the banned module (`from pkg import sub`). */
  readonly submodule: boolean;
  /** The name is used through a namespace (`ns.Name`): what is to be written is an import of it, not of the namespace. */
  readonly throughNamespace: boolean;
  /** Python strings: what follows the name. */
  readonly rest: string | null;
  readonly modules: ModuleContext;
  /** The ban that speaks of another name of this module, as it would be asked for; null where none does. */
  readonly speaking: (name: string) => Pick<ReplacementQuestion, 'entry' | 'matched' | 'exact'> | null;
  /** The ban that forbids another import in place of this one. @param name null: the whole module */
  readonly forbids: (module: string, name: string | null) => BanEntry | null;
}

/** Nothing is written; a person reads words. */
export function words(hint: string | null, refusal: RefusalReason = 'no-replacement'): Replacement {
  return { to: null, proved: false, hint, refusal };
}

/** What is written in place of the import. @param refusal why only by a person; null: by anybody */
export function written(to: NewSource, refusal: RefusalReason | null): Replacement {
  return { to, proved: refusal === null, hint: null, refusal };
}
