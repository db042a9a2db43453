"""From the trained network to the file that ships: int8 tables, 16-bit floats, in one archive without pickle."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np

from train.pages.model import Net

_DATE = (2000, 1, 1, 0, 0, 0)
_TABLES = ("words.weight", "names.weight")


def write(nets: list[Net], path: Path) -> None:
    """Write ``path``; several networks are kept side by side, their scores are averaged when they are used."""
    members: dict[str, np.ndarray] = {}
    for number, net in enumerate(nets):
        for name, value in net.state_dict().items():
            array = value.detach().numpy()
            if name in _TABLES:
                scale = np.maximum(np.abs(array).max(0), 1e-9) / 127
                members[f"{number}.{name}"] = np.round(array / scale).astype(np.int8)
                members[f"{number}.{name}.scale"] = scale.astype(np.float32)
            else:
                members[f"{number}.{name}"] = array.astype(np.float16)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(members):
            memory = io.BytesIO()
            np.save(memory, members[name], allow_pickle=False)
            info = zipfile.ZipInfo(f"{name}.npy", _DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, memory.getvalue())
