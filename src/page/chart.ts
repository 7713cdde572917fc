/**
 * The burn-down: what is left, with the deadline and the day on which nothing is left at the present rate; below it what
 * came and what went, apart. Drawn by uPlot on a canvas; its words are a table (trend.ts).
 */
import uPlot from 'uplot';
import type { History } from '../audit.ts';
import {
  dayText,
  deadlinesOf,
  type Mark,
  projectionOf,
  rangeOf,
  type Series,
  type Subject,
  seriesOf,
} from './series.ts';

type Column = (number | null)[];

/** Draws both charts into an element. @param point called with what the pointer is at; null: nowhere @returns what takes them away */
export function drawCharts(
  into: HTMLElement,
  history: History,
  subject: Subject,
  point: (at: number | null) => void,
): () => void {
  const series = seriesOf(history, subject);
  const doneOn = projectionOf(history, subject);
  const deadlines = deadlinesOf(history, subject);
  const range = rangeOf(series, [...deadlines.map(({ day }) => day), ...(doneOn === null ? [] : [doneOn])]);
  const colour = coloursOf(into);
  const frame = { range, colour, marks: deadlines, point };
  const charts = [leftChart(series, doneOn, frame), changeChart(series, frame)];
  const size = (): void => {
    for (const chart of charts) chart.setSize({ width: Math.max(into.clientWidth, 200), height: chart.height });
  };
  into.replaceChildren();
  for (const { root } of charts) into.append(root);
  const watch = new ResizeObserver(size);
  watch.observe(into);
  return () => {
    watch.disconnect();
    for (const chart of charts) chart.destroy();
  };
}

interface Frame {
  readonly range: readonly [number, number];
  readonly colour: (name: string) => string;
  readonly marks: readonly Mark[];
  readonly point: (at: number | null) => void;
}

function leftChart(series: Series, doneOn: number | null, frame: Frame): uPlot {
  const { colour } = frame;
  const days = [...series.days];
  const left: Column = [...series.left];
  const ahead: Column = left.map((n, at) => (at === left.length - 1 ? n : null));
  if (doneOn !== null && doneOn > (days.at(-1) ?? 0)) {
    days.push(doneOn);
    left.push(null);
    ahead.push(0);
  }
  const line = { width: 2, stroke: colour('--left'), spanGaps: false, paths: stepless() };
  const isShort = days.length <= 40;
  return new uPlot(
    {
      ...options(260),
      series: [
        {},
        { ...line, fill: colour('--left-faint'), points: { show: isShort, size: 6, fill: colour('--left') } },
        { ...line, dash: [4, 5], spanGaps: true, points: { show: false } },
      ],
      axes: [dayAxis(colour), numberAxis(colour)],
      scales: {
        x: { time: false, range: spread(frame.range) },
        y: { range: (_, __, most) => [0, Math.max(4, most * 1.12)] },
      },
      hooks: { draw: [(chart) => drawMarks(chart, frame)], setCursor: [(chart) => tell(chart, series, frame)] },
    },
    [days, left, ahead],
    document.createElement('div'),
  );
}

function changeChart(series: Series, frame: Frame): uPlot {
  const { colour } = frame;
  const bars = uPlot.paths.bars?.({ size: [0.6, 26], align: 0 });
  const shape = { width: 0, points: { show: false }, ...(bars === undefined ? {} : { paths: bars }) };
  return new uPlot(
    {
      ...options(150),
      series: [{}, { ...shape, fill: colour('--came') }, { ...shape, fill: colour('--went') }],
      axes: [dayAxis(colour), { ...numberAxis(colour), values: (_, ticks) => ticks.map((n) => number(Math.abs(n))) }],
      scales: { x: { time: false, range: spread(frame.range) }, y: { range: (_, least, most) => around(least, most) } },
      hooks: {
        draw: [(chart) => drawMarks(chart, { ...frame, marks: frame.marks.map((one) => ({ ...one, label: '' })) })],
      },
    },
    [[...series.days], [...series.arrivals], series.removals.map((n) => (n === null ? null : -n))],
    document.createElement('div'),
  );
}

function options(height: number) {
  const cursor: uPlot.Cursor = {
    y: false,
    drag: { x: false, y: false, setScale: false },
    points: { size: 8 },
    sync: { key: 'trend' },
  };
  return { width: 600, height, legend: { show: false }, cursor, padding: [12, 16, 0, 0] as uPlot.Padding };
}

function stepless(): uPlot.Series.PathBuilder {
  const line = uPlot.paths.linear?.();
  if (line === undefined) throw new Error('uPlot without lines');
  return line;
}

/** A little room beside the first and the last day, for bars. */
function spread([first, last]: readonly [number, number]): () => [number, number] {
  const room = Math.max(0.5, (last - first) * 0.02);
  return () => [first - room, last + room];
}

function around(least: number | null, most: number | null): [number, number] {
  const top = Math.max(2, most ?? 0);
  const bottom = Math.max(2, -(least ?? 0));
  return [-bottom * 1.15, top * 1.15];
}

function dayAxis(colour: Frame['colour']): uPlot.Axis {
  return {
    ...axis(colour),
    space: 88,
    size: 30,
    incrs: [1, 2, 7, 14, 28, 91, 182, 364],
    values: (_, ticks) => ticks.map(dayText),
    grid: { show: false },
  };
}

function numberAxis(colour: Frame['colour']): uPlot.Axis {
  return {
    ...axis(colour),
    size: 52,
    space: 36,
    incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 50000, 100000],
    values: (_, ticks) => ticks.map(number),
  };
}

function axis(colour: Frame['colour']): uPlot.Axis {
  const line = { stroke: colour('--line'), width: 1 };
  return { stroke: colour('--muted'), font: '12px system-ui, sans-serif', grid: line, ticks: { ...line, size: 4 } };
}

function number(n: number): string {
  return n.toLocaleString('en-US');
}

function drawMarks({ ctx, bbox, valToPos }: uPlot, { marks, colour }: Frame): void {
  ctx.save();
  ctx.strokeStyle = ctx.fillStyle = colour('--deadline');
  ctx.lineWidth = devicePixelRatio * 1.5;
  ctx.font = `600 ${12 * devicePixelRatio}px system-ui, sans-serif`;
  ctx.textBaseline = 'top';
  const right = bbox.left + bbox.width;
  const pixels = devicePixelRatio;
  for (const [n, { day, label }] of marks.entries()) {
    const x = Math.round(valToPos(day, 'x', true));
    const isAhead = x > right;
    if (x < bbox.left) continue;
    if (!isAhead) {
      ctx.setLineDash([5 * pixels, 4 * pixels]);
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
    }
    const isRight = x > bbox.left + bbox.width / 2;
    ctx.textAlign = isRight ? 'right' : 'left';
    const words = isAhead && label !== '' ? `${label} →` : label;
    ctx.fillText(words, Math.min(x, right) + (isRight ? -6 : 6) * pixels, bbox.top + (2 + n * 16) * pixels);
  }
  ctx.restore();
}

function tell({ cursor }: uPlot, { days }: Series, { point }: Frame): void {
  const at = cursor.idx;
  point(at === null || at === undefined || at >= days.length ? null : at);
}

/** Colours as they are at the element now: a canvas knows no variables. */
function coloursOf(element: HTMLElement): Frame['colour'] {
  const probe = document.createElement('span');
  element.append(probe);
  const kept = new Map<string, string>();
  const colour = (name: string): string => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  for (const name of ['--left', '--left-faint', '--came', '--went', '--line', '--muted', '--deadline'])
    kept.set(name, colour(name));
  probe.remove();
  return (name) => kept.get(name) ?? '#888';
}
