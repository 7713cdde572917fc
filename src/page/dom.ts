/**
 * Elements. Everything that the page shows goes in as text, and nothing as markup; a link leads to a place in the page, or
 * to http(s), or is none.
 */

export type Child = Node | string | number | null | false | readonly Child[];
type Listener = (event: Event) => void;
export type Props = Readonly<Record<string, string | number | boolean | null | Listener>>;

/** An element. @param props attributes; false and null are left out; functions listen to the event of their name */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  props: Props = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === false) continue;
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (name !== 'href') element.setAttribute(name, value === true ? '' : String(value));
    else if (isSafeLink(String(value))) element.setAttribute(name, String(value));
  }
  append(element, children);
  return element;
}

/** Adds to what an element holds. */
export function append(element: Node, child: Child): void {
  if (child === null || child === false) return;
  if (child instanceof Node) element.appendChild(child);
  else if (typeof child === 'string') element.appendChild(document.createTextNode(child));
  else if (typeof child === 'number') element.appendChild(document.createTextNode(formatted(child)));
  else for (const one of child) append(element, one);
}

export function replaceChildren(element: Element, child: Child): void {
  element.replaceChildren();
  append(element, child);
}

/** A place in the page, or a web page. */
function isSafeLink(href: string): boolean {
  return href.startsWith('#') || /^https?:\/\//i.test(href);
}

/** A link out of the page; what is no web page is shown as text. */
export function linkTo(href: string): HTMLElement {
  if (!isSafeLink(href)) return code(href);
  return h('a', { href, rel: 'noopener noreferrer' }, href);
}

export function code(text: string): HTMLElement {
  return h('code', {}, breakable(text));
}

/** Long names may break after what separates their parts. */
function breakable(text: string): Child {
  return text.split(/(?<=[/._#-])/).flatMap((part, n): Child[] => (n === 0 ? [part] : [h('wbr'), part]));
}

/** A name that is kept in one piece where it is short. */
export function unbroken(text: string): Child {
  return text.length > 28 ? text : h('span', { class: 'whole' }, text);
}

/** A message, in which names stand between grave accents. */
export function message(text: string): Child {
  const parts = text.split('`');
  // an accent without a partner is only that
  return parts.length % 2 === 0
    ? breakable(text)
    : parts.map((part, n) => (n % 2 === 1 ? code(part) : breakable(part)));
}

/** As much of a commit's id as git shows. */
export function shortId(commit: string): HTMLElement {
  return h('code', { class: 'whole' }, commit.slice(0, 9));
}

/** A day, in one piece. */
export function dayOf(day: string): HTMLElement {
  return h('time', { datetime: day, class: 'day' }, day);
}

/** A text whose days are not broken. */
export function withDays(text: string): Child {
  return text.split(/(\d{4}-\d\d-\d\d)/).map((part, n) => (n % 2 === 1 ? h('span', { class: 'day' }, part) : part));
}

/** 1,219 */
export function formatted(n: number): string {
  return n.toLocaleString('en-US');
}

/** `1 file`, `1,219 files` */
export function many(n: number, noun: string): string {
  return `${formatted(n)} ${n === 1 ? noun : `${noun.replace(/([^aeiou])y$/, '$1ie')}s`}`;
}

export function percentOf(part: number, whole: number): string {
  return whole === 0 ? '–' : `${Math.floor((part * 1000) / whole) / 10} %`;
}

/** A bar that is `part` of `whole` long. It says nothing that does not stand beside it in words. */
export function bar(part: number, whole: number, kind: 'left' | 'done' | 'plain'): HTMLElement {
  const fill = h('span', { class: `fill ${kind}` });
  fill.style.setProperty('inline-size', `${whole === 0 ? 0 : Math.min(100, (part / whole) * 100)}%`);
  return h('span', { class: 'bar', 'aria-hidden': 'true' }, fill);
}

export function badge(text: string, kind: 'bad' | 'warn' | 'good' | 'plain'): HTMLElement {
  return h('span', { class: `badge ${kind}` }, text);
}
