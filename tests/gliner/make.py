"""Makes the small GLiNER model of the tests: model.onnx, tokenizer.json and gliner_config.json.

It has the inputs, the output and the moving parts of a span model that GLiNER exports (the hidden states of the
prompt's entity marks and of each word's first token are picked out by mask, spans are pairs of words, a label's score is a product of
both), with weights set by hand: it knows a few companies and people. Where onnxruntime is installed, the model is
run once on a sentence to see that it is well formed.

    pip install onnx onnxruntime tokenizers
    python tests/gliner/make.py
"""

import json
import pathlib

import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper, save
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors

FOLDER = pathlib.Path(__file__).parent
WIDTH = 4
# Each word with the labels whose names begin with it, and those whose names end with it.
BEGINS = {"Nordbank": "company", "Quillon": "company", "Ada": "person", "quay": "facility"}
ENDS = {"Nordbank": "company", "Ferries": "company", "Okafor": "person", "authority": "facility"}
LABELS = ["company", "person", "facility"]
SPECIAL = ["[PAD]", "[CLS]", "[SEP]", "[UNK]", "<<ENT>>", "<<SEP>>"]


def tokenizer():
    words = SPECIAL + sorted({*LABELS, *BEGINS, *ENDS})
    vocabulary = {word: index for index, word in enumerate(words)}
    made = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]", max_input_chars_per_word=40))
    made.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    made.decoder = decoders.WordPiece()
    made.add_special_tokens(SPECIAL)
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 1), ("[SEP]", 2)]
    )
    made.save(str(FOLDER / "tokenizer.json"))
    return vocabulary


def weights(vocabulary):
    """What a token is as a word (begin and end of each label), and what it makes of the entity mark before it."""
    size = len(LABELS)
    words = np.zeros((len(vocabulary), 2 * size), dtype=np.float32)
    marks = np.zeros((len(vocabulary), 2 * size), dtype=np.float32)
    for column, label in enumerate(LABELS):
        for word, of in BEGINS.items():
            words[vocabulary[word], column] = float(of == label)
        for word, of in ENDS.items():
            words[vocabulary[word], size + column] = float(of == label)
        marks[vocabulary[label], [column, size + column]] = 1.0
    return words, marks


def model(vocabulary):
    words, marks = weights(vocabulary)
    ints = lambda name, *values: numpy_helper.from_array(np.array(values, dtype=np.int64), name)
    scalar = lambda name, value: numpy_helper.from_array(np.array(value), name)
    half = len(LABELS)
    mask = np.repeat([[1.0], [0.0]], [half, half], axis=0).astype(np.float32).reshape(-1)
    initial = [
        numpy_helper.from_array(words, "words"),
        numpy_helper.from_array(marks, "marks"),
        numpy_helper.from_array(mask, "begins"),
        numpy_helper.from_array(1 - mask, "ends"),
        numpy_helper.from_array(-0.5 * np.arange(WIDTH, dtype=np.float32).reshape(1, 1, WIDTH, 1), "wide"),
        ints("zero", 0), ints("one", 1), ints("two", 2), ints("last", -1),
        ints("end", np.iinfo(np.int64).max), ints("hidden_size", 2 * half),
        scalar("mark", np.int64(vocabulary["<<ENT>>"])), scalar("nought", np.int64(0)), scalar("unit", np.int64(1)),
        scalar("ten", np.float32(10)), scalar("fifteen", np.float32(15)),
    ]
    nodes = []

    def node(kind, inputs, output, **more):
        nodes.append(helper.make_node(kind, inputs, [output], name=output, **more))

    # Hidden states: each token as a word, and what the next one makes of it.
    node("Gather", ["words", "input_ids"], "as_word")
    node("Gather", ["marks", "input_ids"], "as_mark")
    node("Slice", ["as_mark", "one", "end", "one"], "next_marks")
    node("Slice", ["as_mark", "zero", "one", "one"], "first_mark")
    node("Concat", ["next_marks", "first_mark"], "shifted", axis=1)
    node("Add", ["as_word", "shifted"], "hidden")
    # The entity marks of the prompt, picked out where the mark stands.
    node("Equal", ["input_ids", "mark"], "is_mark")
    node("NonZero", ["is_mark"], "mark_places")
    node("Transpose", ["mark_places"], "mark_pairs", perm=[1, 0])
    node("GatherND", ["hidden", "mark_pairs"], "labels")
    # The words of the text, put into their places by the mask.
    node("ReduceMax", ["text_lengths"], "length", keepdims=0)
    node("Unsqueeze", ["length", "zero"], "length_1")
    node("Greater", ["words_mask", "nought"], "is_word")
    node("NonZero", ["is_word"], "word_places")
    node("Transpose", ["word_places"], "word_pairs", perm=[1, 0])
    node("GatherND", ["hidden", "word_pairs"], "word_states")
    node("GatherND", ["words_mask", "word_pairs"], "word_numbers")
    node("Sub", ["word_numbers", "unit"], "word_targets")
    node("Unsqueeze", ["word_targets", "one"], "word_rows")
    node("Concat", ["length_1", "hidden_size"], "text_shape", axis=0)
    node("ConstantOfShape", ["text_shape"], "empty", value=numpy_helper.from_array(np.zeros(1, dtype=np.float32)))
    node("ScatterND", ["empty", "word_rows", "word_states"], "text")
    # Spans: the state of the first word and that of the last.
    node("Slice", ["span_idx", "zero", "one", "two"], "starts_3")
    node("Slice", ["span_idx", "one", "two", "two"], "ends_3")
    node("Squeeze", ["starts_3", "two"], "starts")
    node("Squeeze", ["ends_3", "two"], "stops")
    node("Gather", ["text", "starts"], "first_states")
    node("Gather", ["text", "stops"], "last_states")
    node("Mul", ["first_states", "begins"], "first_parts")
    node("Mul", ["last_states", "ends"], "last_parts")
    node("Add", ["first_parts", "last_parts"], "spans")
    node("Transpose", ["labels"], "label_columns", perm=[1, 0])
    node("MatMul", ["spans", "label_columns"], "products")
    node("Concat", ["one", "length_1", "width", "last"], "score_shape", axis=0)
    node("Reshape", ["products", "score_shape"], "scores")
    node("Mul", ["scores", "ten"], "steep")
    node("Sub", ["steep", "fifteen"], "shifted_scores")
    node("Add", ["shifted_scores", "wide"], "logits")
    initial.append(ints("width", WIDTH))
    tensor = lambda name, kind, *shape: helper.make_tensor_value_info(name, kind, list(shape))
    long = TensorProto.INT64
    inputs = [
        tensor("input_ids", long, "batch_size", "sequence_length"),
        tensor("attention_mask", long, "batch_size", "sequence_length"),
        tensor("words_mask", long, "batch_size", "sequence_length"),
        tensor("text_lengths", long, "batch_size", "value"),
        tensor("span_idx", long, "batch_size", "num_spans", "idx"),
        tensor("span_mask", TensorProto.BOOL, "batch_size", "num_spans"),
    ]
    output = tensor("logits", TensorProto.FLOAT, "batch_size", "num_words", "span_width", "num_labels")
    graph = helper.make_graph(nodes, "gliner", inputs, [output], initial)
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    checker.check_model(made, full_check=True)
    save(made, str(FOLDER / "model.onnx"))


def try_out(vocabulary):
    try:
        import onnxruntime
    except ImportError:
        return
    session = onnxruntime.InferenceSession(str(FOLDER / "model.onnx"))
    prompt = ["[CLS]", "<<ENT>>", "company", "<<ENT>>", "person", "<<SEP>>"]
    words = ["Nordbank", "hired", "Ada", "Okafor"]
    tokens = prompt + words + ["[SEP]"]
    ids = [vocabulary.get(token, 3) for token in tokens]
    numbers = [0] * len(prompt) + list(range(1, len(words) + 1)) + [0]
    pairs, inside = [], []
    for start in range(len(words)):
        for width in range(WIDTH):
            is_inside = start + width < len(words)
            pairs.append([start, start + width] if is_inside else [0, 0])
            inside.append(is_inside)
    given = {
        "input_ids": np.array([ids]), "attention_mask": np.ones((1, len(ids)), dtype=np.int64),
        "words_mask": np.array([numbers]), "text_lengths": np.array([[len(words)]]),
        "span_idx": np.array([pairs]), "span_mask": np.array([inside]),
    }
    used = {given_input.name for given_input in session.get_inputs()}
    [logits] = session.run(None, {name: value for name, value in given.items() if name in used})
    found = [(words[i : i + j + 1], LABELS[c], float(logits[0, i, j, c])) for i, j, c in np.argwhere(logits[0] > 0)]
    print(logits.shape, found)


if __name__ == "__main__":
    vocabulary = tokenizer()
    (FOLDER / "gliner_config.json").write_text(
        json.dumps(
            {"model_name": "small-test", "span_mode": "markerV0", "max_width": WIDTH, "max_len": 384, "max_types": 25,
             "ent_token": "<<ENT>>", "sep_token": "<<SEP>>", "words_splitter_type": "whitespace"},
            indent=2,
        )
        + "\n"
    )
    model(vocabulary)
    try_out(vocabulary)
