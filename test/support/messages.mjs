/** Messages over a pipe that is read and written without going on: two 32-bit lengths, JSON and bytes. */
import { readSync, writeSync } from 'node:fs';

/** The next message of a pipe; null when who wrote is gone. */
export function readMessage(pipe) {
  const lengths = readWhole(pipe, 8);
  if (lengths === null) return null;
  const json = readWhole(pipe, lengths.readUInt32LE(0));
  const bytes = readWhole(pipe, lengths.readUInt32LE(4));
  return json === null || bytes === null ? null : { json: JSON.parse(json.toString()), bytes };
}

/** Waits until all is written. */
export function writeMessage(pipe, value, bytes) {
  const json = Buffer.from(JSON.stringify(value));
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32LE(json.length, 0);
  lengths.writeUInt32LE(bytes.length, 4);
  const whole = Buffer.concat([lengths, json, bytes]);
  for (let at = 0; at < whole.length; ) at += writeSync(pipe, whole, at);
}

function readWhole(pipe, length) {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; ) {
    const count = readSync(pipe, bytes, at, length - at, null);
    if (count === 0) return null;
    at += count;
  }
  return bytes;
}
