export interface Device {
  readonly id: string;
  readonly title: string;
  /** Module of `src` to stub. */
  readonly stubs?: Readonly<Record<string, string>>;
  /** In any file of the package. */
  readonly edits?: readonly (readonly [file: string, from: string, to: string])[];
  readonly cases: readonly string[];
}

export const devices: readonly Device[];
export function buildWithout(device: Device, folder: string): void;
