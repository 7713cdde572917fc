/** Environment variables for the time of one call. */

/** Runs `work` with other variables (undefined: without them), and puts the old ones back. */
export function withEnvironment<T>(values: Readonly<Record<string, string | undefined>>, work: () => T): T {
  const before = { ...process.env };
  const set = (name: string, value: string | undefined) => {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  };
  for (const [name, value] of Object.entries(values)) set(name, value);
  try {
    return work();
  } finally {
    for (const name of Object.keys(values)) set(name, before[name]);
  }
}
