/**
 * Code in documents that imports what is banned: it is judged as in a source, and what `banned-import` would say of it is
 * said as a mention, once a statement and module.
 */
import { lineOfChange } from '../../fixes/line-of-change.ts';
import type { MentionedImport } from '../../types.ts';
import { bannedImport } from '../banned-import.ts';
import { type FilePass, finding, type RawFinding } from '../define.ts';
import type { Spared } from './holding.ts';
import { lineNames, substitutesOf } from './instead.ts';
import { severityOf } from './wording.ts';

/** Reports the banned imports among those that a document shows. */
export function reportImports(pass: FilePass, imports: readonly MentionedImport[], spared: Spared): void {
  const told = new Set<string>();
  for (const { language, fact, line } of imports) {
    const found: RawFinding[] = [];
    const parts = [{ language, imports: [fact], definitions: [], exports: null }];
    const facts = { parts, allows: [], damage: null };
    bannedImport.checkFile?.({ ...pass, facts, report: (one) => found.push(one) });
    for (const one of found) {
      const id = `${one.statement.start} ${one.concept} ${one.module}`;
      const entry = pass.matcher.bans.find(({ ban }) => ban.place === one.ban);
      const severity = entry === undefined || spared(entry) ? null : severityOf(entry, pass);
      if (entry === undefined || severity === null || told.has(id)) continue;
      const matched = entry.ban.names?.find(({ pattern }) => pattern === one.name) ?? null;
      if (lineNames(line, fact.specifier, substitutesOf({ entry, matched, language }, pass))) continue;
      told.add(id);
      const { span, statement, message, module, specifier, name, form, typeOnly, canonical: home, ban, base } = one;
      const hint = one.hint ?? (one.change === null ? null : lineOfChange(language, one.change));
      pass.report(
        finding('mention', entry.concept, {
          ...{ span, statement, severity, hint, module, specifier, name, form, typeOnly, home, base },
          message: `in the code of this document, ${message}`,
          ...(ban === undefined ? {} : { ban }),
        }),
      );
    }
  }
}
