/**
 * What Python reads as a name, and what an import statement can say.
 */

/** Words that can never be bound, so that a list which runs into the next statement ends there. */
export const KEYWORDS: ReadonlySet<string> = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from ' +
    'global if import in is lambda nonlocal not or pass raise return try while with yield'
  ).split(' '),
);

/** A name. */
export function isName(text: string): boolean {
  return /^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(text) && !KEYWORDS.has(text);
}

/** A module by its absolute name. */
export function isDottedName(text: string): boolean {
  return text.split('.').every(isName);
}

/** `a` of `a.b.c` */
export function topOf(module: string): string {
  return module.split('.', 1)[0] ?? module;
}

/** A module by any name, relative or not. */
export function isModuleName(text: string): boolean {
  const rest = text.replace(/^\.+/, '');
  return rest === '' ? text !== '' : isDottedName(rest);
}
