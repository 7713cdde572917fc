/**
 * `init --from`: the bans of other linters, for the registry that it writes or for one that is there.
 */
import { join } from 'node:path';
import type { Change, Site } from '../../hooks/define.ts';
import { collect, sourcesNamed } from '../../onboarding/from/collect.ts';
import { openWorld, type Translation } from '../../onboarding/from/define.ts';
import { missingBans, withBans } from '../../onboarding/from/insert.ts';
import { NOTHING } from '../../onboarding/from/text.ts';
import { COMMENTED_REGISTRY_NAME, REGISTRY_NAMES } from '../../registry/load.ts';
import { counted } from '../../text/plural.ts';

/** What the linters that were named ban here. @throws UserError for one that is not known or not configured */
export function translationFor(site: Site, from: readonly string[], today: string): Translation {
  const ids = sourcesNamed(from);
  return ids.length === 0 ? NOTHING : collect(ids, openWorld(site.repository), today);
}

/** The bans that a registry on disk does not hold yet, put into it. */
export function addedBans(site: Site, { bans }: Translation): Change[] {
  const name = REGISTRY_NAMES.find((one) => site.read(one) !== null);
  const text = name === undefined ? null : site.read(name);
  if (name === undefined || text === null) return [];
  const missing = missingBans(text, bans);
  const content = missing.length === 0 ? null : withBans(text, missing, name === COMMENTED_REGISTRY_NAME);
  if (content === null) return [];
  return [
    {
      kind: 'write',
      path: join(site.top, name),
      content,
      mode: null,
      why: `${counted(missing.length, 'ban')} of other linters`,
    },
  ];
}
