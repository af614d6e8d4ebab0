"""Draws where the time of a build, an export and a question goes, and prints each module's share of it.

    python3 benches/flame.py [--program PROGRAM] [--output FOLDER] [--documents N] [--records N]

Without PROGRAM it is built with frame pointers into target/flame, which perf needs to see who called whom. Needs perf (Debian: linux-perf)
and, for the pictures, inferno from crates.io, which is installed below ~/.cache/testimony where it is missing; without it the pictures are
left out, and that is said. FOLDER, target/flame unless named, gets build.svg, export.svg and query.svg.

A sample counts for the module whose function is nearest to the top of its stack; what the C library, the kernel or the allocator does
for it is told beside it.
"""

import argparse
import collections
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import run

ROOT = run.ROOT
QUESTION = "SELECT ?w (COUNT(?c) AS ?n) WHERE { GRAPH ?g { ?c <https://w3id.org/testimony#claimant> ?w ; <https://w3id.org/testimony#proposition> ?p } } GROUP BY ?w"
#: What functions outside any module do, by what is in their names.
SERVICES = [("allocating", re.compile(r"malloc|calloc|realloc|cfree|_int_free|sysmalloc|unlink_chunk|alloc::|raw_vec")),
            ("copying and comparing", re.compile(r"mem(cpy|move|cmp|set|chr)")),
            ("sorting", re.compile(r"slice::sort|quicksort|sort_unstable|smallsort|driftsort")),
            ("hashing", re.compile(r"hash|siphash|sha2|Hasher"))]


def built():
    """The program with frame pointers."""
    target = ROOT / "target" / "flame"
    flags = {"RUSTFLAGS": "-C force-frame-pointers=yes -C symbol-mangling-version=v0", "CARGO_TARGET_DIR": str(target)}
    command = ["cargo", "build", "--release", "--quiet", "--locked", "--no-default-features"]
    subprocess.run(command, cwd=ROOT, check=True, env={**os.environ, **flags})
    return target / "release" / "testimony"


def inferno():
    """The folder of inferno's programs; none where it cannot be had."""
    folder = run.CACHE / "inferno"
    if not (folder / "bin" / "inferno-flamegraph").exists():
        command = ["cargo", "install", "--quiet", "--locked", "--root", str(folder), "inferno"]
        if subprocess.run(command, env={**os.environ, "CARGO_TARGET_DIR": str(folder / "target")}).returncode != 0:
            print("NOT DRAWN: inferno cannot be had: cargo install inferno", file=sys.stderr)
            return None
        shutil.rmtree(folder / "target", ignore_errors=True)
    return folder / "bin"


def stacks(folder, command):
    """Runs a command under perf; its stacks from the bottom up, each with how often it was seen."""
    data = folder / "perf.data"
    record = ["perf", "record", "-q", "-F", "499", "--call-graph", "fp", "-o", str(data), "--"]
    subprocess.run([*record, *map(str, command)], check=True, stdout=subprocess.DEVNULL)
    script = subprocess.run(["perf", "script", "-i", str(data), "-F", "comm,ip,sym"], check=True, capture_output=True, text=True, errors="replace")
    counts = collections.Counter()
    for sample in script.stdout.split("\n\n"):
        frames = [re.sub(r"^\s*[0-9a-f]+\s+", "", line).strip() for line in sample.splitlines()[1:]]
        if frames:
            counts[tuple(demangled(frame) for frame in reversed(frames))] += 1
    return counts


def demangled(name):
    """A name without hashes, generic arguments and offsets."""
    name = re.sub(r"\+0x[0-9a-f]+$|\[[0-9a-f]+\]|::h[0-9a-f]{16}$", "", name)
    return name.replace(";", ":")


def module(frame):
    """The module of ours that a function is in, two levels deep; none when it is in none."""
    found = re.search(r"testimony::([a-z_]+)(?:::([a-z_]+)(?=::))?", frame)
    return found and (f"{found[1]}::{found[2]}" if found[2] else found[1])


def shares(counts):
    """Each module's share of all samples, and what was done for it by others."""
    total, own, others = sum(counts.values()), collections.Counter(), collections.Counter()
    for frames, count in counts.items():
        name = next((found for frame in reversed(frames) if (found := module(frame))), "outside")
        own[name] += count
        top = frames[-1]
        service = next((what for what, pattern in SERVICES if pattern.search(top)), None)
        if any("entry_SYSCALL" in frame or "asm_exc_page_fault" in frame or "do_syscall" in frame for frame in frames):
            service = "the kernel"
        others[service or ("oxigraph" if "ox" in top else "the rest")] += count
    part = lambda counter: [(name, 100 * count / total) for name, count in counter.most_common(12) if count / total > 0.01]
    return part(own), part(others)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=pathlib.Path)
    parser.add_argument("--output", type=pathlib.Path, default=ROOT / "target" / "flame")
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--no-pictures", action="store_true")
    options = parser.parse_args()
    options.program = (options.program or built()).resolve()
    options.scale = options.rounds = 1
    options.output.mkdir(parents=True, exist_ok=True)
    drawing = None if options.no_pictures else inferno()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        bench = run.Bench(options, folder)
        graph, texts = bench.quads(options.records), bench.texts(options.documents)
        works = {
            "build": ["build", texts, "--any-language", "--quiet", "--threads", "1", "--print", "nquads"],
            "export": ["export", "--store", graph, "--format", "trig"],
            "query": ["query", "--store", graph, "-e", QUESTION, "--format", "tsv"],
        }
        for name, command in works.items():
            counts = stacks(folder, [options.program, *command])
            own, others = shares(counts)
            print(f"\n{name}: {sum(counts.values())} samples")
            print("  by module: " + ", ".join(f"{what} {share:.0f} %" for what, share in own))
            print("  at the top: " + ", ".join(f"{what} {share:.0f} %" for what, share in others))
            if drawing:
                lines = "".join(f"{';'.join(frames)} {count}\n" for frames, count in sorted(counts.items()))
                command = [drawing / "inferno-flamegraph", "--title", f"testimony {name}", "--minwidth", "0.3", "--deterministic"]
                picture = subprocess.run(command, input=lines, capture_output=True, text=True, check=True).stdout
                (options.output / f"{name}.svg").write_text(picture)


if __name__ == "__main__":
    main()
