"""From trained weights to the one file that ships: int8 ONNX graphs, the tables of the coreference head, a vocabulary.

The file is a ZIP archive without compression whose members and dates are fixed, so the same weights give the same
bytes.
"""

from __future__ import annotations

import io
import json
import logging
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers import optimizer
from onnxruntime.transformers.fusion_options import FusionOptions
from torch import Tensor, nn

from sayso.understand.encoder.words import FEATURES
from train.examples import KINDS
from train.model import Model, Shape

log = logging.getLogger("train")
_DATE = (2000, 1, 1, 0, 0, 0)
OPSET = 17


class _Encode(nn.Module):
    """Everything that is computed word by word, side by side in one output (see ``columns``)."""

    def __init__(self, model: Model) -> None:
        super().__init__()
        self.model = model

    def forward(self, pieces: Tensor, features: Tensor, mask: Tensor, first: Tensor) -> Tensor:
        model = self.model
        states = model.states(pieces, features, mask, first)
        head = model.coreference
        parts = [model.cues(states), model.names(states), head.mention(states), model.project(states)]
        return torch.cat([*parts, head.project(states)], dim=-1)


def columns(shape: Shape) -> dict[str, list[int]]:
    """Return where each part stands in the encoder's output: name → [first, behind]."""
    sizes = {
        "cues": 3,
        "names": shape.names,
        "mention": 1,
        "arcs": 2 * shape.arc_width,
        "pairs": 2 * shape.pair_width,
        "edges": 4 * shape.edge_width,
    }
    found, place = {}, 0
    for name, size in sizes.items():
        found[name] = [place, place + size]
        place += size
    return found


def load(path: Path) -> Model:
    """Return the model of a file that ``fit`` wrote for an epoch."""
    saved = torch.load(path, weights_only=True)
    model = Model(Shape(**saved["shape"]))
    model.load_state_dict(saved["weights"])
    return model.eval()


def mean(models: Sequence[Model]) -> Model:
    """Return a model with the mean of the weights: runs from one start lie close enough (Wortsman et al. 2022)."""
    first = models[0]
    with torch.no_grad():
        for name, value in first.state_dict().items():
            value.copy_(torch.stack([one.state_dict()[name] for one in models]).mean(0))
    return first


def export(
    model: Model, base: Path, out: Path, *, quantised: bool = True, calibration: dict[str, Any] | None = None
) -> None:
    """Write the weights file ``out``; ``base`` is the folder with the base model's ``vocab.txt``.

    ``quantised`` False keeps 32-bit floats, to see what quantising costs.
    """
    model = model.eval()
    shape = model.shape
    encoder = _graph(
        _Encode(model),
        {
            "pieces": torch.randint(5, 1000, (3, 12)),
            "features": torch.randint(0, FEATURES, (3, 12)),
            "mask": torch.ones(3, 12),
            "first": torch.tensor([[1, 2, 4, 7, 9]] * 3),
        },
        {
            "pieces": ("batch", "length"),
            "features": ("batch", "length"),
            "mask": ("batch", "length"),
            "first": ("batch", "words"),
        },
    )
    arcs = _graph(
        model.arcs,
        {
            "words": torch.randn(4, 9, 2 * shape.arc_width),
            "cue": torch.tensor([[1, 1], [2, 3], [0, 0], [5, 6]]),
            "mask": torch.ones(4, 9),
        },
        {"words": ("cues", "length"), "cue": ("cues",), "mask": ("cues", "length")},
    )
    members = {
        "encoder.onnx": _small(encoder, shape) if quantised else encoder.SerializeToString(),
        "arcs.onnx": _small(arcs, None) if quantised else arcs.SerializeToString(),
        "tables.npz": _tables(model),
        "vocabulary.txt": (base / "vocab.txt").read_bytes(),
        "meta.json": json.dumps(
            {
                "format": 1,
                "kinds": list(KINDS),
                "features": FEATURES,
                "columns": columns(shape),
                "calibration": calibration or {},
            },
            sort_keys=True,
            indent=1,
        ).encode(),
    }
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(members):
            archive.writestr(zipfile.ZipInfo(name, _DATE), members[name])
    log.info("%s: %.1f MB", out, out.stat().st_size / 1e6)


def _graph(module: nn.Module, inputs: dict[str, Tensor], axes: dict[str, tuple[str, ...]]) -> onnx.ModelProto:
    memory = io.BytesIO()
    torch.onnx.export(
        module.eval(),
        tuple(inputs.values()),
        memory,
        input_names=list(inputs),
        output_names=["out"],
        dynamic_axes={name: dict(enumerate(names)) for name, names in axes.items()},
        opset_version=OPSET,
        dynamo=False,
    )
    return onnx.load_model_from_string(memory.getvalue())


def _small(graph: onnx.ModelProto, shape: Shape | None) -> bytes:
    """Fuse what ONNX Runtime has one operator for, then quantise the weights to int8, a scale for each channel."""
    with tempfile.TemporaryDirectory() as folder:
        plain, fused, small = (Path(folder) / name for name in ("plain.onnx", "fused.onnx", "small.onnx"))
        onnx.save_model(graph, plain)
        options = FusionOptions("bert")
        options.enable_embed_layer_norm = False
        options.enable_skip_layer_norm = False  # three times as slow as the two it stands for
        options.enable_bias_skip_layer_norm = False
        heads, width = (shape.heads, shape.width) if shape else (4, 128)
        made = optimizer.optimize_model(
            str(plain), model_type="bert", num_heads=heads, hidden_size=width, opt_level=0, optimization_options=options
        )
        log.info("fused: %s", made.get_fused_operator_statistics())
        made.save_model_to_file(str(fused))
        quantize_dynamic(
            fused,
            small,
            per_channel=True,
            reduce_range=False,
            weight_type=QuantType.QInt8,
            extra_options={"MatMulConstBOnly": True, "DefaultTensorType": onnx.TensorProto.FLOAT},
        )
        return small.read_bytes()


def _tables(model: Model) -> bytes:
    """What NumPy computes with at run time: transitions, and the coreference head behind its projections."""
    tables = {f"transitions.{name}": value for name, value in model.transitions.items()}
    tables |= {
        f"pairs.{name}": value
        for name, value in model.coreference.state_dict().items()
        if not name.startswith(("project", "mention"))
    }
    memory = io.BytesIO()
    np.savez(memory, **{name: value.detach().numpy().astype(np.float32) for name, value in sorted(tables.items())})
    return memory.getvalue()
