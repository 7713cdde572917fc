/**
 * Files inside a banned subtree: the ban that covers them does not hold in them.
 */
import { keyOfFile } from '../../modules/index.ts';
import type { BanEntry, Hit } from '../../registry/matcher.ts';
import { isLiteralGlob } from '../../text/globs.ts';
import type { LanguageId } from '../../types.ts';
import type { FilePass } from '../define.ts';
import { bansOfModule } from './match.ts';
import type { NamedModule } from './named-module.ts';

/** Whether a ban leaves the judged file out because it is part of what is banned. */
export type Exempt = (entry: BanEntry, module: NamedModule) => boolean;

const known = new WeakMap<FilePass, Map<LanguageId, Exempt>>();

/** What leaves a file out, read at the first question. */
export function exemptIn(pass: FilePass, language: LanguageId): Exempt {
  const ofPass = known.get(pass) ?? new Map<LanguageId, Exempt>();
  known.set(pass, ofPass);
  const exempt = ofPass.get(language) ?? makeExempt(pass, language);
  ofPass.set(language, exempt);
  return exempt;
}

function makeExempt(pass: FilePass, language: LanguageId): Exempt {
  let own: readonly Hit[] | undefined;
  return (entry, module) => {
    const key = own === undefined ? keyOfFile(pass.path) : null;
    own ??= key?.language === language ? bansOfModule(key, pass.matcher, pass.modules) : [];
    if (isLiteralGlob(entry.ban.module)) return own.some((hit) => hit.entry === entry);
    // Of a glob each module is one for itself.
    const covering = own.filter((hit) => hit.entry.ban === entry.ban);
    return (
      covering.length > 0 &&
      module.hits().some((hit) => covering.some((one) => one.entry === hit.entry && one.text === hit.text))
    );
  };
}
