/** A repository in which imports are to be fixed. */
import { fix as command } from '../../../src/commands/fix.ts';
import { UserError } from '../../../src/errors.ts';
import type { FixResult } from '../../../src/rewriting/result.ts';
import { type FakeIo, fakeIo } from '../../support/fake-io.ts';
import { type TemporaryRepository, temporaryRepository } from '../../support/repository.ts';

export const REGISTRY = {
  version: 1,
  concepts: {
    New: {
      canonical: ['app/new.py#New', 'src/new.ts#New'],
      owner: '@one',
      banned: [
        { module: 'app/old.py', names: { Old: 'app/new.py#New' } },
        { module: 'src/old.ts', names: { Old: 'src/new.ts#New' } },
      ],
    },
    Second: {
      canonical: 'app/second.py#Second',
      owner: '@two',
      banned: [{ module: 'app/first.py', names: { First: 'app/second.py#Second' } }],
    },
  },
  banned: [{ module: 'py:pytz', message: 'zoneinfo does it' }],
};

const FILES = {
  'app/__init__.py': '',
  'app/new.py': 'class New: pass\n',
  'app/old.py': 'class Old: pass\nclass Other: pass\n',
  'app/first.py': 'class First: pass\n',
  'app/second.py': 'class Second: pass\n',
  'src/new.ts': 'export class New {}\n',
  'src/old.ts': 'export class Old {}\nexport class Other {}\n',
};

/** Homes, banned modules and a registry, committed; then the given files, which are not. */
export function repositoryWith(
  files: Readonly<Record<string, string | Buffer>> = {},
  registry: object = REGISTRY,
): TemporaryRepository {
  const repo = temporaryRepository();
  repo.write('.ssotrc.json', JSON.stringify(registry));
  for (const [path, text] of Object.entries(FILES)) repo.write(path, text);
  repo.commitAll('homes');
  for (const [path, text] of Object.entries(files)) repo.write(path, text);
  return repo;
}

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs `fix` in a folder. */
export async function fix(cwd: string, ...argv: string[]): Promise<Ran> {
  const io = fakeIo({ cwd });
  const code = await command.invoke(argv, io);
  return { code, ...io.written };
}

/** The bytes of a dry run. */
export async function diffOf(cwd: string, ...argv: string[]): Promise<Buffer> {
  const parts: Buffer[] = [];
  const io: FakeIo = { ...fakeIo({ cwd }), stdout: (text) => parts.push(Buffer.from(text)) };
  await command.invoke(['--dry-run', ...argv], io);
  return Buffer.concat(parts);
}

export async function json(cwd: string, ...argv: string[]): Promise<FixResult> {
  return JSON.parse((await fix(cwd, '--format', 'json', ...argv)).out);
}

/** The same, where it may refuse. */
export async function tryFix(cwd: string, ...argv: string[]): Promise<Ran> {
  try {
    return await fix(cwd, ...argv);
  } catch (error) {
    if (error instanceof UserError) return { code: 2, out: '', err: `${error.message} | ${error.hint}` };
    throw error;
  }
}

/** What is said where it refuses. */
export async function refusal(cwd: string, ...argv: string[]): Promise<string> {
  const { code, err } = await tryFix(cwd, ...argv);
  if (code !== 2) throw new Error('was not refused');
  return err;
}
