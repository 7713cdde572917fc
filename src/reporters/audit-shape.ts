/**
 * The one declaration of what `audit --format json` prints: its key order, and the source of audit-schema.json. The compiler
 * holds it against `Audit` in audit.ts.
 */
import {
  type Adder,
  type Audit,
  type BanAudit,
  type Compliance,
  type ConceptAudit,
  type DebtAudit,
  type ExceptionAudit,
  type History,
  type HistoryPoint,
  type HistoryStep,
  REVERSAL_KINDS,
  type Reversal,
  type Spelling,
  type Tally,
  type Trend,
  WAYS,
  type WorkItem,
  type WorkList,
} from '../audit.ts';
import type { JsonSchema } from '../text/json-schema.ts';
import { LANGUAGE_IDS, RULE_IDS, SEVERITIES, STATUSES } from '../types.ts';
import { notCheckedFields } from './receipt-shape.ts';
import { boolean, constant, integer, list, nullable, number, object, oneOf, type Shape, string } from './shape.ts';

const ID = { pattern: '^([0-9a-f]{40}|[0-9a-f]{64})$' };
const DAY = { pattern: '^\\d{4}-\\d{2}-\\d{2}$' };

const files = integer(0, 'In so many files.');
const findings = integer(0, 'Violations; known debt among them, mentions not.');
const path = string('Relative to the repository, with "/". A name that is not UTF-8 is shown with U+FFFD.');
const conceptName = nullable(string('The concept; null for what belongs to none.'));
const owners = list(string('An owner.'), 'Who owns them.');
const place = { path, line: integer(1, 'Counted from 1.'), column: integer(1, 'Counted from 1.') };

const compliance = object<Compliance>(
  {
    touching: integer(0, 'Files that import a concept, define it or break a rule of it.'),
    clean: integer(0, 'Of those, the ones without a violation; known debt is one.'),
    percent: nullable(number('Their share, rounded down to a tenth; null where no file touches anything.')),
  },
  'How many files do it right.',
);

/** Shape of a whole audit. */
export function auditShape(): Shape<Audit> {
  return object<Audit>(
    {
      version: constant(1, 'Version of this format.'),
      tool: string('Version of ssot-guard.'),
      scope: oneOf(['all', 'ref'], 'What stands on disk, or a commit.'),
      commit: nullable(string('The commit that was judged, or that HEAD names under the files on disk.', ID)),
      day: string('The day by which dates were judged, in UTC.', DAY),
      counts: object<Audit['counts']>(
        {
          filesChecked: integer(0, 'Files that were read and judged.'),
          filesSkipped: integer(0, 'Files that were not judged and need not be.'),
          filesUnread: integer(0, 'Files that should have been judged and could not be.'),
          filesDamaged: integer(0, 'Files about concepts that do not read cleanly.'),
          findings,
          files: integer(0, 'Files with violations.'),
          fixable: integer(0, 'Violations that "ssot-guard fix" rewrites.'),
          expiredErrors: integer(0, 'Violations past their end date that are errors: with any, the exit code is 1.'),
          mentions: integer(0, 'Text files that name banned modules; no part of the other numbers.'),
        },
        'Numbers.',
      ),
      compliance,
      concepts: list(conceptShape(), 'In the order of the registry; what belongs to none comes last.'),
      rules: list(
        object<{ readonly rule: (typeof RULE_IDS)[number] } & Tally>(
          { rule: oneOf(RULE_IDS, 'The rule.'), findings, files },
          'One rule.',
        ),
        'Rules that are broken.',
      ),
      statuses: list(
        object<Audit['statuses'][number]>(
          {
            status: oneOf(STATUSES, 'Against the baseline.'),
            severity: oneOf(SEVERITIES, 'How severe.'),
            findings,
            files,
          },
          'One status and severity.',
        ),
        'Violations by what they count for.',
      ),
      folders: list(
        object<Audit['folders'][number]>(
          { path, touching: integer(0, 'Its files that touch a concept.'), findings, files },
          'One folder, without those below it.',
        ),
        'Folders with violations; "." is the top.',
      ),
      owners: list(
        object<Audit['owners'][number]>({ owner: nullable(string('null: nobody.')), findings, files }, 'One owner.'),
        "By a concept's owner, else by CODEOWNERS; what several own counts for each.",
      ),
      bans: list(banShape(), 'In the order of the registry.'),
      exceptions: list(exceptionShape(), 'Those that end first come first, permanent ones last.'),
      baseline: list(debtShape(), 'By the days on which entries end.'),
      workList: nullable(list(workListShape(), 'What to migrate first, by concept (--work-list).')),
      history: nullable(historyShape()),
      notCounted: object<Audit['notCounted']>(
        {
          ...notCheckedFields(files),
          unread: list(
            object<Audit['notCounted']['unread'][number]>({ path, reason: string('Why.') }, 'One file.'),
            'Files that could not be checked.',
          ),
          damaged: list(
            object<Audit['notCounted']['damaged'][number]>({ path, message: string('What is wrong.') }, 'One file.'),
            'Files about concepts that do not read cleanly.',
          ),
        },
        'What the numbers say nothing about.',
      ),
    },
    'What "ssot-guard audit --format json" prints: a function of snapshot, registry, baseline, day and version.',
  );
}

function conceptShape(): Shape<ConceptAudit> {
  const imports = object<ConceptAudit['imports']>(
    {
      total: integer(0, 'All imports of it, whichever way they go.'),
      left: integer(0, 'Those that break a rule.'),
      canonical: integer(0, 'Those from its home, or as the registry says.'),
      excepted: integer(0, 'Banned or indirect ones that are let pass.'),
    },
    'Imports in code; strings are none.',
  );
  const spelling = object<Spelling>(
    {
      language: oneOf(LANGUAGE_IDS, 'In which language.'),
      specifier: string('As written; relative ones are one for each module.'),
      name: nullable(string('The imported name; null for a whole module.')),
      way: oneOf(WAYS, 'Which way it goes.'),
      imports: integer(1, 'How many imports.'),
      files,
    },
    'One way to write it.',
  );
  return object<ConceptAudit>(
    {
      name: conceptName,
      sentence: string('How far it has come.'),
      description: nullable(string('As the registry has it.')),
      owner: nullable(string('As the registry has it.')),
      link: nullable(string('As the registry has it.')),
      deadline: nullable(string('As the registry has it.', DAY)),
      canonical: list(
        object<ConceptAudit['canonical'][number]>(
          { path, symbol: nullable(string('What it is called there.')) },
          'A home.',
        ),
        'Its homes.',
      ),
      imports,
      findings,
      files: integer(0, 'Files with violations.'),
      owners,
      compliance,
      rules: list(
        object<ConceptAudit['rules'][number]>({ rule: oneOf(RULE_IDS, 'The rule.'), findings, files }, 'One rule.'),
        'Rules that are broken.',
      ),
      statuses: list(
        object<ConceptAudit['statuses'][number]>(
          { status: oneOf(STATUSES, 'Against the baseline.'), findings, files },
          'One.',
        ),
        'Violations by status.',
      ),
      definedIn: list(path, 'Files that define its symbol, homes first.'),
      spellings: list(spelling, 'The most frequent first; their number is the fragmentation.'),
    },
    'How far one concept has come.',
  );
}

function banShape(): Shape<BanAudit> {
  return object<BanAudit>(
    {
      concept: conceptName,
      module: string('As the registry has it.'),
      names: nullable(list(string('A name or glob.'), 'What of it is banned.')),
      ...place,
      exists: boolean('A file of the tree is the module, or lies below it.'),
      importers: integer(0, 'Files that import it, excepted ones included.'),
      imports: integer(0, 'How many imports they hold.'),
      strings: integer(0, 'Of those, the ones that are strings.'),
      mentions: integer(0, 'Text files that name it.'),
      safeToDelete: boolean('It is there as a whole, and nothing imports or names it.'),
      keptBy: nullable(string('What stands against deleting it.')),
    },
    'What is left of one ban.',
  );
}

function exceptionShape(): Shape<ExceptionAudit> {
  return object<ExceptionAudit>(
    {
      concept: conceptName,
      kind: oneOf(['registry', 'inline'], 'Where it is stated.'),
      what: string('Globs of files, or the rule of a comment.'),
      reason: string('As stated.'),
      until: nullable(string('Its last day; null: permanent.', DAY)),
      expired: boolean('That day is over.'),
      ...place,
    },
    'One exception.',
  );
}

function debtShape(): Shape<DebtAudit> {
  return object<DebtAudit>(
    {
      until: string('The last day.', DAY),
      entries: integer(1, 'How many entries.'),
      findings: integer(0, 'Findings that they may pay for.'),
      stale: integer(0, 'Entries that know nothing any more.'),
      expired: boolean('That day is over.'),
    },
    'Entries that end on one day.',
  );
}

function workListShape(): Shape<WorkList> {
  const item = object<WorkItem>(
    { path, findings, importers: integer(0, 'Files that import this one.'), owners },
    'One file.',
  );
  return object<WorkList>({ concept: conceptName, files: list(item, 'By findings times importers.') }, 'One concept.');
}

function historyShape(): Shape<History> {
  const day = string('The UTC day of the commit.', DAY);
  const commit = string('The commit.', ID);
  const arrivals = integer(0, 'Violations that came in.');
  const removals = integer(0, 'Violations that went.');
  const point = object<HistoryPoint>(
    {
      commit,
      day,
      filesChecked: integer(0, 'Files that were read and judged.'),
      filesUnread: integer(0, 'Files that could not be checked.'),
      filesDamaged: integer(0, 'Files about concepts that do not read cleanly: they may hide violations.'),
      findings,
      compliance,
      concepts: list(
        object<HistoryPoint['concepts'][number]>(
          {
            name: conceptName,
            findings,
            left: integer(0, 'Imports that break a rule.'),
            total: integer(0, 'All imports.'),
          },
          'One concept.',
        ),
        'In the order of the registry.',
      ),
      unjudged: nullable(string('Why it could not be judged; all numbers are 0 then.')),
    },
    'One commit.',
  );
  const step = object<HistoryStep>(
    {
      arrivals,
      removals,
      agentArrivals: integer(0, "Of the arrivals, those of commits that carry an agent's trailer."),
      agentRemovals: integer(0, "Of the removals, those of commits that carry an agent's trailer."),
      concepts: list(
        object<HistoryStep['concepts'][number]>({ name: conceptName, arrivals, removals }, 'One concept.'),
        'Concepts of which something came or went.',
      ),
    },
    'From one commit to the next.',
  );
  const trend = object<Trend>(
    {
      name: conceptName,
      perWeek: number('Change in a week; negative: fewer.'),
      doneOn: nullable(string('When nothing is left at that rate; null: never.', DAY)),
      deadline: nullable(string('As the registry has it.', DAY)),
      daysLate: nullable(number('Days by which that is late; negative: early.')),
    },
    'Where one concept is heading.',
  );
  const reversal = object<Reversal>(
    {
      kind: oneOf(REVERSAL_KINDS, 'What was undone or put off.'),
      day,
      commit,
      concept: conceptName,
      message: string('The fact.'),
      byAgent: boolean("The commit carries an agent's trailer."),
    },
    'One reversal.',
  );
  const adder = object<Adder>(
    {
      name: string('The author.'),
      byAgent: boolean("Commits with an agent's trailer; those without are another entry."),
      arrivals,
      removals,
      commits: integer(0, 'Commits that did so.'),
    },
    'One author.',
  );
  return object<History>(
    {
      range: string('As asked for.'),
      every: string('How far apart the commits are.'),
      registry: oneOf(['today', 'of-the-day'], 'By which registry each was judged.'),
      points: list(point, 'The oldest first.'),
      steps: list(step, 'From each commit to the next.'),
      trends: list(trend, 'In the order of the registry.'),
      reversals: list(reversal, 'The oldest first.'),
      adders: list(adder, 'Those who added most come first.'),
    },
    'The same at past commits (--history).',
  );
}

/** The JSON Schema of an audit, as published in audit-schema.json. */
export function auditSchema(): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'ssot-guard audit',
    ...auditShape().schema,
  };
}
