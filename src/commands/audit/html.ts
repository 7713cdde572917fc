/**
 * `--html`: the audit as one page that stands alone. The build makes everything of it but its data (scripts/page.mjs).
 */
import { readFileSync } from 'node:fs';
import type { Audit } from '../../audit.ts';
import type { Audited } from '../../auditing/audit.ts';
import { jsonForHtml, type PageFinding, packFindings } from '../../page-data.ts';

declare const __VENDORED__: boolean | undefined;

/** What stands in the page where its data belongs. */
const PLACE = '{"no":"data"}';

/** The page: a function of the audit, its findings and what this build makes of pages. @param template as `pageTemplate` reads it */
export function auditHtml(template: string, audit: Audit, findings: readonly PageFinding[]): string {
  const [before, after, more] = template.split(PLACE);
  if (before === undefined || after === undefined || more !== undefined)
    throw new Error('a page without its one place');
  return before + jsonForHtml({ audit, findings: packFindings(findings) }) + after;
}

/** The findings of an audit, with their owners. */
export function pageFindings({ outcome, ownersOf }: Audited): PageFinding[] {
  return outcome.report.findings.map((one) => ({ ...one, owners: ownersOf(one) }));
}

/** The page without data, which lies beside the bundle. Run from source, it is the one that was built last. */
export function pageTemplate(): string {
  const isBundled = typeof __VENDORED__ === 'boolean';
  return readFileSync(new URL(isBundled ? 'page.html' : '../../../dist/page.html', import.meta.url), 'utf8');
}
