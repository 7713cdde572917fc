/**
 * The page in a real browser: from disk, without network, with a keyboard, light and dark, wide and narrow.
 *
 * What follows from an action is awaited (`expect.poll`): a page hears of a new address, and this process of a page's, later.
 */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditHtml } from '../../src/commands/audit/html.ts';
import { findingsOf, HOSTILE, richAudit } from '../support/audit-page.ts';
import { browserPath, openBrowser } from '../support/browser.ts';
import { buildPackage } from '../support/package.ts';
import { temporaryFolder } from '../support/repository.ts';

const WIDE = { width: 1440, height: 900 };
const NARROW = { width: 390, height: 844 };

let browser: Browser;
let window: Promise<Page> | null = null;
let folder: string;

/** What a page has said and asked for that it should not; and whether something foreign has run in it. */
interface Opened {
  readonly page: Page;
  readonly complaints: string[];
}

/** In a window that was there, as a person opens one page after the other: a new one takes a process of its own. */
async function open(file: string, { hash = '' } = {}): Promise<Opened> {
  window ??= openWindow();
  const page = await window;
  for (const event of ['console', 'pageerror', 'request'] as const) page.removeAllListeners(event);
  await page.goto('about:blank');
  await page.setViewportSize(WIDE);
  await page.emulateMedia({ colorScheme: 'light' });
  return load(page, file, hash);
}

/** Beside it, and nothing in common with it. */
async function openAnother(file: string, { hash = '', colorScheme = 'light' as 'light' | 'dark' } = {}) {
  return load(await openWindow(colorScheme), file, hash);
}

async function openWindow(colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
  const context = await browser.newContext({ viewport: WIDE, colorScheme });
  context.setDefaultTimeout(0);
  return context.newPage();
}

async function load(page: Page, file: string, hash: string): Promise<Opened> {
  const complaints: string[] = [];
  const address = pathToFileURL(join(folder, file)).href;
  page.on('console', (message) => complaints.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('request', (request) => {
    if (request.url() !== `${address}${hash}` && request.url() !== address)
      complaints.push(`request: ${request.url()}`);
  });
  await page.goto(`${address}${hash}`);
  await page.locator('h1').waitFor();
  return { page, complaints };
}

const texts = (page: Page, selector: string): Promise<string[]> => page.locator(selector).allTextContents();
const folderOf = (page: Page) => page.getByRole('combobox', { name: 'Folder' });
const places = (page: Page): Promise<string[]> => texts(page, '.findings tbody th');

async function openAll(page: Page): Promise<void> {
  await page.evaluate('for (const one of document.querySelectorAll(".opener")) one.click()');
  await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
}

describe.skipIf(browserPath === null)('the page of audit --html', () => {
  beforeAll(async () => {
    folder = temporaryFolder();
    const template = readFileSync(join(buildPackage(), 'dist/page.html'), 'utf8');
    const write = (name: string, html: string): void => writeFileSync(join(folder, name), html);
    write('page.html', auditHtml(template, richAudit(), findingsOf(1150)));
    write('large.html', auditHtml(template, richAudit(), findingsOf(5000)));
    const { history: _, ...rest } = richAudit();
    const nothing = { concepts: [], folders: [], owners: [], bans: [], exceptions: [], baseline: [], workList: null };
    const compliance = { touching: 0, clean: 0, percent: null };
    write('empty.html', auditHtml(template, { ...rest, ...nothing, compliance, history: null, statuses: [] }, []));
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  it('shows every section, says nothing to the console, and asks for nothing', async () => {
    const { page, complaints } = await open('page.html');
    expect(await texts(page, 'h2')).toEqual([
      ...['Score', 'Concept by concept', 'Burn-down', 'Owners', 'Reversals', 'Concepts', 'Folders', 'Banned modules'],
      ...['Exceptions and baseline', 'What to migrate first', 'Violations', 'What was not counted'],
    ]);
    expect(await page.locator('#score').innerText()).toMatch(
      /65\.5 %\s+1,148 of 1,751 files that touch a concept comply/,
    );
    expect(await page.locator('.charts canvas').count()).toBe(2);
    expect(await page.locator('#bans').innerText()).toContain('safe to delete');
    expect(await page.title()).toBe('ssot-guard audit · 000000000000 · 2025-09-19');
    expect(complaints).toEqual([]);
  });

  it('shows hostile names as text', async () => {
    const { page, complaints } = await open('page.html');
    await page.locator('.opener').nth(2).click();
    await expect.poll(() => page.locator('#concepts .detail').innerText()).toContain(HOSTILE.link);
    expect(await page.evaluate('window.hit')).toBeUndefined();
    expect(await texts(page, '.opener')).toContain(HOSTILE.name);
    expect(await page.locator('body').innerText()).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u2028]/);
    expect(await page.locator('#owners').innerText()).toContain('abc\\u202egpj.exe');
    const schemes = await page.evaluate('[...new Set([...document.links].map((link) => link.protocol))]');
    expect(schemes).toEqual(['file:']);
    await page.locator('.opener').first().click();
    await expect
      .poll(() => page.locator('#concepts a[href^="http"]').getAttribute('href'))
      .toBe('https://example.com/ws');
    expect(complaints).toEqual([]);
  });

  it('lets nothing run but its own script, and makes no markup of text', async () => {
    const { page } = await open('page.html');
    const refused = await page.evaluate(`(() => {
      try { document.body.innerHTML = '<b>x</b>'; return 'done'; } catch (error) { return error.name; }
    })()`);
    expect(refused).toBe('TypeError');
    await page.evaluate("document.body.append(Object.assign(document.createElement('script'), { id: 'foreign' }))");
    const evaluated = await page.evaluate(`new Promise((resolve) => {
      addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective));
      const image = new Image();
      image.src = 'https://example.com/x.png';
    })`);
    expect(evaluated).toBe('img-src');
  });

  it('filters by every criterion and writes the filter into its address', async () => {
    const { page } = await open('page.html');
    const count = page.getByRole('status');
    expect(await count.textContent()).toBe('1,150 violations, 1 to 100 shown');
    await page.getByLabel('Rule').selectOption('duplicate-definition');
    await page.getByRole('search').getByLabel('Concept').selectOption('UserContext');
    await folderOf(page).fill('src/ws');
    await page.getByLabel('Text').fill('name_1 PART_');
    const hash = '#rule=duplicate-definition&concept=UserContext&folder=src%2Fws&text=name_1+PART_';
    await expect.poll(() => new URL(page.url()).hash).toBe(hash);
    const found = (await count.textContent()) ?? '';
    expect(found).toMatch(/^\d+ of 1,150 violations shown$/);
    expect(await places(page)).toHaveLength(Number.parseInt(found, 10));
    const other = await openAnother('page.html', { hash });
    await expect.poll(() => other.page.getByRole('status').textContent()).toBe(found);
    expect(await folderOf(other.page).inputValue()).toBe('src/ws');
    await page.getByRole('button', { name: 'Clear' }).click();
    await expect.poll(() => count.textContent()).toBe('1,150 violations, 1 to 100 shown');
    await page.getByLabel('Owner', { exact: true }).selectOption('nobody');
    await expect.poll(() => page.url()).toMatch(/#owner=$/);
  });

  it('sorts by its heads, and says so', async () => {
    const { page } = await open('page.html');
    const head = page.getByRole('columnheader', { name: 'Place' });
    const first = await places(page);
    expect(await head.getAttribute('aria-sort')).toBe('ascending');
    await head.getByRole('button').click();
    await expect.poll(() => head.getAttribute('aria-sort')).toBe('descending');
    expect(await places(page)).not.toEqual(first);
    await page.getByRole('columnheader', { name: 'Severity' }).getByRole('button').click();
    await expect.poll(() => head.getAttribute('aria-sort')).toBe('none');
    await expect.poll(() => page.url()).toMatch(/#sort=severity$/);
    expect(new Set(await texts(page, '.findings [data-head=Severity]'))).toEqual(new Set(['error']));
    await page.getByRole('button', { name: 'Next 100' }).click();
    await expect.poll(() => page.getByRole('status').textContent()).toBe('1,150 violations, 101 to 200 shown');
  });

  it('opens at a concept, and follows links to others', async () => {
    const { page } = await open('page.html', { hash: `#concept-${encodeURIComponent(HOSTILE.name)}` });
    await expect.poll(() => texts(page, '.opener[aria-expanded=true]')).toEqual([HOSTILE.name]);
    await page.locator('#summary a').first().click();
    await expect.poll(() => texts(page, '.opener[aria-expanded=true]')).toEqual(['WebSocketManager', HOSTILE.name]);
    await expect
      .poll(() => page.locator('.details:not([hidden]) caption').first().textContent())
      .toMatch(/^3 spellings in use/);
    await page.locator('#folders a').first().click();
    await expect.poll(() => folderOf(page).inputValue()).toBe('src');
    await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('findings-title');
  });

  it('has a trend for each concept, in a chart and in words', async () => {
    const { page, complaints } = await open('page.html');
    const chart = page.getByRole('img');
    expect(await chart.getAttribute('aria-label')).toBe(
      'Chart of what is left: 19 commits of all concepts, from 1,240 on 2025-09-01 to 1,150 on 2025-09-19, ' +
        'deadline 2025-10-15, deadline 2025-10-31, the numbers stand in the table below',
    );
    await page.locator('#trend-concept').selectOption('UserContext');
    await expect.poll(() => chart.getAttribute('aria-label')).toContain('19 commits of UserContext, from 174 on');
    await page.getByText('The numbers as a table').click();
    const table = page.locator('#trend table');
    await expect.poll(() => table.locator('tbody tr').count()).toBe(19);
    await expect.poll(() => table.innerText()).toContain('not judged: the registry of that day is damaged');
    expect(complaints).toEqual([]);
  });

  it('works by keyboard alone', async () => {
    const { page } = await open('page.html');
    await page.keyboard.press('Tab');
    await expect.poll(() => page.evaluate('document.activeElement.textContent')).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.url()).toMatch(/#main$/);
    await page.keyboard.press('Tab');
    await expect.poll(() => page.evaluate('document.activeElement.closest("section")?.id')).toBe('summary');
    const outline = await page.evaluate('getComputedStyle(document.activeElement).outlineStyle');
    expect(outline).toBe('solid');
    for (let n = 0; n < 60; n++) {
      if ((await page.evaluate('document.activeElement.className')) === 'opener') break;
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    await expect.poll(() => texts(page, '.opener[aria-expanded=true]')).toEqual(['WebSocketManager']);
    const reachable = await page.evaluate(
      'document.querySelectorAll("[onclick], div[tabindex], span[tabindex]").length',
    );
    expect(reachable).toBe(0);
  });

  it('is light or dark as the system says, or as somebody chose', async () => {
    const background = 'getComputedStyle(document.body).backgroundColor';
    const text = 'getComputedStyle(document.body).color';
    const { page } = await openAnother('page.html');
    const light = await page.evaluate(background);
    const onPaper = await page.evaluate(text);
    await page.getByRole('button', { name: 'Dark' }).click();
    await expect.poll(() => page.evaluate(background)).not.toBe(light);
    const dark = await page.evaluate(background);
    await expect.poll(() => page.getByRole('button', { name: 'Dark' }).getAttribute('aria-pressed')).toBe('true');
    const other = await openAnother('page.html', { colorScheme: 'dark' });
    expect(await other.page.evaluate(background)).toBe(dark);
    await other.page.emulateMedia({ media: 'print' });
    await expect.poll(() => other.page.locator('.filters').isVisible()).toBe(false);
    await expect.poll(() => other.page.evaluate(text)).toBe(onPaper);
    expect((await other.page.pdf()).length).toBeGreaterThan(10_000);
  });

  const WINDOWS = [
    { viewport: WIDE, colorScheme: 'light', isForAxe: true },
    { viewport: WIDE, colorScheme: 'dark', isForAxe: false },
    { viewport: NARROW, colorScheme: 'light', isForAxe: false },
    // The two before have their width and their colours in common with one that axe looks at.
    { viewport: NARROW, colorScheme: 'dark', isForAxe: true },
  ] as const;

  it.each([
    ['with everything open, wide and narrow, light and dark', 'page.html', WINDOWS],
    ['without anything to show', 'empty.html', WINDOWS.slice(0, 1)],
  ])('fits its window, and axe objects to nothing: %s', async (_, file, windows) => {
    const { page, complaints } = await open(file);
    await openAll(page);
    await page.evaluate(axe.source);
    const run = "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes[0].html))";
    for (const { viewport, colorScheme, isForAxe } of windows) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      await expect.poll(() => page.evaluate('document.documentElement.scrollWidth')).toBe(viewport.width);
      if (isForAxe) expect(await page.evaluate(run)).toEqual([]);
    }
    expect(complaints).toEqual([]);
  });

  it('takes less than a megabyte for 5,000 findings, and shows a hundred of them', async () => {
    expect(statSync(join(folder, 'large.html')).size).toBeLessThan(1_000_000);
    const { page, complaints } = await open('large.html');
    expect(await places(page)).toHaveLength(100);
    await page.getByLabel('Text').fill('module_0777');
    await expect.poll(() => page.getByRole('status').textContent()).toBe('4 of 5,000 violations shown');
    expect(complaints).toEqual([]);
  });
});
