/**
 * Whether a proposed ban can find anything: an import of what it bans is put to the rules, as someone would write it who has
 * not heard of it. A ban that cannot fire is worse than none, because people rely on it.
 */
import { judgeFile } from '../judging/judge-file.ts';
import { keyOfFile } from '../modules/index.ts';
import { folderOf, inFolder } from '../modules/path.ts';
import { spellImport } from '../modules/spell.ts';
import type { FileFacts, ImportFact, LanguageId, Span } from '../types.ts';
import { mergedBans, type Proposal, type ProposedBan } from './proposal.ts';

/** What a file is judged by, whichever it is. */
export type Judging = Omit<Parameters<typeof judgeFile>[0], 'path' | 'facts'>;

/** The proposal with those of its bans that can fire; null where it had some and none can. */
export function withLiveBans(proposal: Proposal, judging: Judging): Proposal | null {
  if (proposal.bans.length === 0) return proposal;
  const bans = proposal.bans.flatMap((ban) => live(ban, judging) ?? []);
  const modules = new Set(bans.map(({ module }) => module));
  const dead = new Set(proposal.bans.map(({ module }) => module).filter((module) => !modules.has(module)));
  // what hands the thing on, and is not banned for it, is an importer like any other
  const isExempt = (path: string): boolean => !dead.has(path) && !dead.has(path.replace(/\.pyi$/, '.py'));
  const sound = dead.size === 0 ? bans : bans.map((ban) => ({ ...ban, except: ban.except.filter(isExempt) }));
  return sound.length === 0 ? null : { ...proposal, bans: mergedBans(sound) };
}

/** The ban with those of its names that it finds. */
function live(ban: ProposedBan, judging: Judging): ProposedBan | null {
  if (ban.names === null) return isFound(ban.module, null, judging) ? ban : null;
  const names = [...ban.names].filter(([name]) => isFound(ban.module, name, judging));
  return names.length === 0 ? null : { ...ban, names: new Map(names) };
}

function isFound(module: string, name: string | null, judging: Judging): boolean {
  const language = keyOfFile(module)?.language;
  if (language === undefined) return false;
  const path = inFolder(folderOf(module), language === 'py' ? 'ssot_guard_probe.py' : 'ssot-guard-probe.ts');
  const specifier = spellImport({ path: module, import: null }, path, null, judging.modules);
  const facts = factsOf(language, specifier, name);
  return judgeFile({ ...judging, path, facts }).some(({ rule }) => rule === 'banned-import');
}

const SPAN: Span = { start: 0, end: 1 };

/** A file with one import. */
function factsOf(language: LanguageId, specifier: string, name: string | null): FileFacts {
  const imported = { ...SPAN, name: name ?? '*', local: name === 'default' || name === null ? 'probe' : name };
  const fact: ImportFact = {
    ...SPAN,
    form: language === 'py' && name !== null ? 'from-import' : 'import',
    specifier,
    names: [{ ...imported, typeOnly: false }],
    statement: SPAN,
    typeOnly: false,
  };
  return { parts: [{ language, imports: [fact], definitions: [], exports: null }], allows: [], damage: null };
}
