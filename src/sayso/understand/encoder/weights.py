"""The weights file: one ZIP archive with the ONNX graphs, the tables of the coreference head and the vocabulary.

Nothing in it is code: ONNX graphs hold operators, the tables are plain arrays (no pickle), the rest is text.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from sayso import data
from sayso.understand.encoder.words import FEATURES

#: Other weights than ours are taken from the file this environment variable names.
VARIABLE = "SAYSO_WEIGHTS"
OURS = Path(__file__).parent / "sayso.weights"
#: A weights file is 25 MB; what is much larger is something else.
MAX_BYTES = 512 * 1024 * 1024
FORMAT = 1

Floats = NDArray[np.float32]


class WeightsError(data.DataError):
    """A weights file that cannot be used; the message names the file and the fix."""


@dataclass(frozen=True)
class Weights:
    """What the reader computes with. ``version`` is a digest of the file, kept with every finding.

    The graphs are made ready when they are first used: who only asks for the version waits for nothing.
    """

    version: str
    graphs: dict[str, bytes]
    tables: dict[str, Floats]
    tokenizer: Any
    kinds: tuple[str, ...]
    columns: dict[str, tuple[int, int]]
    calibration: dict[str, Any]

    @cached_property
    def encoder(self) -> onnxruntime.InferenceSession:
        """The encoder with all that is computed word by word."""
        return _session(self.graphs["encoder"])

    @cached_property
    def arcs(self) -> onnxruntime.InferenceSession:
        """The arcs of cues."""
        return _session(self.graphs["arcs"])


def where() -> Path:
    """Return the weights file that counts: the one the environment names, else the package's own."""
    given = os.environ.get(VARIABLE)
    return Path(given) if given else OURS


def available() -> bool:
    """Whether there is a weights file to read."""
    return where().is_file()


def load() -> Weights:
    """Return the weights, read once for each file. Raises WeightsError when they are missing or not to be used."""
    return _load(where())


@cache
def _load(path: Path) -> Weights:
    fix = f"point {VARIABLE} to a weights file, install Sayso anew, or use --reader rules"
    try:
        if path.stat().st_size > MAX_BYTES:
            raise WeightsError(f"{path}: larger than {MAX_BYTES} bytes, so no weights of ours; {fix}")
        raw = path.read_bytes()
    except OSError as error:
        raise WeightsError(f"{path}: the weights cannot be read ({error.strerror}); {fix}") from error
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            if sum(member.file_size for member in archive.infolist()) > MAX_BYTES:
                raise WeightsError(f"{path}: unpacks to more than {MAX_BYTES} bytes; {fix}")
            members = {name: archive.read(name) for name in archive.namelist()}
        meta = json.loads(members["meta.json"])
        if meta["format"] != FORMAT or meta["features"] != FEATURES:
            raise WeightsError(f"{path}: made for another version of Sayso (format {meta['format']}); {fix}")
        with np.load(io.BytesIO(members["tables.npz"]), allow_pickle=False) as arrays:
            tables = {name: arrays[name] for name in arrays.files}
        return Weights(
            hashlib.sha256(raw).hexdigest()[:12],
            {"encoder": members["encoder.onnx"], "arcs": members["arcs.onnx"]},
            tables,
            _tokenizer(members["vocabulary.txt"].decode("utf-8")),
            tuple(meta["kinds"]),
            {name: (int(low), int(high)) for name, (low, high) in meta["columns"].items()},
            meta["calibration"],
        )
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError) as error:
        if isinstance(error, WeightsError):
            raise
        raise WeightsError(f"{path}: not a weights file of Sayso's ({error}); {fix}") from error


def _session(graph: bytes) -> onnxruntime.InferenceSession:
    """One thread for each session: cores are shared out among worker processes, and sums keep their order."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Idle memory is given back after a run: a worker that has read one huge page does not stay huge.
    options.enable_mem_pattern = False
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


def _tokenizer(vocabulary: str) -> Any:
    """BERT's tokenizer in lower case (Devlin et al. 2019)."""
    vocab = {word: number for number, word in enumerate(vocabulary.splitlines())}
    tokenizer = Tokenizer(models.WordPiece(vocab, unk_token="[UNK]", max_input_chars_per_word=100))  # noqa: S106
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return tokenizer
