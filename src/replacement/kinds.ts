/**
 * Whether a replacement is another kind of thing than what it replaces. Only what is seen of both counts.
 */
import { differingKinds } from '../modules/kinds.ts';
import { thingBehind } from '../modules/second-names.ts';
import type { Offer } from './offer.ts';
import type { ReplacementQuestion } from './question.ts';

/** In which words the two differ; null where they do not, or it is not seen. */
export function isAnotherKind(question: ReplacementQuestion, { way, name }: Offer): string | null {
  const { file, fact, imported, modules } = question;
  if (file === null || way.module === null || way.file === null || name === null || question.name === null) return null;
  const before = thingBehind(file, question.name, modules);
  const now = thingBehind(way.file, way.leave?.name ?? 'default', modules);
  const kinds = differingKinds(before, now, fact.typeOnly || imported?.typeOnly === true, modules);
  return kinds === null ? null : `\`${question.name}\` is ${kinds[0]}, \`${way.local ?? name}\` is ${kinds[1]}`;
}
