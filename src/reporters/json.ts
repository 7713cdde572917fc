/**
 * `--format json`: the report itself, for programs. Its shape, key order included, is declared in report-shape.ts, from
 * which the published JSON Schema comes as well.
 */

import { escapeJson } from '../text/escape.ts';
import { defineReporter } from './define.ts';
import { reportShape } from './report-shape.ts';

export const json = defineReporter({
  id: 'json',
  summary: 'one JSON document, described by report-schema.json',
  render: (report) => `${escapeJson(JSON.stringify(reportShape().ordered(report), null, 2))}\n`,
});
