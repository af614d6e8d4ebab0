"""Puts strings that programs trip over wherever people put text, and looks whether they come out as they went in.

    tests/naughty/run.py PROGRAM [--every N]

Each string becomes a document's text, title, author and publisher, a record's entity and relation, a dataset's label, a parameter
of a query, a search, a path and a query of a server on this machine. Nothing may panic; every export has to parse and to hold the
titles; an import of it has to give the same graph; and no page may have an element, a script or an address that a page of plain words
has not. The strings are those of tests/hostile/strings.json and of the npm package `big-list-of-naughty-strings` (MIT), which stays
outside the repository; where npm cannot be had, or rdflib, which reads the exports, that is said and left out.
Exit code 0 when all went as it has to.
"""

import argparse
import csv
import html.parser
import http.client
import json
import os
import pathlib
import subprocess
import sys
import tarfile
import tempfile
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "testimony"
PACKAGE = "big-list-of-naughty-strings@1.0.0"
#: The seconds that a command may take.
LIMIT = 300
#: Formats of `export`, and what rdflib calls those that it reads.
FORMATS = {
    "nquads": "nquads", "turtle": "turtle", "trig": "trig", "ntriples": "nt", "rdfxml": "xml", "jsonld": "json-ld",
    "csv": None, "tsv": None, "graphml": None, "dot": None, "ftm": None,
}

failures = []


def fail(what, detail=""):
    failures.append(what)
    print(f"FAILED: {what} {detail}"[:1500], file=sys.stderr)


def skip(what):
    print(f"SKIPPED: {what}", file=sys.stderr)


def strings(every):
    """The strings, each once: our own, and those of the package."""
    found = json.loads((HERE.parent / "hostile" / "strings.json").read_text())
    own, folder = len(found), CACHE / "naughty"
    try:
        if not (folder / "package").is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            subprocess.run(["npm", "pack", PACKAGE, "--silent"], cwd=folder, check=True, capture_output=True, timeout=120)
            with tarfile.open(next(folder.glob("*.tgz"))) as archive:
                archive.extractall(folder, filter="data")
        found += json.loads((folder / "package" / "blns.json").read_text())
    except (OSError, subprocess.SubprocessError, StopIteration) as error:
        skip(f"the strings of {PACKAGE}, which cannot be had here: {error}")
    others = found[own:][:: every or 1]
    found = list(dict.fromkeys(text for text in found[:own] + others if text.strip()))
    print(f"strings: {own} of our own, {len(found)} in all")
    return found


def reader():
    """A Python that has rdflib, with the packages of tests/clients; none where it cannot be had."""
    python = CACHE / "clients" / "bin" / "python"
    try:
        if subprocess.run([python, "-c", "import rdflib"], capture_output=True).returncode != 0:
            raise FileNotFoundError
        return str(python)
    except OSError:
        pass
    try:
        subprocess.run([sys.executable, "-m", "venv", CACHE / "clients"], check=True, capture_output=True)
        requirements = HERE.parent / "clients" / "requirements.txt"
        subprocess.run([python, "-m", "pip", "install", "--quiet", "-r", requirements], check=True, capture_output=True)
        return str(python)
    except (OSError, subprocess.SubprocessError) as error:
        skip(f"exports are not read by rdflib, which cannot be had here: {error}")
        return None


def literals(path, syntax):
    """Prints the literals of a file as JSON; run by the Python that has rdflib."""
    import logging

    import rdflib

    logging.disable(logging.WARNING)
    # What is written is compared, not what it stands for.
    rdflib.NORMALIZE_LITERALS = False
    data = rdflib.Dataset(default_union=True)
    data.parse(path, format=syntax)
    found = {str(node) for node in data.objects() if isinstance(node, rdflib.Literal)}
    print(json.dumps(sorted(found)))


class Desk:
    """The program in a folder."""

    def __init__(self, program, folder):
        self.program, self.folder = str(pathlib.Path(program).resolve()), pathlib.Path(folder)

    def run(self, *arguments, codes=(0,)):
        """What a command wrote; a panic or another exit code is a failure."""
        shown = " ".join(map(str, arguments))[:200]
        try:
            done = subprocess.run([self.program, *map(str, arguments)], cwd=self.folder, capture_output=True, timeout=LIMIT)
        except subprocess.TimeoutExpired:
            return fail(f"{shown!r} does not end") or ""
        told = done.stderr.decode("utf-8", "replace")
        if done.returncode not in codes or "panicked" in told:
            fail(f"{shown!r} ends with {done.returncode}", told[-1000:])
        return done.stdout.decode("utf-8", "replace")


def lines(path, objects):
    # As ASCII, so that what is no Unicode arrives as an escape.
    path.write_text("".join(json.dumps(one) + "\n" for one in objects))


def fill(desk, texts):
    """A graph in which every string stands in every place."""
    lines(desk.folder / "documents.jsonl", (
        {"id": f"d{n}", "text": f"Open Ports owns {n + 2} depots, the mayor of Novo said. {text}", "title": text,
         "author": text, "publisher": text, "url": f"https://example.org/{n}"} for n, text in enumerate(texts)))
    lines(desk.folder / "texts.jsonl", ({"id": text, "text": text} for text in texts))
    lines(desk.folder / "records.jsonl", (
        {"subject": {"label": text, "types": ["Company"]}, "relation": relation, "object": {"label": text[::-1]},
         "claimant": {"label": text, "types": ["Person"]}, "document": {"url": f"https://example.org/{kind}/{n}", "title": text}}
        for kind in ("known", "own") for n, text in enumerate(texts) for relation in ["owns" if kind == "known" else text]))
    store = ("--store", "graph.nq")
    # A document or record that cannot be read is told, and the others are taken: exit code 1.
    desk.run("build", "documents.jsonl", "--any-language", "--quiet", *store, codes=(0, 1))
    desk.run("build", "texts.jsonl", "--any-language", "--quiet", *store, codes=(0, 1))
    desk.run("import", "records.jsonl", "--quiet", *store, codes=(0, 1))
    with open(desk.folder / "labels.csv", "w", newline="", encoding="utf-8", errors="surrogatepass") as file:
        csv.writer(file).writerows([("id", "name", "also"), *((n, text, text[::-1]) for n, text in enumerate(texts))])
    (desk.folder / "labels.toml").write_text(
        'format = "csv"\nid = "id"\nid-prefix = "https://example.org/thing/"\nlabel = "name"\naliases = ["also"]\n')
    desk.run("dataset", "--home", "datasets", "add", "labels", "labels.csv", "--map", "labels.toml", codes=(0, 1))
    desk.run("link", "--to", "labels", "--home", "datasets", *store)
    findings = desk.run("fsck", *store)
    print(f"graph: {sum(1 for _ in open(desk.folder / 'graph.nq', 'rb'))} quads; {findings.strip()[-40:]}")


def plain(text):
    """A text with its white space made one blank."""
    return " ".join(text.split())


def exports(desk, texts, python):
    """Every export parses, holds each title, and gives the same graph when it is imported."""
    wanted = {plain(text) for text in texts if text.isprintable()}
    is_of_xml = lambda text: all(letter in "\t\n\r" or letter >= " " and letter not in "\ufffe\uffff" for letter in text)
    # A relation is named by its verb. rdflib's parser of XML knows the names of the standard's fourth edition, which had no
    # letters beyond the first 65,536 characters.
    is_of_names = lambda text: not any(letter > "\uffff" and letter.isalpha() for letter in text)
    lines(desk.folder / "plain.jsonl", ({"id": f"x{n}", "text": "Alder Bank owns ships. " + text, "title": text}
                                        for n, text in enumerate(texts) if is_of_xml(text) and is_of_names(text)))
    desk.run("build", "plain.jsonl", "--any-language", "--quiet", "--store", "plain.nq", codes=(0, 1))
    for name, syntax in FORMATS.items():
        # XML has no place for some characters: such a graph is refused, and another one written.
        if name == "rdfxml":
            desk.run("export", "--store", "graph.nq", "--format", name, "--output", "none.rdf", codes=(0, 2))
        store = "plain.nq" if name == "rdfxml" else "graph.nq"
        desk.run("export", "--store", store, "--format", name, "--output", f"export.{name}")
        if not syntax or not python:
            continue
        command = [python, __file__, "--literals", str(desk.folder / f"export.{name}"), syntax]
        done = subprocess.run(command, capture_output=True, text=True, timeout=4 * LIMIT)
        if done.returncode != 0:
            fail(f"rdflib cannot read the export as {name}", done.stderr[-1000:])
            continue
        expected = filter(is_of_names, wanted) if name == "rdfxml" else wanted
        missing = set(expected) - {plain(text) for text in json.loads(done.stdout)}
        if missing:
            fail(f"{len(missing)} titles are not in the export as {name}", repr(sorted(missing)[:5]))
    for name, ending in [("trig", "trig"), ("nquads", "nq")]:
        (desk.folder / f"export.{name}").rename(desk.folder / f"copy.{ending}")
        desk.run("import", f"copy.{ending}", "--store", f"again-{name}.nq", "--quiet")
        if desk.run("hash", "--store", f"again-{name}.nq") != desk.run("hash", "--store", "graph.nq"):
            fail(f"the graph is another one after an export as {name} and its import")
    print(f"exports: {len(FORMATS)} formats, {sum(1 for one in FORMATS.values() if one)} of them read by rdflib, 2 imported")


def commands(desk, texts):
    """Strings as arguments: a parameter, a search, a name, a query."""
    lines(desk.folder / "few.jsonl", ({"id": f"{n}", "text": "Alder Bank denied that it owns ships.", "title": text}
                                      for n, text in enumerate(texts[:20])))
    store = ("--store", "few.nq")
    desk.run("build", "few.jsonl", "--any-language", "--quiet", *store, codes=(0, 1))
    given = [text for text in texts if "\0" not in text and text.isascii() | text.isprintable()]
    for text in given:
        desk.run("query", "find", f"--text={text}", *store, codes=(0, 2))
        desk.run("find", *store, "--", text, codes=(0, 1, 2))
        desk.run("describe", *store, "--", text, codes=(0, 1, 2))
        desk.run("query", f"-e={text}", *store, codes=(0, 2))
    print(f"arguments: {len(given)} strings to 4 commands")


class Page(html.parser.HTMLParser):
    """The elements with their attributes, the addresses and the words of a page."""

    def __init__(self, text):
        super().__init__()
        self.shapes, self.addresses, self.words = set(), set(), []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.shapes |= {(tag, name) for name, _ in attributes} | {(tag, "")}
        self.addresses |= {value or "" for name, value in attributes if name in ("href", "src", "action")}

    def handle_data(self, data):
        self.words.append(data)


#: The markup of the server's own templates, and what is made beside them: marks of an article, the picture of a thing.
OWN = Page("".join(path.read_text() for path in (HERE.parents[1] / "src" / "server" / "pages").glob("*.html"))).shapes


class Server:
    """The server under test, and one connection to it."""

    def __init__(self, desk):
        command = [desk.program, "serve", "--store", "graph.nq", "--listen", "127.0.0.1:0", "--quiet"]
        self.running = subprocess.Popen(command, cwd=desk.folder, stderr=subprocess.PIPE, text=True)
        self.address = self.running.stderr.readline().split("http://")[1].split("/")[0]
        self.connection = http.client.HTTPConnection(self.address, timeout=LIMIT)

    def get(self, path, accept="text/html"):
        try:
            self.connection.request("GET", path, headers={"accept": accept})
            answer = self.connection.getresponse()
            return answer.status, answer.read().decode("utf-8", "replace")
        except (http.client.HTTPException, OSError) as error:
            self.connection.close()
            return 0, str(error)

    def rows(self, query):
        query = urllib.parse.quote(query)
        text = self.get(f"/sparql?query={query}", "application/sparql-results+json")[1]
        return [{name: cell["value"] for name, cell in row.items()} for row in json.loads(text)["results"]["bindings"]]


def paths(text):
    """The addresses that a string makes."""
    whole = urllib.parse.quote(text, safe="", errors="surrogatepass")
    yield from (f"/find?text={whole}", f"/ask/claims-about?about={whole}", f"/ask/find?text={whole}", f"/ask/{whole}")
    yield from (f"/thing?iri={whole}", f"/entity/person/{whole}", f"/document/{whole}", f"/{whole}", f"/static/{whole}")
    yield from (f"/sparql?query={whole}", f"/find?kind={whole}&text=x", f"/reconcile?queries={whole}", f"/void?{whole}")


#: What has pages.
QUERIES = [
    "SELECT ?thing ?label { GRAPH graph:entities { ?thing tm:mentionedIn ?d ; rdfs:label ?label } } GROUP BY ?thing ?label",
    "SELECT ?thing ?label { GRAPH ?g { ?thing a tm:DocumentVersion ; dcterms:title ?label } } GROUP BY ?thing ?label",
    "SELECT ?thing { GRAPH ?g { ?thing a tm:Claim } } GROUP BY ?thing LIMIT 2000",
]


def address(iri):
    """Where the server has the page of an IRI."""
    below = iri.removeprefix("https://w3id.org/testimony/")
    is_below = below != iri and "#" not in iri
    return "/" + urllib.parse.quote(below) if is_below else "/thing?iri=" + urllib.parse.quote(iri, safe="")


def examine(path, page, label):
    """Whether a page has only what its templates have, and shows the name of what it is of."""
    odd = page.shapes - OWN
    if odd:
        fail(f"GET {path[:200]}: markup that no template has", repr(sorted(odd)[:5]))
    odd = [one for one in page.addresses if one and not one.startswith(("/", "#", "?", "https://", "http://"))]
    if odd:
        fail(f"GET {path[:200]}: an address that is not the server's", repr(odd[:3]))
    if label.isprintable() and plain(label) not in plain("".join(page.words)):
        fail(f"GET {path[:200]}: the page does not show its name", repr(label))


def pages(desk, texts):
    """What a server makes of them: no error of its own, and no markup but its own."""
    server = Server(desk)
    try:
        asked, found = 0, [row for query in QUERIES for row in server.rows(query)]
        addresses = {address(row["thing"]): row.get("label", "") for row in found}
        for path, label in [*addresses.items(), *((path, "") for text in texts for path in paths(text))]:
            status, body = server.get(path)
            asked += 1
            if not 200 <= status < 500:
                fail(f"GET {path[:200]}: {status}", body[:300])
            if body.lstrip().startswith("<!doctype html>"):
                examine(path, Page(body), label)
        print(f"pages: {len(addresses)} of what is in the graph, {asked - len(addresses)} of addresses made of strings")
    finally:
        server.running.terminate()
        if server.running.wait(60) != 0:
            fail("the server does not end well")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--every", type=int, default=1, help="take our own strings, and one in so many of the package")
    arguments = parser.parse_args()
    texts, python = strings(arguments.every), reader()
    with tempfile.TemporaryDirectory(prefix="testimony-naughty-") as folder:
        desk = Desk(arguments.program, folder)
        fill(desk, texts)
        exports(desk, texts, python)
        commands(desk, texts)
        pages(desk, texts)
    print(f"{len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--literals"]:
        literals(*sys.argv[2:])
    else:
        sys.exit(main())
