/**
 * What `init` would do here: who runs the hook, and every change, in order.
 */
import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { Change, HookManager, Site } from '../../hooks/define.ts';
import { chooseManager, detectManagers, type Found, managers } from '../../hooks/index.ts';
import { starterRegistry } from './starter.ts';

export interface InitPlan {
  readonly manager: HookManager;
  readonly found: readonly Found[];
  readonly changes: readonly Change[];
  readonly manual: readonly string[];
  readonly hasRegistry: boolean;
}

export const REGISTRY = '.ssotrc.json';

/** @param asked the id of a manager, or `auto` */
export function makePlan(site: Site, asked: string): InitPlan {
  const found = detectManagers(site);
  const manager = managers.find(({ id }) => id === asked) ?? chooseManager(site, found);
  const hooks = manager.plan(site);
  const registry = join(site.top, REGISTRY);
  const hasRegistry = existsSync(registry);
  const changes: Change[] = hasRegistry
    ? []
    : [
        {
          kind: 'write',
          path: registry,
          content: starterRegistry(schemaPath(site)),
          mode: null,
          why: 'a starter registry',
        },
      ];
  return { manager, found, changes: [...changes, ...hooks.changes], manual: hooks.manual, hasRegistry };
}

/** For completion in editors; null when the package is not installed in this repository. */
function schemaPath(site: Site): string | null {
  return isAbsolute(site.installed) ? null : `./${site.installed}/schema.json`;
}
