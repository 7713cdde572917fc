/**
 * `init --uninstall`.
 */
import { relative } from 'node:path';
import { withLock } from '../../files/lock.ts';
import { contains } from '../../git/run.ts';
import { forget, gitDirectories, undoAll } from '../../hooks/apply.ts';
import { readJournal } from '../../hooks/journal.ts';
import { refusalsInWords } from '../../hooks/refusals.ts';
import { surveySite } from '../../hooks/site.ts';
import { refuseInterrupted } from '../../rewriting/journal.ts';
import { escapeText } from '../../text/escape.ts';
import type { Io } from '../define.ts';
import { unstage } from './state.ts';

/** Takes back what `init` did, and says what it left alone. */
export async function uninstall(io: Io): Promise<number> {
  const { commonDir } = surveySite(io.repository, io.env.PATH ?? '');
  return withLock(commonDir, 'init', () => undo(io));
}

function undo(io: Io): number {
  const site = surveySite(io.repository, io.env.PATH ?? '');
  for (const gitDir of gitDirectories(site)) refuseInterrupted({ gitDir });
  const { restored, stripped, kept } = refusalsInWords(() => undoAll(site));
  unstage(site, readJournal(site.commonDir).staged);
  refusalsInWords(() => forget(site));
  const list = (what: string, paths: readonly string[]): string[] =>
    paths.length === 0
      ? []
      : [`${what}: ${paths.map((path) => (contains(site.top, path) ? relative(site.top, path) : path)).join(', ')}`];
  const lines = [
    ...list('As before', restored),
    ...list('Edited since, only the entry of ssot-guard was taken out', stripped),
    ...list('Edited since and kept', kept),
  ];
  io.stdout(`${(lines.length === 0 ? ['Nothing of ssot-guard init is here.'] : lines).map(escapeText).join('\n')}\n`);
  return 0;
}
