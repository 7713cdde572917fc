/**
 * A line to go by, where a change is made by nobody but a person.
 */
import { topOf } from '../languages/python/names.ts';
import { plainImport } from '../replacement/import-line.ts';
import type { ImportedName, ImportFact, LanguageId } from '../types.ts';
import type { Change } from './change.ts';

/** An import of what a change would write, to go by where the statement itself is not edited. */
export function lineOfChange(language: LanguageId, { to, imported, fact }: Change): string {
  const name = imported === null || imported.name === '*' ? null : imported.name;
  const local = language === 'py' ? localOf(fact, imported) : (to.local ?? null);
  return plainImport(language, { ...to, symbol: to.symbol ?? name, local }, fact);
}

/** What a Python import calls what it takes; `import a.b` binds the package, whatever is written instead. */
function localOf({ form, specifier }: ImportFact, imported: ImportedName | null): string | null {
  const local = imported?.local ?? null;
  return form === 'import' && topOf(specifier) === local ? null : local;
}
