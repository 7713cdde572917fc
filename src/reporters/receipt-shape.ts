/**
 * The one declaration of the receipt of `verify`: its key order, and the source of verify-schema.json. The compiler holds it
 * against `Receipt` in types.ts.
 */

import {
  type ConceptVerdict,
  LEFT_KINDS,
  type Left,
  LIMIT_KINDS,
  type Limit,
  type NotChecked,
  type Receipt,
} from '../receipt.ts';
import type { JsonSchema } from '../text/json-schema.ts';
import { RULE_IDS, STATUSES } from '../types.ts';
import type { Shape } from './shape.ts';
import { boolean, constant, integer, list, nullable, object, oneOf, optional, string } from './shape.ts';

const ID = { pattern: '^([0-9a-f]{40}|[0-9a-f]{64})$' };
const SHA256 = { pattern: '^[0-9a-f]{64}$' };

/** Shape of a whole receipt. */
export function receiptShape(): Shape<Receipt> {
  const path = string('Relative to the repository, with "/". A name that is not UTF-8 is shown with U+FFFD.');
  const files = integer(0, 'How many files.');
  const conceptName = nullable(string('The concept; null for what belongs to none.'));
  return object<Receipt>(
    {
      version: constant(1, 'Version of this format.'),
      tool: string('Version of ssot-guard.'),
      commit: string('The commit that was judged.', ID),
      tree: string('Its tree.', ID),
      day: string('The day by which dates were judged, in UTC.', { pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
      strict: boolean('Imports that nothing explains count as well.'),
      all: boolean('Every concept was asked for, and what belongs to none.'),
      registry: object<Receipt['registry']>(
        {
          hash: string('SHA-256 over the lines "<id> <path>" of these files.', SHA256),
          files: list(
            object<Receipt['registry']['files'][number]>({ path, id: string('Its blob.', ID) }, 'One file.'),
            'Every file that the registry is made of, and the baseline.',
          ),
        },
        'What was judged by.',
      ),
      counts: object<Receipt['counts']>(
        {
          filesChecked: integer(0, 'Files that were read and judged.'),
          filesSkipped: integer(0, 'Files that were not judged and need not be.'),
          filesUnread: integer(0, 'Files that should have been judged and could not be.'),
          filesDamaged: integer(0, 'Files that do not read cleanly, among those that the verdicts rest on.'),
          concepts: integer(0, 'Verdicts below.'),
          finished: integer(0, 'Those that are finished.'),
          left: integer(0, 'What is left of all of them.'),
        },
        'Numbers.',
      ),
      finished: boolean('Nothing is left.'),
      concepts: list(verdictShape(path, conceptName), 'In the order of the registry; what belongs to none comes last.'),
      notChecked: notCheckedShape(path, files, conceptName),
      checksum: string('SHA-256 of this receipt without this key, as JSON without blanks.', SHA256),
    },
    'What "ssot-guard verify --format json" prints: a function of commit, day, version and question alone.',
  );
}

function verdictShape(path: Shape<string>, name: Shape<string | null>): Shape<ConceptVerdict> {
  const place = (what: string): Shape<number | null> => nullable(integer(1, what));
  const left = object<Left>(
    {
      kind: oneOf(LEFT_KINDS, 'What it is.'),
      rule: nullable(oneOf(RULE_IDS, 'The rule that it is about.')),
      status: nullable(oneOf(STATUSES, 'Of a finding: against the baseline.')),
      path: nullable(path),
      pathBytes: optional(
        string('The raw bytes of a path that is not UTF-8, in hexadecimal.', { pattern: '^([0-9a-f]{2})+$' }),
      ),
      line: place('Counted from 1.'),
      column: place('Counted from 1, in UTF-16 code units.'),
      message: string('The fact.'),
    },
    'One thing that is left.',
  );
  return object<ConceptVerdict>(
    {
      name,
      finished: boolean('Nothing is left of it.'),
      left: list(left, 'By kind, path and place.'),
      mentions: list(left, 'Text files that name what is banned; under --strict they are left.'),
    },
    'Whether one concept is finished.',
  );
}

function notCheckedShape(path: Shape<string>, files: Shape<number>, concept: Shape<string | null>): Shape<NotChecked> {
  const line = integer(1, 'Counted from 1.');
  return object<NotChecked>(
    {
      ...notCheckedFields(files),
      limits: list(
        object<Limit>(
          { concept, kind: oneOf(LIMIT_KINDS, 'How.'), path, line, column: line, message: string('What.') },
          'Something that the registry leaves out.',
        ),
        'What the registry states not to be checked.',
      ),
    },
    'What the verdicts say nothing about.',
  );
}

/** What neither verdicts nor numbers are about, whatever the registry states. */
export function notCheckedFields(files: Shape<number>) {
  return {
    dynamicImports: nullable(integer(0, 'Imports whose module is computed at run time; null: not counted.')),
    excluded: list(
      object<NotChecked['excluded'][number]>({ pattern: string('As the registry has it.'), files }, 'A pattern.'),
      'What files.exclude leaves out; a file counts for the first pattern that matches.',
    ),
    notIncluded: integer(0, 'Files that a scanner reads and files.include leaves out.'),
    skipped: list(
      object<NotChecked['skipped'][number]>({ reason: string('Why.'), files }, 'One reason.'),
      'Files that were not judged and need not be.',
    ),
    unexplained: list(
      object<NotChecked['unexplained'][number]>(
        { prefix: string('How the names begin.'), imports: integer(1, 'How many imports.'), files },
        'Names with one beginning.',
      ),
      'Imports of which nothing says what they name; without --strict of "@/" and "~/" alone. Under --strict nothing is finished while there are any.',
    ),
  };
}

/** The JSON Schema of a receipt, as published in verify-schema.json. */
export function receiptSchema(): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'ssot-guard receipt',
    ...receiptShape().schema,
  };
}
