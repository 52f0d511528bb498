"""Reads what the library wrote with the ordinary Python packages: run it whenever values/written-by-unrolled changes."""

import json

import torch
from safetensors import safe_open
from safetensors.torch import load_file

from interchange import EchoModel
from store import VALUES

PATH = VALUES / "written-by-unrolled.safetensors"

if __name__ == "__main__":
    model = EchoModel()
    model.load_state_dict(load_file(PATH), strict=True)
    with safe_open(PATH, "pt") as file:
        facts = json.loads(file.metadata()["facts"])
    bits, expected = torch.tensor(facts["bits"]), torch.tensor(facts["logits"])
    error = (model(bits) - expected).abs().max().item()
    assert error < 1e-5, error
    print(f"{PATH.name}: the weights load strictly and give the library's logits within {error:.1e}")
