/**
 * What judging is likely to ask for, asked for at once: every round that is saved is a git process less.
 */

import type { Snapshot } from '../git/snapshot.ts';
import { dialectOf, languageOf } from '../languages/index.ts';
import { CONFIGURATION_NAMES, PROJECT_FILES, TSCONFIG_NAMES } from '../modules/configuration.ts';
import type { Guard } from '../registry/guard.ts';
import { foldersAbove, nestedPathsFor } from '../registry/read.ts';

/** What the files of a commit are likely to ask for, so that it comes with the first read. */
export function wantNearby(snapshot: Snapshot): void {
  const sources = snapshot.files.filter((file) => dialectOf(file.path) !== null).slice(0, NEARBY);
  for (const path of nestedPathsFor(sources.map((file) => file.path))) snapshot.tree.want(path);
  const scripts = sources.filter((file) => languageOf(file.path) === 'js').map((file) => file.path);
  for (const folder of scripts.length === 0 ? [] : ['', ...foldersAbove(scripts).map((path) => `${path}/`)]) {
    for (const name of NEAR_SCRIPTS) snapshot.tree.want(`${folder}${name}`);
  }
}

/** What judging is likely to ask for, and to wait for a git process more if it is not at hand. */
export function wantForGuard(snapshot: Snapshot, { registry }: Guard): void {
  const { tree } = snapshot;
  tree.want(registry.baseline);
  snapshot.head?.want(registry.baseline);
  const languages = new Set(snapshot.files.map((file) => languageOf(file.path)));
  const homes = registry.concepts.flatMap(({ canonical }) => canonical.filter((home) => languages.has(home.language)));
  if (homes.length <= MOST_HOMES) for (const home of homes) tree.want(home.path);
  if (!languages.has('py') || registry.pythonRoots !== null) return;
  for (const path of PROJECT_FILES.flatMap((name) => tree.named(name)).slice(0, NEARBY)) tree.want(path);
}

/** Of more homes few are asked for, and reading all costs more than a git process. */
const MOST_HOMES = 24;

/** The same for a whole commit. */
export function wantForTree({ tree }: Snapshot, { registry }: Guard): void {
  const configurations = CONFIGURATION_NAMES.flatMap((name) => tree.named(name));
  const homes = registry.concepts.flatMap(({ canonical }) => canonical.map((home) => home.path));
  for (const path of [registry.baseline, ...configurations, ...homes]) tree.want(path);
}

/** What resolution looks for in the folders above an importing script. */
const NEAR_SCRIPTS = [...TSCONFIG_NAMES, 'package.json'];

const NEARBY = 200;
