/**
 * A repository under guard whose hook can tell who answered: the Node that it would start is a script that says so.
 */

import { chmodSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openRepository } from '../../src/git/repository.ts';
import { renewHookFile } from '../../src/prefilter/hook-file.ts';
import { version } from '../../src/version.ts';
import { copyOf, keptFolder } from '../support/folders.ts';
import { run } from '../support/package.ts';
import { repositoryAt, type TemporaryRepository, temporaryFolder, temporaryRepository } from '../support/repository.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
export const BUILD = 'test-build';

export interface Guarded {
  readonly repo: TemporaryRepository;
  /** The package's folder. */
  readonly home: string;
  /** Starts the hook as git would. */
  hook(options?: {
    readonly args?: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
    readonly cwd?: string;
  }): Answer;
  /** Writes the search files, as a full check does. */
  renew(cwd?: string): void;
}

export interface Answer {
  /** Who gave the verdict. */
  readonly by: 'git' | 'node' | 'nobody';
  readonly said: string;
}

export const FILES: Readonly<Record<string, string>> = {
  '.ssotrc.json': JSON.stringify({
    version: 1,
    concepts: { Manager: { canonical: 'src/sockets/manager.ts#SocketManager', banned: ['src/sockets/legacyManager'] } },
    banned: ['js:moment', 'py:app.old_clock', { module: './src/revenant.ts', removed: true }],
  }),
  'package.json': '{ "name": "guarded" }\n',
  'src/sockets/manager.ts': 'export class SocketManager {}\n',
  'src/a.ts': 'export const a = 1;\n',
  'src/link.ts': 'export const linked = 1;\n',
  'app/b.py': 'b = 1\n',
  'README.md': '# Read me\n',
};

/** The default world is made once and copied: every case changes one thing in a world of its own. */
let template: string | null = null;

/** A committed project with search files. */
export function guarded(
  options: { readonly files?: Readonly<Record<string, string>>; readonly objectFormat?: 'sha1' | 'sha256' } = {},
): Guarded {
  const home = makeHome();
  if (options.files !== undefined || options.objectFormat !== undefined) return make(options, home);
  if (template === null) {
    template = keptFolder();
    cpSync(make(options, home).repo.dir, template, { recursive: true });
  }
  return worldAt(repositoryAt(copyOf(template)), home);
}

/** A package whose Node is a script. */
function makeHome(): string {
  const home = join(temporaryFolder(), "the guard's home");
  mkdirSync(join(home, 'dist'), { recursive: true });
  cpSync(join(root, 'hooks'), join(home, 'hooks'), { recursive: true });
  writeFileSync(join(home, 'dist/cli.cjs'), '');
  writeFileSync(join(home, 'dist/build'), `${version} ${BUILD}\n`);
  const node = join(home, 'node');
  writeFileSync(node, '#!/bin/sh\necho "Node: $*"\nexit 7\n');
  chmodSync(node, 0o755);
  return home;
}

function make({ files = FILES, objectFormat = 'sha1' }: Parameters<typeof guarded>[0] & {}, home: string): Guarded {
  const repo = temporaryRepository({ objectFormat });
  for (const [path, text] of Object.entries(files)) repo.write(path, text);
  repo.commitAll('guarded');
  mkdirSync(join(repo.dir, '.git/ssot-guard'), { recursive: true });
  const world = worldAt(repo, home);
  world.renew();
  return world;
}

function worldAt(repo: TemporaryRepository, home: string): Guarded {
  writeFileSync(join(repo.dir, '.git/ssot-guard/node'), `${join(home, 'node')}\n`);
  return {
    repo,
    home,
    renew: (cwd = repo.dir) => renewHookFile(openRepository(cwd), BUILD),
    hook({ args = [], env = {}, cwd = repo.dir } = {}) {
      const { status, out, err } = run(cwd, '/bin/sh', [join(home, 'hooks/pre-commit'), ...args], env);
      const byGit = status === 0 && /^ssot-guard: \d+ staged files? clean\n$/.test(err);
      return { by: byGit ? 'git' : status === 7 ? 'node' : 'nobody', said: out + err };
    },
  };
}
