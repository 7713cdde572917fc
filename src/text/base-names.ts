/**
 * Base names that are asked for: one name, or a beginning and an end with `*` between them (`tsconfig*.json`), which
 * stands for one character or more. A `*` at either end is a character like any other.
 */

/** Whether a question is about names of one form and not about one name. */
export function isNameForm(asked: string): boolean {
  return /^[^*]+\*[^*]+$/.test(asked);
}

/** Whether a file with a base name is asked for. */
export function isAskedFor(name: string, asked: string): boolean {
  if (!isNameForm(asked)) return name === asked;
  const star = asked.indexOf('*');
  return name.length >= asked.length && name.startsWith(asked.slice(0, star)) && name.endsWith(asked.slice(star + 1));
}

/** The files with a name that is asked for, of files by their names. */
export function filesAskedFor<T>(asked: string, byName: ReadonlyMap<string, readonly T[]>): readonly T[] {
  if (!isNameForm(asked)) return byName.get(asked) ?? [];
  return [...byName].flatMap(([name, files]) => (isAskedFor(name, asked) ? files : []));
}
