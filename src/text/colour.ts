/**
 * Colour for terminals: six SGR codes, and when to use them. Not `util.styleText`, because `util.styleText` costs three
 * milliseconds to load on the path of every commit that has something to say.
 */

const CODES = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
} as const;

export type Style = keyof typeof CODES;

/** Wraps text in a style, or leaves it as it is. */
export type Paint = (style: Style, text: string) => string;

/** @param enabled false: the text comes back unchanged */
export function painter(enabled: boolean): Paint {
  if (!enabled) return (_style, text) => text;
  return (style, text) => {
    const [on, off] = CODES[style];
    return `\x1b[${on}m${text}\x1b[${off}m`;
  };
}

/**
 * Colour or not: the option if it was given, else only on a terminal that knows colour and whose user did not set
 * `NO_COLOR` (to anything but the empty string, as the convention has it).
 */
export function wantsColour(
  option: boolean | null,
  env: Readonly<Record<string, string | undefined>>,
  isTerminal: () => boolean,
): boolean {
  if (option !== null) return option;
  if (env.NO_COLOR || env.TERM === 'dumb') return false;
  return isTerminal();
}
