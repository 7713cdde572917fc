/**
 * What must stand in a file that breaks any rule at all. A file that holds none of it need not be read, and a commit of
 * such files need not even start Node (prefilter/hook-file.ts, hooks/pre-commit). Each rule states its own required texts; for
 * one that states none every file is read, and Node starts for every commit.
 */
import type { Shortcuts } from '../modules/index.ts';
import {
  always,
  joined,
  type RequiredText,
  type RequiredTextQuestion,
  type RequiredTexts,
} from '../required-text/required.ts';
import { rules } from '../rules/index.ts';

/** More would cost the search more than they save. */
const MOST = 600;

/** The required texts of all rules for files of one language. */
export function requiredTextsOf(question: RequiredTextQuestion): RequiredTexts {
  const { shortcuts, language } = question;
  if (shortcuts.problem !== null) return always(shortcuts.problem);
  const all = joined(
    rules.map((rule) => rule.requiredTexts?.(question) ?? always(`${rule.id} states no required texts`)),
  );
  if (all.kind === 'always') return all;
  const list = language === 'js' && cutsSegments(shortcuts) ? all.list.map(asPart) : all.list;
  return list.length + all.paths.length > MOST
    ? always(`there are more than ${MOST} required texts`)
    : { ...all, list };
}

/** With `~*` as a key, `~legacy` holds the segment `legacy`, and nothing parts it from what stands before it. */
function cutsSegments({ keys }: Shortcuts): boolean {
  return keys.some(({ key }) => /[^/]\*/.test(key) || /\*[^/.]/.test(key));
}

function asPart(required: RequiredText): RequiredText {
  return required.as === 'segment' ? { text: required.text, as: 'part' } : required;
}
