/** What `doctor` sees without running the hook, which takes most of its time. */
import { readRegistryState, staticChecks } from '../../../src/commands/doctor/checks.ts';
import type { Diagnosis } from '../../../src/commands/doctor/rows.ts';
import { openRepository } from '../../../src/git/repository.ts';
import { detectManagers } from '../../../src/hooks/index.ts';
import { surveySite } from '../../../src/hooks/site.ts';
import { withEnvironment } from '../../support/environment.ts';
import { fakeIo } from '../../support/fake-io.ts';
import type { TemporaryRepository } from '../../support/repository.ts';

/** @param home the package that is installed there @param env other variables */
export function seen(
  home: string,
  { dir }: TemporaryRepository,
  env: Readonly<Record<string, string>> = {},
): Diagnosis[] {
  return withEnvironment(env, () => {
    const repository = openRepository(dir);
    const site = { ...surveySite(repository, process.env.PATH ?? ''), installed: home };
    const io = fakeIo({ cwd: dir, repository, env: process.env });
    return staticChecks({ site, io, registry: readRegistryState(site), found: detectManagers(site) });
  });
}
