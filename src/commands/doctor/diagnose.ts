/**
 * All checks and the proof, as one list: for the command, and for the end of `init`.
 */
import { git } from '../../git/run.ts';
import type { Site } from '../../hooks/define.ts';
import { chooseManager, detectManagers, type Found, judgesMessages } from '../../hooks/index.ts';
import { baselinePaths } from '../../registry/baseline-file.ts';
import type { Io } from '../define.ts';
import { readRegistryState, staticChecks } from './checks.ts';
import { plant } from './plant.ts';
import { type Outcome, prove } from './proof.ts';
import { type Diagnosis, ok, warning } from './rows.ts';

/** @throws UserError when git cannot be asked */
export function diagnose(site: Site, io: Io): Diagnosis[] {
  const registry = readRegistryState(site);
  const managers = detectManagers(site);
  const seen = staticChecks({ site, io, registry, found: managers });
  const tracked = git(['ls-files', '-z'], { cwd: site.top }).stdout.toString('utf8').split('\0');
  const usable = registry.matcher === null ? null : registry.text;
  const planted = plant({ path: registry.path, text: usable }, registry.matcher, tracked);
  if (planted === null) {
    const message = 'the registry guards no place where a violation could be planted';
    return [...seen, { check: 'proof', status: 'error', message, fix: `look at "files" in ${registry.path}` }];
  }
  const { commit, fromGui, concluded, merge, message } = prove(
    site,
    planted,
    sourcesOf(registry.matcher?.registry),
    io.env,
  );
  const proof = judged('proof', 'a planted violation', commit, 'error');
  const found = [...seen, commit.kind === 'passed' ? { ...proof, fix: whatFixes(site, managers) } : proof];
  if (fromGui !== null) {
    found.push(judged('proof from a GUI', 'one committed with a PATH of /usr/bin:/bin', fromGui, 'warning'));
  }
  if (concluded !== null) {
    found.push(judged('proof of concluded merges', 'one in a merge with conflicts', concluded, 'warning'));
  }
  if (merge !== null) found.push(judged('proof of merges', 'one in a merge without conflicts', merge, 'warning'));
  if (message !== null) found.push(judgedMessage(message));
  return found;
}

/** The row that says what came of a message. */
export const MESSAGE_PROOF = 'proof of messages';

function judgedMessage({ kind, said, milliseconds }: Outcome): Diagnosis {
  if (kind === 'fired') return ok(MESSAGE_PROOF, `the hook warned of a planted claim (${milliseconds} ms)`);
  return warning(
    MESSAGE_PROOF,
    `the hook did not warn of a planted claim, ${heardIn(said)}`,
    'npx ssot-guard init --yes',
  );
}

/** `init` where it would change something; else the manager holds the guard, and something else keeps it from running. */
function whatFixes(site: Site, managers: readonly Found[]): string {
  const manager = chooseManager(site, managers);
  if (manager.id === 'plain' || manager.plan(site, judgesMessages(site)).changes.length > 0)
    return 'npx ssot-guard init --yes';
  return `${manager.title} holds the guard and did not run it: look for what skips it (skip, stages, local settings), then: npx ssot-guard doctor`;
}

function sourcesOf(registry: { sources: readonly string[]; baseline: string } | undefined): string[] {
  return registry === undefined ? [] : [...registry.sources, ...baselinePaths(registry)];
}

function judged(
  check: string,
  what: string,
  { kind, said, milliseconds }: Outcome,
  severity: 'error' | 'warning',
): Diagnosis {
  if (kind === 'fired')
    return { check, status: 'ok', message: `the hook stopped ${what} (${milliseconds} ms)`, fix: null };
  const heard = heardIn(said);
  if (kind === 'passed') {
    return {
      check,
      status: severity,
      message: `the hook let ${what} pass, ${heard}`,
      fix:
        severity === 'error'
          ? 'npx ssot-guard init --yes'
          : 'look for what skips it (skip, only, stages), then: npx ssot-guard doctor',
    };
  }
  const message = `something else than the guard stopped ${what}, ${heard}`;
  return { check, status: severity, message, fix: 'fix that first, then: npx ssot-guard doctor' };
}

function heardIn(said: string): string {
  const lines = said.split('\n').filter(Boolean).slice(-3);
  return lines.length === 0 ? 'and said nothing' : `and said: ${lines.join(' | ')}`;
}
