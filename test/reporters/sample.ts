/** Reports to print, with everything that a test does not care about filled in. */

import type { ReportContext } from '../../src/reporters/define.ts';
import { rules } from '../../src/rules/index.ts';
import type { Finding, Report, Summary } from '../../src/types.ts';

export function aFinding(overrides: Partial<Finding> = {}): Finding {
  return {
    rule: 'banned-import',
    concept: 'WebSocketManager',
    severity: 'error',
    status: 'new',
    path: 'app/bridge.py',
    line: 1,
    column: 13,
    endLine: 1,
    endColumn: 29,
    message: '`WebSocketManager` is imported from `app.ws.old`, banned by .ssotrc.json:9',
    hint: 'from app.ws.manager import UnifiedManager as WebSocketManager',
    module: 'py:app/ws/old',
    specifier: 'app.ws.old',
    name: 'WebSocketManager',
    form: 'from-import',
    typeOnly: false,
    canonical: { path: 'app/ws/manager.py', symbol: 'UnifiedManager' },
    related: [],
    owner: null,
    link: null,
    fixable: true,
    fingerprint: '0a1b2c3d4e5f6071:0',
    ...overrides,
  };
}

export function aReport(
  counts: Partial<Summary> = {},
  findings: readonly Finding[] = [],
  rest: Partial<Report> = {},
): Report {
  const summary = { filesChecked: 3, filesSkipped: 0, errors: 0, warnings: 0, known: 0, uncheckable: 0, ...counts };
  return { version: 1, scope: 'staged', summary, skipped: [], findings, ...rest };
}

/** What reporters may ask, with nothing known. */
export function aContext(overrides: Partial<ReportContext> = {}): ReportContext {
  return {
    source: () => undefined,
    cure: () => null,
    debt: () => null,
    unchecked: [],
    link: () => null,
    colour: false,
    columns: 120,
    version: '0.1.0',
    rules,
    waysOut: null,
    ...overrides,
  };
}
