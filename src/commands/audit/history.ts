/**
 * The past of an audit, for people: the burn-down, what came and went, what was undone, who added.
 */
import type { History, HistoryPoint } from '../../audit.ts';
import { largest } from '../../text/lists.ts';
import { counted } from '../../text/plural.ts';
import { calledOf, type Section } from './section.ts';

const BARS = '▁▂▃▄▅▆▇█';
/** So many columns has a line of bars. */
const MOST_BARS = 40;
const MOST_STEPS = 8;
const MOST_REVERSALS = 12;
const MOST_ADDERS = 6;

/** Parts of the first screen. */
export function historySections(history: History): Section[] {
  return [burnDown(history), steps(history), adders(history), reversals(history)];
}

/** Numbers as a line of bars; the highest is the tallest. */
function sparkline(numbers: readonly number[]): string {
  const shown = numbers.length <= MOST_BARS ? numbers : sampled(numbers, MOST_BARS);
  const most = largest(shown);
  return shown.map((n) => BARS[most === 0 ? 0 : Math.round((n / most) * (BARS.length - 1))]).join('');
}

/** The first and the last among them. */
function sampled(numbers: readonly number[], most: number): number[] {
  return Array.from({ length: most }, (_, at) => numbers[Math.round((at * (numbers.length - 1)) / (most - 1))] ?? 0);
}

function judgedIn({ points }: History): HistoryPoint[] {
  return points.filter(({ unjudged }) => unjudged === null);
}

function burnDown(history: History): Section {
  const points = judgedIn(history);
  const [first] = points;
  const last = points.at(-1);
  const names = first === undefined || last === undefined ? [] : last.concepts.map(({ name }) => name);
  const rows = names.map((name) => {
    const numbers = points.map(({ concepts }) => concepts.find((one) => one.name === name)?.findings ?? 0);
    return [calledOf(name), sparkline(numbers), numbers[0] ?? 0, numbers.at(-1) ?? 0];
  });
  const notes = [...unjudgedWords(history.points.length - points.length), ...hiddenWords(points)];
  return {
    title: `Burn-down, every ${history.every}${first === undefined ? '' : `, ${first.day} to ${last?.day}`}`,
    ...{ head: ['concept', '', 'then', 'now'], rows },
    ...(notes.length === 0 ? {} : { note: notes.join('; ') }),
  };
}

function unjudgedWords(commits: number): string[] {
  return commits === 0 ? [] : [`${counted(commits, 'commit')} could not be judged`];
}

/** A file that does not read cleanly looks like one without violations. */
function hiddenWords(points: readonly HistoryPoint[]): string[] {
  const hidden = ({ filesDamaged, filesUnread }: HistoryPoint): number => filesDamaged + filesUnread;
  const worst = points.reduce<HistoryPoint | null>(
    (most, one) => (most === null || hidden(one) > hidden(most) ? one : most),
    null,
  );
  if (worst === null || hidden(worst) === 0) return [];
  return [`on ${worst.day} ${counted(hidden(worst), 'file')} could not be read cleanly and may hide more`];
}

/** The steps at which most came in or went. */
function steps(history: History): Section {
  const all = history.steps.map((step, at) => ({ ...step, day: history.points[at + 1]?.day ?? '' }));
  const moved = all.filter(({ arrivals, removals }) => arrivals + removals > 0);
  const shown = [...moved].sort((a, b) => b.arrivals - a.arrivals || b.removals - a.removals).slice(0, MOST_STEPS);
  const rows = shown
    .sort((a, b) => (a.day < b.day ? -1 : 1))
    .map(({ day, arrivals, removals, agentArrivals }) => [day, `+${arrivals}`, `-${removals}`, `+${agentArrivals}`]);
  const sum = (of: 'arrivals' | 'removals'): number => all.reduce((total, one) => total + one[of], 0);
  return {
    ...{ title: `Came and went: +${sum('arrivals')} -${sum('removals')}`, rows },
    head: ['until', 'came', 'went', 'came by agents'],
    ...(moved.length > shown.length ? { note: `and ${counted(moved.length - shown.length, 'more step')}` } : {}),
  };
}

function adders({ adders: all }: History): Section {
  const rows = all
    .slice(0, MOST_ADDERS)
    .map(({ name, byAgent, arrivals, removals, commits }) => [
      byAgent ? `${name} (with an agent)` : name,
      ...[arrivals, removals, commits],
    ]);
  const more = all.length - rows.length;
  return {
    ...{ title: 'Who adds', head: ['author', 'added', 'removed', 'commits'], rows },
    ...(more > 0 ? { note: `and ${counted(more, 'more author')}` } : {}),
  };
}

function reversals({ reversals: all }: History): Section {
  const rows = all
    .slice(-MOST_REVERSALS)
    .map(({ day, commit, concept, message, byAgent }) => [
      `${day} ${commit.slice(0, 10)}: ${concept === null ? '' : `${concept}: `}${message}${byAgent ? ' (by an agent)' : ''}`,
    ]);
  const more = all.length - rows.length;
  return {
    ...{ title: 'Reversals', head: [], rows },
    ...(more > 0 ? { note: `and ${counted(more, 'earlier one')}` } : {}),
  };
}
