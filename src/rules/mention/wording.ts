/**
 * What `mention` says: what the file names, why it must not, and how severe that is.
 */
import type { BanEntry } from '../../registry/matcher.ts';
import { placeWords } from '../../registry/sentences.ts';
import { escapeText } from '../../text/escape.ts';
import type { Severity } from '../../types.ts';
import type { FilePass } from '../define.ts';
import type { NamedBan } from './named.ts';

/** `app/old.py` is named here, which is banned: … */
export function wordingOf(text: string, { entry, name, key }: NamedBan): string {
  const { ban, concept } = entry;
  const what =
    name === null
      ? `\`${escapeText(text)}\` is named, which`
      : `\`${escapeText(text)}\` is named, and \`${name}\` of it`;
  const homes = concept?.canonical.filter(({ language }) => language === key.language) ?? [];
  const shown = (homes.length > 0 ? homes : (concept?.canonical ?? []))
    .map((home) => (home.symbol === null ? home.path : `${home.path}#${home.symbol}`))
    .join(' and ');
  const verdict = ban.removed ? 'was removed for good' : 'is banned';
  const where = placeWords(ban.place);
  const why =
    concept === null ? `${verdict} (${where})` : `${verdict}: ${concept.name} has one home, ${shown} (${where})`;
  return [`${what} ${why}`, ...(ban.message === null ? [] : [ban.message])].join('. ');
}

/** As the registry states it for all mentions, but never more than the ban itself. */
export function severityOf({ ban }: BanEntry, { matcher }: FilePass): Severity | null {
  const { level } = matcher.registry.mentions;
  if (level === 'off') return null;
  return level === 'error' ? ban.severity : 'warn';
}
