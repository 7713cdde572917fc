"""Starts programs for a test process (see start-programs.mjs), one after another, until that process ends.

    starter.py <pipe with requests> <pipe for results>

Both ways a message is two 32-bit lengths, JSON of the first length and bytes of the second.
"""

import errno
import json
import os
import selectors
import shutil
import signal
import struct
import subprocess
import sys

ROOM = 1 << 20
"""What Node's spawnSync takes of a stream when it is told nothing else."""


def as_bytes(text):
    """As Node gives text to a program: what is no character becomes U+FFFD."""
    return str(text).encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()


def read_message(pipe):
    """The next request; None when who wrote is gone."""
    lengths = pipe.read(8)
    if len(lengths) < 8:
        return None
    head, rest = struct.unpack("<II", lengths)
    return json.loads(pipe.read(head)), pipe.read(rest)


def opened(program, args, cwd, env, streams):
    """The started program; a script without a first line for the system runs in sh, as with execvp."""
    given = dict(zip(("stdin", "stdout", "stderr"), streams), cwd=cwd, env=env)
    try:
        return subprocess.Popen([program, *args], **given)
    except OSError as error:
        if error.errno != errno.ENOEXEC:
            raise
    path = env.get(b"PATH", b"").decode(errors="surrogateescape")
    script = program if b"/" in program else shutil.which(program.decode(), path=path)
    return subprocess.Popen([b"/bin/sh", script, *args], **given)


def talk(child, given, room):
    """Writes and reads until every pipe is closed. Gives what was read, and the number of an error."""
    failure = None
    parts = {pipe: bytearray() for pipe in (child.stdout, child.stderr) if pipe is not None}
    with selectors.DefaultSelector() as waiting:
        for pipe in parts:
            waiting.register(pipe, selectors.EVENT_READ)
        left = memoryview(given)
        if child.stdin is not None:
            if given:
                os.set_blocking(child.stdin.fileno(), False)
                waiting.register(child.stdin, selectors.EVENT_WRITE)
            else:
                child.stdin.close()
        while waiting.get_map():
            for key, _ in waiting.select():
                pipe = key.fileobj
                if pipe is child.stdin:
                    try:
                        left = left[os.write(key.fd, left) :]
                    except BlockingIOError:
                        continue
                    except BrokenPipeError:
                        left, failure = left[:0], failure or errno.EPIPE
                    if left:
                        continue
                else:
                    part = os.read(key.fd, 1 << 16)
                    parts[pipe] += part
                    if room is not None and len(parts[pipe]) > room:
                        del parts[pipe][room:]
                        failure = errno.ENOBUFS
                        child.terminate()
                    elif part:
                        continue
                waiting.unregister(pipe)
                pipe.close()
    return parts, failure


def run(request, given):
    """What became of a program: the answer, and the bytes of standard output and standard error."""
    program, options = request["program"], request["options"]
    stdio = options.get("stdio") or "pipe"
    kinds = [stdio] * 3 if isinstance(stdio, str) else stdio
    streams = [subprocess.PIPE if kind == "pipe" else subprocess.DEVNULL for kind in kinds]
    env = {as_bytes(name): as_bytes(value) for name, value in options["env"].items() if value is not None}
    os.umask(request["umask"])

    def failed(number):
        code = errno.errorcode[number]
        call = f"spawnSync {program}"
        return {"message": f"{call} {code}", "code": code, "errno": -number, "syscall": call, "path": program}

    try:
        args = [as_bytes(arg) for arg in request["args"]]
        child = opened(as_bytes(program), args, as_bytes(options["cwd"]), env, streams)
    except OSError as error:
        return {"pid": 0, "status": None, "signal": None, "failure": failed(error.errno), "lengths": [None, None]}, []
    parts, failure = talk(child, given, options.get("maxBuffer", ROOM))
    status = child.wait()
    outputs = [None if pipe is None else parts[pipe] for pipe in (child.stdout, child.stderr)]
    answer = {
        "pid": child.pid,
        "status": None if status < 0 else status,
        "signal": signal.Signals(-status).name if status < 0 else None,
        "lengths": [None if one is None else len(one) for one in outputs],
    }
    if failure is not None:
        answer["failure"] = failed(failure)
    return answer, [one for one in outputs if one]


def main():
    requests, results = sys.argv[1:]
    with open(requests, "rb") as incoming, open(results, "wb") as outgoing:
        while True:
            message = read_message(incoming)
            if message is None:
                return
            answer, outputs = run(*message)
            text = json.dumps(answer).encode()
            outgoing.write(struct.pack("<II", len(text), sum(map(len, outputs))))
            for part in (text, *outputs):
                outgoing.write(part)
            outgoing.flush()


main()
