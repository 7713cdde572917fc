/**
 * From what a rule saw to what is reported: offsets become lines and columns, and everything is put in order.
 */

import { fingerprints } from '../baseline/identity.ts';
import type { SourceFile } from '../git/snapshot.ts';
import type { RegistryFinding } from '../registry/finding.ts';
import type { RawFinding } from '../rules/define.ts';
import type { LineIndex } from '../text/lines.ts';
import type { Finding } from '../types.ts';

/** A raw finding at its place in a file; its status is still to be judged. */
export function toFinding(raw: RawFinding, file: Pick<SourceFile, 'path' | 'pathBytes'>, lines: LineIndex): Finding {
  const start = lines.position(raw.span.start);
  const end = lines.position(raw.span.end);
  return {
    rule: raw.rule,
    concept: raw.concept,
    severity: raw.severity,
    status: 'new',
    path: file.path,
    ...(file.pathBytes === null ? {} : { pathBytes: file.pathBytes }),
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
    message: raw.message,
    hint: raw.hint,
    module: raw.module,
    specifier: raw.specifier,
    name: raw.name,
    form: raw.form,
    typeOnly: raw.typeOnly,
    canonical: raw.canonical,
    related: raw.related,
    owner: raw.owner,
    link: raw.link,
    fixable: raw.fixable,
    fingerprint: '',
  };
}

/** A finding about the registry itself, at its place in the registry. */
export function fromRegistry({ place, severity, concept, message, hint, related }: RegistryFinding): Finding {
  return {
    rule: 'registry',
    concept: concept?.name ?? null,
    severity,
    status: 'new',
    path: place.path,
    line: place.line,
    column: place.column,
    endLine: place.line,
    endColumn: place.column,
    message,
    hint,
    module: null,
    specifier: null,
    name: null,
    form: null,
    typeOnly: false,
    canonical: null,
    related,
    owner: concept?.owner ?? null,
    link: concept?.link ?? null,
    fixable: false,
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
