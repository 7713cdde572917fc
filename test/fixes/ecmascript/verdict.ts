/**
 * What is wrong with a rewrite: bindings that are not as they were asked for, anything else that has changed, comments that
 * were lost, edits outside the statement.
 */
import { type Change, type Edit, textAfter } from '../../../src/fixes/change.ts';
import type { ImportFact, Span } from '../../../src/types.ts';
import { type Binding, commentsIn, type Judged, judge } from './oracle.ts';

/** Everything that is wrong. */
export function faultsOf(
  path: string,
  text: string,
  changes: readonly Change[],
  edits: readonly Edit[],
  shown: Span,
): readonly string[] {
  const [first] = changes;
  if (first === undefined) return [];
  const after = textAfter(text, { start: 0, end: text.length }, edits);
  const [before, now] = [judge(path, text), judge(path, after)];
  const comments = [shown, first.fact.statement].map((span) => [
    commentsIn(text.slice(span.start, span.end)).join('\n'),
    commentsIn(textAfter(text, span, edits)).join('\n'),
  ]);
  const faults: string[] = [];
  if (before.clean && !now.clean) faults.push('it does not parse any more');
  if (comments.some(([old, new_]) => old !== new_)) faults.push('the comments are others');
  faults.push(
    ...outside(text, first.fact, edits),
    ...bindingFaults(before, now, changes),
    ...restFaults(before, now, changes),
  );
  return faults;
}

/** Edits of a static statement that lie neither in it, nor at a use of its namespace or the closing tag of one. */
function outside(text: string, { statement, names, form }: ImportFact, edits: readonly Edit[]): string[] {
  if (form !== 'import' && form !== 'export-from') return [];
  const uses = names.flatMap((name) => name.uses ?? []);
  const isAt = (edit: Edit, { start, end }: Span): boolean => start <= edit.start && edit.end <= end;
  // `{ Old: New }` becomes `{ New }`.
  const isUse = (edit: Edit): boolean => uses.some(({ start }) => start === edit.start);
  const isTag = ({ start }: Edit): boolean => /<\/\s*[\w$]+\s*\.\s*$/.test(text.slice(0, start));
  return edits
    .filter((edit) => ![statement, ...uses].some((span) => isAt(edit, span)) && !isUse(edit) && !isTag(edit))
    .map((edit) => `an edit at ${edit.start} is outside`);
}

function bindingFaults(before: Judged, now: Judged, changes: readonly Change[]): string[] {
  const wanted = before.bindings.map((one) => words(asked(one, changes))).sort();
  const found = now.bindings.map(words).sort();
  const missing = wanted.filter((one) => !found.includes(one)).map((one) => `missing: ${one}`);
  const more = found.filter((one) => !wanted.includes(one)).map((one) => `not asked for: ${one}`);
  return wanted.length === found.length ? [...missing, ...more] : [...missing, ...more, 'another number of bindings'];
}

function words({ form, name, local, module, typeOnly, manner }: Binding): string {
  return `${form} ${typeOnly ? 'type ' : ''}${name} as ${local} from ${module} ${manner}`.trim();
}

/** A binding as the changes ask for it. */
function asked(binding: Binding, changes: readonly Change[]): Binding {
  const change = changes.find(
    ({ fact, imported }) =>
      fact.start === binding.at && (imported === null || isOf(binding, imported.name, imported.local)),
  );
  if (change === undefined) return binding;
  const { to, fact } = change;
  const query = /[?#].*$/.exec(binding.module.slice(1))?.[0] ?? '';
  const module = fact.via === undefined && query !== '' ? to.module + query : to.module;
  const isValue = to.whole != null && binding.form === 'require';
  const isEquation = to.whole === 'import-equals' && (binding.form === 'import' || binding.form === 'equals');
  if (isEquation) return { ...binding, form: 'equals', name: '*', module, manner: '' };
  const name = isValue ? '*' : (to.symbol ?? binding.name);
  const form = binding.form === 'equals' && name !== '*' ? 'import' : binding.form;
  return { ...binding, form, name, module };
}

function isOf(binding: Binding, name: string, local: string | null): boolean {
  return binding.name === name && (local === null || binding.local === local || /[^\w$]/.test(binding.local));
}

/** Nodes that have changed, but for the names that the changes are about. */
function restFaults({ rest: before }: Judged, { rest: now }: Judged, changes: readonly Change[]): string[] {
  if (before.length !== now.length) return [`${before.length} other nodes have become ${now.length}`];
  const pairs = new Set(changes.flatMap(pairsOf));
  return before.flatMap((old, index) => {
    const found = now[index] ?? '';
    if (old === found) return [];
    const pair = `${old.replace(/^\w+ /, '')} → ${found.replace(/^\w+ /, '')}`.replaceAll(/["'`]/g, '');
    return pairs.has(pair) ? [] : [`${old} has become ${found}`];
  });
}

function pairsOf({ fact, imported, to, members }: Change): string[] {
  const query = /[?#].*$/.exec(fact.specifier.slice(1))?.[0] ?? '';
  const names = [...(members ?? [])].map(([old, now]) => `${old} → ${now}`);
  const written = fact.specifier.replace(/^\.\//, '');
  return [
    `${fact.specifier} → ${to.module}${query}`,
    `${written} → ${to.module.replace(/^\.\//, '')}${query}`,
    `${imported?.name} → ${to.symbol}`,
    ...(imported?.uses ?? []).map(({ name }) => `${name} → ${to.symbol}`),
    ...names,
  ];
}
