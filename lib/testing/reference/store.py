"""Writes one case: named tensors, and what is not a floating-point tensor as JSON.

One key of metadata, because the writer puts several in an order of its own."""

import json
from pathlib import Path

import torch
from safetensors.torch import save_file

VALUES = Path(__file__).parent / "values"
DTYPES = {"float64": torch.float64, "float32": torch.float32}


def save(name, tensors, **facts):
    VALUES.mkdir(exist_ok=True)
    plain = {key: tensor.detach().clone().contiguous() for key, tensor in tensors.items()}
    save_file(plain, VALUES / f"{name}.safetensors", {"facts": json.dumps(facts)})


def parameters_and_gradients(module):
    named = list(module.named_parameters())
    return {f"param.{n}": p for n, p in named} | {f"grad.{n}": p.grad for n, p in named}


def randomise(module):
    """Weights large enough that every gate and every path matters."""
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.normal_(0, 0.5)


def random(*shape):
    """Drawn in float64 whatever the case's precision, so that both precisions see the same problem."""
    return torch.randn(*shape, dtype=torch.float64)


def leaf(tensor, dtype):
    return tensor.to(dtype).requires_grad_()
