"""Carries out RML's public core test cases over CSV and JSON, and names each whose outcome is another.

    python3 tests/rml/core_cases.py TESTIMONY [FOLDER]

FOLDER is an unpacked source distribution of morph-kgc, which has the cases with their outcomes under `test/rml-core`; without
it the distribution is fetched from PyPI. The cases stay outside this repository. A case counts as passed when the quads
are the same but for the labels of blank nodes (rows that cannot be mapped are told, with exit code 1, and the others mapped), or
when it has to fail and does. Where a number of JSON has no datatype in the
expected outcome, `xsd:integer` or `xsd:double`, which RML's natural mapping gives it, counts as the same and is counted apart.
Exit code 1: a case failed that is not among the `KNOWN`.
"""

import pathlib
import re
import subprocess
import sys
import tarfile
import tempfile

VERSION = "2.10.0"
# Cases of morph-kgc's own beside the public ones, and why they have another outcome here.
KNOWN = {
    ("csv", "null_filter"): "takes the word `nan` for a missing value, which RML does not",
    ("json", "complex"): "gives constants a term type that they do not have, which the public case 0025b asks to be refused",
}
NATURAL = re.compile(r'"\^\^<http://www\.w3\.org/2001/XMLSchema#(integer|double)>')


def fetched(folder):
    """The source distribution, unpacked in the folder."""
    subprocess.run(
        [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:", f"morph-kgc=={VERSION}"],
        cwd=folder, check=True)
    with tarfile.open(next(folder.glob("morph_kgc-*.tar.gz"))) as archive:
        archive.extractall(folder, filter="data")
    return next(path for path in folder.glob("morph_kgc-*") if path.is_dir())


def quads(text):
    """The statements with each blank node named by what is said of it, so that labels do not count."""
    lines = {re.sub(r"\s+", " ", line.strip()) for line in text.splitlines()}
    lines = {line for line in lines if line and not line.startswith("#")}
    nodes = {label for line in lines for label in re.findall(r"_:\w+", line)}
    names = {label: str(sorted(re.sub(r"_:\w+", "_:", line) for line in lines if label in line.split())) for label in nodes}
    return sorted(re.sub(r"_:\w+", lambda match: names[match[0]], line) for line in lines)


def outcome(program, case):
    """`same`, `natural` for a datatype of JSON's numbers, or what is different."""
    folder = f"test/rml-core/{case.parent.name}/{case.name}/"
    with tempfile.NamedTemporaryFile("w", suffix=".ttl", dir=case) as mapping:
        mapping.write((case / "mapping.ttl").read_text().replace(folder, ""))
        mapping.flush()
        done = subprocess.run(
            [program, "import", "--format", "rml", "--mapping", mapping.name, "--base", "http://example.com/base/", "--print", "nquads"],
            capture_output=True, text=True)
    tests = "".join(path.read_text() for path in case.glob("test*.py"))
    if "except" in tests:
        return "same" if done.returncode else "does not fail"
    if done.returncode > 1:
        return done.stderr.strip()
    expected, found = quads((case / "output.nq").read_text()), quads(done.stdout)
    if expected == found:
        return "same"
    is_natural = case.parent.name == "json" and quads(NATURAL.sub('"', done.stdout)) == expected
    return "natural" if is_natural else f"gives {found} instead of {expected}"


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory() as scratch:
        root = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else fetched(pathlib.Path(scratch))
        cases = [case for kind in ("csv", "json") for case in sorted((root / "test/rml-core" / kind).iterdir()) if case.is_dir()]
        outcomes = {(case.parent.name, case.name): outcome(program, case) for case in cases}
    others = {name: text for name, text in outcomes.items() if text not in ("same", "natural")}
    natural = sum(1 for text in outcomes.values() if text == "natural")
    print(f"{len(outcomes) - len(others)} of {len(outcomes)} cases have the expected outcome, {natural} of them with a datatype for JSON's numbers")
    for name, text in others.items():
        print(f"{'/'.join(name)}: {text}" + (f" (it {KNOWN[name]})" if name in KNOWN else ""))
    if not outcomes or set(others) != set(KNOWN):
        sys.exit(1)


if __name__ == "__main__":
    main()
