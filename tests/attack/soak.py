"""Keeps a server on this machine at its limits for some minutes, and looks whether anything is lost and whether it grows.

    tests/attack/soak.py PROGRAM [--seconds S] [--readers N] [--writers N]

More readers than the server takes questions at once ask small questions, sorted ones and pages, each as soon as it has its answer;
writers add one to a number by SPARQL Update. Every answer is whole or a 503 that says when to come again; the number is that of the
updates that were acknowledged, also after a restart; memory ends as it was after the first quarter, threads and open files as they were in the first half. The
same is asked of a second server, for a quarter of the time, that has one place and a tenth of a second for a question: too little for
all, so that some have to be told to come again. All by loopback. Exit code 0 when all that held; docs/reliability.md has the figures.
"""

import argparse
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time

from run import TOKEN, Server, fail, failures, query, request

QUESTIONS = [
    "ASK { ?s ?p ?o }",
    "SELECT ?s ?o { GRAPH ?g { ?s ?p ?o } } ORDER BY ?o ?s LIMIT 50",
    "SELECT ?p (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?p ORDER BY ?n",
    "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?a ?p ?b } GRAPH ?h { ?b ?q ?c } }",
    "CONSTRUCT { ?s ?p ?o } { GRAPH ?g { ?s ?p ?o } } LIMIT 500",
]
PAGES = ["/", "/find?text=depots", "/ask/who-says", "/sparql"]
ONE_MORE = (
    "DELETE { GRAPH <urn:count> { <urn:n> <urn:is> ?i } } INSERT { GRAPH <urn:count> { <urn:n> <urn:is> ?j } } "
    "WHERE { GRAPH <urn:count> { <urn:n> <urn:is> ?i } BIND(?i + 1 AS ?j) }"
)


class Load:
    """What was asked and answered."""

    def __init__(self, server, until):
        self.server, self.until, self.lock = server, until, threading.Lock()
        self.statuses, self.took, self.acknowledged, self.unsure = {}, [], 0, 0

    def note(self, kind, status, seconds):
        with self.lock:
            self.statuses[kind, status] = self.statuses.get((kind, status), 0) + 1
            if status == 200:
                self.took.append(seconds)

    def read(self, number):
        """Asks one thing after the other, from an address that a few readers share."""
        source, turn = f"127.0.3.{number % 8 + 1}", number
        while time.monotonic() < self.until:
            turn += 1
            begun = time.monotonic()
            if turn % 6 == 0:
                kind, (status, head, body) = "page", request(self.server.address, "GET", PAGES[turn // 6 % len(PAGES)], source=source)
            else:
                kind, (status, head, body) = "question", query(self.server.address, QUESTIONS[turn % len(QUESTIONS)], source=source)
            self.note(kind, status, time.monotonic() - begun)
            if status not in (200, 503):
                fail(f"a reader got {status}", body[:200])
            if status == 503 and "retry-after" not in head:
                fail("a 503 does not say when to come again", head)
            length = [line.split(":")[1] for line in head.splitlines() if line.lower().startswith("content-length:")]
            if status == 200 and length and int(length[0]) != len(body.encode()):
                fail("an answer is cut short", head)
            if status == 503:
                time.sleep(0.05)

    def write(self, number):
        headers = [f"authorization: Bearer {TOKEN}", "content-type: application/sparql-update"]
        while time.monotonic() < self.until:
            begun = time.monotonic()
            status, head, body = request(
                self.server.address, "POST", "/sparql", headers, ONE_MORE.encode(), source=f"127.0.4.{number + 1}"
            )
            self.note("update", status, time.monotonic() - begun)
            with self.lock:
                self.acknowledged += status == 204
                # One that was stopped may have been carried out when its time was over.
                self.unsure += status != 204 and not body.startswith("too many")
            if status not in (204, 503):
                fail(f"a writer got {status}", body[:200])
            time.sleep(0.02)


def counted(address):
    """The number, as the server has it."""
    headers = ["accept: text/csv", "content-type: application/sparql-query"]
    status = 503
    while status == 503:
        status, _, answer = request(address, "POST", "/sparql", headers, b"SELECT ?i { GRAPH <urn:count> { <urn:n> <urn:is> ?i } }")
    lines = answer.split()
    return int(lines[-1]) if len(lines) == 2 and lines[-1].isdigit() else -1


def sizes(server):
    """Megabytes of memory, threads, and open files of a server; its processes come and go, and have a limit of their own."""
    with open(f"/proc/{server.running.pid}/status") as status:
        fields = dict(line.split(":", 1) for line in status)
    return int(fields["VmRSS"].split()[0]) / 1024, int(fields["Threads"]), len(os.listdir(f"/proc/{server.running.pid}/fd"))


def soaked(server, arguments):
    """The load, and what the server took every second of it."""
    zero = b"INSERT DATA { GRAPH <urn:count> { <urn:n> <urn:is> 0 } }"
    headers = [f"authorization: Bearer {TOKEN}", "content-type: application/sparql-update"]
    while request(server.address, "POST", "/sparql", headers, zero)[0] == 503:
        time.sleep(0.05)
    load, seen = Load(server, time.monotonic() + arguments.seconds), []
    threads = [threading.Thread(target=load.read, args=(number,)) for number in range(arguments.readers)]
    threads += [threading.Thread(target=load.write, args=(number,)) for number in range(arguments.writers)]
    for thread in threads:
        thread.start()
    while time.monotonic() < load.until and server.running.poll() is None:
        seen.append(sizes(server))
        time.sleep(1)
    for thread in threads:
        thread.join()
    return load, seen


def judge(server, load, seen):
    if server.running.poll() is not None:
        fail(f"the server ended with {server.running.poll()}")
        return
    kept = counted(server.address)
    if not load.acknowledged <= kept <= load.acknowledged + load.unsure:
        fail(f"{load.acknowledged} updates were acknowledged, and the number is {kept}")
    quarter = max(1, len(seen) // 4)
    (early, _, _), (late, more, most) = (
        [statistics.median(column) for column in zip(*part)] for part in (seen[quarter : 2 * quarter], seen[-quarter:])
    )
    # Threads come and go with the load, so that only more than there ever were at once are a growth.
    _, some, files = (max(column) for column in zip(*seen[: 2 * quarter]))
    # What is younger than twenty seconds still grows into its memory.
    if len(seen) >= 20 and late > early * 1.15 + 20:
        fail(f"memory grew from {early:.0f} to {late:.0f} MB")
    if more > some + 4 or most > files + 40:
        fail(f"threads grew from {some} to {more}, open files from {files} to {most}")
    took = sorted(load.took)
    for (kind, status), count in sorted(load.statuses.items()):
        print(f"  {kind}: {count} answered with {status}")
    print(f"answers: median {1000 * took[len(took) // 2]:.0f} ms, 99 % within {1000 * took[len(took) * 99 // 100]:.0f} ms")
    print(f"updates: {load.acknowledged} acknowledged, the number is {kept}")
    print(f"memory: {seen[0][0]:.0f} MB at first, {early:.0f} MB in the second quarter, {late:.0f} MB in the last, "
          f"{max(one for one, _, _ in seen):.0f} MB at most, {server.most} MB with its processes; threads {some:.0f} and {more:.0f}, files {files:.0f} and {most:.0f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--seconds", type=float, default=180)
    parser.add_argument("--readers", type=int, default=24)
    parser.add_argument("--writers", type=int, default=4)
    arguments = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(8192, resource.getrlimit(resource.RLIMIT_NOFILE)[1]),) * 2)
    program = str(pathlib.Path(arguments.program).resolve())
    kept_up((program, 10.0, []), arguments)
    arguments.seconds /= 4
    told = kept_up((program, 0.1, ["--max-questions", "1"]), arguments)
    if told == 0:
        fail("a server with too little for all has turned nobody away")
    print(f"{len(failures)} failures")
    return 1 if failures else 0


def kept_up(how, arguments):
    """Keeps a server at its limits and judges it; how often somebody was told to come again."""
    program, limit, more = how
    print(f"{arguments.readers} readers and {arguments.writers} writers for {arguments.seconds:.0f} s, {limit} s for a question {' '.join(more)}")
    with tempfile.TemporaryDirectory(prefix="testimony-soak-") as folder:
        server = Server(program, pathlib.Path(folder), limit, more)
        load, seen = soaked(server, arguments)
        judge(server, load, seen)
        server.running.terminate()
        if server.running.wait(60) != 0:
            fail("the server does not end well")
        asked = [program, "query", "-", "--store", str(pathlib.Path(folder) / "graph.nq"), "--format", "csv"]
        text = "SELECT ?i { GRAPH <urn:count> { <urn:n> <urn:is> ?i } }"
        answer = subprocess.run(asked, input=text, capture_output=True, text=True).stdout.split()
        if not answer or not answer[-1].isdigit() or int(answer[-1]) < load.acknowledged:
            fail(f"after the end the number is {answer[-1:]}, and {load.acknowledged} updates were acknowledged")
    if server.told:
        fail("the server complained", "".join(server.told)[-2000:])
    return sum(count for (_, status), count in load.statuses.items() if status == 503)


if __name__ == "__main__":
    sys.exit(main())
