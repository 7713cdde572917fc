/**
 * No manager: hooks are files in the folder where git looks. What stands there already is kept.
 *
 * A shell hook gets the block inside. Anything else (another language, a program, a symbolic link, a hook that is
 * switched off by its mode) is moved aside, unchanged, and a small shell hook runs what was there and then the guard.
 */
import { existsSync, lstatSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { UserError } from '../errors.ts';
import { hooksToRun, MESSAGE_HOOK } from '../git/hooks.ts';
import {
  type BlockKind,
  DEFAULT_PLACE,
  hasBlock,
  installedPathIn,
  isShellScript,
  shellBlock,
  shellQuote,
  withoutBlocks,
  withShellBlock,
} from './block.ts';
import { type Change, defineManager, type Site } from './define.ts';
import { hashOf, stateOf } from './journal.ts';

/** Behind the name of a hook that was moved aside. */
export const ASIDE = '.before-ssot-guard';

export const plain = defineManager({
  id: 'plain',
  title: 'git hooks',
  detect: (site) => ({ evidence: site.folder, active: true }),
  plan(site, message) {
    refuseOddFolder(site);
    const changes = hooksToRun(message).flatMap((hook) => planHook(site, join(site.folder, hook)));
    return { changes, manual: [] };
  },
  places: (site) => hooksToRun(true).map((hook) => join(site.folder, hook)),
  strip: (text) => withoutBlocks(text),
});

/** A place that is not a folder, or that only another system understands. @throws UserError for it */
function refuseOddFolder(site: Site): void {
  const stat = statSync(site.folder, { throwIfNoEntry: false });
  const unset = `git config --${site.scope} --unset core.hooksPath`;
  if (stat !== undefined && !stat.isDirectory()) {
    throw new UserError(
      `${site.folder}, where git looks for hooks, is not a folder, so git runs no hook at all`,
      site.configured === null ? `mv ${shellQuote(site.folder)} ${shellQuote(`${site.folder}.old`)}` : unset,
    );
  }
  if (stat === undefined && process.platform !== 'win32' && /^[A-Za-z]:[\\/]/.test(site.configured ?? '')) {
    throw new UserError(`core.hooksPath = ${site.configured} (${site.scope}) is a path of Windows`, unset);
  }
}

/** What makes one hook file run the guard. */
function planHook(site: Site, path: string): Change[] {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  const kind = basename(path) === MESSAGE_HOOK ? 'message' : 'file';
  if (stat === undefined) {
    const content = `#!/bin/sh\n${blockFor(site, '', kind)}`;
    return [{ kind: 'write', path, content, mode: 0o755, why: whyOf(kind, null) }];
  }
  const content = stat.isFile() ? readFileSync(path) : Buffer.alloc(0);
  const text = content.toString('utf8');
  const block = blockFor(site, text, kind);
  const isSwitchedOn = stat.isFile() && (stat.mode & 0o111) !== 0;
  const isText = Buffer.from(text).equals(content);
  if (isText && (hasBlock(text) || (isSwitchedOn && isShellScript(content)))) {
    const next = withShellBlock(text, block, path);
    if (next === text) return [];
    return [{ kind: 'write', path, content: next, mode: null, why: whyOf(kind, 'what was there') }];
  }
  const before = path + ASIDE;
  // the same one: an interrupted run has left it
  if (lstatSync(before, { throwIfNoEntry: false }) !== undefined && hashOf(stateOf(before)) !== hashOf(stateOf(path))) {
    throw new UserError(
      `${path} cannot be moved aside, because ${before} exists`,
      'Remove the one that is not needed.',
    );
  }
  return [
    { kind: 'move', from: path, to: before, why: 'kept as it is' },
    {
      kind: 'write',
      path,
      content: wrapper(block, basename(path)),
      mode: 0o755,
      why: whyOf(kind, 'the hook that was there'),
    },
  ];
}

/** What a hook does, for people. @param rest what it runs besides the guard */
export function whyOf(kind: BlockKind, rest: string | null): string {
  if (kind === 'message') return `warns of what messages claim${rest === null ? '' : `, then runs ${rest}`}`;
  return rest === null ? 'runs the guard' : `runs ${rest}, then the guard`;
}

/**
 * The block for this site. Where a text holds one for another place at which the package stands too (`init` was started
 * in another folder), that place is kept. A package outside the repository is found by the recorded path.
 */
export function blockFor(site: Site, text: string, how: BlockKind = 'file'): string {
  const written = installedPathIn(text);
  if (written && existsSync(join(site.top, written, 'dist/cli.cjs'))) return shellBlock(written, how);
  // a folder that Yarn unplugged is found without its name, which holds a version
  const isFound = isAbsolute(site.installed) || site.installed.startsWith('.yarn/unplugged/');
  return shellBlock(isFound ? DEFAULT_PLACE : site.installed, how);
}

/** A hook that was switched off by its mode stays off. It is found also by a wrapper that got another name. */
function wrapper(block: string, hook: string): string {
  const before = `"\${0%/*}/${hook}${ASIDE}"`;
  return `#!/bin/sh\n${block}if [ -x ${before} ]; then exec ${before} "$@"; fi\n`;
}

/** The hook that was moved aside, if a text is nothing but a wrapper of it. */
export function asideIn(text: string, path: string): string | null {
  const hook = hooksToRun(true).find((name) => text === wrapper('', name));
  const before = hook === undefined ? path + ASIDE : join(dirname(path), hook + ASIDE);
  return (hook !== undefined || text === OLD_WRAPPER) && existsSync(before) ? before : null;
}

/** As earlier releases wrote it. */
const OLD_WRAPPER = `#!/bin/sh\nif [ -x "$0${ASIDE}" ]; then exec "$0${ASIDE}" "$@"; fi\n`;
