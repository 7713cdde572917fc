/**
 * What the page of `audit --html` is made of: the audit, and the findings as columns. Paths and messages repeat, so each
 * text is held once; 5,000 findings take a third of a megabyte so.
 */
import type { Audit } from './audit.ts';
import { escapeJson, escapeText } from './text/escape.ts';
import type { Finding, RuleId, Severity, Status } from './types.ts';

/** One violation as the page shows it. */
export interface PageFinding extends Pick<Finding, 'path' | 'line' | 'column' | 'message' | 'hint' | 'concept'> {
  readonly rule: RuleId;
  readonly severity: Severity;
  readonly status: Status;
  /** A concept's owner, else those of the file; nobody: none. */
  readonly owners: readonly string[];
}

const TEXTS = ['path', 'rule', 'severity', 'status', 'concept', 'message', 'hint'] as const;

/** Findings by column; a text is its number in `texts`, null is -1. */
export interface FindingColumns
  extends Readonly<Record<(typeof TEXTS)[number] | 'line' | 'column', readonly number[]>> {
  readonly texts: readonly string[];
  readonly ownerSets: readonly (readonly string[])[];
  /** Numbers in `ownerSets`. */
  readonly owners: readonly number[];
}

export interface PageData {
  readonly audit: Audit;
  readonly findings: FindingColumns;
}

export function packFindings(findings: readonly PageFinding[]): FindingColumns {
  const texts = numbered<string>();
  const sets = numbered<string>();
  const column = (key: (typeof TEXTS)[number]): number[] =>
    findings.map((finding) => (finding[key] === null ? -1 : texts.numberOf(finding[key])));
  const columns = Object.fromEntries(TEXTS.map((key) => [key, column(key)])) as Record<
    (typeof TEXTS)[number],
    number[]
  >;
  const owners = findings.map((one) => sets.numberOf(JSON.stringify(one.owners)));
  return {
    texts: texts.all(),
    ownerSets: sets.all().map((set): string[] => JSON.parse(set)),
    ...columns,
    line: findings.map(({ line }) => line),
    column: findings.map(({ column: at }) => at),
    owners,
  };
}

export function unpackFindings(columns: FindingColumns): PageFinding[] {
  const text = (n: number | undefined): string => columns.texts[n ?? -1] ?? '';
  const textOrNull = (n: number | undefined): string | null => columns.texts[n ?? -1] ?? null;
  return columns.path.map((path, n) => ({
    path: text(path),
    line: columns.line[n] ?? 0,
    column: columns.column[n] ?? 0,
    rule: text(columns.rule[n]) as RuleId,
    severity: text(columns.severity[n]) as Severity,
    status: text(columns.status[n]) as Status,
    concept: textOrNull(columns.concept[n]),
    message: text(columns.message[n]),
    hint: textOrNull(columns.hint[n]),
    owners: columns.ownerSets[columns.owners[n] ?? -1] ?? [],
  }));
}

function numbered<T>() {
  const numbers = new Map<T, number>();
  return {
    numberOf(value: T): number {
      const known = numbers.get(value) ?? numbers.size;
      numbers.set(value, known);
      return known;
    },
    all: (): T[] => [...numbers.keys()],
  };
}

/**
 * JSON that can stand in a `script` element of HTML, whatever its texts hold: no `<` can end the element or begin a comment,
 * and what would not be seen, or would reorder a line, is shown as its escape.
 */
export function jsonForHtml(data: PageData): string {
  const shown = (_: string, value: unknown): unknown => (typeof value === 'string' ? escapeText(value) : value);
  return escapeJson(JSON.stringify(data, shown)).replaceAll('<', '\\u003c');
}
