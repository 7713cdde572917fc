/**
 * A receipt that somebody has, against the one that its commit gives.
 */
import { UserError } from '../errors.ts';
import type { Receipt } from '../receipt.ts';
import { isDay } from '../text/dates.ts';
import { clipText } from '../text/escape.ts';
import { version } from '../version.ts';
import { type Derived, deriveReceipt, type ReceiptQuestion } from './receipt.ts';

/** One field in which they differ; undefined: it is not there. */
export interface Difference {
  readonly field: string;
  readonly stated: unknown;
  readonly derived: unknown;
}

/**
 * Derives a receipt again, at its own day.
 *
 * @param text of the file
 * @throws UserError for what is no receipt, or another version's, and where the commit is not here
 */
export async function rederive(
  text: string,
  where: Pick<ReceiptQuestion, 'cwd' | 'progress'>,
): Promise<Derived & { readonly differences: readonly Difference[] }> {
  const stated = parse(text);
  if (stated.tool !== version)
    throw new UserError(
      `this receipt is of ssot-guard ${clipText(stated.tool, 40)}, and this is ${version}`,
      `Verify it with that version: npx ssot-guard@${clipText(stated.tool, 40)} verify --receipt <file>`,
    );
  const { commit, day, strict, all, concepts } = stated;
  const names = concepts.flatMap(({ name }) => name ?? []);
  const derived = await deriveReceipt({
    ...{ ...where, commit, today: day, strict, concepts: all ? null : names, lenient: true },
  });
  return { ...derived, differences: differences(stated, derived.receipt) };
}

/** What must be there for a receipt to be derived again; the rest is compared. */
type Stated = Pick<Receipt, 'tool' | 'commit' | 'day' | 'strict' | 'all'> & {
  readonly concepts: readonly { readonly name: string | null }[];
};

/** @throws UserError for what is no receipt */
function parse(text: string): Stated {
  const value = parsed(text);
  const known = new Map<string, unknown>(isObject(value) ? Object.entries(value) : []);
  const [tool, commit, day, strict, all] = ['tool', 'commit', 'day', 'strict', 'all'].map((key) => known.get(key));
  const concepts = known.get('concepts');
  const isReceipt =
    known.get('version') === 1 &&
    typeof tool === 'string' &&
    typeof commit === 'string' &&
    /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(commit) &&
    typeof day === 'string' &&
    isDay(day) &&
    typeof strict === 'boolean' &&
    typeof all === 'boolean' &&
    Array.isArray(concepts) &&
    concepts.every((one) => isObject(one) && 'name' in one && (one.name === null || typeof one.name === 'string'));
  if (!isReceipt) throw noReceipt();
  return value as Stated;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw noReceipt();
  }
}

function noReceipt(): UserError {
  return new UserError('this is no receipt', 'One is made by: ssot-guard verify --all --format json --output <file>');
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Every field in which two JSON values differ, in the order of the first, then of the second. */
export function differences(stated: unknown, derived: unknown, field = ''): Difference[] {
  if (Array.isArray(stated) && Array.isArray(derived)) {
    const length = Math.max(stated.length, derived.length);
    return Array.from({ length }, (_, at) => differences(stated[at], derived[at], `${field}[${at}]`)).flat();
  }
  if (isObject(stated) && isObject(derived)) {
    const [a, b] = [stated, derived].map((one) => new Map<string, unknown>(Object.entries(one)));
    const keys = new Set([...(a?.keys() ?? []), ...(b?.keys() ?? [])]);
    return [...keys].flatMap((key) => differences(a?.get(key), b?.get(key), field === '' ? key : `${field}.${key}`));
  }
  return Object.is(stated, derived) ? [] : [{ field, stated, derived }];
}
