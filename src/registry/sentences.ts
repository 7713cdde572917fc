/**
 * The registry in sentences, for `explain` and the written docs: one phrasing for both.
 */
import type { Ban, Concept, DefinitionRule, Exception, Home, Place, UniqueRule } from '../types.ts';

/** `src/ws/manager.ts#WebSocketManager`. */
export function homeWords(home: Home): string {
  const own = home.symbol === null ? home.path : `${home.path}#${home.symbol}`;
  return home.import === null ? own : `${own} (imported from ${home.import})`;
}

/** What a ban forbids, and what to write instead. */
export function banWords(ban: Ban): string {
  const what = ban.names === null ? ban.module : `${ban.names.map((n) => n.pattern).join(', ')} of ${ban.module}`;
  const parts = [what];
  if (ban.in !== null) parts.push(`in ${ban.in.join(', ')}`);
  if (ban.except !== null) parts.push(`not in ${ban.except.join(', ')}`);
  if (ban.typeOnly === 'allow') parts.push('type imports allowed');
  if (ban.removed) parts.push('removed for good');
  else if (ban.removeBy !== null) parts.push(`to be removed by ${ban.removeBy}`);
  const instead = (ban.names ?? []).filter((n) => n.replacement !== null).map((n) => `${n.pattern} → ${n.replacement}`);
  if (ban.use !== null) instead.unshift(`use ${ban.use}`);
  if (instead.length > 0) parts.push(instead.join('; '));
  if (ban.message !== null) parts.push(ban.message);
  return parts.join(' — ');
}

/** Which definitions count as a second home. */
export function definitionWords(rule: DefinitionRule | UniqueRule): string {
  const parts = [rule.names.join(', ')];
  if (rule.kinds !== null) parts.push(`kinds ${rule.kinds.join(', ')}`);
  if (rule.in !== null) parts.push(`in ${rule.in.join(', ')}`);
  if (rule.nested) parts.push('nested ones too');
  if (rule.except.length > 0) parts.push(`except ${rule.except.join(', ')}`);
  return parts.join(' — ');
}

/** Where an exception holds, why, and until when. */
export function exceptionWords({ in: globs, reason, until }: Exception): string {
  return `${globs.join(', ')}: ${reason} (${until === null ? 'permanent' : `until ${until}`})`;
}

/** Every exception of a concept, those of its bans included. */
export function exceptionsOf(concept: Concept): readonly Exception[] {
  return [...(concept.definitions?.allow ?? []), ...concept.banned.flatMap((ban) => ban.allow)];
}

/** Where something of the registry stands: `.ssotrc.json:12`. */
export function placeWords({ path, line }: Place): string {
  return `${path}:${line}`;
}
