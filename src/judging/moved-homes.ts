/**
 * Homes that the tree no longer holds where the registry has them: findings then say where the symbol is defined now, and
 * not where it was.
 */
import { languageOf } from '../languages/index.ts';
import type { ModuleContext } from '../modules/index.ts';
import { definedNowIn, hasLostSymbol } from '../modules/moved.ts';
import { homeLine } from '../replacement/home-line.ts';
import type { Finding, LanguageId, Registry } from '../types.ts';
import type { FilesWithWord } from './files-with-words.ts';

interface LostHome {
  readonly path: string;
  readonly symbol: string;
  readonly language: LanguageId;
}

function idOf({ path, symbol }: NonNullable<Finding['canonical']>): string {
  return `${path}#${symbol}`;
}

/** The homes of which findings speak that have lost their symbol, each once. */
export function homesWithoutSymbol(findings: readonly Finding[], modules: ModuleContext): readonly LostHome[] {
  const homes = new Map(
    findings.flatMap(({ canonical }) => (canonical === null ? [] : [[idOf(canonical), canonical]])),
  );
  return [...homes.values()].flatMap(({ path, symbol }) => {
    const language = languageOf(path);
    if (symbol === null || language === null) return [];
    return hasLostSymbol({ path, symbol, language }, modules) ? [{ path, symbol, language }] : [];
  });
}

/** Where the symbols of such homes are defined now, for those that have one such place that the registry does not name. */
export function movedHomes(
  lost: readonly LostHome[],
  mentioning: FilesWithWord,
  modules: ModuleContext,
  { concepts }: Registry,
): ReadonlyMap<string, string> {
  const stated = new Set(concepts.flatMap(({ canonical }) => canonical.map(idOf)));
  return new Map(
    lost.flatMap((home) => {
      const now = definedNowIn(home, mentioning(home.symbol), modules);
      return now === null || stated.has(idOf({ ...home, path: now })) ? [] : [[idOf(home), now] as const];
    }),
  );
}

/** The finding with the place where its home's symbol is defined now. */
export function withMovedHome(finding: Finding, moved: ReadonlyMap<string, string>, modules: ModuleContext): Finding {
  const { canonical, path } = finding;
  const now = canonical === null ? undefined : moved.get(idOf(canonical));
  const language = now === undefined ? null : languageOf(now);
  if (canonical === null || now === undefined || language === null || finding.rule === 'registry') return finding;
  const said = `\`${canonical.symbol}\` is now defined in ${now === path ? 'this file' : now}: write that in the registry`;
  if (now === path || languageOf(path) !== language) return { ...finding, hint: said, fixable: false };
  const line = homeLine({ path: now, symbol: canonical.symbol, import: null, language }, path, modules);
  return { ...finding, hint: `${said}, and here: ${line}`, fixable: false };
}
