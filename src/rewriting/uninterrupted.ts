/**
 * Work that a person who presses Ctrl-C, or a terminal that closes, does not stop in its middle.
 */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Does something that stops where it chooses to.
 * @param work is told, whenever it asks, whether someone wants it to stop
 * @returns what it gave, and whether someone did
 */
export async function uninterrupted<T>(
  work: (isStopped: () => boolean) => T | Promise<T>,
): Promise<{ readonly value: T; readonly wasStopped: boolean }> {
  let wasStopped = false;
  const note = (): void => {
    wasStopped = true;
  };
  for (const signal of SIGNALS) process.on(signal, note);
  try {
    const value = await work(() => wasStopped);
    await new Promise((resolve) => setImmediate(resolve)); // what has come is told now
    return { value, wasStopped };
  } finally {
    for (const signal of SIGNALS) process.off(signal, note);
  }
}
