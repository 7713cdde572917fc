import type { Audit } from '../../audit.ts';
export function auditPage(audit: Audit): string {
  return audit.concepts.map(({ name, sentence }) => `- ${name}: ${sentence}\n`).join('');
}
