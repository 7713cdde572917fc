/**
 * Asking sources that answer at once and read later.
 *
 * A tree answers from what is known. What is not known is answered provisionally, as if it were not there, and noted;
 * `fetch` then reads everything noted with as few git processes as possible. Whoever asks does it through one of these
 * functions, which ask again until every answer was final: so whatever is judged is a function of what is there.
 */
import { UserError } from '../errors.ts';

/** Something that may answer provisionally. */
export interface Source {
  /** Reads what was asked for and is unknown; true when something new was learned. */
  fetch(): boolean;
  /** How many answers were provisional so far: unchanged over some work, all of its answers were final. */
  misses(): number;
  /**
   * The same before all questions have been asked, where it differs: sources are left out whose answers are made of who asks.
   * Absent: `fetch` may be called at any time.
   */
  fetchEarly?(): boolean;
}

/** Each round reads what the one before found named; real configuration takes fewer than ten. */
const MAX_ROUNDS = 200;

/** Several sources as one: what all of them were asked for is read together. */
export function together(sources: Iterable<Source | null>): Source {
  const all = [...new Set(sources)].filter((one) => one !== null);
  return {
    fetch: () => all.filter((one) => one.fetch()).length > 0,
    misses: () => all.reduce((sum, one) => sum + one.misses(), 0),
    fetchEarly: () => all.filter((one) => fetchEarly(one)).length > 0,
  };
}

/**
 * What a question gives when every answer that it rests on is final.
 *
 * @param ask has no effects of its own, as it may be called several times
 * @throws UserError when it does not come to an end
 */
export function settle<T>(source: Source, ask: () => T): T {
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const before = source.misses();
    const answer = ask();
    if (source.misses() === before || !source.fetch()) return answer;
  }
  throw tooManyRounds();
}

/**
 * So many questions may be open before what they lack is read; twice as many the next time, so that the processes stay few.
 * What is derived from a source is void while anything is open, and files of one tree mostly lack the same.
 */
const MOST_OPEN = 32;

/**
 * The same for a question about each of many subjects, whose unknowns are read together: each round asks again only what
 * was open.
 *
 * @returns the answers in the order of the subjects
 */
export function settleEach<S, T>(source: Source, subjects: readonly S[], ask: (subject: S) => T): T[] {
  const answers: T[] = [];
  let open: readonly number[] = [...subjects.keys()];
  let mostOpen = MOST_OPEN;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const left: number[] = [];
    let asked = 0;
    let learned = false;
    while (asked < open.length && !learned) {
      const at = open[asked++] as number;
      const before = source.misses();
      answers[at] = ask(subjects[at] as S);
      if (source.misses() !== before) left.push(at);
      if (left.length < mostOpen || asked === open.length) continue;
      learned = fetchEarly(source);
      mostOpen = learned ? mostOpen * 2 : Number.POSITIVE_INFINITY;
    }
    if (left.length === 0) return answers;
    if (!learned && !source.fetch()) return answers;
    open = [...left, ...open.slice(asked)];
  }
  throw tooManyRounds();
}

function fetchEarly(source: Source): boolean {
  return source.fetchEarly === undefined ? source.fetch() : source.fetchEarly();
}

/** What is known without reading anything; null when some answer would be provisional. */
export function ifKnown<T>(source: Source, ask: () => T | null): T | null {
  const before = source.misses();
  const answer = ask();
  return source.misses() === before ? answer : null;
}

/**
 * A view of a source that keeps what was derived from it: opened anew once an answer was provisional, because what was
 * derived from that one is void, and after so many uses, because what is kept grows.
 */
export function viewOf<T>(source: Source, open: () => T, mostUses: number): () => T {
  let view: { readonly it: T } | null = null;
  let misses = -1;
  let uses = 0;
  return () => {
    if (view === null || source.misses() !== misses || uses >= mostUses) {
      misses = source.misses();
      uses = 0;
      view = { it: open() };
    }
    uses++;
    return view.it;
  };
}

function tooManyRounds(): UserError {
  return new UserError(
    `nothing was judged: after ${MAX_ROUNDS} rounds of reading, configuration still leads to files not read yet`,
    'shorten the chains of "extends" and "references" in the tsconfig files, or name the files in one list',
  );
}
