/**
 * The required texts of files that import a banned module. Whoever names `app.ws_core.manager` names `app.ws_core` or lies
 * in it, so those of a ban on the whole package do as well. They are taken where the module's own name has no three
 * letters, or is a word that stands in many files (`manager`, `utils`) while the package's is made of several.
 *
 * In Python, what follows the name of a package and a dot is a member of it: `app.ws_core.events` names no
 * `app.ws_core.manager`, and nothing that stands in `app/ws_core/__init__.py`.
 */
import type { BanEntry } from '../registry/matcher.ts';
import { moduleTexts } from './of-modules.ts';
import { isPlain, type RequiredText, type RequiredTextQuestion, type RequiredTexts } from './required.ts';

/** @param prefers whether the texts of a package are better than those of a module in it; either will do */
export function importerTexts(
  entry: BanEntry,
  question: RequiredTextQuestion,
  prefers: (around: string, text: string) => boolean = isRarer,
): RequiredTexts {
  const whole = moduleTexts(entry, question);
  const own = withMembers(whole, entry.text, question, entry.ban.names?.map(({ pattern }) => pattern) ?? null);
  const around = packageOf(entry);
  if (around === null || (own.kind === 'texts' && !prefers(around, entry.text))) return own;
  const texts = moduleTexts({ ...entry, text: around, ban: { names: [] } }, question);
  return texts.kind === 'always' ? own : withMembers(texts, around, question, [lastOf(entry.text)]);
}

const LAST = /[./][^./]*$/;

function lastOf(text: string): string {
  return text.replace(/^.*[./]/s, '');
}

/**
 * Texts of files that take members of one module, which are known by name: null where any may be taken. Behind a symbolic
 * link a member may have another name.
 */
function withMembers(
  texts: RequiredTexts,
  module: string,
  { language, shortcuts }: RequiredTextQuestion,
  names: readonly string[] | null,
): RequiredTexts {
  const isKnown = names?.every((name) => /^\w+$/.test(name)) === true && shortcuts.links.length === 0;
  if (texts.kind === 'always' || language !== 'py' || !isKnown) return texts;
  const members = [...names, '__init__'];
  const ownText = (required: RequiredText): boolean => required.as === 'segment' && required.text === lastOf(module);
  return { ...texts, list: texts.list.map((one) => (ownText(one) ? { ...one, members } : one)) };
}

/** The package around a module that is named literally, as its value is written; null where there is none. */
function packageOf({ text, language, pathOnly, name, glob }: BanEntry): string | null {
  const isDotted = language === 'py' && !pathOnly && !text.includes('/');
  if (name !== null || glob || !isPlain(text) || !(isDotted || text.includes('/'))) return null;
  const around = isDotted ? text.replace(LAST, '') : text.slice(0, Math.max(0, text.lastIndexOf('/')));
  return around === text || around === '' ? null : around;
}

/** Whether a package's name is likely to stand in fewer files; the first segment of a name stands in most. */
function isRarer(around: string, text: string): boolean {
  const [last = ''] = LAST.exec(around) ?? [];
  return /[./][a-z]+$/.test(text) && /[A-Za-z][_-][A-Za-z]|[a-z][A-Z]/.test(last);
}
