/**
 * The registry as Markdown in a file that people and agents read: AGENTS.md, CONTRIBUTING.md. The same section as
 * `registry docs` writes, between the same markers, so that this command keeps it up to date from then on.
 */

import { lstatSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../errors.ts';
import { readFileSafely } from '../../files/write.ts';
import type { Repository } from '../../git/repository.ts';
import type { Change, Site } from '../../hooks/define.ts';
import { refusalsInWords } from '../../hooks/refusals.ts';
import { registryMarkdown, withRegistryMarkdown } from '../../registry/docs.ts';
import { homeLineAnywhere } from '../../replacement/home-line.ts';
import { openDiskContext } from '../disk-context.ts';
import { repositoryFile, repositoryPath } from '../repository-path.ts';

/** Where a repository says how to work on it; the first that is there is offered on a terminal. */
const OFFERED = ['AGENTS.md', 'CLAUDE.md', 'CONTRIBUTING.md'];
const MARKER = '<!-- ssot-guard:start';

/** A file in which the registry would be read, and is not yet written; null when there is none. */
export function offeredDocs(site: Site): string | null {
  const texts = OFFERED.flatMap((path) => {
    const isFile = lstatSync(join(site.top, path), { throwIfNoEntry: false })?.isFile() === true;
    const text = isFile ? site.read(path) : null;
    return text === null ? [] : [{ path, text }];
  });
  return texts.some(({ text }) => text.includes(MARKER)) ? null : (texts[0]?.path ?? null);
}

/**
 * The files named on the command line, from the top.
 * @throws UserError for one outside the repository, or one that is not a file of its own
 */
export function docsPaths(site: Site, repository: Repository, given: readonly string[]): string[] {
  const paths = given.map((file) => {
    const path = repositoryPath(repository, file);
    const stat = refusalsInWords(() => lstatSync(join(site.top, path), { throwIfNoEntry: false }));
    if (stat === undefined || stat.isFile()) return repositoryFile(repository, file);
    const target = stat.isSymbolicLink() ? readlinkSync(join(site.top, path)) : null;
    throw target === null
      ? new UserError(`${path} is not a file`, 'Name one: --docs AGENTS.md')
      : new UserError(`${path} is a link and is not written`, `Name its target: --docs ${target}`);
  });
  return [...new Set(paths)];
}

/**
 * What brings the files up to date with the registry that stands on disk; nothing for those that are.
 * @throws UserError for a registry that cannot be used, or a file that holds only one of the markers
 */
export function docsChanges(site: Site, paths: readonly string[]): Change[] {
  if (paths.length === 0) return [];
  const markdown = registryOnDisk(site.repository, null);
  return paths.flatMap((path): Change[] => {
    const before = readFileSafely(site.top, path);
    const content = withSection(before, markdown, path);
    const why = 'the registry as Markdown, for people and agents';
    return content === before ? [] : [{ kind: 'write', path: join(site.top, path), content, mode: null, why }];
  });
}

/**
 * The text of a file with the section in it.
 * @throws UserError when only one of the markers is there
 */
export function withSection(before: string | null, markdown: string, path: string): string {
  const after = withRegistryMarkdown(before, markdown);
  if (after !== null) return after;
  throw new UserError(
    `${path} has only one of the two ssot-guard markers`,
    'Put the other back, or delete the one that is left.',
  );
}

/** The registry that stands on disk, as Markdown, with the import line of each home. */
export function registryOnDisk(repository: Repository, config: string | null): string {
  const { matcher, modules } = openDiskContext(repository, config);
  const importLines = new Map(
    matcher.registry.concepts.map((concept) => [
      concept.name,
      concept.canonical.map((home) => homeLineAnywhere(home, modules())),
    ]),
  );
  return registryMarkdown(matcher.registry, importLines);
}
