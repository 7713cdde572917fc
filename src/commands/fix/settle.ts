/**
 * `fix --resume` and `fix --abort`.
 */
import { withLock } from '../../files/lock.ts';
import { decodeName } from '../../git/names.ts';
import type { Left } from '../../rewriting/journal.ts';
import { abort, resume, type Settled } from '../../rewriting/settle.ts';
import { uninterrupted } from '../../rewriting/uninterrupted.ts';
import { escapeText } from '../../text/escape.ts';
import { counted } from '../../text/plural.ts';
import type { Io } from '../define.ts';

/** Finishes what was interrupted, or takes it back: 0 when every file is as asked for, 2 when some are left to a person. */
export function settleInterrupted(chosen: { readonly resume: boolean }, io: Io): Promise<number> {
  const { repository } = io;
  const work = (): Settled | null => (chosen.resume ? resume(repository) : abort(repository));
  return withLock(repository.commonDir, 'fix', async () => {
    const { value } = await uninterrupted(work);
    return tell(value, chosen.resume, io);
  });
}

function tell(settled: Settled | null, isResumed: boolean, io: Io): number {
  if (settled === null) {
    io.stderr('ssot-guard: no fix was interrupted here while it was writing\n');
    return 0;
  }
  for (const one of settled.left) io.stderr(`ssot-guard: ${escapeText(leftWords(one))}\n`);
  const files = `${counted(settled.files, 'file')} ${settled.files === 1 ? 'is' : 'are'}`;
  io.stderr(`ssot-guard: ${files} ${isResumed ? 'fixed' : 'as before'}\n`);
  if (settled.left.length === 0) return 0;
  io.stderr('ssot-guard: see to the others yourself (git diff); then ssot-guard fix can be run again\n');
  return 2;
}

/** A file that was left, in a sentence. */
export function leftWords({ raw, reason }: Left): string {
  return `${decodeName(raw).path} ${reason}`;
}
