/**
 * Which findings are shown, in which order. It is written into the address behind `#`, so that a view can be sent.
 */
import type { PageFinding } from '../page-data.ts';

export const SORT_KEYS = ['place', 'rule', 'concept', 'severity', 'status', 'owner'] as const;
export type SortKey = (typeof SORT_KEYS)[number];

/** null: any. Of concepts and owners an empty text is none. */
export interface Filter {
  readonly text: string;
  readonly rule: string | null;
  readonly concept: string | null;
  readonly status: string | null;
  readonly severity: string | null;
  readonly owner: string | null;
  readonly folder: string;
  readonly sort: SortKey;
  readonly isDescending: boolean;
}

export const EVERYTHING: Filter = {
  ...{ text: '', rule: null, concept: null, status: null, severity: null, owner: null, folder: '' },
  ...{ sort: 'place', isDescending: false },
};

/** An address's part behind `#`; null where it states no filter. */
export function filterOf(hash: string): Filter | null {
  if (!hash.includes('=')) return null;
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  const sort = given.get('sort') ?? '';
  const key = SORT_KEYS.find((one) => one === sort.replace('-', ''));
  return {
    text: given.get('text') ?? '',
    folder: given.get('folder') ?? '',
    ...{ rule: given.get('rule'), concept: given.get('concept'), status: given.get('status') },
    ...{ severity: given.get('severity'), owner: given.get('owner') },
    ...{ sort: key ?? 'place', isDescending: key !== undefined && sort.startsWith('-') },
  };
}

/** With its `#`; `#findings` where everything is shown. */
export function hashOf(filter: Filter): string {
  const { text, folder, rule, concept, status, severity, owner, sort, isDescending } = filter;
  const words = new URLSearchParams();
  for (const [name, value] of Object.entries({ rule, concept, status, severity, owner }))
    if (value !== null) words.set(name, value);
  if (folder !== '') words.set('folder', folder);
  if (text !== '') words.set('text', text);
  if (sort !== 'place' || isDescending) words.set('sort', `${isDescending ? '-' : ''}${sort}`);
  return `#${words.size === 0 ? 'findings' : words}`;
}

export function filtered(findings: readonly PageFinding[], filter: Filter): PageFinding[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  const folder = filter.folder.replace(/\/+$/, '');
  const kept = findings.filter(
    (one) =>
      (filter.rule === null || one.rule === filter.rule) &&
      (filter.concept === null || (one.concept ?? '') === filter.concept) &&
      (filter.status === null || one.status === filter.status) &&
      (filter.severity === null || one.severity === filter.severity) &&
      (filter.owner === null || isOwnedBy(one, filter.owner)) &&
      (folder === '' || isIn(one.path, folder)) &&
      (words.length === 0 || holds(one, words)),
  );
  return sorted(kept, filter);
}

function isOwnedBy({ owners }: PageFinding, owner: string): boolean {
  return owner === '' ? owners.length === 0 : owners.includes(owner);
}

/** `.` is the top itself, as the folder map has it. */
function isIn(path: string, folder: string): boolean {
  return folder === '.' ? !path.includes('/') : path.startsWith(`${folder}/`);
}

function holds(one: PageFinding, words: readonly string[]): boolean {
  const all = [`${one.path}:${one.line}`, one.message, one.hint, one.rule, one.concept, ...one.owners];
  const text = all.join('\n').toLowerCase();
  return words.every((word) => text.includes(word));
}

/** Findings come in the order of their places; of equals the first stays first. */
function sorted(findings: PageFinding[], { sort, isDescending }: Filter): PageFinding[] {
  if (sort === 'place') return isDescending ? findings.reverse() : findings;
  const key = (one: PageFinding): string => (sort === 'owner' ? one.owners.join() : (one[sort] ?? ''));
  const sign = isDescending ? -1 : 1;
  return findings
    .map((one) => [key(one), one] as const)
    .sort(([a], [b]) => (a === b ? 0 : a < b ? -sign : sign))
    .map(([, one]) => one);
}
