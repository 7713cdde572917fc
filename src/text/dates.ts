/**
 * Days as ISO text, `YYYY-MM-DD`, in UTC. They sort and compare as text; only what needs the calendar
 * is here.
 */

const DAY_MILLISECONDS = 86_400_000;

/** Whether a text is a day that exists: `2028-02-29` is, `2027-02-29` and `2027-2-9` are not. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && dayOf(new Date(time)) === text;
}

/** The UTC day in which a moment lies. */
export function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

/** Days from one day to a later one; negative when it is earlier. Both must be days. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MILLISECONDS);
}

/** The day so many days after another one. */
export function addDays(day: string, days: number): string {
  return dayOf(new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MILLISECONDS));
}
