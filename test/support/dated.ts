/** Repositories with commits on given days, for the past of `audit`. */
import { type TemporaryRepository, temporaryRepository } from './repository.ts';

const MANAGER = { canonical: 'app/manager.py#Manager', banned: ['app.old'], deadline: '2026-02-01' };
/** How an agent signs. */
export const CLAUDE = '\n\nCo-Authored-By: Claude <noreply@anthropic.com>';

/** One concept, and what is changed of it. */
export function datedRegistry(manager: object = {}): string {
  return `${JSON.stringify({ version: 1, concepts: { Manager: { ...MANAGER, ...manager } } }, null, 2)}\n`;
}

/** Commits what is given, at noon of a day; null takes a file away. */
export function commitOn(
  repo: TemporaryRepository,
  day: string,
  files: Readonly<Record<string, string | null>>,
  { message = day, author = 'Ann' }: { readonly message?: string; readonly author?: string } = {},
): string {
  for (const [path, content] of Object.entries(files)) {
    if (content === null) repo.remove(path);
    else repo.write(path, content);
  }
  repo.git('add', '-A');
  const env = { GIT_AUTHOR_DATE: `${day}T12:00:00Z`, GIT_COMMITTER_DATE: `${day}T12:00:00Z` };
  const args = [
    '-c',
    'core.hooksPath=/dev/null',
    'commit',
    '-q',
    '--allow-empty',
    '-m',
    message,
    `--author=${author} <a@b>`,
  ];
  const { status, stderr } = repo.tryGit(args, { env });
  if (status !== 0) throw new Error(stderr);
  return repo.head();
}

/** One commit, on the first day of 2026. */
export function startedRepository(more: Readonly<Record<string, string>> = {}): TemporaryRepository {
  const repo = temporaryRepository();
  commitOn(repo, '2026-01-01', {
    '.ssotrc.json': datedRegistry(),
    'app/__init__.py': '',
    'app/manager.py': 'class Manager:\n    pass\n',
    'app/old.py': 'class Old:\n    pass\n',
    ...more,
  });
  return repo;
}
