/**
 * The built command line without a process of its own: most of what a test waits for is Node that starts. It runs in a
 * thread of the test's process, from its first line each time, so that nothing is left of the run before but what is on
 * the disk. What is about processes (hooks, signals, pipes, two at once) starts them.
 */
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';

export interface Ran {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

interface Thread {
  readonly port: MessagePort;
  readonly wake: Int32Array;
}

/** Nothing takes so long: a run that never ends must not keep the tests for ever. */
const LONGEST = 600_000;

let started: Thread | null = null;

function thread(): Thread {
  if (started !== null) return started;
  const { port1, port2 } = new MessageChannel();
  const wake = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL('./command-thread.mjs', import.meta.url), {
    workerData: { port: port2, wake },
    transferList: [port2],
    execArgv: [],
  });
  worker.unref();
  port1.unref();
  started = { port: port1, wake };
  return started;
}

/** Runs the command line at `file` in a folder, with nothing on standard input and no terminal. */
export function runCommandLine(
  file: string,
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
): Ran {
  const { port, wake } = thread();
  const whole = Object.entries({ ...process.env, ...env }).filter(([, value]) => value !== undefined);
  const before = process.cwd();
  process.chdir(cwd);
  try {
    Atomics.store(wake, 0, 0);
    port.postMessage({ file, args, env: Object.fromEntries(whole) });
    if (Atomics.wait(wake, 0, 0, LONGEST) === 'timed-out') throw new Error(`no end of: ${args.join(' ')}`);
    const answer: (Ran & { failure?: string }) | undefined = receiveMessageOnPort(port)?.message;
    if (answer === undefined) throw new Error('the thread gave no answer');
    if (answer.failure !== undefined) throw new Error(answer.failure);
    return answer;
  } finally {
    process.chdir(before);
  }
}
