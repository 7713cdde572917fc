/**
 * `banned-import`: a banned module or name is imported, re-exported or referenced by string.
 *
 * Per import: the ways to write its module (`ModuleForm`) are looked up among the bans; what holds for this file is
 * kept; then each imported name gets at most one finding, from the most specific ban, with the others as related places.
 */
import { MODULE_REFERENCES } from '../languages/python/references.ts';
import { handedOnAt } from '../modules/handed-on.ts';
import { readingOf } from '../modules/index.ts';
import { isLateImport } from '../modules/re-exports.ts';
import type { BanEntry } from '../registry/matcher.ts';
import { importerTexts } from '../required-text/of-importers.ts';
import { joined } from '../required-text/required.ts';
import { pushAll } from '../text/lists.ts';
import type { ImportedName, ImportFact, LanguageFacts, LanguageId } from '../types.ts';
import { matchAttributes } from './banned-import/attributes.ts';
import { mayConcernIn } from './banned-import/called.ts';
import { type Exempt, exemptIn } from './banned-import/exempt.ts';
import { reportBan } from './banned-import/finding.ts';
import { coversHome, holds, type Match, matchLiteralOrGlob, matchName, wholeBans } from './banned-import/match.ts';
import { isSubmodule, type NamedModule, nameModule, nameSubmodule } from './banned-import/named-module.ts';
import { defineRule, type FilePass } from './define.ts';

export const bannedImport = defineRule({
  id: 'banned-import',
  summary: 'a banned module or name is imported, re-exported or referenced by string',
  docs:
    'A ban holds for the module, however an import spells it: relative, through an alias, with or without an ' +
    'extension, whether the module still exists or not. Write the line in the hint; it keeps the local name, so ' +
    'nothing else in the file changes.',
  options: [
    'concepts.<name>.banned',
    'banned',
    'concepts.<name>.banned.names',
    'concepts.<name>.banned.use',
    'concepts.<name>.banned.in',
    'concepts.<name>.banned.except',
    'concepts.<name>.banned.typeOnly',
    'concepts.<name>.banned.strings',
    'concepts.<name>.banned.allow',
  ],
  fixes: 'The import, re-export or string, where the registry names a replacement that is seen to be the same code.',
  bad: {
    registry: { banned: [{ module: 'moment', use: 'dayjs' }] },
    files: { 'src/a.ts': "import moment from 'moment';\n" },
  },
  good: {
    registry: { banned: [{ module: 'moment', use: 'dayjs' }] },
    files: { 'src/a.ts': "import dayjs from 'dayjs';\n// import moment from 'moment';\n" },
  },
  requiredTexts: (question) => joined(question.matcher.bans.map((entry) => importerTexts(entry, question))),
  checkFile: (pass) => {
    if (pass.matcher.bans.length === 0) return;
    for (const part of pass.facts.parts) {
      const mayConcern = mayConcernIn(pass, part.language);
      let literal: ImportFact | undefined;
      for (const fact of part.imports) {
        if (!isLateImport(fact)) literal = fact;
        // `return import_module("m").New` is judged as the call that it is.
        else if (literal?.start === fact.start && literal.end === fact.end) continue;
        if (mayConcern(fact)) judgeImport(pass, part, fact, exemptIn(pass, part.language));
      }
    }
  },
});

function judgeImport(pass: FilePass, part: LanguageFacts, fact: ImportFact, exempt: Exempt): void {
  const { language } = part;
  const holding = (module: NamedModule, typeOnly: boolean): BanEntry[] =>
    module.possibleBans.length === 0
      ? []
      : module.bans().filter((entry) => !exempt(entry, module) && holds(entry, pass, fact, typeOnly));
  if (fact.form === 'string' && language === 'py' && !isLateImport(fact)) {
    judgePythonString(pass, part, fact, exempt);
    return;
  }
  const module = nameModule(language, fact.specifier, pass, readingOf(fact));
  const isMock = fact.form === 'string' && language === 'js';
  if (fact.names.length === 0 || isMock) {
    const matches = wholeBans(holding(module, fact.typeOnly), module, pass);
    reportBan(pass, part, { fact, imported: null, name: null, span: fact, matches });
    if (matches.length > 0) return;
    const named = holding(module, fact.typeOnly).filter((entry) => entry.ban.names !== null);
    for (const given of fact.names) if (given.name !== '*') judgeMember(pass, part, fact, given, module, named);
    return;
  }
  for (const imported of fact.names) {
    const typeOnly = fact.typeOnly || imported.typeOnly;
    const isFromImport = language === 'py' && fact.form === 'from-import';
    const matches = holding(module, typeOnly).flatMap((entry) =>
      entry.alone && isFromImport && isSubmodule(fact, imported, module, pass)
        ? []
        : matchName(entry, module, imported, pass),
    );
    const submodule =
      isFromImport || (language === 'py' && isLateImport(fact)) ? nameSubmodule(fact, imported, pass, module) : null;
    const below = submodule === null ? [] : holding(submodule, typeOnly);
    if (submodule !== null) {
      for (const entry of below) {
        if (
          entry.ban.names === null &&
          !coversHome(entry, submodule, null, pass) &&
          !matches.some((m) => m.entry === entry)
        ) {
          matches.push({ entry, matched: null, module: submodule });
        }
      }
    }
    // Where no star is written the whole module is meant, or, under a ban on names, everything in it.
    const written = imported.name !== '*' || starIsWritten(language, fact);
    const name = written || matches.some(({ entry }) => entry.ban.names !== null) ? imported.name : null;
    reportBan(pass, part, { fact, imported, name, span: written ? imported : fact, matches });
    if (matches.length > 0) continue;
    const namespace = imported.name === '*' ? module : submodule;
    const candidates = imported.name === '*' ? holding(module, typeOnly) : below;
    const named = candidates.filter((entry) => entry.ban.names !== null);
    const isAsked = language === 'py' && namespace !== null && named.some((entry) => entry.name === null);
    const escapes = isAsked ? handedOnAt(pass.path, part, fact, imported, pass.modules) : imported.escapes;
    const whole = escapes === undefined ? imported : { ...imported, escapes };
    judgeNamespace(pass, part, fact, whole, namespace, named, (other) => holding(other, typeOnly));
  }
}

/**
 * A namespace under `names` bans: one finding where it is passed on, else one per banned use. In Python a use may lead
 * through submodules, on which there may be bans of every kind.
 */
function judgeNamespace(
  pass: FilePass,
  part: LanguageFacts,
  fact: ImportFact,
  imported: ImportedName,
  module: NamedModule | null,
  named: readonly BanEntry[],
  holding: (module: NamedModule) => readonly BanEntry[],
): void {
  const stated = named.filter((entry) => entry.name === null);
  const { escapes } = imported;
  const isPassedOn = escapes !== undefined || (fact.form === 'export-from' && imported.local !== null);
  if (isPassedOn && module !== null && stated.length > 0) {
    const written = starIsWritten(part.language, fact) || imported.name !== '*' ? imported : fact;
    const span = escapes === undefined || escapes.start === imported.start ? written : escapes;
    const matches = stated.map((entry) => ({ entry, matched: null, module }));
    reportBan(pass, part, { fact, imported, name: '*', span, matches, passedOn: true });
  }
  const question = part.language === 'py' ? { pass, part, fact, imported, holding, named: new Map() } : null;
  if (module === null && question === null) return;
  for (const use of imported.uses ?? []) {
    const name = use.name.split('.', 1)[0] ?? use.name;
    const asked = isPassedOn ? named.filter((entry) => entry.name !== null) : named;
    const own =
      module === null || use.name.startsWith('.')
        ? []
        : asked.flatMap((entry) => matchLiteralOrGlob(entry, module, name, pass));
    const matches = question === null ? own : [...own, ...matchAttributes(question, use)];
    if (matches.length === 0) continue;
    const span = { start: use.start, end: Math.min(use.end, use.start + name.length) };
    reportBan(pass, part, { fact, imported, name, span, matches, throughNamespace: true });
  }
}

/** `patch("a.b.C.method")`: some prefix is the module, the next segment the name. */
function judgePythonString(pass: FilePass, part: LanguageFacts, fact: ImportFact, exempt: Exempt): void {
  const segments = fact.specifier.split(/[.:]/);
  const matches: Match[] = [];
  const wholeIsModule = fact.via !== undefined && MODULE_REFERENCES.has(fact.via);
  for (let count = segments.length; count > (wholeIsModule ? segments.length - 1 : 0); count--) {
    const specifier = segments.slice(0, count).join('.');
    if (specifier === '' || specifier.endsWith('.')) continue;
    const module = nameModule('py', specifier, pass);
    if (module.possibleBans.length === 0) continue;
    const name = segments[count] ?? null;
    const behind = { name, rest: segments.slice(count + 1).join('.') || null };
    for (const entry of module.bans()) {
      if (exempt(entry, module) || !holds(entry, pass, fact, fact.typeOnly) || matches.some((m) => m.entry === entry))
        continue;
      if (coversHome(entry, module, name, pass)) continue;
      if (entry.ban.names === null) {
        // Only where the module itself is reached, so that the name behind it can be told apart.
        if (!wholeIsModule && count > 1 && module.bansAbove().includes(entry)) continue;
        matches.push({ entry, matched: null, module, behind });
      } else if (name !== null) {
        pushAll(
          matches,
          matchLiteralOrGlob(entry, module, name, pass).map((match) => ({ ...match, behind })),
        );
      }
    }
  }
  reportBan(pass, part, { fact, imported: null, name: null, span: fact, matches });
  if (matches.length > 0 || fact.names.length === 0) return;
  const holding = (module: NamedModule): BanEntry[] =>
    module.possibleBans.length === 0
      ? []
      : module.bans().filter((entry) => !exempt(entry, module) && holds(entry, pass, fact, fact.typeOnly));
  const module = nameModule('py', fact.specifier, pass);
  const named = holding(module).filter((entry) => entry.ban.names !== null);
  for (const imported of fact.names) {
    if (imported.name === '*') judgeNamespace(pass, part, fact, imported, module, named, holding);
    else judgeMember(pass, part, fact, imported, module, named);
  }
}

/** A name that is written beside its module: `patch.multiple("a.b", X=…)`, `jest.mock('m', () => ({ X: … }))`. */
function judgeMember(
  pass: FilePass,
  part: LanguageFacts,
  fact: ImportFact,
  imported: ImportedName,
  module: NamedModule,
  named: readonly BanEntry[],
): void {
  const { name } = imported;
  const matches = named.flatMap((entry) => matchLiteralOrGlob(entry, module, name, pass));
  reportBan(pass, part, { fact, imported, name, span: imported, matches, throughNamespace: true });
}

function starIsWritten(language: LanguageId, fact: ImportFact): boolean {
  if (language === 'py') return fact.form === 'from-import';
  return fact.form === 'import' || fact.form === 'export-from';
}
