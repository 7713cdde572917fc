/**
 * The page of `audit --html`, from its data to its sections. It runs from disk, without network, under a policy that lets
 * nothing run but this script and turns no text into markup (page.html).
 */
import { type PageData, unpackFindings } from '../page-data.ts';
import { isMention } from '../types.ts';
import { conceptSection } from './concepts.ts';
import { type Child, h, many } from './dom.ts';
import { filterOf } from './filter.ts';
import { findingSection } from './findings.ts';
import { folderMap } from './folders.ts';
import { owners, reversals, score, sentences } from './overview.ts';
import { bans, debts, notCounted, workList } from './plans.ts';
import { themeSwitch } from './theme.ts';
import { trendSection } from './trend.ts';

function start(): void {
  const data: PageData = JSON.parse(document.getElementById('data')?.textContent ?? '');
  const { audit } = data;
  document.title = [document.title, audit.commit?.slice(0, 12) ?? 'files on disk', audit.day].join(' · ');
  const trend = trendSection(audit);
  const concepts = conceptSection(audit);
  // Some browsers let a page from disk, or in a frame, not change its address: then it cannot be sent, and all else works.
  const moved = (hash: string): void => {
    try {
      history.replaceState(null, '', hash);
    } catch {}
  };
  const all = unpackFindings(data.findings);
  const violations = all.filter((one) => !isMention(one));
  const findings = findingSection(violations, moved);
  const sections: readonly (readonly [id: string, title: string, content: Child])[] = [
    ['score', 'Score', score(audit)],
    ['summary', 'Concept by concept', sentences(audit)],
    ['trend', 'Burn-down', trend.content],
    ['owners', 'Owners', owners(audit)],
    ['reversals', 'Reversals', reversals(audit)],
    ['concepts', 'Concepts', concepts.content],
    ['folders', 'Folders', folderMap(audit)],
    ['bans', 'Banned modules', bans(audit)],
    ['debts', 'Exceptions and baseline', debts(audit)],
    ['work', 'What to migrate first', workList(audit)],
    ['findings', 'Violations', findings.content],
    ['not-counted', 'What was not counted', notCounted(audit, all.filter(isMention))],
  ];
  const contents = h('details', { class: 'contents' }, h('summary', {}, 'Contents'), contentsOf(sections));
  const header = h(
    'header',
    {},
    h('div', {}, h('h1', {}, 'Single sources of truth'), h('p', { class: 'muted' }, whatIsShown(data))),
    themeSwitch(() => trend.draw()),
  );
  const main = h('main', { id: 'main', tabindex: '-1' }, sections.map(section));
  document.body.replaceChildren(
    h('a', { href: '#main', class: 'skip' }, 'Skip to the content'),
    header,
    h('div', { class: 'columns' }, h('nav', { 'aria-label': 'Sections' }, contents), main),
  );
  const isWide = matchMedia('(min-width: 76rem)');
  const unfold = (): void => {
    contents.open = isWide.matches;
  };
  isWide.addEventListener('change', unfold);
  unfold();
  trend.draw();

  /** Goes where the address says: to the findings of a filter, to a concept, or, as browsers do, to a section. */
  const go = (): void => {
    const filter = filterOf(location.hash);
    if (filter !== null) {
      findings.show(filter);
      document.getElementById('findings')?.scrollIntoView();
      document.getElementById('findings-title')?.focus({ preventScroll: true });
    } else if (!concepts.open(location.hash) && location.hash !== '') {
      document.getElementById(location.hash.slice(1))?.scrollIntoView();
    }
  };
  addEventListener('hashchange', go);
  go();
  preparePrint(trend.draw);
}

function section([id, title, content]: readonly [id: string, title: string, content: Child]): HTMLElement {
  return h(
    'section',
    { id, 'aria-labelledby': `${id}-title` },
    h('h2', { id: `${id}-title`, tabindex: '-1' }, title),
    content,
  );
}

function contentsOf(sections: readonly (readonly [string, string, Child])[]): HTMLElement {
  return h(
    'ol',
    {},
    sections.map(([id, title]) => h('li', {}, h('a', { href: `#${id}` }, title))),
  );
}

function whatIsShown({ audit: { commit, day, tool, counts, scope } }: PageData): Child {
  const at =
    commit === null
      ? []
      : [scope === 'ref' ? 'commit ' : 'files on disk over commit ', h('code', {}, commit.slice(0, 12)), ' · '];
  return [
    ...at,
    h('time', { datetime: day }, day),
    ` · ${many(counts.filesChecked, 'file')} checked · ssot-guard ${tool}`,
  ];
}

/** On paper it is light, and folded lists are open. */
function preparePrint(repaint: () => void): void {
  const root = document.documentElement;
  let theme: string | undefined;
  let opened: HTMLDetailsElement[] = [];
  addEventListener('beforeprint', () => {
    theme = root.dataset.theme;
    root.dataset.theme = 'light';
    opened = [...document.querySelectorAll<HTMLDetailsElement>('main details:not([open])')];
    for (const one of opened) one.open = true;
    repaint();
  });
  addEventListener('afterprint', () => {
    if (theme === undefined) delete root.dataset.theme;
    else root.dataset.theme = theme;
    for (const one of opened) one.open = false;
    repaint();
  });
}

start();
