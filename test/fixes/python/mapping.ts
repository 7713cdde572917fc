/**
 * What becomes of imports, told in lines, and what the editor makes of a text by them.
 *
 *   a.b:Old > n.m:New          the name Old of a.b is New in n.m
 *   a.b:Old > n.m              the same name in another module
 *   a.b > n.m Old=New X=Y      the module, with everything in it; members that are called otherwise
 *   pkg:old > import new       a module that is imported by itself
 */
import type { Change, Edit, SourceText } from '../../../src/fixes/change.ts';
import { inOrder, textAfter } from '../../../src/fixes/change.ts';
import { rewriteStatements } from '../../../src/fixes/rewrite.ts';
import { dialectOf, scan } from '../../../src/languages/index.ts';
import type { RefusalReason } from '../../../src/replacement/refusals.ts';
import type { ImportFact } from '../../../src/types.ts';

export interface Rule {
  readonly module: string;
  /** null: all of the module. */
  readonly name: string | null;
  readonly to: Change['to'];
  readonly members?: ReadonlyMap<string, string>;
}

export function readRule(line: string): Rule {
  const match = /^([^\s:]+)(?::(\S+))? > (import )?([^\s:]+)(?::(\S+))?((?: \S+=\S+)*)$/u.exec(line);
  if (match === null) throw new Error(`no rule: ${line}`);
  const [, module = '', name, whole, target = '', symbol, members = ''] = match;
  const renamed = members.split(' ').flatMap((pair) => (pair === '' ? [] : [pair.split('=') as [string, string]]));
  return {
    module,
    name: name ?? null,
    to: { module: target, symbol: symbol ?? null, ...(whole === undefined ? {} : { asModule: true }) },
    ...(renamed.length === 0 ? {} : { members: new Map(renamed) }),
  };
}

/** What the rules say of one import. */
export function changesOf(fact: ImportFact, rules: readonly Rule[]): Change[] {
  if (fact.form === 'string' && fact.via !== '__getattr__') return stringChanges(fact, rules);
  return fact.names.flatMap((imported): Change[] => {
    const rule = rules.find(
      ({ module, name }) => module === fact.specifier && (name === null || (name === imported.name && name !== '*')),
    );
    if (rule === undefined) return [];
    const { to, members } = rule;
    return [{ fact, imported, to, ...(members === undefined ? {} : { members }) }];
  });
}

/** Of a string a beginning is the module, and the name follows. */
function stringChanges(fact: ImportFact, rules: readonly Rule[]): Change[] {
  const segments = fact.specifier.split(/[.:]/);
  for (const { module, name, to, members } of rules) {
    const length = module.split('.').length;
    if (segments.slice(0, length).join('.') !== module) continue;
    const [behind, ...rest] = segments.slice(length);
    if (name === null || (behind !== undefined && name === behind)) {
      const symbol = to.symbol ?? behind ?? null;
      const change = { fact, imported: null, to: { module: to.module, symbol, rest: rest.join('.') || null } };
      return [members === undefined ? change : { ...change, members }];
    }
    const named = fact.names.filter((imported) => imported.name === name);
    if (behind === undefined && named.length > 0)
      return rules.flatMap((rule) =>
        fact.names
          .filter((imported) => rule.module === module && imported.name === rule.name)
          .map((imported) => ({ fact, imported, to: rule.to })),
      );
  }
  return [];
}

export interface Outcome {
  readonly text: string;
  readonly refusals: readonly RefusalReason[];
  readonly shown: readonly string[];
  readonly edits: readonly Edit[];
}

/** A text after the edits of all its statements. */
export function rewritten(path: string, text: string, lines: readonly string[]): Outcome {
  const source = readSource(path, text);
  const rules = lines.map(readRule);
  const statements = new Map<string, Change[]>();
  for (const fact of source.part.imports) {
    const changes = changesOf(fact, rules);
    const key = fact.form === 'string' ? `string ${fact.start}` : `${fact.statement.start}`;
    if (changes.length > 0) statements.set(key, [...(statements.get(key) ?? []), ...changes]);
  }
  const rewrites = rewriteStatements(source, [...statements.values()]);
  const edits = apart(rewrites.flatMap((rewrite) => (rewrite.refusal === null ? rewrite.edits : [])));
  return {
    text: applied(text, edits),
    refusals: rewrites.flatMap(({ refusal }) => (refusal === null ? [] : [refusal])),
    shown: rewrites.flatMap((rewrite) =>
      rewrite.refusal === null ? [textAfter(text, rewrite.shown, rewrite.edits)] : [],
    ),
    edits,
  };
}

export function readSource(path: string, text: string): SourceText {
  const [part] = scan(text, dialectOf(path) ?? 'py').parts.filter(({ language }) => language === 'py');
  return { path, text, part: part ?? { language: 'py', imports: [], definitions: [], exports: null } };
}

/** Two imports of one module say the same of what is used through both. Throws where edits overlap. */
function apart(edits: readonly Edit[]): Edit[] {
  const kept: Edit[] = [];
  for (const edit of inOrder(edits)) {
    const last = kept.at(-1);
    const isSame = last?.start === edit.start && last.end === edit.end && last.text === edit.text;
    if (isSame) continue;
    if (last !== undefined && edit.start < last.end)
      throw new Error(`${JSON.stringify(last)} and ${JSON.stringify(edit)}`);
    kept.push(edit);
  }
  return kept;
}

export function applied(text: string, edits: readonly Edit[]): string {
  return textAfter(text, { start: 0, end: text.length }, edits);
}
