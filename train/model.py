"""The encoder and its heads in PyTorch: BERT's layers, written out so that they export to plain ONNX operators.

One pass over a window gives a state for every word (the state of its first piece). All heads work from those states:
``cues`` (where somebody is said to say something), ``names``, and for every cue the ``arcs`` from each word to it
(source, content or neither). The arcs are a small transformer of their own over the words of the window, told where
the cue is; so each cue has spans of its own and attributions may nest, share and cross.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from train.coreference import Coreference
from train.dropout import Dropout

#: Signed distances of a word to the cue, in words: finer near it.
DISTANCES = (1, 2, 3, 4, 5, 7, 10, 15, 25, 50)
CUE_TAGS = ("O", "B", "I")
ARC_TAGS = ("O", "B-source", "I-source", "B-content", "I-content")


@dataclass(frozen=True)
class Shape:
    """The sizes of the model; the defaults are MiniLM-L6's (Wang et al. 2020), with heads for Sayso."""

    vocabulary: int = 30522
    positions: int = 512
    width: int = 384
    layers: int = 6
    heads: int = 12
    inner: int = 1536
    features: int = 80
    names: int = 23
    arc_width: int = 128
    arc_layers: int = 2
    arc_heads: int = 4
    pair_width: int = 128
    edge_width: int = 48
    dropout: float = 0.1

    def as_dict(self) -> dict[str, int | float]:
        """Return the sizes as plain values, for the checkpoint."""
        return asdict(self)


class Attention(nn.Module):
    """Multi-head self-attention; ``bias`` is added to the scores (0 where a word may be looked at, else very low)."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads, self.size = heads, width // heads
        self.query, self.key, self.value = (nn.Linear(width, width) for _ in range(3))
        self.out = nn.Linear(width, width)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """Return the attended states, of the shape of ``x`` (batch × length × width)."""
        batch, length, width = x.shape

        def split(y: Tensor) -> Tensor:
            return y.reshape(batch, length, self.heads, self.size).transpose(1, 2)

        q, k, v = split(self.query(x)), split(self.key(x)), split(self.value(x))
        y = torch.softmax(q @ k.transpose(-1, -2) / math.sqrt(self.size) + bias.to(q.dtype), dim=-1) @ v
        return self.out(y.transpose(1, 2).reshape(batch, length, width))


class Layer(nn.Module):
    """One transformer layer, normalised behind each step as in BERT (Devlin et al. 2019)."""

    def __init__(self, width: int, heads: int, inner: int, dropout: float) -> None:
        super().__init__()
        self.attention = Attention(width, heads)
        self.norm1 = nn.LayerNorm(width, eps=1e-12)
        self.up, self.down = nn.Linear(width, inner), nn.Linear(inner, width)
        self.norm2 = nn.LayerNorm(width, eps=1e-12)
        self.drop = Dropout(dropout)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """Return the next states."""
        x = self.norm1(x + self.drop(self.attention(x, bias)))
        return self.norm2(x + self.drop(self.down(nn.functional.gelu(self.up(x)))))


class Encoder(nn.Module):
    """BERT's encoder; capitals, quotation marks and paragraph starts enter as an embedding of their own."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.words = nn.Embedding(shape.vocabulary, shape.width)
        self.positions = nn.Embedding(shape.positions, shape.width)
        self.features = nn.Embedding(shape.features + 1, shape.width)  # the last one: the marks at a window's ends
        nn.init.zeros_(self.features.weight)  # the base model has no such input: begin with what it knows
        self.norm = nn.LayerNorm(shape.width, eps=1e-12)
        self.drop = Dropout(shape.dropout)
        self.layers = nn.ModuleList(
            Layer(shape.width, shape.heads, shape.inner, shape.dropout) for _ in range(shape.layers)
        )

    def forward(self, pieces: Tensor, features: Tensor, mask: Tensor) -> Tensor:
        """Return states (batch × pieces × width); ``mask`` is 1 where a piece stands and 0 where it is padding."""
        places = torch.arange(pieces.shape[1], device=pieces.device)
        x = self.words(pieces) + self.positions(places)[None] + self.features(features)
        x = self.drop(self.norm(x))
        bias = (1.0 - mask.to(x.dtype))[:, None, None, :] * -1e4
        for layer in self.layers:
            x = layer(x, bias)
        return x


class Arcs(nn.Module):
    """For each cue, what every word of its window is to it."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        width = shape.arc_width
        self.distance = nn.Embedding(2 * len(DISTANCES) + 3, width)
        self.norm = nn.LayerNorm(width)
        self.drop = Dropout(shape.dropout)
        self.layers = nn.ModuleList(
            Layer(width, shape.arc_heads, 3 * width, shape.dropout) for _ in range(shape.arc_layers)
        )
        self.out = nn.Linear(width, len(ARC_TAGS))

    def forward(self, words: Tensor, cue: Tensor, mask: Tensor) -> Tensor:
        """Return scores (cues × words × tags).

        ``words`` are the projected states of the cue's window (cues × words × 2 · width): the first half is what a
        word is for itself, the second what it brings to an arc when it is the cue. ``cue`` holds the first and the
        last word of each cue, ``mask`` is 1 where a word stands.
        """
        own, given = words.chunk(2, dim=-1)
        place = torch.arange(words.shape[1], device=words.device)[None]
        within = ((place >= cue[:, :1]) & (place <= cue[:, 1:])).to(words.dtype)
        said = (given * within[..., None]).sum(1, keepdim=True) / within.sum(1)[:, None, None]
        x = self.norm(own + said + self.distance(distances(place, cue)))
        x = self.drop(x)
        bias = (1.0 - mask.to(x.dtype))[:, None, None, :] * -1e4
        for layer in self.layers:
            x = layer(x, bias)
        scores: Tensor = self.out(x)
        return scores


def distances(place: Tensor, cue: Tensor) -> Tensor:
    """Return the number of each word's distance to the cue: 0 within it, then by turns behind and before it."""
    before, behind = cue[:, :1] - place, place - cue[:, 1:]
    result = torch.zeros_like(before)
    for number, edge in enumerate((*DISTANCES, 10**6)):
        low = ((0, *DISTANCES)[number]) + 1
        result = result + (2 * number + 1) * ((behind >= low) & (behind <= edge)).to(result.dtype)
        result = result + (2 * number + 2) * ((before >= low) & (before <= edge)).to(result.dtype)
    return result


def _head(width: int, inner: int, out: int, dropout: float) -> nn.Sequential:
    return nn.Sequential(nn.Linear(width, inner), nn.GELU(), Dropout(dropout), nn.Linear(inner, out))


class Model(nn.Module):
    """The encoder with all heads and the transition scores their tags are decoded with."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.encoder = Encoder(shape)
        self.cues = _head(shape.width, shape.width // 2, len(CUE_TAGS), shape.dropout)
        self.names = _head(shape.width, shape.width // 2, shape.names, shape.dropout)
        self.project = nn.Linear(shape.width, 2 * shape.arc_width)
        self.arcs = Arcs(shape)
        self.coreference = Coreference(shape)
        self.transitions = nn.ParameterDict(
            {
                "cues": nn.Parameter(torch.zeros(len(CUE_TAGS), len(CUE_TAGS))),
                "names": nn.Parameter(torch.zeros(shape.names, shape.names)),
                "arcs": nn.Parameter(torch.zeros(len(ARC_TAGS), len(ARC_TAGS))),
            }
        )

    def states(self, pieces: Tensor, features: Tensor, mask: Tensor, first: Tensor) -> Tensor:
        """Return a state for every word: that of its first piece. ``first`` holds piece numbers (batch × words)."""
        x = self.encoder(pieces, features, mask)
        return torch.gather(x, 1, first[..., None].expand(-1, -1, x.shape[-1]))


def from_base(folder: Path, shape: Shape) -> Model:
    """Return a model whose encoder carries the base weights in ``folder`` (``model.safetensors``, BERT's names)."""
    model = Model(shape)
    base = load_file(str(folder / "model.safetensors"))
    base = {name.removeprefix("bert."): value for name, value in base.items()}
    encoder = model.encoder
    types = base["embeddings.token_type_embeddings.weight"][0]  # every text is of the first type: add it for good
    with torch.no_grad():
        encoder.words.weight.copy_(base["embeddings.word_embeddings.weight"])
        encoder.positions.weight.copy_(base["embeddings.position_embeddings.weight"] + types)
        _copy(encoder.norm, base, "embeddings.LayerNorm")
        for number, layer in enumerate(encoder.layers):
            at = f"encoder.layer.{number}"
            for name in ("query", "key", "value"):
                _copy(getattr(layer.attention, name), base, f"{at}.attention.self.{name}")
            _copy(layer.attention.out, base, f"{at}.attention.output.dense")
            _copy(layer.norm1, base, f"{at}.attention.output.LayerNorm")
            _copy(layer.up, base, f"{at}.intermediate.dense")
            _copy(layer.down, base, f"{at}.output.dense")
            _copy(layer.norm2, base, f"{at}.output.LayerNorm")
    return model


def _copy(module: nn.Module, base: dict[str, Tensor], name: str) -> None:
    for part in ("weight", "bias"):
        getattr(module, part).copy_(base[f"{name}.{part}"])
