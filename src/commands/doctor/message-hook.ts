/**
 * The hook that warns of what commit messages claim: whether it is there, where it was asked for.
 */
import { existsSync } from 'node:fs';
import { hookPath, MESSAGE_HOOK } from '../../git/hooks.ts';
import { shellQuote } from '../../hooks/block.ts';
import { configJudgesMessages } from '../../hooks/config-hooks.ts';
import type { Site } from '../../hooks/define.ts';
import { judgesMessages } from '../../hooks/index.ts';
import { type Diagnosis, isExecutable, ok, shown, warning } from './rows.ts';

/** Written by a person, and so not kept by `init`. */
const BY_HAND = /\bssot-guard\b['"]?\s+verify\s+--message\b/;

/** Nobody has to have it, so at most it gives a warning. */
export function checkMessages({ site }: { readonly site: Site }): Diagnosis[] {
  const path = hookPath(site, MESSAGE_HOOK);
  const name = shown(site, path);
  if (configJudgesMessages(site)) return [ok(MESSAGE_HOOK, 'judged by git’s configuration, which was not tried')];
  if (!judgesMessages(site)) {
    const isByHand = BY_HAND.test(site.read(path) ?? '');
    return [ok(MESSAGE_HOOK, isByHand ? `${name}, which was not tried` : NOT_JUDGED)];
  }
  if (!existsSync(path))
    return [warning(MESSAGE_HOOK, `${name} does not exist, so no message is judged`, 'npx ssot-guard init --yes')];
  if (isExecutable(path)) return [ok(MESSAGE_HOOK, name)];
  return [warning(MESSAGE_HOOK, `${name} is not executable, so git skips it`, `chmod +x ${shellQuote(name)}`)];
}

const NOT_JUDGED = 'messages are not judged: ssot-guard init --commit-msg';
