/**
 * Starts programs for a test process (see start-programs.ts), one after another, until that process ends.
 *
 *   starter.mjs <pipe with requests> <pipe for results>
 *
 * Both ways a message is two 32-bit lengths, JSON of the first length and bytes of the second.
 */
import { spawnSync } from 'node:child_process';
import { openSync } from 'node:fs';
import { readMessage, writeMessage } from './messages.mjs';

const [requests, results] = process.argv.slice(2);
const incoming = openSync(requests, 'r');
const outgoing = openSync(results, 'w');

for (let request = readMessage(incoming); request !== null; request = readMessage(incoming)) {
  const { program, args, options, hasInput, umask } = request.json;
  process.umask(umask);
  const input = hasInput ? { input: request.bytes } : {};
  const { error, stdout, stderr, output, ...result } = spawnSync(program, args, { ...options, ...input });
  const failure = error && { ...error, message: error.message };
  const [out, err] = [stdout ?? Buffer.alloc(0), stderr ?? Buffer.alloc(0)];
  const lengths = [stdout, stderr].map((bytes) => bytes?.length ?? null);
  writeMessage(outgoing, { ...result, failure, lengths }, Buffer.concat([out, err]));
}
