/**
 * Runs the rules over one file. Inline exceptions come between the two functions: an excepted finding must not hide
 * another one at the same place.
 */

import { chooseSpeaking } from '../registry/precedence.ts';
import type { FilePass, RawFinding } from '../rules/define.ts';
import { rules } from '../rules/index.ts';
import { push } from '../text/multimap.ts';

/** Raw findings of one file, of every rule, in the order of the rules. */
export function judgeFile(pass: Omit<FilePass, 'report'>): RawFinding[] {
  const found: RawFinding[] = [];
  for (const rule of rules) rule.checkFile?.({ ...pass, report: (finding) => found.push(finding) });
  return found;
}

/**
 * One finding per span, from the rule that stands earlier in the list; of one rule the concept that stands earlier in
 * the registry; before both a more severe one of a registry above. What another concept would say of the same span is
 * told as a related place.
 */
export function onePerSpan(findings: readonly RawFinding[]): RawFinding[] {
  const bySpan = new Map<string, RawFinding[]>();
  for (const finding of findings) push(bySpan, `${finding.span.start}:${finding.span.end}`, finding);
  const speaking = [...bySpan.values()].flatMap((sameSpan) => {
    const chosen = chooseSpeaking(sameSpan, (finding) => finding);
    if (chosen === undefined || sameSpan.length === 1) return chosen ?? [];
    const others = sameSpan.filter(({ rule, concept }) => rule === chosen.rule && concept !== chosen.concept);
    return { ...chosen, related: [chosen, ...others].flatMap(({ related }) => related) };
  });
  return speaking.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}
