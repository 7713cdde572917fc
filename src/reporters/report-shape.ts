/**
 * The one declaration of the report: key order of `--format json`, and the source of report-schema.json.
 *
 * It is held against `Report` in types.ts by the compiler, word by word.
 */

import type { JsonSchema } from '../text/json-schema.ts';
import {
  FINDING_FORMS,
  type Finding,
  MOST_RELATED,
  type Related,
  type Report,
  RULE_IDS,
  SCOPES,
  SEVERITIES,
  type Skipped,
  STATUSES,
  type Summary,
} from '../types.ts';
import type { Shape } from './shape.ts';
import { boolean, constant, integer, list, nullable, object, oneOf, optional, string } from './shape.ts';

const HEX = { pattern: '^([0-9a-f]{2})+$' };

/** Shape of a whole report. A function, so that nothing is built on the way of a commit. */
export function reportShape(): Shape<Report> {
  const path = string('Relative to the repository, with "/". A name that is not UTF-8 is shown with U+FFFD.');
  const pathBytes = optional(string('The raw bytes of a path that is not UTF-8, in hexadecimal.', HEX));
  const line = integer(1, 'Counted from 1; LF, CRLF and CR end lines.');
  const column = integer(1, 'Counted from 1, in UTF-16 code units; a byte-order mark has no width.');

  const summary = object<Summary>(
    {
      filesChecked: integer(0, 'Files that were read and judged.'),
      filesSkipped: integer(0, 'Files of the scope that were not judged, for the reasons under "skipped".'),
      errors: integer(0, 'Findings that fail the check.'),
      warnings: integer(0, 'Findings that fail it only under --max-warnings.'),
      known: integer(0, 'Findings that the baseline knows.'),
      uncheckable: integer(0, 'Files that should have been judged and could not be.'),
    },
    'Counts, before --quiet hides anything.',
  );

  const skipped = object<Skipped>(
    { path, pathBytes, reason: string('Why it was not judged.') },
    'A file that was not judged.',
  );

  const related = object<Related>({ path, line, column, message: string('What stands there.') }, 'A second place.');

  const finding = object<Finding>(
    {
      rule: oneOf(RULE_IDS, 'The rule that was broken.'),
      concept: nullable(string('The concept that it is about; null for top-level bans and uniqueness rules.')),
      severity: oneOf(SEVERITIES, 'What the registry makes of it.'),
      status: oneOf(STATUSES, 'Against the baseline. "known" and "expiring" (within 14 days) never fail.'),
      path,
      pathBytes,
      line,
      column,
      endLine: line,
      endColumn: integer(1, 'The column after the last marked unit.'),
      message: string('The fact.'),
      hint: nullable(string('What to write instead.')),
      module: nullable(string('Key of the imported module, with its language: "py:app/ws/manager".')),
      specifier: nullable(string('The module as it is written.')),
      name: nullable(
        string('The imported or defined name; "*" for a star or namespace import, null for the whole module.'),
      ),
      form: nullable(oneOf(FINDING_FORMS, 'How it is imported, or what is defined.')),
      typeOnly: boolean('Gone at run time: "import type", "if TYPE_CHECKING".'),
      canonical: nullable(
        object<NonNullable<Finding['canonical']>>(
          { path, symbol: nullable(string('The name in that file; null when the home is the whole module.')) },
          'The one home of the concept.',
        ),
      ),
      related: list(
        related,
        'Other places that belong to it: the second definition, the ban that lost, the importers.',
        MOST_RELATED,
      ),
      relatedTotal: optional(
        integer(MOST_RELATED + 1, `How many other places there are; only where there are more than ${MOST_RELATED}.`),
      ),
      owner: nullable(string('Who owns the concept.')),
      link: nullable(string('Where to read more.')),
      fixable: boolean('"ssot-guard fix" can write it.'),
      fingerprint: string('Identity that outlives line numbers: the baseline identity and an ordinal.'),
    },
    'One violation at one place.',
  );

  return object<Report>(
    {
      version: constant(1, 'Version of this format.'),
      scope: oneOf(SCOPES, 'What was looked at.'),
      summary,
      skipped: list(skipped, 'Files of the scope that were not judged.'),
      findings: list(finding, 'Sorted by path, line, column and rule.'),
    },
    'What "ssot-guard check --format json" prints: a function of snapshot, registry, version and date alone.',
  );
}

/** The JSON Schema of `--format json`, as published in report-schema.json. */
export function reportSchema(): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'ssot-guard report',
    ...reportShape().schema,
  };
}
