/**
 * Who watches registry and baseline: where a repository has CODEOWNERS, an exception should be seen by someone.
 */
import { join } from 'node:path';
import { UserError } from '../../errors.ts';
import { blockIn, marked, withoutBlocks } from '../../hooks/block.ts';
import type { Change, Site } from '../../hooks/define.ts';
import { DEFAULT_BASELINE } from '../../registry/baseline-file.ts';
import { COMMENTED_REGISTRY_NAME, REGISTRY_NAME, REGISTRY_NAMES } from '../../registry/load.ts';

/** In the order in which GitHub looks; the last one is GitLab's. */
const PLACES = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS', '.gitlab/CODEOWNERS'];
const OWNER = /^(?:@[\w.-]+(?:\/[\w./-]+)?|[^\s@#]+@[^\s@#]+)$/;

/**
 * The lines that name an owner, at the end of the file, where they count most.
 * @param owners as on the command line, separated by blanks; null: nobody asked
 * @throws UserError for what is no owner
 */
export function ownersChanges(site: Site, owners: string | null): Change[] {
  if (owners === null) return [];
  const names = owners.split(/[\s,]+/).filter(Boolean);
  const odd = names.find((name) => !OWNER.test(name));
  if (odd !== undefined || names.length === 0)
    throw new UserError(`"${odd ?? owners}" is not an owner`, 'As in CODEOWNERS: @user, @org/team or mail@example.org');
  const path = placeOf(site) ?? (site.read('.gitlab-ci.yml') === null ? '.github/CODEOWNERS' : '.gitlab/CODEOWNERS');
  const text = site.read(path) ?? '';
  if (withoutBlocks(text).includes(REGISTRY_NAME)) return [];
  const block = marked(watched(site).map((file) => `/${file} ${names.join(' ')}`));
  const old = blockIn(text);
  const gap = text === '' || text.endsWith('\n') ? '' : '\n';
  const content = old === null ? text + gap + block : text.split(old).join(block);
  if (content === text) return [];
  return [
    { kind: 'write', path: join(site.top, path), content, mode: null, why: 'someone sees exceptions and known debt' },
  ];
}

/** What to write where others watch files and nobody watches the registry. */
export function ownersHint(site: Site): string[] {
  const path = placeOf(site);
  if (path === null || site.read(path)?.includes(REGISTRY_NAME)) return [];
  const lines = watched(site)
    .map((file) => `/${file} <owner>`)
    .join(' and ');
  return [`For ${path}, so that someone sees exceptions: ${lines} (ssot-guard init --codeowners <owner>)`];
}

/** The registry, as it is called or will be, and the baseline. */
function watched(site: Site): readonly string[] {
  const name = REGISTRY_NAMES.find((one) => site.read(one) !== null) ?? COMMENTED_REGISTRY_NAME;
  return [name, DEFAULT_BASELINE];
}

function placeOf(site: Site): string | null {
  return PLACES.find((path) => site.read(path) !== null) ?? null;
}
