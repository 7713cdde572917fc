/**
 * Every reporter, in the order of the help. To add one: write its file, add its line. The first is the default.
 */

import { json } from './json.ts';
import { pretty } from './pretty.ts';

export const reporters = [pretty, json] as const;

/** What `--format` takes. */
export type ReporterId = (typeof reporters)[number]['id'];
