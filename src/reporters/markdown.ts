/**
 * `--format markdown`: tables for an issue, a comment of a pull request or a job summary, no longer than these may be.
 */
import { defineReporter } from './define.ts';
import { pageOf } from './markdown/page.ts';

/** A comment on GitHub has room for 65,536 characters; whoever posts one adds a few words. */
const ROOM = 60_000;

export const markdown = defineReporter({
  id: 'markdown',
  summary: 'tables for an issue or a comment, no longer than one may be',
  render: (report, context) => pageOf(report, context, ROOM),
});
