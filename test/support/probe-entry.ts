/** The script that probe.ts bundles: opens the staged snapshot and writes what it holds to the file it is given. */
import { writeFileSync } from 'node:fs';
import { openSnapshot } from '../../src/git/open-snapshot.ts';
import { commonDirectory, findRepository } from '../../src/git/repository.ts';

export interface Seen {
  /** Path and content of every file to check. */
  readonly files: Readonly<Record<string, string>>;
  readonly inherited: readonly string[];
  readonly deleted: readonly string[];
  readonly skipped: readonly string[];
  readonly unchecked: readonly string[];
  /** `keep.ts` in the tree and in HEAD. */
  readonly keep: string | null;
  readonly keepInHead: string | null;
  readonly top: string;
  readonly commonDir: string;
}

const snapshot = openSnapshot({ scope: 'staged' }, process.cwd());
const files: Record<string, string> = {};
for (const { file, bytes } of snapshot.contents(snapshot.files)) files[file.path] = bytes?.toString() ?? '';
const look = () => [snapshot.tree.bytes('keep.ts'), snapshot.head?.bytes('keep.ts')];
while (look() && snapshot.fetch());
const [keep, keepInHead] = look();
const seen: Seen = {
  files,
  inherited: snapshot.inherited.map(({ path }) => path),
  deleted: snapshot.deleted,
  skipped: snapshot.skipped.map(({ path }) => path),
  unchecked: snapshot.unchecked.map(({ path }) => path),
  keep: keep?.toString() ?? null,
  keepInHead: keepInHead?.toString() ?? null,
  top: findRepository(process.cwd()).top,
  commonDir: commonDirectory(process.cwd()),
};
writeFileSync(process.argv[2] ?? '', JSON.stringify(seen));
