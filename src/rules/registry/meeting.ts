/**
 * Whether a replacement meets a ban: in the files in which what is replaced is banned and the other ban holds as well, by
 * what those files would write. Inside the package of a thing that is its file, from outside a public entry.
 */
import { languageOf } from '../../languages/index.ts';
import { keyOfFile, type ModuleContext } from '../../modules/index.ts';
import { borderOf } from '../../modules/package-entries.ts';
import { isExcepted } from '../../registry/applies.ts';
import type { BanEntry, ModuleForm, RegistryMatcher } from '../../registry/matcher.ts';
import type { Ban, LanguageId, ModuleKey } from '../../types.ts';
import { formsOf, isMeant } from '../banned-import/named-module.ts';
import type { SelfCheck } from './input.ts';

/** What a replacement leads to. */
export interface Target {
  readonly language: LanguageId;
  /** The module as the registry states it, however it may be written. */
  readonly forms: readonly ModuleForm[];
  readonly keys: readonly ModuleKey[];
  readonly file: string | null;
  /** The file that an importer would name for it: null for the stated module, undefined where there is no way. */
  readonly fileFrom: (from: string) => string | null | undefined;
}

/** Whether an importer who is told to write a replacement would meet a ban. */
export function meetsBan(target: Target, prescribing: BanEntry, banning: BanEntry, input: SelfCheck): boolean {
  const { matcher, paths, modules } = input;
  const isEverywhere = ({ ban }: BanEntry): boolean => ban.in === null && ban.except === null;
  if (isEverywhere(prescribing) && isEverywhere(banning)) return forbids(banning, target, matcher, modules);
  const seen = new Set<string | null>();
  return paths.some((path) => {
    if (languageOf(path) !== target.language) return false;
    if (!holdsAt(prescribing.ban, path, matcher) || !holdsAt(banning.ban, path, matcher)) return false;
    // All of one package come by a thing in one way.
    const border = borderOf(path, target.language, modules)?.folder ?? null;
    if (seen.has(border)) return false;
    seen.add(border);
    const file = target.fileFrom(path);
    if (file === undefined) return false;
    return forbids(banning, file === null ? target : targetAt(file, target.language, modules), matcher, modules);
  });
}

function holdsAt(ban: Ban, path: string, matcher: RegistryMatcher): boolean {
  return (ban.in === null || matcher.matchesPath(ban.in, ban.base, path)) && !isExcepted(ban, path, matcher);
}

type Module = Pick<Target, 'language' | 'forms' | 'keys' | 'file'>;

function targetAt(file: string, language: LanguageId, modules: ModuleContext): Module {
  const key = keyOfFile(file);
  const keys = key === null ? [] : [key];
  return { language, file, keys, forms: keys.flatMap((one) => formsOf(one, modules)) };
}

/** Whether a ban is on a module, and means it. */
function forbids(banning: BanEntry, module: Module, matcher: RegistryMatcher, modules: ModuleContext): boolean {
  return matcher
    .hitsOn(module.language, module.forms)
    .some((hit) => hit.entry === banning && isMeant(hit, module, modules));
}
