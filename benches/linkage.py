"""Precision, recall and F1 of `testimony link --between`, and its processor time.

Usage: python3 benches/linkage.py TESTIMONY LEFT RIGHT GOLD

GOLD is a delimited text with a header and two columns, the ids of the left and the right row of each match. Ids
are compared without regard to case, as published gold files differ from their tables in it.
"""

import csv
import pathlib
import resource
import subprocess
import sys
import tempfile


def pairs(path, columns=2):
    """The first two cells of each line but the header."""
    with open(path, newline="", encoding="utf-8") as file:
        mark = next((mark for mark in "\t,;|%" if mark in file.readline()), ",")
        file.seek(0)
        rows = list(csv.reader(file, delimiter=mark))[1:]
    return {tuple(cell.strip().lower() for cell in row[:columns]) for row in rows}


def main():
    program, left, right, gold = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "pairs.csv"
        subprocess.run([program, "--quiet", "link", "--between", left, right, "--out", out], check=True)
        found = pairs(out)
    wanted = pairs(gold)
    right_ones = len(found & wanted)
    precision, recall = right_ones / max(len(found), 1), right_ones / max(len(wanted), 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"{len(found)} pairs, {len(wanted)} wanted: P {precision:.4f} R {recall:.4f} F1 {f1:.4f}", end=", ")
    print(f"{used.ru_utime + used.ru_stime:.2f} CPU-s, {used.ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
