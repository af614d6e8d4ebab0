"""Attacks a server on this machine, and looks whether it stays up, says why it refuses, and serves others meanwhile.

    tests/attack/run.py PROGRAM [--timeout SECONDS] [--slow N]

Everything is sent to a server that this script starts, by loopback. Exit code 0 when all went as it has to;
docs/reliability.md has the figures.
"""

import argparse
import os
import pathlib
import resource
import socket
import subprocess
import sys
import tempfile
import threading
import time

TOKEN = "a-token-for-tests"
#: A question may be stopped this long after its time; the first look after it may be late.
SLACK = 4.0
#: What all questions may take together, in megabytes.
MEMORY = 500
#: The honest client asks from an address of its own.
HONEST = "127.0.0.2"

failures = []


def fail(what, detail=""):
    failures.append(what)
    print(f"FAILED: {what} {detail}", file=sys.stderr)


def send(address, head, body=b"", source="127.0.0.1", wait=30.0):
    """The status, the head and the body of what is answered; status 0 when nothing is."""
    host, port = address.split(":")
    try:
        with socket.create_connection((host, int(port)), wait, (source, 0)) as connection:
            connection.sendall(head.encode("latin-1", "replace") + b"\r\n" + body)
            answer = b""
            while part := connection.recv(65536):
                answer += part
    except OSError:
        answer = b""
    head, _, body = answer.partition(b"\r\n\r\n")
    words = head.split(b" ", 2)
    return (int(words[1]) if len(words) > 1 else 0), head.decode("latin-1"), body.decode("utf-8", "replace")


def request(address, method, path, headers=(), body=b"", **more):
    lines = [f"{method} {path} HTTP/1.1", f"host: {address}", "connection: close", f"content-length: {len(body)}"]
    return send(address, "\r\n".join([*lines, *headers]) + "\r\n", body, **more)


def query(address, text, **more):
    return request(address, "POST", "/sparql", ["content-type: application/sparql-query"], text.encode(), **more)


class Honest(threading.Thread):
    """Asks something small again and again, and notes how long it took."""

    def __init__(self, address):
        super().__init__(daemon=True)
        self.address, self.took, self.statuses, self.is_over = address, [], [], False
        self.start()

    def run(self):
        while not self.is_over:
            begun = time.monotonic()
            status, _, _ = query(self.address, "ASK { ?s ?p ?o }", source=HONEST)
            self.took.append(time.monotonic() - begun)
            self.statuses.append(status)
            time.sleep(0.05)

    def end(self, what, most):
        self.is_over = True
        self.join()
        bad = [status for status in self.statuses if status != 200]
        if any(status != 503 for status in bad) or len(bad) > len(self.statuses) * 0.1:
            fail(f"{what}: an honest client got {bad[:5]} among {len(self.statuses)} answers")
        slowest = max(self.took, default=0.0)
        if slowest > most:
            fail(f"{what}: an honest client waited {slowest:.2f} s")
        told = f", {len(bad)} told to come again" if bad else ""
        return f"others: {len(self.took)} answers, slowest {slowest:.2f} s{told}"


def bombs():
    """Queries that take for ever, grow without bound, or overflow a stack."""
    product = " ".join(f"GRAPH ?g{n} {{ ?a{n} ?b{n} ?c{n} }}" for n in range(5))
    values = " ".join(f"VALUES ?v{n} {{ {' '.join(map(str, range(100)))} }}" for n in range(8))
    doubled = " ".join(f"BIND(CONCAT(?t{n}, ?t{n}) AS ?t{n + 1})" for n in range(34))
    replaced = " ".join(f'BIND(REPLACE(?t{n}, "a", "aaaa") AS ?t{n + 1})' for n in range(34))
    subqueries = " ".join(f"{{ SELECT DISTINCT ?s{n} {{ GRAPH ?g {{ ?s{n} ?p ?o }} }} }}" for n in range(4))
    everything = "GRAPH ?g { ?s ?p ?o }"
    return {
        "product of five": f"SELECT (COUNT(*) AS ?n) {{ {product} }}",
        "sorted product": f"SELECT * {{ {' '.join(product.split(' ')[:21])} }} ORDER BY ?a0 ?b1 LIMIT 1",
        "grouped product": f"SELECT ?b0 (COUNT(*) AS ?n) {{ {product} }} GROUP BY ?b0 HAVING(COUNT(*) > 3)",
        "product of lists": f"SELECT (COUNT(*) AS ?n) {{ {values} }}",
        "product of sub-queries": f"SELECT (COUNT(*) AS ?n) {{ {subqueries} FILTER(?s0 = ?s1 && ?s2 = ?zero) }}",
        "product in an option": f"SELECT * {{ {everything} OPTIONAL {{ {product} FILTER(?a0 = ?zero) }} }}",
        "product in MINUS": f"SELECT * {{ {everything} MINUS {{ ?s ?p ?o . {product} }} }}",
        "product in a sub-query": f"SELECT * {{ {{ SELECT (COUNT(*) AS ?n) {{ {product} }} }} {everything} }}",
        "joined texts of a product": f"SELECT (GROUP_CONCAT(STR(?a0)) AS ?t) {{ {product} }}",
        "doubled text": f'SELECT (STRLEN(?t34) AS ?n) {{ BIND("ab" AS ?t0) {doubled} }}',
        "replaced text": f'SELECT (STRLEN(?t34) AS ?n) {{ BIND("ab" AS ?t0) {replaced} }}',
        "any path": "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?a (!<urn:x>|^!<urn:y>)* ?b . ?c (!<urn:x>|^!<urn:y>)* ?d } }",
        "paths from everything": "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?a ?p ?b . ?a (!<urn:x>|^!<urn:y>)* ?c . ?d ?q ?e . ?d (!<urn:x>|^!<urn:y>)* ?f } }",
        "nested paths from everything": "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?a ?p ?o . ?a ((((!<urn:x>)*/(^!<urn:x>)*)*/(!<urn:x>)*)*)* ?b } }",
        "nested paths": "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?a ((((!<urn:x>)*/(^!<urn:x>)*)*/(!<urn:x>)*)*)* ?b } }",
        "regular expression": f"SELECT * {{ {everything} FILTER(REGEX(STR(?o), \"(a+)+$\") && REGEX(STR(?s), \"(x+x+)+y\")) }}",
        "large regular expression": f"ASK {{ {everything} FILTER(REGEX(STR(?o), \"((a{{1000}}){{1000}}){{1000}}\")) }}",
        "braces": f"ASK {'{' * 700}{'}' * 700}",
        "parentheses": f"ASK {{ FILTER({'(' * 2000}1{')' * 2000}) }}",
        "a long sum": f"ASK {{ FILTER(1{'+1' * 3000}) }}",
        "many patterns": f"ASK {{ {'?a ?b ?c . ' * 3000} }}",
        "many unions": f"ASK {{ {{}}{' UNION {}' * 3000} }}",
        "nested blank nodes": f"ASK {{ ?a ?b {'[ ?c ' * 1000}1{']' * 1000} }}",
        "nested lists": f"ASK {{ ?a ?b {'(' * 1000}1{')' * 1000} }}",
        "many negations": f"ASK {{ FILTER({'!' * 10000}true) }}",
        "a path of stars": f"ASK {{ ?a <urn:p>{'*' * 10000} ?b }}",
        "nested calls": f"ASK {{ FILTER({'REPLACE(' * 40}\"a\"{', 1, 2)' * 40}) }}",
        "a service of this machine": "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    }


def attack_by_queries(server, limit):
    counts = {}
    for name, text in bombs().items():
        before = server.peak = server.memory()
        honest, begun = Honest(server.address), time.monotonic()
        status, _, body = query(server.address, text, wait=limit + SLACK + 20)
        took = time.monotonic() - begun
        others = honest.end(name, 2.0)
        counts[status] = counts.get(status, 0) + 1
        if status not in (200, 400, 503) or took > limit + SLACK:
            fail(f"{name}: status {status} after {took:.1f} s", body[:200])
        idle = server.idle_within(SLACK)
        more = server.peak - before
        if more > MEMORY + 300:
            fail(f"{name}: takes {more} MB")
        print(f"  {name}: {status} after {took:.2f} s, idle {idle:.1f} s later, {more} MB more at most; {others}")
    print(f"queries: {sum(counts.values())} sent, by status {counts}")


def attack_by_bodies(server):
    """Data and updates that would exhaust their parsers."""
    put = ["authorization: Bearer " + TOKEN]
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    xml = (
        f'<!DOCTYPE r [<!ENTITY l0 "lol">{laughs}]><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns:e="urn:e:"><rdf:Description rdf:about="urn:a"><e:p>&l11;</e:p></rdf:Description></rdf:RDF>'
    )
    external = xml.replace(laughs, '<!ENTITY l11 SYSTEM "file:///etc/hostname">')
    bodies = [
        ("application/ld+json", '{"urn:p":' * 1000 + "1" + "}" * 1000, 400),
        ("application/ld+json", '{"urn:p":' * 100_000 + "1" + "}" * 100_000, 400),
        ("application/ld+json", '{"@context":"http://127.0.0.1:9/c.jsonld","p":"x"}', 400),
        ("application/rdf+xml", xml, 400),
        ("application/rdf+xml", external, 400),
        ("text/turtle", "<urn:a> <urn:b> " + "(" * 200_000 + ")" * 200_000 + " .", 400),
        ("text/turtle", "<urn:a b> <urn:c> 1 .", 400),
        ("text/turtle", "<urn:a> <urn:b> \"\ud800\" .", 400),
        ("text/turtle", "<urn:a> <urn:b> \"<script>alert(1)</script>\u202e\" .", 201),
        ("text/turtle", "x" * 11_000_000, 413),
        ("application/zip", "PK", 415),
    ]
    for number, (kind, text, wanted) in enumerate(bodies):
        path = f"/store?graph=urn:attack:{number}"
        body = text.encode("utf-8", "surrogatepass")
        status, _, answer = request(server.address, "PUT", path, [*put, f"content-type: {kind}"], body)
        # Whoever sends more than is taken may see the connection end.
        if status != wanted and not (wanted == 413 and status == 0):
            fail(f"body {number} ({kind}): {status}, not {wanted}", answer[:200])
    status, _, answer = request(
        server.address, "POST", "/sparql", [*put, "content-type: application/sparql-update"], b"LOAD <file:///etc/hostname>"
    )
    if status not in (400, 500) or "hostname" in answer.replace("file:///etc/hostname", ""):
        fail(f"LOAD of a file: {status}", answer)
    print(f"bodies: {len(bodies) + 1} sent, each with the status that it has to have")


def attack_by_requests(server):
    """Paths out of the folder, guessed tokens, pages of others, broken HTTP."""
    paths = ["/../../../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/static/../../etc/passwd", "/static/%2e%2e%2fetc%2fpasswd"]
    for path in [*paths, "/static//etc/passwd", "/%00", "/%ff%fe", "/" + "a" * 60_000]:
        status, _, body = request(server.address, "GET", path)
        if status not in (0, 400, 404, 414, 431) or "root:" in body:
            fail(f"GET {path[:40]}: {status}", body[:100])
    begun, update = time.monotonic(), b"update=CLEAR+ALL"
    form = ["content-type: application/x-www-form-urlencoded"]
    for guess in ["", "x", TOKEN[:-1], TOKEN + "x", TOKEN.upper()]:
        status, _, _ = request(server.address, "POST", "/sparql", [*form, f"authorization: Bearer {guess}"], update)
        if status != 401:
            fail(f"the token `{guess}` gives {status}")
    each = (time.monotonic() - begun) / 5
    if each < 0.9:
        fail(f"a wrong token is told after {each:.2f} s")
    for more in [["origin: http://evil.example"], ["origin: null"], ["origin: http://evil.example", f"authorization: Bearer {TOKEN}"]]:
        status, _, _ = request(server.address, "POST", "/sparql", [*form, *more], update)
        if status != 403:
            fail(f"an update of another page: {status}")
    for raw in [b"\x00" * 4000, b"GET / HTTP/9.9\r\n\r\n", b"\x16\x03\x01\x02\x00", b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 5000]:
        send(server.address, "", raw, wait=15)
    print(f"requests: 8 paths, 5 tokens ({each:.1f} s each), 3 other origins, 4 that are no HTTP")


def attack_by_slowness(server, count):
    """Connections that are opened and left, from one address and from many."""
    for name, sources in [("one address", ["127.0.0.1"]), ("many addresses", [f"127.0.1.{n}" for n in range(1, 11)])]:
        held = []
        for number in range(count):
            try:
                connection = socket.create_connection(server.endpoint, 5, (sources[number % len(sources)], 0))
                connection.sendall(b"POST /sparql HTTP/1.1\r\nhost: x\r\n" + (b"content-length: 9\r\n\r\nq" if number % 2 else b"a"))
                held.append(connection)
            except OSError:
                pass
        if name == "one address":
            honest = Honest(server.address)
            time.sleep(5)
            print(f"slow clients: {count} of {name}; {honest.end('slow clients', 1.0)}")
        else:
            time.sleep(11.5)
            status, _, _ = query(server.address, "ASK {}", source=HONEST)
            if status != 200:
                fail(f"after the time for headers is over, {count} slow clients of many addresses keep others out: {status}")
            print(f"slow clients: {count} of {name}; gone when the time for headers was over")
        for connection in held:
            connection.close()


def attack_by_numbers(server, count):
    """Many honest questions at once: each is answered, or told to come again."""
    statuses, lock = {}, threading.Lock()

    def ask(number):
        status, head, _ = query(server.address, "SELECT * { ?s ?p ?o } LIMIT 5", source=f"127.0.2.{number % 10 + 1}")
        with lock:
            statuses[status] = statuses.get(status, 0) + 1
        if status == 503 and "retry-after" not in head:
            fail("a 503 does not say when to come again")

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if set(statuses) - {200, 503, 0}:
        fail(f"many at once: {statuses}")
    print(f"at once: {count} questions, by status {statuses}")


class Server:
    """A server with a small graph."""

    def __init__(self, program, folder, limit, more=()):
        articles = folder / "articles"
        articles.mkdir()
        for number in range(4):
            text = f"Open Ports owns {number + 2} depots, the mayor of Novo said. Alder Bank denied that it owns Grey Sea Tugs."
            (articles / f"{number}.txt").write_text(text)
        store = str(folder / "graph.nq")
        subprocess.run([program, "build", "--quiet", str(articles), "--store", store], check=True)
        command = [program, "serve", "--store", store, "--listen", "127.0.0.1:0", "--writable", "--no-gate", "--quiet"]
        more = ["--timeout", str(limit), "--memory-limit", f"{MEMORY}M", *more]
        self.running = subprocess.Popen(
            command + more,
            env={**os.environ, "TESTIMONY_TOKEN": TOKEN},
            stderr=subprocess.PIPE,
            text=True,
            # What a graph and its questions may take here; a failed allocation would end the process.
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30)),
        )
        self.address = self.running.stderr.readline().split("http://")[1].split("/")[0]
        host, port = self.address.split(":")
        self.endpoint = (host, int(port))
        self.told, self.peak, self.most = [], 0, 0
        threading.Thread(target=self.watch, daemon=True).start()
        threading.Thread(target=lambda: self.told.extend(self.running.stderr), daemon=True).start()

    def processes(self):
        """The server and the processes that work for it."""
        found = [self.running.pid]
        for task in pathlib.Path(f"/proc/{self.running.pid}/task").iterdir():
            try:
                found += [int(child) for child in (task / "children").read_text().split()]
            except OSError:
                pass  # The thread has ended.
        return found

    def processor_time(self):
        """Seconds of the server, and of what works or worked for it."""
        ticks = 0
        for process in self.processes():
            try:
                fields = pathlib.Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
                ticks += sum(int(field) for field in fields[11:15])
            except OSError:
                pass  # It has ended, and is counted with the server's.
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory(self):
        """The megabytes that the server and what works for it take."""
        taken = 0
        for process in self.processes():
            try:
                lines = pathlib.Path(f"/proc/{process}/status").read_text().splitlines()
            except OSError:
                continue
            taken += sum(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS:"))
        return taken

    def watch(self):
        """Notes the most memory that all take together, for as long as the server runs."""
        while self.running.poll() is None:
            self.peak = max(self.peak, self.memory())
            self.most = max(self.most, self.peak)
            time.sleep(0.02)

    def idle_within(self, most):
        """How long it takes until the server uses no processor any more."""
        begun = time.monotonic()
        while time.monotonic() - begun < most:
            before = self.processor_time()
            time.sleep(0.25)
            if self.processor_time() - before < 0.05:
                return time.monotonic() - begun - 0.25
        fail("the server goes on working after its answer")
        return most


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--timeout", type=float, default=3.0)
    parser.add_argument("--only-queries", action="store_true")
    parser.add_argument("--slow", type=int, default=1000)
    arguments = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(8192, resource.getrlimit(resource.RLIMIT_NOFILE)[1]),) * 2)
    with tempfile.TemporaryDirectory(prefix="testimony-attack-") as folder:
        server = Server(str(pathlib.Path(arguments.program).resolve()), pathlib.Path(folder), arguments.timeout)
        attack_by_queries(server, arguments.timeout)
        if not arguments.only_queries:
            attack_by_bodies(server)
            attack_by_requests(server)
            attack_by_slowness(server, arguments.slow)
            attack_by_numbers(server, 1000)
        status, _, _ = query(server.address, "ASK { ?s ?p ?o }", source=HONEST)
        if server.running.poll() is not None or status != 200:
            fail(f"the server is gone: {server.running.poll()}, {status}")
        print(f"memory of the server and its processes at most: {server.most} MB, with {MEMORY} MB for questions")
        server.running.terminate()
        if server.running.wait(30) != 0:
            fail("the server does not end well")
    print(f"{len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
