export interface Message {
  /** What both ends agreed upon. */
  readonly json: unknown;
  readonly bytes: Buffer;
}

export function readMessage(pipe: number): Message | null;
export function writeMessage(pipe: number, value: object, bytes: Uint8Array): void;
