"""Losses, optimisers and clipping."""

import torch
from torch import nn

from store import DTYPES, leaf, random, save

T, B, V, PAD, STEPS = 5, 3, 7, 0, 20
TARGETS = [[3, 1, 6], [2, 5, 4], [1, PAD, 2], [6, PAD, 1], [PAD, PAD, 3]]
SHAPES = {"W": (3, 4), "b": (3,)}


def make():
    for name, dtype in DTYPES.items():
        save_cross_entropy(f"cross-entropy.{name}", dtype)
        save_optimiser(f"adam.{name}", dtype, lambda p: torch.optim.Adam(p, lr=0.05, betas=(0.8, 0.95), eps=1e-6))
        save_optimiser(f"sgd.{name}", dtype, lambda p: torch.optim.SGD(p, lr=0.05))
        save_clipping(f"clipping.{name}", dtype)


def save_cross_entropy(name, dtype):
    torch.manual_seed(4)
    logits = leaf(3 * random(T, B, V), dtype)
    loss = nn.functional.cross_entropy(logits.reshape(-1, V), torch.tensor(TARGETS).reshape(-1), ignore_index=PAD)
    loss.backward()
    save(name, {"logits": logits, "loss": loss, "dlogits": logits.grad}, targets=TARGETS, pad=PAD)


def save_optimiser(name, dtype, optimiser):
    """The same gradients at every step, scaled by 1, 2, 3 …, so that moments matter."""
    torch.manual_seed(5)
    p = {n: leaf(random(*shape), dtype) for n, shape in SHAPES.items()}
    g = {n: random(*shape).to(dtype) for n, shape in SHAPES.items()}
    tensors = {f"before.{n}": t.detach().clone() for n, t in p.items()} | {f"grad.{n}": t for n, t in g.items()}
    opt = optimiser(p.values())
    for step in range(STEPS):
        for n, t in p.items():
            t.grad = g[n] * (step + 1)
        opt.step()
    save(name, tensors | {f"after.{n}": t for n, t in p.items()}, steps=STEPS)


def save_clipping(name, dtype):
    torch.manual_seed(6)
    p = {n: leaf(random(*shape), dtype) for n, shape in SHAPES.items()}
    for t in p.values():
        t.grad = 3 * random(*t.shape).to(dtype)
    tensors = {f"before.{n}": t.grad.clone() for n, t in p.items()}
    norm = nn.utils.clip_grad_norm_(p.values(), max_norm=2.0)
    save(name, tensors | {"norm": norm} | {f"after.{n}": t.grad for n, t in p.items()}, maxNorm=2.0)
