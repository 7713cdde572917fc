/**
 * What a fix has come to: the shape of `fix --format json`, and the one declaration from which its key order and
 * fix-schema.json come.
 */
import { REFUSALS, type RefusalReason } from '../replacement/refusals.ts';
import type { Shape } from '../reporters/shape.ts';
import { boolean, constant, integer, list, nullable, object, oneOf, optional, string } from '../reporters/shape.ts';
import type { JsonSchema } from '../text/json-schema.ts';
import { RULE_IDS, type RuleId, type Skipped } from '../types.ts';

export interface FixedFile {
  readonly path: string;
  readonly pathBytes?: string;
  readonly findings: number;
  readonly edits: number;
}

/** A finding that needs a person, at its place. */
export interface Refusal {
  readonly path: string;
  readonly pathBytes?: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly rule: RuleId;
  readonly concept: string | null;
  readonly reason: RefusalReason;
  readonly message: string;
  readonly candidates: readonly string[];
}

export interface FixResult {
  readonly version: 1;
  readonly dryRun: boolean;
  readonly fixed: readonly FixedFile[];
  readonly refused: readonly Refusal[];
  /** Files that could be fixed, or should have been looked at, and are left as they are. */
  readonly skipped: readonly Skipped[];
}

const REASONS = Object.keys(REFUSALS) as readonly RefusalReason[];

/** Shape of a whole result. */
export function fixShape(): Shape<FixResult> {
  const path = string('Relative to the repository, with "/". A name that is not UTF-8 is shown with U+FFFD.');
  const pathBytes = optional(
    string('The raw bytes of a path that is not UTF-8, in hexadecimal.', { pattern: '^([0-9a-f]{2})+$' }),
  );
  const line = integer(1, 'Counted from 1, in the file as it is on disk now; LF, CRLF and CR end lines.');
  const column = integer(1, 'Counted from 1, in UTF-16 code units; a byte-order mark has no width.');
  const fixed = object<FixedFile>(
    {
      path,
      pathBytes,
      findings: integer(1, 'Findings that are gone.'),
      edits: integer(1, 'Places in the file that differ.'),
    },
    'A file that was written, or with --dry-run would be.',
  );
  const reasons = REASONS.map((reason) => `${reason}: ${REFUSALS[reason]}`).join('; ');
  const refusal = object<Refusal>(
    {
      ...{ path, pathBytes, line, column, endLine: line },
      endColumn: integer(1, 'The column after the last marked unit.'),
      rule: oneOf(RULE_IDS, 'The rule that is broken.'),
      concept: nullable(string('The concept that it is about; null for top-level bans and uniqueness rules.')),
      reason: oneOf(REASONS, `Why it was not fixed. ${reasons}.`),
      message: string('The fact.'),
      candidates: list(string('Lines or words.'), 'What could be written in its place, to be judged by a person.'),
    },
    'A finding that needs a person.',
  );
  const skipped = object<Skipped>({ path, pathBytes, reason: string('Why.') }, 'A file that is left as it is.');
  return object<FixResult>(
    {
      version: constant(1, 'Version of this format.'),
      dryRun: boolean('Nothing was written.'),
      fixed: list(fixed, 'Sorted by path.'),
      refused: list(refusal, 'What is left, sorted by path and place.'),
      skipped: list(skipped, 'Files that could be fixed, or should have been looked at, and are left as they are.'),
    },
    'What "ssot-guard fix --format json" prints.',
  );
}

/** The JSON Schema of `fix --format json`, as published in fix-schema.json. */
export function fixSchema(): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'ssot-guard fix',
    ...fixShape().schema,
  };
}
