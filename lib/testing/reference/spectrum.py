"""Singular values and spectral radii by NumPy (LAPACK)."""

import numpy as np
import torch

from store import save

rng = np.random.default_rng(7)
MATRICES = {
    "gaussian": rng.normal(size=(6, 6)),
    "wide": rng.normal(size=(3, 7)),
    "tall": rng.normal(size=(7, 3)),
    "orthogonal": np.linalg.qr(rng.normal(size=(5, 5)))[0],
    "non-normal": np.array([[0.5, 10.0], [0.0, 0.5]]),
    "rotation": 0.9 * np.array([[0.0, -1.0], [1.0, 0.0]]),
    "rank-one": np.outer(rng.normal(size=4), rng.normal(size=4)),
    "nearly-singular": np.diag([1.0, 1e-5, 1e-9]) @ rng.normal(size=(3, 3)),
}


def make():
    tensors = {}
    for name, A in MATRICES.items():
        tensors[f"{name}.A"] = torch.from_numpy(A)
        tensors[f"{name}.singular_values"] = torch.from_numpy(np.linalg.svd(A, compute_uv=False))
        if A.shape[0] == A.shape[1]:
            tensors[f"{name}.spectral_radius"] = torch.tensor(np.abs(np.linalg.eigvals(A)).max(), dtype=torch.float64)
    save("spectrum", tensors, names=list(MATRICES))
