"""Times questions to a graph of about a million quads: the saved queries, a cold look-up, a served page, requests per second.

    python3 benches/queries.py TESTIMONY [--documents N] [--graph GRAPH] [--queries FOLDER]... [--oxigraph OXIGRAPH] [--seconds S]

TESTIMONY is the program, built with `cargo build --release`. It reads made-up articles (see benches/living.py), or GRAPH is one that there
is already. Each saved query runs three times on one `testimony serve`, with its parameters at their defaults (no narrowing), and the median
counts; one that takes more than 30 s is stopped; a FOLDER of other versions of the queries (`git show` writes them) is timed beside them, one after the other on the same server.
The search is that of the page /find, and as the saved query `find` has it. The document page is that of an article of 30,000 characters.

The cold look-up is a whole process of `testimony query` against one of `oxigraph query` (PyPI package `oxigraph`) on the same quads. It
needs a graph in a folder, and so a program with the feature `rocksdb`; without it this is said, and left out. Requests per second are
measured by benches/serve.sh where wrk (Debian) and oxigraph are there.
"""

import argparse
import os
import re
import shutil
import statistics
import subprocess
import tempfile
import time
import urllib.parse
import urllib.request
from pathlib import Path

from living import article, write_articles

ROOT = Path(__file__).parent.parent
PORT = 7979
GIVEN = {"text": '"ferries"', "one": "<{thing}>", "other": "<{other}>", "thing": "<{thing}>"}
LOOK_UP = "SELECT ?p ?o {{ GRAPH ?g {{ <{thing}> ?p ?o }} }}"


def get(path, body=None, accept="text/tab-separated-values"):
    """The body of an answer, and its clock seconds; none when the server refused."""
    headers = {"Accept": accept, "Content-Type": "application/sparql-query"}
    request = urllib.request.Request(f"http://127.0.0.1:{PORT}{path}", data=body, headers=headers)
    start = time.perf_counter()
    try:
        with urllib.request.urlopen(request) as answer:
            text = answer.read()
    except urllib.error.HTTPError as refusal:
        return None, refusal.read().decode(errors="replace")[:80]
    return text, time.perf_counter() - start


def median(measure, times=3):
    """The median of some measures, of one alone when it takes long; the first refusal when there is one."""
    found = [measure()]
    while len(found) < times and found[0][0] is not None and found[0][1] < 5:
        found.append(measure())
    refused = [seconds for text, seconds in found if text is None]
    return refused[0] if refused else statistics.median(seconds for _, seconds in found)


def bound(text, things):
    """A saved query with its parameters at their defaults, as a query of its own."""
    for name, kind, default in re.findall(r"^# --(\S+) (\w+)(?: = (\S+))?:", text, re.M):
        value = GIVEN.get(name, '""').format(**things)
        if default:
            value = default if kind == "NUMBER" else f'"{default}"^^<http://www.w3.org/2001/XMLSchema#date>'
        head, body = re.split(r"(?=WHERE)", text, maxsplit=1)
        head = "\n".join(line.replace(f"${name}", "") if not line.startswith("#") else line for line in head.splitlines())
        body = re.sub(rf"(GROUP BY[^\n]*)\${name}\b", r"\1", body)
        text = head + "\n" + re.sub(rf"\${name}\b", lambda _: value, body)
    return text


def serve(testimony, graph):
    command = [testimony, "serve", "--store", graph, "--listen", f"127.0.0.1:{PORT}", "--timeout", "30", "--quiet",
               "--max-rows", "100000000", "--memory-limit", "8G"]
    server = subprocess.Popen(command)
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz")
            return server
        except OSError:
            time.sleep(0.2)


def shown(seconds):
    return f"{1000 * seconds:10.1f} ms" if isinstance(seconds, float) else f"  refused: {seconds}"


def saved_queries(folders, things):
    print(f"{'query':24}" + "".join(f"{str(folder)[-20:]:>26}" for folder in folders))
    for path in sorted(folders[0].glob("*.rq")):
        times = []
        for folder in folders:
            other = folder / path.name
            query = bound((other if other.exists() else path).read_text(), things).encode()
            times.append(median(lambda: get("/sparql", query)))
        print(f"{path.stem:24}" + "".join(f"{shown(seconds):>26}" for seconds in times))


def cold_look_up(testimony, oxigraph, place, graph, thing):
    query = LOOK_UP.format(thing=thing)
    folder = str(place / "folder")
    if subprocess.run([testimony, "import", graph, "--store", folder, "--quiet"], capture_output=True).returncode != 0:
        print("cold look-up: NOT RUN, as this program keeps no graph in a folder (feature rocksdb)")
        return
    if not oxigraph:
        print("cold look-up: NOT RUN, as oxigraph is not there: pip install oxigraph")
        return
    subprocess.run([oxigraph, "load", "--location", place / "oxigraph", "--file", graph], check=True, capture_output=True)
    ours = [testimony, "query", "--store", folder, "-e", query, "--format", "tsv"]
    theirs = [oxigraph, "query", "--location", place / "oxigraph", "--query", query, "--results-format", "tsv"]

    def cold(command):
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        return time.perf_counter() - start
    times = [(cold(ours), cold(theirs)) for _ in range(15)]
    one, other = (statistics.median(column) for column in zip(*times))
    print(f"cold look-up: testimony {1000 * one:.1f} ms, oxigraph query {1000 * other:.1f} ms, ratio {one / other:.2f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("testimony")
    parser.add_argument("--documents", type=int, default=700)
    parser.add_argument("--graph", help="a graph in one file of N-Quads, in the place of made-up articles")
    parser.add_argument("--queries", action="append", type=Path, default=[], metavar="FOLDER")
    parser.add_argument("--oxigraph", default=shutil.which("oxigraph"))
    parser.add_argument("--seconds", default="3", help="of wrk for each query and server")
    arguments = parser.parse_args()
    testimony = str(Path(arguments.testimony).resolve())
    with tempfile.TemporaryDirectory() as place:
        place = Path(place)
        graph = str(place / "graph.nq")
        if arguments.graph:
            shutil.copy(arguments.graph, graph)
        else:
            write_articles(place / "news", arguments.documents)
            subprocess.run([testimony, "build", str(place / "news"), "--store", graph, "--quiet"], check=True)
        long = " ".join(article(number).split("\n\n")[1].strip() for number in range(40))[:30000]
        (place / "long.txt").write_text("A long article of the made-up press\n\n" + long + "\n")
        subprocess.run([testimony, "build", str(place / "long.txt"), "--store", graph, "--quiet"], check=True)
        print(f"{sum(1 for _ in open(graph, 'rb'))} quads")
        server = serve(testimony, graph)
        try:
            named = "SELECT ?x { GRAPH graph:entities { ?x tm:isNamed true ; tm:mentionedIn ?d } } GROUP BY ?x ORDER BY DESC(COUNT(?d)) ?x LIMIT 2"
            first, second = get("/sparql", named.encode())[0].decode().split()[1:3]
            things = {"thing": first.strip("<>"), "other": second.strip("<>")}
            saved_queries([ROOT / "queries", *arguments.queries], things)
            get("/find?text=river")
            for text in ["ferries", "ferr", "denied that it owns", "%22said+that%22", "albydale"]:
                print(f"page /find?text={text:22}", shown(median(lambda: get(f"/find?text={urllib.parse.quote_plus(text, safe='%+')}", accept="text/html"))))
            long_one = 'SELECT ?d { GRAPH ?d { ?d dcterms:identifier ?path } FILTER(STRENDS(?path, "/long.txt")) }'
            document = get("/sparql", long_one.encode())[0].decode().split()[1].strip("<>")
            path = urllib.parse.urlparse(document).path.removeprefix("/testimony")
            print("document page of 30,000 characters", shown(median(lambda: get(path, accept="text/html"), 9)))
        finally:
            server.terminate()
            server.wait()
        cold_look_up(testimony, arguments.oxigraph, place, graph, things["thing"])
        if shutil.which("wrk") and arguments.oxigraph:
            path = f"{Path(arguments.oxigraph).parent}:{os.environ['PATH']}"
            surroundings = {**os.environ, "PATH": path, "TESTIMONY": testimony}
            subprocess.run([ROOT / "benches/serve.sh", graph, arguments.seconds], env=surroundings, check=True)
        else:
            print("requests per second: NOT RUN, as wrk or oxigraph is not there")


if __name__ == "__main__":
    main()
