/**
 * husky 8 and 9. Since 9 git is pointed at `<folder>/_`, which starts the scripts in `<folder>` through a shell; in 8
 * the scripts in `<folder>` are the hooks, and source `_/husky.sh`, which runs them a second time. Both keep the
 * scripts under version control and make `_` at `npm install`, so a worktree without it runs no hook at all.
 */
import { existsSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { hooksToRun, MESSAGE_HOOK } from '../git/hooks.ts';
import { withoutBlocks, withShellBlock } from './block.ts';
import { type Change, defineManager, type Plan, type Site } from './define.ts';
import { filesIn } from './journal.ts';
import { hasDependency, packageScripts, runnableTool } from './package-json.ts';
import { blockFor, whyOf } from './plain.ts';

interface Husky {
  /** Folder of the scripts, relative to the top. */
  readonly folder: string;
  readonly version: 8 | 9;
  /** Git is pointed at it and what it points at exists. */
  readonly active: boolean;
  readonly evidence: string;
}

export const husky = defineManager({
  id: 'husky',
  title: 'husky',
  detect: find,
  plan(site, message) {
    const found = find(site) ?? { folder: join(site.packageFolder, '.husky'), version: 9, active: false, evidence: '' };
    const changes = hooksToRun(message).flatMap((hook) => planScript(site, found, hook));
    if (found.active) return { changes, manual: [] };
    const start = startHusky(site, found);
    return { changes: [...changes, ...start.changes], manual: start.manual };
  },
  places: (site) => {
    const found = find(site);
    return found === null ? [] : filesIn([join(site.top, found.folder)]);
  },
  strip: (text) => withoutBlocks(text),
});

function find(site: Site): Husky | null {
  if (site.configured !== null && !site.shared) {
    const { folder } = site;
    const below = (path: string): string => relative(site.top, path);
    const evidence = `core.hooksPath = ${site.configured}`;
    if (basename(folder) === '_' && (basename(dirname(folder)) === '.husky' || existsSync(join(folder, 'h')))) {
      return { folder: below(dirname(folder)), version: 9, active: existsSync(join(folder, 'h')), evidence };
    }
    if (basename(folder) === '.husky' || existsSync(join(folder, '_/husky.sh'))) {
      return { folder: below(folder), version: 8, active: existsSync(join(folder, '_/husky.sh')), evidence };
    }
    return null;
  }
  for (const base of huskyBases(site)) {
    if (base !== '' && base !== site.packageFolder && !isSetUpFrom(site, base)) continue;
    const folder = join(base, '.husky');
    const hasFolder = existsSync(join(site.top, folder));
    const scripts = packageScripts(site, base).some((script) => /\bhusky\b/.test(script));
    if (!hasFolder && !(scripts && hasDependency(site, base, 'husky'))) continue;
    const evidence = hasFolder ? folder : `husky in ${join(base, 'package.json')}`;
    return { folder, version: isHusky8(site, folder) ? 8 : 9, active: false, evidence };
  }
  return null;
}

/** Folders of packages that may have hooks of husky's: the nearest, the top, and those with a tracked `.husky`. */
export function huskyBases(site: Site): string[] {
  const nested = site.huskyFiles().map((path) => dirname(dirname(path)));
  return [...new Set([site.packageFolder, '', ...nested.map((base) => (base === '.' ? '' : base))])];
}

/**
 * Whether some script sets husky up for a folder below the top, which git knows of only then: that folder's own, which goes
 * up first, or the top's, which names the folder. Else it is somebody's example.
 */
function isSetUpFrom(site: Site, base: string): boolean {
  return (
    packageScripts(site, base).some((script) => /\bhusky\b/.test(script) && script.includes('..')) ||
    packageScripts(site, '').some((script) => /\bhusky\b/.test(script) && script.includes(base))
  );
}

function isHusky8(site: Site, folder: string): boolean {
  return (
    (site.read(join(folder, 'pre-commit')) ?? '').includes('_/husky.sh') && site.read(join(folder, '_/h')) === null
  );
}

function planScript(site: Site, { folder, version }: Husky, hook: string): Change[] {
  const path = join(site.top, folder, hook);
  const text = site.read(join(folder, hook));
  const kind = hook === MESSAGE_HOOK ? 'message' : 'husky';
  const block = blockFor(site, text ?? '', kind);
  if (text === null) {
    const head = version === 8 ? '#!/usr/bin/env sh\n. "$(dirname -- "$0")/_/husky.sh"\n' : '';
    const mode = version === 8 ? 0o755 : null;
    return [{ kind: 'write', path, content: head + block, mode, why: 'husky runs it' }];
  }
  const next = withShellBlock(text, block, path);
  if (next === text) return [];
  return [{ kind: 'write', path, content: next, mode: null, why: whyOf(kind, 'what was there') }];
}

/** husky's own install step, which points git at its folder. */
function startHusky(site: Site, { folder, version }: Husky): Plan {
  const shown = version === 8 ? `npx husky install ${folder}` : `npx husky ${folder === '.husky' ? '' : folder}`.trim();
  const base = dirname(folder) === '.' ? '' : dirname(folder);
  const script = runnableTool({ ...site, packageFolder: base }, join('husky', version === 8 ? 'lib/bin.js' : 'bin.js'));
  if (script === null) {
    return { changes: [], manual: [`husky is not started in this work tree: npm install, or ${shown}`] };
  }
  const args = [script, ...(version === 8 ? ['install', folder] : folder === '.husky' ? [] : [folder])];
  const why = 'points git at husky’s folder, which nothing does here yet';
  const touches = [join(site.top, folder, '_')];
  return { changes: [{ kind: 'run', program: 'node', args, cwd: site.top, touches, shown, why }], manual: [] };
}
