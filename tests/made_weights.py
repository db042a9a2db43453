"""A tokenizer of our own for tests that need no trained weights: letters, marks and a few whole words."""

from __future__ import annotations

import string
from functools import cache
from typing import Any

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers


@cache
def tokenizer() -> Any:
    pieces = ["[PAD]", "[UNK]", "lund", "said", "keld", "yes", "no", *string.ascii_lowercase, *string.digits]
    pieces += (
        [f"##{letter}" for letter in string.ascii_lowercase + string.digits]
        + list(string.punctuation)
        + ["“", "”", "’"]
    )
    made = Tokenizer(models.WordPiece({piece: n for n, piece in enumerate(pieces)}, unk_token="[UNK]"))
    made.normalizer = normalizers.BertNormalizer(lowercase=True)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return made
