/**
 * What the guard sees from inside a real hook: a bundled script that prints the staged snapshot as JSON. Node 20 reads
 * no TypeScript, hence the bundle; it is made once a process.
 */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { keptFolder } from './folders.ts';
import type { Seen } from './probe-entry.ts';
import { type TemporaryRepository, temporaryFolder } from './repository.ts';

export type { Seen } from './probe-entry.ts';

let bundle: string | null = null;

/** Path of the bundled probe. */
function probe(): string {
  if (bundle === null) {
    bundle = join(keptFolder(), 'probe.cjs');
    const entry = fileURLToPath(new URL('probe-entry.ts', import.meta.url));
    buildSync({
      entryPoints: [entry],
      outfile: bundle,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
    });
  }
  return bundle;
}

/**
 * Installs the probe as a hook; `before` is shell that runs first (`cd packages/app`). The function given back tells
 * what the hook saw since it was last called, or null when it did not run.
 */
export function installProbe(repo: TemporaryRepository, hook = 'pre-commit', before = ''): () => Seen | null {
  const log = join(temporaryFolder(), 'seen');
  repo.hook(hook, `#!/bin/sh\n${before}\nexec '${process.execPath}' '${probe()}' '${log}'\n`);
  return () => {
    try {
      const seen = JSON.parse(readFileSync(log, 'utf8')) as Seen;
      rmSync(log);
      return seen;
    } catch {
      return null;
    }
  };
}
