"""Kills, starves and damages a graph, and looks whether anything is lost, half there or silently wrong.

    tests/faults/run.py PROGRAM [--count N] [--kinds kill,backup,disk,readonly,writers,damage] [--store file|folder] [--seed N] [--limit SECONDS]
                        [--commands build,import,gc,link,restore,update]

A command that does not end within the limit is killed and counts as a failure. A run with the same seed does the same, but for the
moments at which the system kills. Full disks and read-only folders need
root, for a small tmpfs; without it that is said. Exit code 0 when everything survived. docs/reliability.md has the figures.
"""

import argparse
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

PLACES = pathlib.Path(__file__).resolve().parents[2] / "examples" / "datasets" / "places.tsv"
NAMES = ["Open Ports", "Harbour Freight", "Kestrel Ferries", "Alder Bank", "Grey Sea Tugs", "Novo Cranes"]
VERBS = ["owns", "runs", "bought", "supports", "sued", "operates"]
TOKEN = "a-token-for-tests"
#: What may be found after a kill: files that were left behind, and a revision that was not written yet.
EXPECTED = {"leftover", "history"}

failures = []


def fail(what, detail=""):
    """Notes a failure and goes on."""
    failures.append(what)
    print(f"FAILED: {what}\n{detail}".rstrip(), file=sys.stderr)


class Desk:
    """A folder with a graph, and the program that works on it."""

    #: The seconds that a command may take.
    limit = 60.0

    def __init__(self, program, folder, store):
        self.program, self.folder, self.store = program, pathlib.Path(folder), store

    def command(self, *arguments):
        return [self.program, *map(str, arguments), "--store", str(self.folder / self.store)]

    def run(self, *arguments, codes=(0, 1, 2), **more):
        command = self.command(*arguments)
        try:
            done = subprocess.run(
                command, cwd=self.folder, capture_output=True, text=True, errors="replace", timeout=self.limit, **more
            )
        except subprocess.TimeoutExpired as late:
            fail(f"{arguments[0]} does not end within {self.limit:.0f} s", (late.stderr or b"").decode(errors="replace")[-2000:])
            return subprocess.CompletedProcess(command, 2, "", "it was ended when its time was over")
        if done.returncode not in codes or "panicked" in done.stderr:
            fail(f"{arguments[0]} ended with {done.returncode}", done.stderr[-2000:])
        return done

    def hash(self):
        done = self.run("hash")
        return done.stdout.strip() if done.returncode == 0 else f"exit {done.returncode}"

    def findings(self, *more):
        done = self.run("fsck", "--format", "json", *more)
        return json.loads(done.stdout)["findings"] if done.stdout else [{"aspect": "error", "message": done.stderr}]

    def copy(self, name):
        other = self.folder.parent / name
        shutil.rmtree(other, ignore_errors=True)
        shutil.copytree(self.folder, other)
        return Desk(self.program, other, self.store)


def write_articles(folder, count):
    """Short articles, the same each time."""
    folder.mkdir(parents=True)
    for number in range(count):
        one, other = NAMES[number % 6], NAMES[(number + 1 + number // 6) % 6]
        text = (
            f"{one} {VERBS[number % 6]} {other}, the mayor of Novo said on Monday. "
            f"{other} denied that it owns {number + 2} ships. {one} is based in Dakar."
        )
        (folder / f"{number:02}.txt").write_text(text)


def prepare(arguments, folder):
    """A graph with a few documents, a backup with more, and the hashes of both."""
    desk = Desk(arguments.program, folder / "base", "graph.nq" if arguments.store == "file" else "graph")
    write_articles(desk.folder / "first", 3)
    write_articles(desk.folder / "all", 12)
    for step in [("dataset", "add", "places", PLACES, "--home", "datasets"), ("build", "first"), ("policy", "set", "--sources", "1"), ("retract", "first/02.txt"), ("build", "first")]:
        if desk.run(*step).returncode != 0:
            sys.exit(f"cannot prepare: {step}")
    full = desk.copy("full")
    full.run("build", "all")
    full.run("backup", desk.folder / "all.trig")
    if desk.findings():
        fail("a new graph has findings", str(desk.findings()))
    return desk, desk.hash(), full.hash()


def unusual_findings(trial):
    """What fsck finds besides what a command leaves behind that is cut short.

    The database of a folder takes documents first and what follows from them then; readers see both at once.
    """
    is_folder = not trial.store.endswith(".nq")

    def is_usual(found):
        is_between = is_folder and found["aspect"] == "derived" and "cut short" in found["message"]
        return found["aspect"] in EXPECTED or is_between

    return [found for found in trial.findings() if not is_usual(found)]


def kill_command(desk, name, command, hashes, arguments, chance):
    """Kills a command at random moments; the graph is the old or the new one, and finishing gives the new one."""
    trial = desk.copy("trial")
    begun = time.monotonic()
    trial.run(*command)
    whole = time.monotonic() - begun
    kept = {"old": 0, "new": 0}
    for number in range(arguments.count):
        trial = desk.copy("trial")
        running = subprocess.Popen(
            trial.command(*command), cwd=trial.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        # Half of the moments are near the end, where the writing is.
        part = chance.uniform(0, 1.1) if number % 2 else chance.uniform(0.6, 1.1)
        try:
            running.wait(whole * part)
        except subprocess.TimeoutExpired:
            running.send_signal(signal.SIGKILL)
            running.wait()
        moment = f"{name} killed at {part:.3f} of {whole:.2f} s"
        reached = trial.hash()
        strange = unusual_findings(trial)
        if reached not in hashes:
            fail(f"{moment}: the graph is neither the old nor the new one", reached)
        else:
            kept["new" if reached == hashes[1] else "old"] += 1
        if strange:
            fail(f"{moment}: fsck finds more than what was left behind", json.dumps(strange[:3]))
        trial.run(*command)
        if trial.hash() != hashes[1]:
            fail(f"{moment}: finishing does not give the reference")
        if trial.findings("--repair"):
            fail(f"{moment}: findings stay after --repair", json.dumps(trial.findings()[:3]))
        left = [path for path in trial.folder.rglob("*") if path.name.endswith(".new") or path.name.startswith("bulk-")]
        if left:
            fail(f"{moment}: files are left behind", str(left))
    both = hashes[0] == hashes[1]
    counts = f"{arguments.count} as before" if both else f"{kept['old']} old, {kept['new']} new"
    print(f"kill {name}: {arguments.count} tried, {counts}")


def serve(desk):
    """A server that may be written to, and its address."""
    running = subprocess.Popen(
        desk.command("serve", "--writable", "--no-gate", "--listen", "127.0.0.1:0"),
        cwd=desk.folder,
        env={**os.environ, "TESTIMONY_TOKEN": TOKEN},
        stderr=subprocess.PIPE,
        text=True,
    )
    line = running.stderr.readline()
    return running, line.split("http://")[1].split("/")[0]


def update(address, text):
    """Whether the server acknowledges an update."""
    request = urllib.request.Request(f"http://{address}/sparql", data=text.encode(), method="POST")
    request.add_header("content-type", "application/sparql-update")
    request.add_header("authorization", f"Bearer {TOKEN}")
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status == 204
    except OSError:
        return False


def kill_updates(desk, arguments, chance):
    """Kills a server while updates come; what was acknowledged is there."""
    acknowledged = kept_more = 0
    for _ in range(arguments.count):
        trial = desk.copy("trial")
        running, address = serve(trial)
        end = time.monotonic() + chance.uniform(0, 1.5)
        killer = subprocess.Popen(["sh", "-c", f"sleep {max(0.0, end - time.monotonic()):.3f}; kill -9 {running.pid}"])
        done = 0
        while update(address, f"INSERT DATA {{ GRAPH <urn:count> {{ <urn:n> <urn:is> {done + 1} }} }}"):
            done += 1
        killer.wait()
        running.wait()
        question = "SELECT (COUNT(*) AS ?n) { GRAPH <urn:count> { <urn:n> <urn:is> ?i } }"
        answer = trial.run("query", "-", "--format", "csv", input=question).stdout.split()
        there = int(answer[-1]) if answer and answer[-1].isdigit() else -1
        if there not in (done, done + 1):
            fail(f"{done} updates were acknowledged and {there} are there")
        acknowledged, kept_more = acknowledged + done, kept_more + (there == done + 1)
        if trial.findings("--repair"):
            fail("findings stay after a killed server", json.dumps(trial.findings()[:3]))
    print(f"kill updates: {arguments.count} servers, {acknowledged} acknowledged, {kept_more} more are there")


def kills(desk, hashes, arguments, chance):
    link, restore = ("link", "--to", "places", "--home", "datasets"), ("restore", "2")
    after = lambda command: (hashes[0], reached_by(desk, command))
    works = {
        "build": (("build", "all", "--quiet"), lambda _: hashes),
        "import": (("import", "all.trig"), lambda _: hashes),
        "gc": (("gc", "--keep", "1"), lambda _: (hashes[0], hashes[0])),
        "link": (link, after),
        "restore": (restore, after),
    }
    chosen = arguments.commands.split(",")
    for name, (command, expected) in works.items():
        if name in chosen:
            kill_command(desk, name, command, expected(command), arguments, chance)
    if "update" in chosen:
        kill_updates(desk, arguments, chance)


def reached_by(desk, command):
    """The hash after a command."""
    trial = desk.copy("trial")
    trial.run(*command)
    return trial.hash()


def backups(desk, hashes, arguments, _):
    """Copies that are made while a build runs are whole, and the old graph or the new one."""
    copies, kept = 0, {"old": 0, "new": 0}
    for _ in range(max(1, arguments.count // 5)):
        trial = desk.copy("trial")
        building = subprocess.Popen(trial.command("build", "all", "--quiet"), cwd=trial.folder)
        begun = time.monotonic()
        while building.poll() is None:
            if time.monotonic() - begun > desk.limit:
                fail(f"a build beside backups does not end within {desk.limit:.0f} s")
                building.kill()
            name = f"copy-{copies}"
            done = trial.run("backup", name)
            copy = Desk(desk.program, trial.folder / name, "graph.nq")
            reached, copies = copy.hash(), copies + 1
            if done.returncode != 0 or reached not in hashes:
                fail("a backup beside a build", f"{reached}\n{done.stderr}")
            elif copy.findings():
                fail("a backup beside a build has findings", json.dumps(copy.findings()[:3]))
            else:
                kept["new" if reached == hashes[1] else "old"] += 1
    print(f"backup beside a build: {copies} made, {kept['old']} old, {kept['new']} new")


class Disk:
    """A small file system of its own; none where that is not allowed."""

    def __init__(self, folder, size):
        self.folder = folder
        folder.mkdir(exist_ok=True)
        self.is_there = mounted("-t", "tmpfs", "-o", f"size={size}k", "tmpfs", str(folder))

    def __enter__(self):
        return self if self.is_there else None

    def __exit__(self, *_):
        if self.is_there:
            subprocess.run(["umount", str(self.folder)], check=True)


def mounted(*arguments):
    try:
        return subprocess.run(["mount", *arguments], capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


def size_of(folder):
    return sum(path.stat().st_blocks // 2 + 1 for path in folder.rglob("*"))


def full_disks(desk, hashes, arguments, _):
    """Builds on disks of several sizes: the old graph and a message, or the new graph."""
    least, tried, built = size_of(desk.folder), 0, 0
    for number in range(arguments.count):
        # From no room at all to room for a graph five times as large.
        with Disk(desk.folder.parent / "disk", least + 40 + number * least * 5 // arguments.count) as disk:
            if disk is None:
                print("SKIPPED: full disks need root, to mount a tmpfs", file=sys.stderr)
                return
            shutil.copytree(desk.folder, disk.folder / "desk")
            trial = Desk(desk.program, disk.folder / "desk", desk.store)
            done = trial.run("build", "all", "--quiet")
            reached, tried = trial.hash(), tried + 1
            built += done.returncode == 0
            if done.returncode == 0 and reached != hashes[1]:
                fail("a build on a nearly full disk says that it is done and is not")
            if done.returncode != 0 and "No space left" not in done.stderr:
                fail("a build on a full disk does not say why it ends", done.stderr)
            if reached not in hashes:
                fail("a build on a full disk loses the graph", f"{reached}\n{done.stderr}")
            if done.returncode != 0 and not finishes(trial, desk.folder.parent / "roomier", hashes[1]):
                fail("a build that found no room is not finished by the next")
            strange = unusual_findings(trial)
            if strange:
                fail("a full disk leaves findings", json.dumps(strange[:3]))
    print(f"full disk: {tried} tried, {built} had room, {tried - built} said that there is none; graph whole each time")


def finishes(trial, folder, expected):
    """Whether the same build gives the new graph where there is room."""
    shutil.copytree(trial.folder, folder)
    try:
        roomier = Desk(trial.program, folder, trial.store)
        roomier.run("build", "all", "--quiet")
        return roomier.hash() == expected
    finally:
        shutil.rmtree(folder)


def read_only(desk, hashes, *_):
    """In a folder that cannot be written to, questions are answered and writing says why not."""
    with Disk(desk.folder.parent / "disk", size_of(desk.folder) * 4) as disk:
        if disk is None:
            print("SKIPPED: a read-only folder needs root, to mount a tmpfs", file=sys.stderr)
            return
        shutil.copytree(desk.folder, disk.folder / "desk")
        mounted("-o", "remount,ro", str(disk.folder))
        trial = Desk(desk.program, disk.folder / "desk", desk.store)
        if desk.store.endswith(".nq") and trial.hash() != hashes[0]:
            fail("a graph in a read-only folder cannot be read")
        for command in [("build", "all"), ("import", "all.trig"), ("gc", "--keep", "1"), ("retract", "first/00.txt")]:
            done = trial.run(*command)
            if done.returncode != 2 or "Read-only file system" not in done.stderr:
                fail(f"{command[0]} in a read-only folder", done.stderr)
    print("read-only folder: 4 commands refused with the reason")


def two_writers(desk, hashes, *_):
    """A second writer is told who writes, and changes nothing."""
    trial = desk.copy("trial")
    running, _ = serve(trial)
    for command in [("build", "all"), ("import", "all.trig"), ("gc", "--keep", "1"), ("fsck", "--repair")]:
        done = trial.run(*command)
        is_fsck = command[0] == "fsck" and desk.store.endswith(".nq")
        if not is_fsck and (done.returncode != 2 or f"process {running.pid} (`testimony serve`)" not in done.stderr):
            fail(f"{command[0]} beside a server that writes", done.stderr)
    running.terminate()
    try:
        running.wait(desk.limit)
    except subprocess.TimeoutExpired:
        fail("a server that was asked to end does not")
        running.kill()
        running.wait()
    if trial.hash() != hashes[0]:
        fail("a second writer changed something")
    print("two writers: the second was told the first's process and command")


def damage(desk, hashes, arguments, chance):
    """Flips a byte of a file, or cuts it off: nothing panics, and nothing is wrong that fsck does not find."""
    log = desk.run("log").stdout
    files = [path.relative_to(desk.folder) for path in sorted(desk.folder.rglob("*"))]
    files = [path for path in files if str(path).startswith(desk.store) and (desk.folder / path).is_file()]
    files = [path for path in files if not path.name.endswith("lock")]
    counts, stopped = {"found": 0, "refused": 0, "harmless": 0}, 0
    for number in range(arguments.count * 5):
        trial = desk.copy("trial")
        path = trial.folder / files[number % len(files)]
        content = bytearray(path.read_bytes())
        if not content:
            continue
        at = chance.randrange(len(content))
        cut = chance.random() < 0.3
        if cut:
            content = content[:at]
        else:
            content[at] ^= 1 << chance.randrange(8)
        path.write_bytes(content)
        what = f"{files[number % len(files)]} {'cut off' if cut else 'flipped'} at {at}"
        findings, reached = trial.findings(), trial.hash()
        for command in [("claims",), ("export", "--format", "trig"), ("find", "ferries")]:
            trial.run(*command)
        # Over a damaged block a join may go on for ever; whoever asks can bound it.
        asked = trial.run("query", "stats", "--timeout", "10", "--memory-limit", "4G", codes=(0, 2, 124))
        stopped += asked.returncode == 124
        if findings:
            # Whoever goes on all the same may be refused; what was there is not to be made worse by a crash.
            trial.run("build", "all", "--quiet")
            counts["refused" if reached.startswith("exit") else "found"] += 1
        elif reached != hashes[0] or trial.run("log").stdout != log:
            fail(f"{what}: silently wrong", reached)
        else:
            counts["harmless"] += 1
            trial.run("build", "all", "--quiet")
            if trial.hash() != hashes[1]:
                fail(f"{what}: the next build gives something else")
    print(f"damage: {sum(counts.values())} tried in {len(files)} files: {counts}; {stopped} questions ended by --timeout or --memory-limit")


KINDS = {"kill": kills, "backup": backups, "disk": full_disks, "readonly": read_only, "writers": two_writers, "damage": damage}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--store", choices=["file", "folder"], default="file")
    parser.add_argument("--commands", default="build,import,gc,link,restore,update", help="which are killed")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--limit", type=float, default=Desk.limit, help="the seconds that a command may take")
    arguments = parser.parse_args()
    Desk.limit = arguments.limit
    sys.stdout.reconfigure(line_buffering=True)
    arguments.program = str(pathlib.Path(arguments.program).resolve())
    with tempfile.TemporaryDirectory(prefix="testimony-faults-") as folder:
        desk, old, new = prepare(arguments, pathlib.Path(folder))
        for kind in arguments.kinds.split(","):
            KINDS[kind](desk, (old, new), arguments, random.Random(f"{arguments.seed} {kind}"))
    print(f"{len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
