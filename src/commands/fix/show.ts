/**
 * What a fix tells people: the files that were written, what is left for them, and one line at the end.
 */

import { REFUSALS } from '../../replacement/refusals.ts';
import type { FixResult, Refusal } from '../../rewriting/result.ts';
import { type Paint, painter } from '../../text/colour.ts';
import { clipText, escapeText } from '../../text/escape.ts';
import { counted } from '../../text/plural.ts';

const TEXT_LIMIT = 400;

/** The lists, without the summary. */
export function listing({ fixed, refused, dryRun }: FixResult, colour: boolean): string {
  const paint = painter(colour);
  const files = dryRun
    ? []
    : fixed.map(
        ({ path, findings }) => `${escapeText(path)}  ${paint('green', `${counted(findings, 'finding')} fixed`)}\n`,
      );
  return [files.join(''), ...refused.map((one) => refusalText(one, paint))].filter((text) => text !== '').join('\n');
}

function refusalText({ path, line, column, rule, reason, message, candidates }: Refusal, paint: Paint): string {
  const lines = [
    `${paint('bold', `${escapeText(path)}:${line}:${column}`)}  ${paint('yellow', reason)}  ${rule}`,
    `  ${clipText(message, TEXT_LIMIT)}`,
    `  not fixed: ${REFUSALS[reason]}`,
    ...candidates.map((candidate, at) =>
      paint('green', `  ${at === 0 ? '→' : ' '} ${clipText(candidate, TEXT_LIMIT)}`),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

/**
 * The line that always comes last; without its line feed.
 * @param nothing what to say where no file was looked at
 */
export function fixSummary(result: FixResult, looked: number, nothing: string, milliseconds: number): string {
  const { fixed, refused, skipped, dryRun } = result;
  const findings = fixed.reduce((sum, one) => sum + one.findings, 0);
  const done = `${counted(findings, 'finding')} in ${counted(fixed.length, 'file')} ${dryRun ? 'can be fixed' : 'fixed'}`;
  const parts = [
    findings > 0 ? done : refused.length === 0 ? 'nothing to fix' : 'nothing fixed',
    ...(refused.length === 0 ? [] : [`${counted(refused.length, 'finding')} left for a person`]),
    ...(skipped.length === 0 ? [] : [`${counted(skipped.length, 'file')} left as they are`]),
    looked === 0 ? nothing : `${counted(looked, 'file')} looked at`,
  ];
  return `ssot-guard: ${parts.join(', ')} · ${Math.round(milliseconds)} ms`;
}

/** A diff on a terminal, where nobody applies it: nothing in it may act on the terminal. */
export function shownDiff(diff: Buffer, colour: boolean): string {
  const paint = painter(colour);
  const shown = (line: string): string => line.split('\t').map(escapeText).join('\t');
  return diff
    .toString('utf8')
    .split('\n')
    .map((line) => {
      if (/^(?:diff|---|\+\+\+) /.test(line)) return paint('bold', shown(line));
      const style = line.startsWith('+')
        ? 'green'
        : line.startsWith('-')
          ? 'red'
          : line.startsWith('@@')
            ? 'cyan'
            : null;
      return style === null || line === '' ? shown(line) : paint(style, shown(line));
    })
    .join('\n');
}
