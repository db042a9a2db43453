"""Sentence vectors of statements from the reader's own encoder, to find paraphrases that share few words.

A vector is the mean of what a layer of the encoder holds of the word pieces (mean pooling, Reimers and Gurevych 2019).
The encoder was made for sentence vectors and then trained to find attributions; on the judged pairs its vectors tell
less than words and happenings, and add nothing to them (``bench/claims.py --vectors``). So they are off unless asked
for.

The quantised encoder scales its numbers by the largest in a batch, so each statement is read by itself: its vector then
depends on nothing else in the pile.
"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import onnxruntime
import pyarrow as pa
from numpy.typing import NDArray

from sayso.compare.arrays import F32
from sayso.compare.engine import Engine
from sayso.understand.encoder import weights as files
from sayso.understand.encoder.words import FEATURES, words_of

VECTORS = pa.schema([("vector", pa.list_(pa.float32()))])
_BEGIN, _END = 101, 102  # BERT's [CLS] and [SEP]
#: The layer that tells the judged pairs of the dev half apart best; the last ones are tuned to mark words.
LAYER = "/encoder/layers.1/norm2/LayerNormalization_output_0"
#: Word pieces read of a statement; what is longer is told by its beginning.
PIECES = 126
#: Statements in a batch: about a second's work.
ROWS = 100


def cosines(one: list[str], two: list[str], *, engine: Engine) -> NDArray[np.float64]:
    """Return how alike the texts side by side are, -1 to 1. Raises WeightsError without weights to read them with."""
    files.load()
    texts = sorted({*one, *two})
    batches = (
        pa.record_batch([pa.array(texts[at : at + ROWS], pa.string())], names=["text"])
        for at in range(0, len(texts), ROWS)
    )
    found: list[list[float]] = []
    for batch in engine.map_batches(vector_batch, batches):
        found += batch["vector"].to_pylist()
    number = {text: at for at, text in enumerate(texts)}
    every = np.array(found, np.float64).reshape(len(texts), -1)
    every /= np.maximum(np.linalg.norm(every, axis=1, keepdims=True), 1e-9)
    left, right = (every[[number[text] for text in side]] for side in (one, two))
    alike: NDArray[np.float64] = (left * right).sum(axis=1)
    return alike


def vector_batch(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return the vector of each ``text``."""
    session = _session(files.where().as_posix())
    vectors = [_vector(session, text or "") for text in batch["text"].to_pylist()]
    return pa.record_batch([pa.array([one.tolist() for one in vectors], VECTORS.field(0).type)], schema=VECTORS)


def _vector(session: onnxruntime.InferenceSession, text: str) -> F32:
    words = words_of(files.load().tokenizer, text, [(0, len(text))])
    size = min(len(words.pieces), PIECES)
    pieces = np.array([[_BEGIN, *words.pieces[:size], _END]], np.int64)
    features = np.full((1, size + 2), FEATURES, np.int64)
    features[0, 1 : size + 1] = np.repeat(words.feature, np.diff(words.first))[:size]
    given = {
        "pieces": pieces,
        "features": features,
        "mask": np.ones((1, size + 2), np.float32),
        "first": np.ones((1, 1), np.int64),
    }
    held = session.run([LAYER], given)[0][0]
    inner = held[1:-1] if size else held
    return np.asarray(inner.mean(axis=0), np.float32)


@functools.cache
def _session(path: str) -> onnxruntime.InferenceSession:
    """Return the encoder with the layer as one more output (``path`` is what the cache goes by)."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    graph = files.load().graphs["encoder"] + _output(LAYER)
    try:
        return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime has no error of its own for it
        raise files.WeightsError(f"{path}: the weights have no layer {LAYER!r}; leave vectors off") from error


def _output(name: str) -> bytes:
    """Return a piece of an ONNX model that names one more output: protocol buffers add up when put together."""

    def field(tag: int, content: bytes) -> bytes:
        return bytes([tag, len(content)]) + content  # names are shorter than 128 bytes, so a length is one byte

    return field(0x3A, field(0x62, field(0x0A, name.encode())))  # model.graph, graph.output, output.name


def wanted(sure: NDArray[Any], undecided: float, same: float, most: int) -> NDArray[np.int64]:
    """Return which pairs words leave undecided, the surest ``most`` of them."""
    open_ones = np.flatnonzero((sure >= undecided) & (sure < same))
    order = np.argsort(-sure[open_ones], kind="stable")
    return np.sort(open_ones[order[:most]])
