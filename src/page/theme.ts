/**
 * Light and dark: as the system says, or as somebody chose here. style.css does the rest, by `light-dark()`.
 */
import { h } from './dom.ts';

const THEMES = ['system', 'light', 'dark'] as const;
const KEY = 'ssot-guard-theme';

/** @param repaint what is drawn in colours that were asked for is drawn again */
export function themeSwitch(repaint: () => void): HTMLElement {
  const buttons = THEMES.map((theme) => {
    const choose = (): void => {
      remember(theme);
      show(theme);
    };
    return h('button', { type: 'button', click: choose }, theme[0]?.toUpperCase() + theme.slice(1));
  });
  const show = (chosen: string): void => {
    if (chosen === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = chosen;
    for (const [n, button] of buttons.entries()) button.setAttribute('aria-pressed', String(THEMES[n] === chosen));
    repaint();
  };
  show(THEMES.find((theme) => theme === remembered()) ?? 'system');
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', repaint);
  return h('div', { role: 'group', 'aria-label': 'Colours', class: 'themes' }, buttons);
}

/** Storage may be closed to a page from disk. */
function remembered(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function remember(theme: string): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // then it holds as long as the page is open
  }
}
