/**
 * The line that comes last.
 */
import type { Audit } from '../../audit.ts';
import { counted } from '../../text/plural.ts';

/** "87.2 % of 934 files comply"; without its line feed. */
export function auditSummary({ counts, compliance, commit, scope }: Audit, milliseconds: number): string {
  const at = commit === null ? '' : scope === 'ref' ? `, commit ${commit.slice(0, 12)}` : '';
  const parts = [
    complianceWords(compliance),
    counted(counts.findings, 'violation'),
    ...(counts.expiredErrors === 0 ? [] : [`${counts.expiredErrors} past their end date`]),
    `${counted(counts.filesChecked, 'file')} checked`,
    ...(counts.filesUnread === 0 ? [] : [`${counts.filesUnread} unread`]),
    ...(counts.filesDamaged === 0 ? [] : [`${counts.filesDamaged} damaged`]),
  ];
  return `ssot-guard: ${parts.join(', ')}${at} · ${Math.round(milliseconds)} ms`;
}

/** Both numbers and their share. */
export function complianceWords({ clean, touching, percent }: Audit['compliance']): string {
  if (percent === null) return 'no file touches a concept';
  return `${clean} of ${counted(touching, 'file')} comply (${percent} %)`;
}
