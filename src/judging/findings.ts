/**
 * From what a rule saw to what is reported: offsets become lines and columns, and everything is put in order.
 */

import { fingerprints } from '../baseline/identity.ts';
import type { SourceFile } from '../git/snapshot.ts';
import type { RegistryFinding } from '../registry/finding.ts';
import { finding } from '../rules/define.ts';
import type { LineIndex } from '../text/lines.ts';
import type { Finding } from '../types.ts';
import type { ShownFinding } from './hints.ts';
import { relatedOf } from './related.ts';

/** A raw finding at its place in a file; its status is still to be judged. */
export function toFinding(raw: ShownFinding, file: Pick<SourceFile, 'path' | 'pathBytes'>, lines: LineIndex): Finding {
  const start = lines.position(raw.span.start);
  const end = lines.position(raw.span.end);
  return placed(raw, {
    path: file.path,
    ...(file.pathBytes === null ? {} : { pathBytes: file.pathBytes }),
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
  });
}

/** A finding about the registry itself, at its place in the registry. */
export function fromRegistry({ place, concept, severity, message, hint, related }: RegistryFinding): Finding {
  const raw = finding('registry', concept, { span: { start: 0, end: 0 }, severity, message, hint, related });
  const { path, line, column } = place;
  return placed({ ...raw, fixable: false, edits: [] }, { path, line, column, endLine: line, endColumn: column });
}

type PlaceOfFinding = Pick<Finding, 'path' | 'pathBytes' | 'line' | 'column' | 'endLine' | 'endColumn'>;

/** Keys in the order of the report, for whoever prints one without a reporter. */
function placed(raw: ShownFinding, place: PlaceOfFinding): Finding {
  return {
    rule: raw.rule,
    concept: raw.concept,
    severity: raw.severity,
    status: 'new',
    ...place,
    message: raw.message,
    hint: raw.hint,
    module: raw.module,
    specifier: raw.specifier,
    name: raw.name,
    form: raw.form,
    typeOnly: raw.typeOnly,
    canonical: raw.canonical,
    ...relatedOf(raw.related, raw.relatedTotal),
    owner: raw.owner,
    link: raw.link,
    fixable: raw.fixable,
    fingerprint: '',
  };
}

/** Sorted by path, line, column and rule, each with its fingerprint. */
export function inOrder(findings: readonly Finding[]): Finding[] {
  const sorted = [...findings].sort(
    (a, b) =>
      byPath(a, b) ||
      a.line - b.line ||
      a.column - b.column ||
      compare(a.rule, b.rule) ||
      compare(a.message, b.message),
  );
  const marks = fingerprints(sorted);
  return sorted.map((finding, index) => ({ ...finding, fingerprint: marks[index] ?? '' }));
}

/** The order of paths in every report. */
export function byPath(a: { path: string; pathBytes?: string }, b: { path: string; pathBytes?: string }): number {
  return compare(a.path, b.path) || compare(a.pathBytes ?? '', b.pathBytes ?? '');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
