/**
 * Runs the rules over one file. Inline exceptions come between the two functions: an excepted finding must not hide
 * another one at the same place.
 */

import { keyOfFile } from '../modules/index.ts';
import { isHomeFile } from '../registry/applies.ts';
import { chooseSpeaking } from '../registry/precedence.ts';
import type { RefusalReason } from '../replacement/refusals.ts';
import { bansOfModule } from '../rules/banned-import/match.ts';
import type { FilePass, RawFinding } from '../rules/define.ts';
import { rules } from '../rules/index.ts';
import { push } from '../text/multimap.ts';
import type { Related } from '../types.ts';
import { relatedOf } from './related.ts';

/** Raw findings of one file, of every rule, in the order of the rules. */
export function judgeFile(pass: Omit<FilePass, 'report'>): RawFinding[] {
  const found: RawFinding[] = [];
  const whole: FilePass = { ...pass, report: (finding) => found.push(finding) };
  for (const rule of rules) rule.checkFile?.(whole);
  const isOpen = ({ change, refusal }: RawFinding): boolean => change !== null && refusal === null;
  const refusal = found.some(isOpen) ? refusalOfFile(pass) : null;
  return refusal === null ? found : found.map((finding) => (isOpen(finding) ? { ...finding, refusal } : finding));
}

function refusalOfFile(pass: Omit<FilePass, 'report'>): RefusalReason | null {
  return isProtected(pass) ? 'protected' : null;
}

/** Homes, and files of modules that are banned as a whole, are rewritten by nobody but a person. */
function isProtected({ path, matcher, modules }: Omit<FilePass, 'report'>): boolean {
  if (matcher.registry.concepts.some((concept) => isHomeFile(concept, path))) return true;
  const key = keyOfFile(path);
  return key !== null && bansOfModule(key, matcher, modules).some(({ entry }) => !entry.glob);
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
    const related = eachPlaceOnce([chosen, ...others].flatMap((one) => one.related));
    return { ...chosen, ...relatedOf(related, chosen.relatedTotal) };
  });
  return speaking.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}

/** What is said of one place first. */
function eachPlaceOnce(related: readonly Related[]): Related[] {
  const first = new Map<string, Related>();
  for (const one of related) {
    const place = `${one.path}:${one.line}:${one.column}`;
    if (!first.has(place)) first.set(place, one);
  }
  return [...first.values()];
}
