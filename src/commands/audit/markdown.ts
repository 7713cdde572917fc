/**
 * An audit as a page of Markdown, for an issue or the summary of a job.
 */
import type { Audit } from '../../audit.ts';
import { code, prose } from '../../reporters/markdown/escape.ts';
import { calledOf, type Section } from './section.ts';
import { sectionsOf } from './sections.ts';
import { complianceWords } from './summary.ts';

/** A comment on GitHub has room for 65,536 characters. */
const ROOM = 60_000;

/** As many parts as there is room for. */
export function auditPage(audit: Audit): string {
  const sentences = audit.concepts.map(({ name, sentence }) => `- **${prose(calledOf(name))}**: ${prose(sentence)}\n`);
  const head = `### ssot-guard: ${complianceWords(audit.compliance)}\n\n${sentences.join('')}`;
  const parts = sectionsOf(audit).map(sectionPage);
  const shown: string[] = [];
  let room = ROOM - head.length;
  for (const part of parts) {
    room -= part.length;
    if (room >= 0) shown.push(part);
  }
  const heldBack = parts.length - shown.length;
  const page = head.length > ROOM ? `${head.slice(0, head.lastIndexOf('\n', ROOM) + 1)}` : head;
  return `${page}${shown.join('')}${heldBack === 0 ? '' : `\n_${heldBack} parts held back: there is no more room._\n`}`;
}

function sectionPage({ title, head, rows, note }: Section): string {
  const body =
    head.length === 0
      ? rows.map(([line = '']) => `- ${prose(String(line))}\n`).join('')
      : [head.map((one) => one || ' '), head.map(() => '---'), ...rows.map((row) => row.map(cell))]
          .map((row) => `| ${row.join(' | ')} |\n`)
          .join('');
  return `\n#### ${prose(title)}\n\n${body}${note === undefined ? '' : `\n_${prose(note)}._\n`}`;
}

function cell(value: string | number): string {
  if (typeof value === 'number' || /^[▁-█\d+-]*$/.test(value)) return String(value);
  return /[./]/.test(value) && !value.includes(' ') ? code(value) : prose(value);
}
