/** Fixtures that are folders. */
import { existsSync, readdirSync } from 'node:fs';

/** Names of the folders in `folder`, sorted; none when it does not exist. */
export function foldersIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** The one input of a case folder: `input.<ext>` or `__init__.<ext>`. Throws when there is none or more than one. */
export function inputOf(folder: string): string {
  const inputs = readdirSync(folder).filter((name) => /^(?:input|__init__)\./.test(name));
  const [input] = inputs;
  if (input === undefined || inputs.length > 1) throw new Error(`${folder} must hold exactly one input.* file`);
  return input;
}
