"""Reads documents on a Spark cluster: each partition goes through `testimony extract`, and all quads into one file.

    python3 examples/spark/extract.py --testimony TESTIMONY DOCUMENTS QUADS.nq [--master MASTER] [--partitions N]

DOCUMENTS is JSON Lines: one record on each line, with `text` and perhaps `id`, `title`, `date` (docs/formats.md). The program has to be
on every machine, at the same path. It keeps nothing from one line to the next, and names all that it finds by content, so it does not
matter how documents are shared out: the quads of all partitions, sorted and each of them once, are those of one machine.

A partition whose program fails fails the job (`checkCode`), and Spark tries it again; a partition that is done twice gives the same quads.
Then `testimony import QUADS.nq --store graph.nq` adds what follows from all documents together.
"""

import argparse
import shlex

from pyspark.sql import SparkSession


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents")
    parser.add_argument("quads")
    parser.add_argument("--testimony", default="testimony", help="the program, as the executors find it")
    parser.add_argument("--master", help="such as local-cluster[2,1,1024] or yarn")
    parser.add_argument("--partitions", type=int, default=8)
    arguments = parser.parse_args()
    builder = SparkSession.builder.appName("testimony extract")
    session = (builder.master(arguments.master) if arguments.master else builder).getOrCreate()
    command = f"{shlex.quote(arguments.testimony)} extract --format nquads --threads 1 -"
    documents = session.sparkContext.textFile(arguments.documents, arguments.partitions)
    # textFile cuts where bytes are many, which may leave partitions without a line.
    quads = documents.repartition(arguments.partitions).pipe(command, checkCode=True)
    # Sorted as bytes are, and merged on the executors: what reaches the driver is one partition at a time.
    merged = quads.map(lambda line: line.encode()).distinct().sortBy(lambda line: line)
    with open(arguments.quads, "wb") as file:
        count = 0
        for line in merged.toLocalIterator():
            file.write(line + b"\n")
            count += 1
    partitions = quads.getNumPartitions()
    session.stop()
    print(f"{count} quads from {partitions} partitions")


if __name__ == "__main__":
    main()
