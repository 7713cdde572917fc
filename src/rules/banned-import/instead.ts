/**
 * What is asked for a banned use, and what is written in its place: the registry's replacement, unless something else of
 * the file speaks against it.
 */
import { readingOf } from '../../modules/index.ts';
import { isLateImport } from '../../modules/re-exports.ts';
import { throughMembers } from '../../replacement/members.ts';
import { type Replacement, type ReplacementQuestion, replacementFor } from '../../replacement/replacement.ts';
import type { BannedName, ImportedName, ImportFact, LanguageFacts, Span } from '../../types.ts';
import type { FilePass } from '../define.ts';
import { forbidsIn } from './forbidden.ts';
import { holdingIn, speakingOf, speakingOfName } from './holding.ts';
import { type Match, wholeBans } from './match.ts';
import { isSame, losesNames, mocksIn } from './mocks.ts';
import { type NamedModule, nameModule, namesModuleItself } from './named-module.ts';

/** One name of one import, with the bans that match it. */
export interface BannedUse {
  readonly fact: ImportFact;
  /** What the import takes; null for a statement that names nothing. */
  readonly imported: ImportedName | null;
  /** As the finding will say it. */
  readonly name: string | null;
  readonly span: Span;
  readonly matches: readonly Match[];
  readonly throughNamespace?: boolean;
  /** A namespace that is passed on as a whole. */
  readonly passedOn?: boolean;
}

/** What is asked of a replacement. @param match the ban that speaks */
export function questionOf(
  pass: FilePass,
  part: LanguageFacts,
  { fact, imported, name, throughNamespace = false }: BannedUse,
  { entry, matched, module, behind }: Match,
): ReplacementQuestion {
  const isFromImport = fact.form === 'from-import' || isLateImport(fact);
  const named = behind === undefined ? name : behind.name;
  const holding = holdingIn(pass, part, fact, imported);
  return {
    entry,
    matched,
    language: part.language,
    from: pass.path,
    fact,
    imported,
    name: imported === null && fact.form !== 'string' ? null : named,
    specifier: module.specifier,
    file: module.file,
    exact: namesModuleItself(entry, module),
    submodule: module.specifier !== fact.specifier && isFromImport && !throughNamespace,
    throughNamespace,
    rest: behind?.rest ?? null,
    modules: pass.modules,
    speaking: (other) => {
      const match = speakingOfName(other, holding(module), module, fact, pass);
      return match === undefined
        ? null
        : { entry: match.entry, matched: match.matched, exact: namesModuleItself(match.entry, module) };
    },
    forbids: forbidsIn(pass, part, fact, imported),
  };
}

/** What is written in place of a use, or told. @param module that is replaced */
export function insteadOf(
  pass: FilePass,
  part: LanguageFacts,
  question: ReplacementQuestion,
  module: NamedModule,
): Replacement {
  const asWhole = replacementFor(question);
  const replacement = (asWhole.proved ? null : throughMembers(question)) ?? asWhole;
  const { to } = replacement;
  if (part.language !== 'js' || to === null || !replacement.proved) return replacement;
  const { fact } = question;
  const isLeft =
    fact.form === 'string'
      ? losesNames(question, to, namedBans(pass, part, fact, module))
      : isRead(question) && leavesMock(pass, part, module, to.module);
  return isLeft ? { ...replacement, proved: false, refusal: 'form' } : replacement;
}

/** The names of a module for which there are bans of their own. */
function namedBans(pass: FilePass, part: LanguageFacts, fact: ImportFact, module: NamedModule): readonly BannedName[] {
  return holdingIn(pass, part, fact, null)(module).flatMap(({ ban }) => ban.names ?? []);
}

/** Whether the import gives values at run time. */
function isRead({ fact, imported }: ReplacementQuestion): boolean {
  return fact.form !== 'import-type' && !fact.typeOnly && imported?.typeOnly !== true;
}

/** Whether the file mocks the module, and the mock does not go where the import goes: it would get what is not mocked. */
function leavesMock(pass: FilePass, part: LanguageFacts, module: NamedModule, to: string): boolean {
  const named = (fact: ImportFact): NamedModule => nameModule('js', fact.specifier, pass, readingOf(fact));
  return mocksIn(part, module, named).some((mock) => {
    const mocked = named(mock);
    const match = speakingOf(wholeBans(holdingIn(pass, part, mock, null)(mocked), mocked, pass), mock);
    if (match === undefined) return true;
    const use = { fact: mock, imported: null, name: null, span: mock, matches: [match] };
    const instead = insteadOf(pass, part, questionOf(pass, part, use, match), mocked);
    return (
      !instead.proved ||
      instead.to === null ||
      !isSame(nameModule('js', instead.to.module, pass), nameModule('js', to, pass))
    );
  });
}
