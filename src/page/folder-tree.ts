/**
 * Folders with those below them: numbers add up, because every file lies in one folder.
 */
import type { Audit } from '../audit.ts';

export interface FolderNode {
  /** What it adds to the folder above it; folders that hold only one folder are one with it. */
  readonly label: string;
  readonly path: string;
  readonly findings: number;
  readonly files: number;
  readonly touching: number;
  /** The most findings first. */
  readonly below: readonly FolderNode[];
}

type Own = Audit['folders'][number];

/** The top folders. Files at the top of the repository are a node of their own, `.`. */
export function folderTree(folders: Audit['folders']): FolderNode[] {
  return below('', folders);
}

function below(prefix: string, folders: readonly Own[]): FolderNode[] {
  const groups = new Map<string, Own[]>();
  for (const folder of folders) {
    const end = folder.path.indexOf('/', prefix.length);
    const path = end === -1 ? folder.path : folder.path.slice(0, end);
    groups.set(path, [...(groups.get(path) ?? []), folder]);
  }
  return [...groups].map(([path, own]) => nodeOf(prefix, path, own)).sort((a, b) => b.findings - a.findings);
}

function nodeOf(prefix: string, path: string, folders: readonly Own[]): FolderNode {
  const isOwnFolder = folders.some((one) => one.path === path);
  const children = below(
    `${path}/`,
    folders.filter((one) => one.path !== path),
  );
  const [only] = children;
  if (!isOwnFolder && only !== undefined && children.length === 1)
    return { ...only, label: only.path.slice(prefix.length) };
  const sum = (key: 'findings' | 'files' | 'touching'): number => folders.reduce((all, one) => all + one[key], 0);
  return {
    ...{ label: path.slice(prefix.length), path, below: children },
    ...{ findings: sum('findings'), files: sum('files'), touching: sum('touching') },
  };
}
