/**
 * Partial clones, and names that `cat-file` cannot be asked for.
 *
 * In a partial clone `cat-file` starts a fetch for every object that only the remote has, or, when told not to, dies at
 * the first. Here names become ids first (`ls-files`, `ls-tree`: no object is opened but trees), and the ids are asked
 * for in an empty git directory of our own that borrows the repository's objects: it knows of no remote, so what is
 * not there is simply missing. The same way serves paths with a newline in them, which do not fit into a batch line.
 */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import type { Answer } from './answer.ts';
import { decodeName, splitNul } from './names.ts';
import { unfetchedFile } from './raw-tree.ts';
import type { Repository } from './repository.ts';
import { git, gitFailure, lacksObjects, oneLine } from './run.ts';

type Ask = (ids: readonly string[], env: Readonly<Record<string, string | undefined>>) => Map<string, Answer> | null;

const ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/**
 * Answers requests by resolving names to ids and asking for the ids where nothing can be fetched. What has a name or
 * was asked for by id, but is not there, is `unfetched` in a partial clone. null when `ask` gives null (too much).
 */
export function unfetchedAware(
  repository: Repository,
  requests: readonly string[],
  ask: Ask,
): Map<string, Answer> | null {
  const named = resolveNames(repository, requests);
  const found = withSideDirectory(repository, [...new Set([...named.values()].map(({ id }) => id))], ask);
  if (found === null) return null;
  const partial = isPartialClone(repository);
  const answers = new Map<string, Answer>();
  for (const request of requests) {
    const object = named.get(request);
    const answer = object === undefined ? undefined : found.get(object.id);
    if (answer?.kind === 'missing' && object !== undefined && partial)
      answers.set(request, { kind: 'unfetched', ...object });
    else answers.set(request, answer ?? { kind: 'missing' });
  }
  return answers;
}

/** The repository has a remote that promised to deliver objects later. */
export function isPartialClone(repository: Repository): boolean {
  const pattern = '^(extensions\\.partialclone|remote\\..*\\.promisor)$';
  return git(['config', '--get-regexp', pattern], { cwd: repository.cwd, okStatus: [0, 1] }).status === 0;
}

/** Text of a file as the index holds it; null where it holds none. @throws UserError when it is not fetched */
export function indexedText(top: string, path: string): string | null {
  const { status, stdout, stderr } = git(['cat-file', 'blob', `:0:${path}`], { cwd: top, okStatus: [0, 128] });
  if (status !== 0 && lacksObjects(stderr, top)) throw unfetchedFile(path, `':${path}'`);
  return status === 0 ? stdout.toString('utf8') : null;
}

interface ObjectName {
  readonly id: string;
  readonly isTree: boolean;
}

/** Requests to ids; names that do not exist are left out. No blob is opened. */
function resolveNames(repository: Repository, requests: readonly string[]): Map<string, ObjectName> {
  const named = new Map<string, ObjectName>();
  const byTree = new Map<string, string[]>();
  for (const request of requests) {
    if (ID.test(request)) {
      named.set(request, { id: request, isTree: false });
      continue;
    }
    const colon = request.startsWith(':0:') ? 2 : request.indexOf(':');
    const tree = colon < 0 ? '' : request.slice(0, colon);
    const list = byTree.get(tree) ?? [];
    list.push(colon < 0 ? request : request.slice(colon + 1));
    byTree.set(tree, list);
  }
  for (const [tree, names] of byTree) {
    for (const part of argumentLists(names)) {
      for (const [name, object] of lookUp(repository, tree, part))
        named.set(tree === '' ? name : `${tree}:${name}`, object);
    }
  }
  return named;
}

/** `tree` is `` for revisions, `:0` for the index, otherwise a commit or tree; gives names with what they name. @throws UserError where a tree on the way is not fetched */
function lookUp(repository: Repository, tree: string, names: readonly string[]): [string, ObjectName][] {
  if (tree === '') {
    return names.flatMap((name): [string, ObjectName][] => {
      const found = git(['rev-parse', '-q', '--verify', '--end-of-options', name], {
        cwd: repository.cwd,
        okStatus: [0, 1, 128],
      });
      return found.status === 0 ? [[name, { id: oneLine(found.stdout), isTree: false }]] : [];
    });
  }
  const args =
    tree === ':0'
      ? ['ls-files', '-s', '-z', '--full-name', '--', ...names.map((name) => `:(top,literal)${name}`)]
      : ['--literal-pathspecs', 'ls-tree', '-t', '-z', '--full-tree', tree, '--', ...names];
  const output = git(args, { cwd: repository.cwd, okStatus: tree === ':0' ? [0] : [0, 128] });
  if (output.status !== 0 && lacksObjects(output.stderr, repository.cwd))
    throw gitFailure(args, output.status, output.stderr, repository.cwd);
  const wanted = new Set(names);
  return splitNul(output.stdout).flatMap((line): [string, ObjectName][] => {
    const tab = line.indexOf('\t');
    const [, type, id, stage] = /^\d+ (?:([a-z]+) )?([0-9a-f]+)(?: (\d))?$/.exec(line.slice(0, tab)) ?? [];
    const { path } = decodeName(line.slice(tab + 1));
    return id !== undefined && (stage ?? '0') === '0' && wanted.has(path)
      ? [[path, { id, isTree: type === 'tree' }]]
      : [];
  });
}

/** Cuts names into lists that fit on a command line of any system. */
function* argumentLists(names: readonly string[]): Generator<string[]> {
  let list: string[] = [];
  let length = 0;
  for (const name of names) {
    if (length + name.length > 24_000 && list.length > 0) {
      yield list;
      list = [];
      length = 0;
    }
    list.push(name);
    length += name.length * 3 + 20;
  }
  if (list.length > 0) yield list;
}

function withSideDirectory(repository: Repository, ids: readonly string[], ask: Ask): Map<string, Answer> | null {
  if (ids.length === 0) return new Map();
  const objects = oneLine(
    git(['rev-parse', '--path-format=absolute', '--git-path', 'objects'], { cwd: repository.cwd }).stdout,
  );
  const side = temporaryDirectory(repository);
  try {
    mkdirSync(join(side, 'objects'));
    mkdirSync(join(side, 'refs'));
    writeFileSync(join(side, 'HEAD'), 'ref: refs/heads/none\n');
    const sha256 = ids[0]?.length === 64;
    const format = '[core]\n\trepositoryformatversion = 1\n[extensions]\n\tobjectformat = sha256\n';
    writeFileSync(join(side, 'config'), sha256 ? format : '');
    return ask(ids, {
      GIT_DIR: side,
      GIT_OBJECT_DIRECTORY: objects,
      GIT_COMMON_DIR: undefined,
      GIT_INDEX_FILE: undefined,
      GIT_WORK_TREE: undefined,
    });
  } finally {
    rmSync(side, { recursive: true, force: true });
  }
}

/** A new folder in the system's place for such things, or else in the git directory. */
function temporaryDirectory(repository: Repository): string {
  for (const parent of [tmpdir(), repository.commonDir]) {
    try {
      return mkdtempSync(join(parent, 'ssot-guard-'));
    } catch {
      // not writable: try the next
    }
  }
  throw new UserError(
    'cannot read this repository: no folder for temporary files is writable',
    'Set TMPDIR to a folder that exists and is writable.',
  );
}
