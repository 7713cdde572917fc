import type { Audit } from '../../audit.ts';
export function auditText(audit: Audit, _: { colour: boolean; columns: number; isShort: boolean }): string {
  return audit.concepts.map(({ name, sentence }) => `${name}: ${sentence}\n`).join('');
}
