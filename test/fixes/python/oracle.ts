/** Python's own parser as a judge of rewritten sources: one process for many questions (oracle.py says what it answers). */
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** [where, local, module, name] */
export type ImportRow = readonly [where: string, local: string, module: string, name: string | null];

export interface Comparison {
  readonly error: string | null;
  readonly before: readonly ImportRow[];
  readonly after: readonly ImportRow[];
  readonly chains: readonly (readonly [string, string])[];
  readonly strings: readonly (readonly [string, string])[];
  readonly keywords: readonly (readonly [string, string])[];
  readonly different: string | null;
}

export interface Oracle {
  compare(before: string, after: string): Promise<Comparison>;
  /** What a program uses, where some modules are the same: pairs of old and new. */
  run(source: string, moved: readonly (readonly [string, string])[]): Promise<readonly string[]>;
  close(): void;
}

/** A judge that answers until it is closed; null where there is no interpreter. */
export function openOracle(): Oracle | null {
  if (spawnSync('python3', ['-c', '']).status !== 0) return null;
  const child = spawn('python3', [join(import.meta.dirname, 'oracle.py')], { stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting: ((answer: string) => void)[] = [];
  // A question that stops it is answered by nothing, which is no JSON.
  child.on('exit', () => {
    for (const answer of waiting.splice(0)) answer('');
  });
  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.(line));
  const ask = async (question: object): Promise<string> => {
    const answer = new Promise<string>((resolve) => waiting.push(resolve));
    child.stdin.write(`${JSON.stringify(question)}\n`);
    return answer;
  };
  return {
    compare: async (before, after) => JSON.parse(await ask({ before, after })),
    run: async (source, moved) => JSON.parse(await ask({ run: source, moved })),
    close: () => child.stdin.end(),
  };
}
