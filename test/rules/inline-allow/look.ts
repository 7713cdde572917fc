/**
 * A tiny world for inline exceptions: a source in which every `BAD` breaks the rule `banned-import`, every `COPY` the
 * rule `duplicate-definition`. Comments are found by their marks, statements by their brackets; strings hold none here.
 */

import type { RawFinding } from '../../../src/rules/define.ts';
import { rules } from '../../../src/rules/index.ts';
import { applyInlineAllows, type InlineOutcome, type InlineTerms } from '../../../src/rules/inline-allow/comments.ts';
import { lineIndex } from '../../../src/text/lines.ts';
import type { AllowComment, RuleId, Span } from '../../../src/types.ts';

export const ruleIds: readonly RuleId[] = rules.map(({ id }) => id);

const COMMENT = /\/\*([\s\S]*?)\*\/|<!--([\s\S]*?)-->|(?:#|\/\/)([^\r\n]*)/g;

function commentsIn(source: string): AllowComment[] {
  return [...source.matchAll(COMMENT)].flatMap((match) => {
    const text = match[1] ?? match[2] ?? match[3] ?? '';
    return text.includes('ssot-allow') ? [{ start: match.index, end: match.index + match[0].length, text }] : [];
  });
}

/** A statement ends at a line end outside of brackets. Comments in front of it are not part of it. */
function statementsIn(source: string): Span[] {
  const blank = source.replace(COMMENT, (comment) => comment.replace(/[^\r\n]/g, ' '));
  return [...blank.matchAll(/[^\s(){}](?:[^\r\n({]|[({][^)}]*[)}])*/g)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }));
}

function findingsIn(source: string): RawFinding[] {
  const statements = statementsIn(source);
  return [...source.matchAll(/\b(?:BAD|COPY)\b/g)].map(({ 0: name, index }) => ({
    rule: name === 'BAD' ? 'banned-import' : 'duplicate-definition',
    concept: null,
    severity: 'error',
    span: { start: index, end: index + name.length },
    statement: statements.find(({ start, end }) => start <= index && index < end) ?? { start: index, end: index },
    message: `${name} is bad`,
    hint: null,
    change: null,
    refusal: null,
    module: null,
    specifier: null,
    name,
    form: null,
    typeOnly: false,
    canonical: null,
    related: [],
    owner: null,
    link: null,
    base: '',
  }));
}

export function look(source: string, terms: Partial<InlineTerms> = {}, withText = true): InlineOutcome {
  const lines = lineIndex(source);
  return applyInlineAllows(commentsIn(source), findingsIn(source), (offset) => lines.position(offset).line, {
    today: '2026-11-20',
    permitted: true,
    ruleIds,
    ...(withText ? { text: source } : {}),
    ...terms,
  });
}

/** What is left and what is said, as lines. */
export function told(source: string, terms: Partial<InlineTerms> = {}): string {
  const { kept, suppressed, extra } = look(source, terms);
  const lines = lineIndex(source);
  const place = ({ start }: Span): string => {
    const { line, column } = lines.position(start);
    return `${line}:${column}`;
  };
  return [
    ...kept.map((f) => `${place(f.span)} ${f.severity} ${f.rule}: ${f.message}`),
    ...suppressed.map(
      ({ finding, allow }) =>
        `${place(finding.span)} excepted by ${place(allow)}: ${allow.rule} until ${allow.until ?? 'for good'}, ${allow.reason}`,
    ),
    ...extra.map((f) => `${place(f.span)} ${f.severity} ${f.rule} (${f.name}): ${f.message}\n    ${f.hint}`),
    '',
  ].join('\n');
}
