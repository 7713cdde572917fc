/**
 * Links in terminals (OSC 8): in those that are known to show them, and nowhere else, because others print the address.
 * What a terminal is, it says itself in its environment; the conventions are those of `supports-hyperlinks`.
 */

type Environment = Readonly<Record<string, string | undefined>>;

/** Values of TERM_PROGRAM whose terminals have shown links for years. */
const PROGRAMS: ReadonlySet<string> = new Set([
  'iTerm.app',
  'WezTerm',
  'vscode',
  'ghostty',
  'zed',
  'WarpTerminal',
  'Hyper',
  'Tabby',
  'rio',
  'mintty',
]);
const TERMS: ReadonlySet<string> = new Set([
  'xterm-kitty',
  'xterm-ghostty',
  'alacritty',
  'foot',
  'foot-extra',
  'contour',
]);
/** The first version of VTE (GNOME Terminal and others) that shows them without a crash, as VTE_VERSION counts. */
const FIRST_VTE = 5001;

/** Whether a terminal shows links. `FORCE_HYPERLINK` decides where it is set; in CI nobody clicks. */
export function showsLinks(env: Environment): boolean {
  if (env.FORCE_HYPERLINK) return env.FORCE_HYPERLINK !== '0';
  if (env.CI || env.TEAMCITY_VERSION || env.TERM === 'dumb' || env.TMUX || env.STY) return false;
  return (
    Boolean(env.WT_SESSION || env.KITTY_WINDOW_ID || env.KONSOLE_VERSION || env.DOMTERM) ||
    PROGRAMS.has(env.TERM_PROGRAM ?? '') ||
    TERMS.has(env.TERM ?? '') ||
    Number(env.VTE_VERSION ?? 0) >= FIRST_VTE
  );
}

/** @param address of nothing but printable ASCII */
export function hyperlink(address: string, text: string): string {
  return `\x1b]8;;${address}\x1b\\${text}\x1b]8;;\x1b\\`;
}
