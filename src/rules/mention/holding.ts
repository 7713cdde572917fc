/**
 * Which bans hold for a text file, and which of several on one name speaks.
 */
import { repositoryKey } from '../../modules/index.ts';
import { folderOf } from '../../modules/path.ts';
import { holdsIn, isExcepted } from '../../registry/applies.ts';
import type { BanEntry, Hit } from '../../registry/matcher.ts';
import { chooseSpeaking } from '../../registry/precedence.ts';
import { LANGUAGE_IDS } from '../../types.ts';
import { bansOfModule } from '../banned-import/match.ts';
import type { FilePass } from '../define.ts';
import type { NamedBan } from './named.ts';

/** Whether a ban does not hold in a file: not there, excepted, or the file is part of what is banned. */
export type Spared = (entry: BanEntry) => boolean;

export function isSpared(pass: FilePass): Spared {
  let own: readonly Hit[] | undefined;
  return (entry) => {
    const { ban, concept } = entry;
    if (isExcepted(ban, pass.path, pass.matcher) || !holdsIn(pass, ban.in, ban.base, ban.allow, concept)) return true;
    const folder = folderOf(pass.path);
    own ??=
      folder === ''
        ? []
        : LANGUAGE_IDS.flatMap((id) => bansOfModule(repositoryKey(id, folder), pass.matcher, pass.modules));
    return own.some((hit) => hit.entry.ban === ban);
  };
}

/** A ban on the name before one on the module, the longer module before the shorter. */
export function speakingOf(found: readonly NamedBan[]): NamedBan | undefined {
  const ordered = [...found].sort(
    (a, b) =>
      Number(a.name === null) - Number(b.name === null) ||
      b.entry.text.length - a.entry.text.length ||
      a.entry.order - b.entry.order,
  );
  return chooseSpeaking(ordered, ({ entry: { ban } }) => ({ base: ban.base, severity: ban.severity }));
}
