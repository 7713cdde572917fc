/**
 * Hooks in git's configuration, since 2.54: `hook.<name>.command` runs for every `hook.<name>.event`, beside the file in
 * the hooks folder. Where one of them starts the guard, nothing else has to.
 */
import { GUARD_HOOKS, MESSAGE_HOOK } from '../git/hooks.ts';
import { git, oneLine } from '../git/run.ts';
import { MESSAGE_NAME, messageCommand, shellQuote } from './block.ts';
import { defineManager, type Site } from './define.ts';

const SINCE: readonly [number, number] = [2, 54];

export const configHooks = defineManager({
  id: 'config-hooks',
  title: 'hooks of git’s configuration',
  detect(site) {
    const found = configHook(site, 'pre-commit');
    return found === null ? null : { evidence: found, active: true };
  },
  plan(site, message) {
    const name = configHook(site, 'pre-commit') ?? 'hook.ssot-guard';
    const missing = GUARD_HOOKS.filter((hook) => configHook(site, hook) === null);
    const own = message && !configJudgesMessages(site) ? messageHowTo(site) : [];
    return { changes: [], manual: [...missing.map((hook) => howTo(name, hook)), ...own] };
  },
  places: () => [],
  strip: (text) => text,
});

function howTo(name: string, hook: string): string {
  return `git config --add ${name}.event ${hook}`;
}

function messageHowTo({ installed }: Site): string[] {
  const name = `hook.${MESSAGE_NAME}`;
  return [`git config ${name}.command ${shellQuote(messageCommand(installed))}`, howTo(name, MESSAGE_HOOK)];
}

/** Whether an entry judges commit messages. */
export function configJudgesMessages(site: Site): boolean {
  return configHook(site, MESSAGE_HOOK, /' ssot-guard-message |\bssot-guard verify --message\b/) !== null;
}

/** The entry that starts the guard for this hook, `hook.<name>`; null for none, and for a git that knows none. */
export function configHook(site: Site, hook: string, command = /\bssot-guard\b/): string | null {
  const values = site.hookSettings();
  if (values.length === 0 || !isKnown(site)) return null;
  const valuesOf = (key: string): string[] => values.flatMap(([name, value]) => (name === key ? [value] : []));
  const names = new Set(values.map(([key]) => key.slice(0, key.lastIndexOf('.'))));
  const runs = (name: string): boolean =>
    command.test(valuesOf(`${name}.command`).at(-1) ?? '') &&
    eventsIn(valuesOf(`${name}.event`)).includes(hook) &&
    !/^(?:false|no|off|0)$/i.test(valuesOf(`${name}.enabled`).at(-1) ?? '');
  return [...names].find(runs) ?? null;
}

/** An empty one takes back those before it. */
function eventsIn(values: readonly string[]): readonly string[] {
  return values.slice(values.lastIndexOf('') + 1);
}

function isKnown(site: Site): boolean {
  const [, major = 0, minor = 0] = (/(\d+)\.(\d+)/.exec(oneLine(git(['version'], { cwd: site.top }).stdout)) ?? []).map(
    Number,
  );
  return major > SINCE[0] || (major === SINCE[0] && minor >= SINCE[1]);
}
