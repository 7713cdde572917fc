/** A small repository with a concept in each language, for `verify` and `audit`. */
import type { Io } from '../../src/commands/define.ts';
import { dispatch } from '../../src/commands/dispatch.ts';
import { commands } from '../../src/commands/index.ts';
import { UserError } from '../../src/errors.ts';
import { fakeIo } from './fake-io.ts';
import { type TemporaryRepository, temporaryRepository } from './repository.ts';

/** Two concepts; the old manager is banned as a whole, and gone. @param more keys of the Python concept, of the registry */
export function registryText(more: object = {}, whole: object = {}): string {
  const manager = {
    canonical: 'app/ws/manager.py#UnifiedManager',
    banned: [{ module: 'app.ws.old', removed: true }],
    definitions: { names: ['UnifiedManager', 'OldManager'] },
    ...more,
  };
  const registry = { version: 1, concepts: { Manager: manager, Clock: 'web/clock.ts#Clock' }, ...whole };
  return `${JSON.stringify(registry, null, 2)}\n`;
}

/** Everything finished, and committed, but for what is changed by these files (null: not there). */
export function finishedRepository(
  files: Readonly<Record<string, string | null>> = {},
  format: { readonly objectFormat?: 'sha256' } = {},
): TemporaryRepository {
  const repo = temporaryRepository(format);
  const all: Readonly<Record<string, string | null>> = {
    '.ssotrc.json': registryText(),
    'app/__init__.py': '',
    'app/ws/__init__.py': '',
    'app/ws/manager.py': 'class UnifiedManager:\n    pass\n',
    'app/use.py': 'from app.ws.manager import UnifiedManager\n',
    'web/clock.ts': 'export class Clock {}\n',
    'web/use.ts': "import { Clock } from './clock';\nexport const clock = new Clock();\n",
    ...files,
  };
  for (const [path, content] of Object.entries(all)) if (content !== null) repo.write(path, content);
  repo.commitAll('start');
  return repo;
}

/** Runs `verify`; what people can mend is exit code 2 with its words. */
export function verifyIn(
  repo: Pick<TemporaryRepository, 'dir'>,
  args: readonly string[],
  more: Partial<Io> = {},
): Promise<{ code: number; out: string; err: string }> {
  return runIn(repo, ['verify', ...args], more);
}

/** Runs a command; what people can mend is exit code 2 with its words. */
export async function runIn(
  repo: Pick<TemporaryRepository, 'dir'>,
  argv: readonly string[],
  more: Partial<Io> = {},
): Promise<{ code: number; out: string; err: string }> {
  const io = fakeIo({ cwd: repo.dir, ...more });
  try {
    const code = await dispatch(argv, io, commands);
    return { code, ...io.written };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { code: 2, out: io.written.out, err: `${io.written.err}${error.message}\n${error.hint ?? ''}` };
  }
}
