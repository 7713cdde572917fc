/**
 * The required texts of a banned module: the last segment of its path must be written by whoever names it, but for three
 * ways around. A shortcut may hold it (`@old/*` for `src/legacy/*`): then the shortcut's key is a required text too. A relative
 * name may leave it out (`.`, `..`) in a file below the module's own folder: such a path is judged whatever is in it. And
 * where a bare name is looked up in the module's own folder, nothing need be written at all.
 */
import { keyOfFile } from '../modules/key.ts';
import type { Shortcut, Shortcuts } from '../modules/shortcuts.ts';
import { type BanEntry, type RegistryMatcher, slashForms } from '../registry/matcher.ts';
import { pushAll } from '../text/lists.ts';
import { remember } from '../text/remember.ts';
import type { Ban, LanguageId } from '../types.ts';
import {
  always,
  isPlain,
  joined,
  longest,
  NO_REQUIRED_TEXTS,
  nameText,
  one,
  onPaths,
  type RequiredText,
  type RequiredTextQuestion,
  type RequiredTexts,
  runs,
  STARS,
} from './required.ts';

/** A module as required texts see it: a ban's, or another. */
type NamedText = Pick<BanEntry, 'language' | 'text' | 'pathOnly' | 'name'> & { readonly ban: Pick<Ban, 'names'> };

/** Required texts for everything that a ban may match in files of one language. */
export function moduleTexts(
  entry: NamedText,
  { language, shortcuts }: Pick<RequiredTextQuestion, 'language' | 'shortcuts'>,
): RequiredTexts {
  if (entry.language !== null && entry.language !== language) return NO_REQUIRED_TEXTS;
  // Of what is not named stars alone are judged by it, and those are seen wherever they stand.
  if (entry.name !== null) return joined([nameText(entry.name), STARS]);
  const forms = slashForms(entry.text, language, entry.pathOnly);
  const named = [...forms, ...forms.flatMap((form) => behindLinks(form, shortcuts))];
  const all = [...named, ...named.flatMap((form) => withoutSuffixes(form, shortcuts))];
  return joined(all.map((form) => formTexts(entry, form, shortcuts, language)));
}

/** Required texts for whoever takes something of one JavaScript file, by whatever name. */
export function fileTexts(path: string, question: Pick<RequiredTextQuestion, 'language' | 'shortcuts'>): RequiredTexts {
  const key = keyOfFile(path);
  if (key === null) return always(`${path} is no module`);
  return moduleTexts({ language: 'js', text: key.path, pathOnly: true, name: null, ban: { names: [] } }, question);
}

/** What is written of a module that is one file of several (`src/a.ios` is `./a`); nothing of a glob for such files. */
function withoutSuffixes(text: string, { suffixes }: Shortcuts): string[] {
  if (suffixes.length === 0) return [];
  if (!isPlain(text)) {
    const { run, last } = fixedSegment(text);
    const mayStandInOne = (suffix: string): boolean =>
      run.includes(suffix.slice(0, 1)) || `index${suffix}`.includes(run);
    return last && suffixes.some(mayStandInOne) ? [''] : [];
  }
  return suffixes.flatMap((suffix) => {
    const stem = text.endsWith(suffix) ? text.slice(0, -suffix.length) : '';
    return stem === '' ? [] : [stem, ...(stem.endsWith('/index') ? [stem.slice(0, -'/index'.length)] : [])];
  });
}

/** What a ban's text names where it goes through a link: whoever writes that need not write the text. */
export function behindLinks(text: string, { links, bases }: Shortcuts): string[] {
  if (links.length === 0) return [];
  const { run } = fixedSegment(text);
  const literal = isPlain(text);
  return links.flatMap(({ path, target }) => {
    // A glob may match the link itself; which texts it matches is the registry's to say, so its letters must do here.
    if (!literal) return run === '' || path.includes(run) ? [target] : [];
    const below = ['', ...bases]
      .map((base) => (base === '' ? text : `${base}/${text}`))
      .find((one) => within(one, path));
    if (below !== undefined) return [target + below.slice(path.length)];
    // Any folder above a file may be where its names start.
    const name = suffixes(path).find((one) => within(text, one));
    return name === undefined ? [] : [target + text.slice(name.length)];
  });
}

/** `a/b/c` → `b/c`, `c`. */
function suffixes(path: string): string[] {
  return path.split('/').flatMap((_, at, parts) => (at === 0 ? [] : [parts.slice(at).join('/')]));
}

function within(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

/** Whether a specifier in a file at a path may name a banned module at all. */
export type SpecifierTest = (language: LanguageId, specifier: string, path: string) => boolean;

/** The test by required texts: most specifiers hold none of them, and need not be resolved. */
export function specifierTest(
  matcher: RegistryMatcher,
  shortcuts: Readonly<Record<LanguageId, Shortcuts>>,
): SpecifierTest {
  const tests = { js: testIn('js', matcher, shortcuts.js), py: testIn('py', matcher, shortcuts.py) };
  return (language, specifier, path) => tests[language](specifier, path);
}

function testIn(
  language: LanguageId,
  matcher: RegistryMatcher,
  shortcuts: Shortcuts,
): (specifier: string, path: string) => boolean {
  if (shortcuts.problem !== null) return () => true;
  // A name that a value states stands behind the whole specifier, not in it.
  const textsOf = (isNamed: boolean): RequiredTexts =>
    joined(
      matcher.bans.flatMap((entry) =>
        (entry.name !== null) === isNamed ? moduleTexts({ ...entry, name: null }, { language, shortcuts }) : [],
      ),
    );
  const [within, atEnd] = [textsOf(false), textsOf(true)];
  if (within.kind === 'always' || atEnd.kind === 'always') return () => true;
  // A package's own file may be written behind it.
  const behind = shortcuts.links.length === 0 ? '[^.]*(?:[.]__init__)?$' : '';
  const source = (required: RequiredText): string => sourceOf(required, language);
  const sources = [...within.list.map(source), ...atEnd.list.map((required) => source(required) + behind)];
  const pattern = new RegExp(sources.length === 0 ? '(?!)' : [...new Set(sources)].join('|'));
  // Roots and loaders let other names than relative ones leave out what the importing file's own path holds.
  const paths = [...within.paths, ...atEnd.paths].map(({ text }) => text);
  const isNamed = remembering((specifier) => pattern.test(specifier));
  const isBelow = remembering((path) => paths.some((text) => path.includes(text)));
  return (specifier, path) => isNamed(specifier) || isBelow(path);
}

function remembering(answer: (text: string) => boolean): (text: string) => boolean {
  const known = new Map<string, boolean>();
  return (text) => remember(known, text, () => answer(text));
}

/** A segment of a Python name stands whole in it, as it does in the bytes that are searched. */
function sourceOf({ text, as }: RequiredText, language: LanguageId): string {
  const source = text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  return language === 'py' && (as === 'segment' || as === 'word') ? whole(text, source) : source;
}

function whole(text: string, source: string): string {
  return `${/^\w/.test(text) ? '\\b' : ''}${source}${/\w$/.test(text) ? '\\b' : ''}`;
}

/** The last segment of a module's text, or as much of some segment as a glob fixes; how it is told from its neighbours. */
export function fixedSegment(text: string): { readonly run: string; readonly whole: boolean; readonly last: boolean } {
  const segments = splitOutsideBraces(text.replace(/^node:/, ''));
  for (let at = segments.length - 1; at >= 0; at--) {
    const segment = segments[at] ?? '';
    const whole = isPlain(segment);
    const run = whole ? segment : longest(runs(segment));
    if (run.length >= 3 || (whole && at === segments.length - 1))
      return { run, whole, last: at === segments.length - 1 };
  }
  return { run: '', whole: false, last: false };
}

/** Segments of a glob; a slash inside braces parts nothing. */
function splitOutsideBraces(text: string): string[] {
  const segments = [''];
  let depth = 0;
  for (const character of text) {
    if (character === '{') depth++;
    if (character === '}') depth--;
    if (character === '/' && depth === 0) segments.push('');
    else segments.push((segments.pop() ?? '') + character);
  }
  return segments;
}

function formTexts(entry: NamedText, text: string, shortcuts: Shortcuts, language: LanguageId): RequiredTexts {
  const { run, whole, last } = fixedSegment(text);
  const itself = one({ text: run, as: whole ? 'segment' : 'part' }, entry.text);
  if (itself.kind === 'always') return itself;
  const module = { text, literal: isPlain(text), run };
  const base = shortcuts.bases.find((folder) => holds(module, folder));
  if (base !== undefined) return always(`names are looked up in ${base}, which is part of ${entry.text}`);
  const main = shortcuts.mains.find(({ folder, path }) => leads(path, module) && !holds(module, folder));
  if (main !== undefined)
    return always(`the package in ${main.folder || '.'} loads ${main.path} by the name of its folder`);
  const keys = shortcuts.keys.filter(({ target }) => leads(target, module));
  // A ban on the whole module exempts what lies in it; of a glob that holds only if its last segment is the required text.
  const inside = entry.ban.names !== null || !last ? [module.literal ? `${text}/` : run] : [];
  pushAll(inside, language === 'py' ? inNamespaces(module, shortcuts) : twinsOf(module, shortcuts));
  return joined([itself, ...keys.map(keyText), onPaths('part', inside)]);
}

/** Folders from which a name of dots alone leads to the module, through the other folders of `rootDirs`. */
function twinsOf({ text, literal, run }: Wanted, { twins }: Shortcuts): string[] {
  if (twins.length === 0) return [];
  if (!literal) return [run];
  return twins.flatMap((roots) => {
    const below = roots.flatMap((root) =>
      root === '' ? [text] : within(text, root) ? [text.slice(root.length + 1)] : [],
    );
    return below.flatMap((rest) => roots.map((root) => `${root === '' ? '' : `${root}/`}${rest}/`));
  });
}

/**
 * A namespace package has folders of one name below several roots, and a relative name in one of them may mean what stands
 * in another.
 */
function inNamespaces({ text, literal, run }: Wanted, { bases }: Shortcuts): string[] {
  if (!literal) return [run];
  const names = bases.flatMap((base) =>
    base !== '' && text.startsWith(`${base}/`) ? [text.slice(base.length + 1)] : [],
  );
  return [text, ...names].map((name) => `${name}/`);
}

interface Wanted {
  readonly text: string;
  readonly literal: boolean;
  readonly run: string;
}

/** Whether a folder is the module or lies in it, so that a name below it need not write any of the module's text. */
function holds({ text, literal, run }: Wanted, folder: string): boolean {
  return literal ? folder === text || folder.startsWith(`${text}/`) : folder.includes(run);
}

/**
 * Whether what a shortcut's key stands for may hold the required text: all of it or, where the `*` is not parted by slashes,
 * some. A literal module must also agree with the target as far as both go, but what stands before the `*` may be undone
 * by a `..` that is written for it, and what follows stays.
 */
function leads(target: string, module: Wanted): boolean {
  const path = target.replace(/^(?:.*\/)?node_modules\//s, '');
  const star = path.indexOf('*');
  const before = star < 0 ? path : path.slice(0, star);
  const behind = star < 0 ? '' : path.slice(path.lastIndexOf('*') + 1);
  const stays = star >= 0 && path.slice(star).includes(module.run);
  if (module.literal && !stays && !before.startsWith(module.text) && !(star >= 0 && module.text.startsWith(before)))
    return false;
  if (path.includes(module.run)) return true;
  if (star < 0) return false;
  const extension = behind.replace(/^(?:\.[\w]+)+$/, '');
  return (before !== '' && !before.endsWith('/')) || (extension !== '' && !extension.startsWith('/'));
}

/** The longest segment of a key that is always written. */
function keyText({ key }: Shortcut): RequiredTexts {
  return one({ text: longest(key.split(/[*/]/)), as: 'part' }, key);
}
