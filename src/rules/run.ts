/**
 * Runs the rules over one file. Inline exceptions come between the two functions: an excepted finding must not hide
 * another one at the same place.
 */
import type { FilePass, RawFinding } from './define.ts';
import { rules } from './index.ts';

/** Raw findings of one file, of every rule, in the order of the rules. */
export function judgeFile(pass: Omit<FilePass, 'report'>): RawFinding[] {
  const found: RawFinding[] = [];
  for (const rule of rules) rule.checkFile?.({ ...pass, report: (finding) => found.push(finding) });
  return found;
}

/**
 * One finding per span, from the rule that stands earlier in the list; of one rule the concept that stands earlier in
 * the registry. What another concept would say of the same span is told as a related place.
 */
export function onePerSpan(findings: readonly RawFinding[]): RawFinding[] {
  const speaking = new Map<string, RawFinding>();
  for (const finding of findings) {
    const span = `${finding.span.start}:${finding.span.end}`;
    const first = speaking.get(span);
    if (first === undefined) speaking.set(span, finding);
    else if (first.rule === finding.rule && first.concept !== finding.concept && finding.related.length > 0)
      speaking.set(span, { ...first, related: [...first.related, ...finding.related] });
  }
  return [...speaking.values()].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}
