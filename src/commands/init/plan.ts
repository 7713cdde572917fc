/**
 * What `init` would do here: who runs the hook, and every change, in order.
 */
import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { UserError } from '../../errors.ts';
import { indexedText } from '../../git/partial.ts';
import { git } from '../../git/run.ts';
import type { Change, HookManager, Site } from '../../hooks/define.ts';
import {
  detectManagers,
  dormantManagers,
  entriesOf,
  type Found,
  judgesMessages,
  managerFor,
  movedTasks,
  startsWithInstall,
} from '../../hooks/index.ts';
import { UNZIP, ZIPPED } from '../../hooks/site.ts';
import type { Translation } from '../../onboarding/from/define.ts';
import { NOTHING } from '../../onboarding/from/text.ts';
import { type Pick, registryText } from '../../onboarding/registry-text.ts';
import { DEFAULT_BASELINE } from '../../registry/baseline-file.ts';
import { COMMENTED_REGISTRY_NAME, REGISTRY_NAMES } from '../../registry/load.ts';
import { counted } from '../../text/plural.ts';
import { type CiService, ciChanges, ciSteps } from './ci.ts';
import { docsChanges } from './docs.ts';
import { addedBans } from './from.ts';
import { ownersChanges } from './owners.ts';
import { starterRegistry } from './starter.ts';

/** What was asked for. */
export interface Wishes {
  /** The id of a manager, or `auto`. */
  readonly manager: string;
  readonly ci: CiService | 'none';
  /** Files that shall hold the registry as Markdown, from the top. */
  readonly docs: readonly string[];
  /** Whether commit messages are judged, too; false: only where they are already. */
  readonly commitMsg: boolean;
  /** Who shall stand in CODEOWNERS; null: nobody. */
  readonly codeowners: string | null;
}

export interface InitPlan {
  readonly manager: HookManager;
  readonly found: readonly Found[];
  /** All of them, in order: the hooks last, so that a commit in between meets what they judge by. */
  readonly changes: readonly Change[];
  /** Those that make hooks run. */
  readonly hooks: readonly Change[];
  readonly manual: readonly string[];
  readonly hasRegistry: boolean;
}

/** On disk, or only in the index: in a sparse checkout, or deleted by accident. */
export function hasRegistry(site: Site): boolean {
  return REGISTRY_NAMES.some((name) => existsSync(join(site.top, name))) || isAnyTracked(site, REGISTRY_NAMES);
}

function isAnyTracked(site: Site, paths: readonly string[]): boolean {
  const env = { GIT_LITERAL_PATHSPECS: '1' };
  return git(['ls-files', '-z', '--', ...paths], { cwd: site.top, env }).stdout.length > 0;
}

/**
 * @param picks what a new registry holds
 * @param translation the bans of other linters
 * @throws UserError where no hook can be made to run
 */
export function makePlan(
  site: Site,
  wishes: Wishes,
  picks: readonly Pick[],
  translation: Translation = NOTHING,
): InitPlan {
  if (ZIPPED.test(site.installed)) {
    throw new UserError(`${site.installed} is inside an archive of Yarn's, where git cannot start a hook`, UNZIP);
  }
  // Before anything is changed: a registry that is not fetched is none to judge by.
  for (const name of REGISTRY_NAMES) indexedText(site.top, name);
  const found = detectManagers(site);
  const manager = managerFor(site, found, wishes.manager);
  const message = wishes.commitMsg || judgesMessages(site);
  const hooks = manager.plan(site, message);
  const isThere = hasRegistry(site);
  const registry = isThere ? addedBans(site, translation) : [registryChange(site, picks, translation)];
  const documents = [
    ...registry,
    ...ciChanges(site, wishes.ci),
    ...ownersChanges(site, wishes.codeowners),
    ...(isThere ? docsChanges(site, wishes.docs) : []), // else when the registry stands
  ];
  const dormant = dormantManagers(found, manager);
  const started = dormant.filter((one) => startsWithInstall(site, one));
  const why = 'git does not run it here, but npm install may start it';
  const entries = started.flatMap((one) => entriesOf(site, one, message)).map((change) => ({ ...change, why }));
  const moved = movedTasks(site);
  const hookChanges = [...hooks.changes, ...entries, ...moved.changes];
  const others = dormant
    .filter((one) => !started.includes(one))
    .map(
      ({ title }) => `${title} is configured, but git does not run it; should you start it, run ssot-guard init again`,
    );
  return {
    manager,
    found,
    changes: [...documents, ...hookChanges],
    hooks: hookChanges,
    manual: [
      ...debtSteps(site, isThere && registry.length > 0),
      ...hooks.manual,
      ...moved.manual,
      ...others,
      ...ciSteps(site, wishes.ci),
    ],
    hasRegistry: isThere,
  };
}

/** A baseline that is there does not know what bans find that are new in its registry. */
function debtSteps(site: Site, hasNewBans: boolean): string[] {
  if (!hasNewBans || site.read(DEFAULT_BASELINE) === null) return [];
  return ['what the new bans find today becomes known by: ssot-guard baseline add --reason <text> --until <date>'];
}

function registryChange(site: Site, picks: readonly Pick[], translation: Translation): Change {
  // for completion in editors; there is none to point at when the package is not installed in this repository
  const schema = isAbsolute(site.installed) ? null : `./${site.installed}/schema.json`;
  const count = picks.length + translation.bans.length;
  const content = count === 0 ? starterRegistry(schema) : registryText(picks, schema, translation);
  const why = count === 0 ? 'a starter registry' : `a registry of ${counted(count, 'entry')}`;
  return { kind: 'write', path: join(site.top, COMMENTED_REGISTRY_NAME), content, mode: null, why };
}
