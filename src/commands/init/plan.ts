/**
 * What `init` would do here: who runs the hook, and every change, in order.
 */
import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { Change, HookManager, Site } from '../../hooks/define.ts';
import { chooseManager, detectManagers, dormantManagers, type Found, managers } from '../../hooks/index.ts';
import { type Pick, registryText } from '../../onboarding/registry-text.ts';
import { REGISTRY_NAME } from '../../registry/load.ts';
import { ciChanges } from './ci.ts';
import { starterRegistry } from './starter.ts';

export interface InitPlan {
  readonly manager: HookManager;
  readonly found: readonly Found[];
  readonly changes: readonly Change[];
  readonly manual: readonly string[];
  readonly hasRegistry: boolean;
}

export function hasRegistry(site: Site): boolean {
  return existsSync(join(site.top, REGISTRY_NAME));
}

/**
 * @param asked the id of a manager, or `auto`
 * @param picks what a new registry holds
 */
export function makePlan(site: Site, asked: string, ci: string, picks: readonly Pick[]): InitPlan {
  const found = detectManagers(site);
  const manager = managers.find(({ id }) => id === asked) ?? chooseManager(site, found);
  const hooks = manager.plan(site);
  const isThere = hasRegistry(site);
  const registry: Change[] = isThere ? [] : [registryChange(site, picks)];
  const changes = [...registry, ...hooks.changes, ...ciChanges(site, ci)];
  const dormant = dormantManagers(found, manager).map(
    ({ title }) => `${title} is configured, but git does not run it; should you start it, run ssot-guard init again`,
  );
  return { manager, found, changes, manual: [...hooks.manual, ...dormant], hasRegistry: isThere };
}

function registryChange(site: Site, picks: readonly Pick[]): Change {
  // for completion in editors; there is none to point at when the package is not installed in this repository
  const schema = isAbsolute(site.installed) ? null : `./${site.installed}/schema.json`;
  const content = picks.length === 0 ? starterRegistry(schema) : registryText(picks, schema);
  const why =
    picks.length === 0
      ? 'a starter registry'
      : `a registry of ${picks.length} ${picks.length === 1 ? 'entry' : 'entries'}`;
  return { kind: 'write', path: join(site.top, REGISTRY_NAME), content, mode: null, why };
}
