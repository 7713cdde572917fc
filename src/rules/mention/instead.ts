/**
 * What to name instead of a banned module, in the notation that names it; and whether a line names that already.
 */
import { exportsName } from '../../modules/exports.ts';
import { type Reference, resolveImport, resolveReference, sourceExtension, spellImport } from '../../modules/index.ts';
import { within } from '../../modules/path.ts';
import type { LanguageId, MentionedName } from '../../types.ts';
import type { FilePass } from '../define.ts';
import type { NamedBan } from './named.ts';

/** What the registry has in place of a banned thing, the first that it states. */
export interface Substitute {
  /** The file; null for a package from outside. */
  readonly path: string | null;
  /** As the registry writes it. */
  readonly module: string;
  readonly symbol: string | null;
}

/** A ban, and the name of its module that is meant. */
interface Banned extends Pick<NamedBan, 'entry' | 'matched'> {
  readonly language: LanguageId;
}

/** What to write, or to go by; words where there is nothing. */
export function insteadOf(named: MentionedName, ban: NamedBan, pass: FilePass): string | null {
  const { written, key, entry } = ban;
  const [first] = substitutesOf({ entry, matched: ban.matched, language: key.language }, pass);
  if (first === undefined) return entry.ban.message === null ? 'no replacement is registered: remove it' : null;
  if (first.path === null) return first.symbol === null ? first.module : `${first.module}#${first.symbol}`;
  const isDotted = written.kind === 'dotted' && sourceExtension(first.path)?.language === 'py';
  if (isDotted) return dotted(first.path, first.symbol, named, ban, written.rest, pass);
  if (written.kind === 'dotted') return first.path;
  const { before, base, hasExtension } = written;
  const extension = hasExtension ? '' : (sourceExtension(first.path)?.text ?? '');
  const path = extension === '' ? first.path : first.path.slice(0, -extension.length);
  if (!within(path, base)) return path;
  return before + (base === '' ? path : path.slice(base.length + 1));
}

function dotted(
  path: string,
  symbol: string | null,
  named: MentionedName,
  { name, matched }: NamedBan,
  rest: string,
  pass: FilePass,
): string {
  const module = spellImport({ path, import: null }, pass.path, named.text, pass.modules);
  const [first, ...others] = rest === '' ? [] : rest.split('.');
  if (first === undefined) return module;
  const isMapped = name !== null && matched?.replacement != null;
  if (isMapped) return [module, symbol ?? first, ...others].join('.');
  if (exportsName(path, first, pass.modules)) return [module, first, ...others].join('.');
  return `no direct replacement; the home is ${symbol === null ? module : `${module}.${symbol}`}`;
}

/** Whether the line of a name also names what is to be written in its place. */
export function namesReplacement({ entry, matched, key }: NamedBan, named: MentionedName, pass: FilePass): boolean {
  return lineNames(named.line, named.text, substitutesOf({ entry, matched, language: key.language }, pass));
}

/** Whether a line names one of several things, besides what it is about. */
export function lineNames(line: string, about: string, others: readonly Substitute[]): boolean {
  if (others.length === 0) return false;
  const names = [...line.replace(about, ' ').matchAll(/[\w$@\p{L}./-]+/gu)].map(([one]) => one.replace(/[.,/-]+$/, ''));
  return others.some(({ path, module }) =>
    path === null ? names.includes(module) : names.some((name) => isNameOf(name, path)),
  );
}

/** A path, or a dotted name, that ends as the file does; one segment alone with its extension. */
function isNameOf(name: string, path: string): boolean {
  const stem = withoutExtension(path);
  const isPath = name.includes('/') || sourceExtension(name) !== null;
  const slashed = isPath ? withoutExtension(name.replace(/^(?:\.{0,2}\/)+/, '')) : name.replaceAll('.', '/');
  const isMeant = (text: string): boolean => stem === text || stem.endsWith(`/${text}`);
  if (isPath) return isMeant(slashed) || slashed.endsWith(`/${stem}`);
  const segments = slashed.split('/');
  return segments.some(
    (_, at) => segments.length - at > 1 && isMeant(segments.slice(0, segments.length - at).join('/')),
  );
}

function withoutExtension(path: string): string {
  const extension = sourceExtension(path);
  return (extension === null ? path : path.slice(0, -extension.text.length)).replace(/\/(?:index|__init__)$/, '');
}

/** In the order in which the registry prefers them. */
export function substitutesOf({ entry: { ban, concept }, matched, language }: Banned, pass: FilePass): Substitute[] {
  const stated = [matched?.replacement ?? null, ban.use].flatMap((text) => (text === null ? [] : [substitute(text)]));
  const homes = (concept?.canonical ?? []).map(({ path, symbol }) => ({ path, module: path, symbol }));
  const own = homes.filter(({ path }) => sourceExtension(path)?.language === language);
  return [...stated, ...(own.length > 0 ? own : homes)];

  function substitute(text: string): Substitute {
    const to: Reference = resolveReference(text, ban.base, language, pass.modules.tree);
    const { module, symbol } = to;
    if (to.kind === 'path') return { path: module, module, symbol };
    const { file } = resolveImport(to.language ?? language, module, pass.path, pass.modules);
    return { path: file, module, symbol };
  }
}
