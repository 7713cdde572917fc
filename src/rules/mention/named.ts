/**
 * What a dotted name or a path in a text file means: the modules that it may name, and the bans on them. It counts only
 * when it leads to a module of the repository, or to where a banned one stood.
 */
import { resolveImport } from '../../modules/index.ts';
import type { BanEntry } from '../../registry/matcher.ts';
import type { BannedName, ModuleKey } from '../../types.ts';
import { coversHome, matchLiteralOrGlob } from '../banned-import/match.ts';
import { nameModule, shownKey } from '../banned-import/named-module.ts';
import type { FilePass } from '../define.ts';
import { bansOnAlias, bansOnPath, isGone, type PathWritten } from './places.ts';

/** A ban on what a name in a text file means. */
export interface NamedBan {
  readonly entry: BanEntry;
  readonly matched: BannedName | null;
  readonly key: ModuleKey;
  /** The banned name of a module, where it stands behind it. */
  readonly name: string | null;
  /** How it is written: dotted, or as a path that begins in a folder of the repository. */
  readonly written: { readonly kind: 'dotted'; readonly rest: string } | PathWritten;
}

/** The bans on everything that a run of letters, dots and slashes may mean. */
export function bansOnName(text: string, pass: FilePass): NamedBan[] {
  if (text.includes('/')) {
    const found = text.startsWith('@') ? bansOnAlias(text, pass) : bansOnPath(text, pass);
    return found.map((one) => ({ ...one, matched: null, name: null }));
  }
  const dotted = text.replace(/^\.+|\.?\*+$/g, '');
  return DOTTED.test(dotted) ? bansOnDotted(dotted, pass) : [];
}

// ------------------------------------------------------------------------------------------------------ dotted names

const DOTTED = /^[\p{ID_Start}_]\p{ID_Continue}*(?:\.[\p{ID_Start}_]\p{ID_Continue}*)+$/u;

/** The beginning of a dotted name that is banned; what follows may be a banned name of it. */
function bansOnDotted(text: string, pass: FilePass): NamedBan[] {
  const segments = text.split('.');
  const isHere = beginsInTree(segments[0] ?? '', pass);
  for (let count = segments.length; count > 0; count--) {
    const module = nameModule('py', segments.slice(0, count).join('.'), { ...pass, mayBeBanned: null });
    if (module.possibleBans.length === 0) continue;
    const behind = segments[count] ?? null;
    const written = { kind: 'dotted', rest: segments.slice(count).join('.') } as const;
    const above = count > 1 ? module.bansAbove() : [];
    const isBelow = behind !== null && isModule(segments.slice(0, count + 1).join('.'), pass);
    const found = module.bans().flatMap((entry): NamedBan[] => {
      if ((!isHere && !isGone(entry)) || above.includes(entry) || coversHome(entry, module, behind, pass)) return [];
      const key = shownKey(module, entry);
      if (entry.ban.names !== null) {
        const names = behind === null ? [] : matchLiteralOrGlob(entry, module, behind, pass);
        return names.map(({ matched }) => ({ entry, matched, key, name: behind, written }));
      }
      // `old.log` is a file: of a module with one segment something that is there must be named
      if (entry.alone ? isBelow : count < 2 && !isBelow) return [];
      return [{ entry, matched: null, key, name: null, written }];
    });
    if (found.length > 0) return found;
  }
  return [];
}

function isModule(name: string, { path, modules }: FilePass): boolean {
  return resolveImport('py', name, path, modules).file !== null;
}

/** Whether a name begins with something of the tree: not with an installed package. */
function beginsInTree(first: string, { path, modules }: FilePass): boolean {
  const { candidates, existing } = resolveImport('py', first, path, modules);
  if (existing !== null) return !existing.external;
  return candidates.some((key) => !key.external && modules.tree.hasFolder(key.path));
}
