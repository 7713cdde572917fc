/**
 * `--format sarif`: SARIF 2.1.0, for code scanning and editors. Known debt is suppressed, because GitHub opens an alert for
 * each result that is not; what is held back, and what could not be checked, stands in the notifications of the run.
 */
import { escapeJson } from '../text/escape.ts';
import { counted } from '../text/plural.ts';
import type { Report } from '../types.ts';
import { defineReporter, HOMEPAGE, type ReportContext } from './define.ts';
import { worstFirst } from './order.ts';
import { fileAt } from './sarif/places.ts';
import { resultWriter } from './sarif/results.ts';
import { ruleOf } from './sarif/rules.ts';

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';
/** GitHub shows so many results of a run, and takes no more of them in. */
const MOST_RESULTS = 5000;
const MOST_FILES = 100;

export const sarif = defineReporter({
  id: 'sarif',
  summary: 'SARIF 2.1.0 for code scanning, with fixes; known debt is suppressed',
  render: (report, context) => `${escapeJson(JSON.stringify(logOf(report, context), null, 1))}\n`,
});

function logOf(report: Report, context: ReportContext): object {
  const results = worstFirst(report.findings).slice(0, MOST_RESULTS);
  const driver = {
    name: 'ssot-guard',
    version: context.version,
    semanticVersion: context.version,
    informationUri: HOMEPAGE,
    rules: context.rules.map(ruleOf),
  };
  const run = {
    tool: { driver },
    columnKind: 'utf16CodeUnits',
    originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The top of the repository.' } } },
    invocations: [{ executionSuccessful: true, toolExecutionNotifications: notificationsOf(report, context) }],
    results: results.map(resultWriter(context)),
  };
  return { $schema: SCHEMA, version: '2.1.0', runs: [run] };
}

function notificationsOf({ findings }: Report, { unchecked }: ReportContext): object[] {
  const heldBack = findings.length - MOST_RESULTS;
  const more = unchecked.length - MOST_FILES;
  return [
    ...(heldBack > 0 ? [note(`${counted(heldBack, 'more result')} of ${findings.length} held back, errors last`)] : []),
    ...unchecked.slice(0, MOST_FILES).map((file) => ({
      level: 'warning',
      message: { text: `not checked: ${file.reason}` },
      locations: [{ physicalLocation: { artifactLocation: fileAt(file) } }],
    })),
    ...(more > 0 ? [note(`${counted(more, 'more file')} not checked`)] : []),
  ];
}

function note(text: string): object {
  return { level: 'note', message: { text } };
}
