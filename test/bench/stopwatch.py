"""Runs commands in turn (A B C A B C ...) and says what each run took.

Why not Node: it cannot start a process in less than two milliseconds, and does not tell a child's CPU time and memory.

Standard input: {"runs": n, "warmup": n, "commands": [{"argv": [...], "cwd": "...", "env": {...}, "ok": [0],
"runs": n or null, "stdin": path or null, "prepare": [[...], ...]}]}. Standard output: for each command a list of
[wall seconds, user seconds, system seconds, peak kilobytes], children included; with "told": true also the exit code and
what was written.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time


def run(command, out, err, told):
    for argv in command.get("prepare") or []:
        subprocess.run(argv, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=command["cwd"])
    os.chdir(command["cwd"])
    os.ftruncate(out, 0)
    os.ftruncate(err, 0)
    os.lseek(out, 0, os.SEEK_SET)
    os.lseek(err, 0, os.SEEK_SET)
    source = os.open(command.get("stdin") or os.devnull, os.O_RDONLY)
    actions = [(os.POSIX_SPAWN_DUP2, source, 0), (os.POSIX_SPAWN_DUP2, out, 1), (os.POSIX_SPAWN_DUP2, err, 2)]
    start = time.perf_counter()
    pid = os.posix_spawn(
        command["argv"][0], command["argv"], command["env"], file_actions=actions, setsigdef=[signal.SIGPIPE]
    )
    _, status, usage = os.wait4(pid, 0)
    wall = time.perf_counter() - start
    os.close(source)
    code = os.waitstatus_to_exitcode(status)
    if code not in command["ok"]:
        said = os.pread(out, 2000, 0) + os.pread(err, 2000, 0)
        sys.exit(f"{' '.join(command['argv'])[:500]}\nended with {code}: {said.decode(errors='replace')}")
    peak = usage.ru_maxrss // 1024 if sys.platform == "darwin" else usage.ru_maxrss
    taken = [wall, usage.ru_utime, usage.ru_stime, peak]
    if not told:
        return taken
    said = os.pread(out, 1 << 20, 0) + os.pread(err, 1 << 20, 0)
    return [*taken, code, said.decode(errors="replace")]


def main():
    request = json.load(sys.stdin)
    commands = request["commands"]
    warmups = [0 if command.get("runs") == 1 else request["warmup"] for command in commands]
    turns = [(command.get("runs") or request["runs"]) + warmup for command, warmup in zip(commands, warmups)]
    samples = [[] for _ in commands]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        for turn in range(max(turns)):
            for command, warmup, last, mine in zip(commands, warmups, turns, samples):
                if turn >= last:
                    continue
                sample = run(command, out.fileno(), err.fileno(), request.get("told", False))
                if turn >= warmup:
                    mine.append(sample)
    json.dump(samples, sys.stdout)


main()
