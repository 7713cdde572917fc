/** Writes a small project to a temporary folder, installed files and workspace links included, for the oracles. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import type { Project } from './project.ts';

/** Calls `use` with the folder's real path, and removes it afterwards. */
export function onDisk<T>(project: Project, use: (root: string) => T): T {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'modules-')));
  try {
    for (const [path, text] of [...project.files, ...project.installed]) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    for (const [at, to] of project.links) {
      mkdirSync(dirname(join(root, at)), { recursive: true });
      symlinkSync(relative(dirname(join(root, at)), join(root, to)), join(root, at));
    }
    return use(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
