"""A model trained in PyTorch, and what it answers: its weights must give the same answers in the library."""

import torch
from torch import nn
from safetensors.torch import save_file

from store import VALUES, save

LAG, STEPS, T, B = 2, 400, 20, 32


class EchoModel(nn.Module):
    """Says each bit again two steps later."""

    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(2, 3)
        self.lstm = nn.LSTM(3, 8)
        self.proj = nn.Linear(8, 2)

    def forward(self, bits):
        return self.proj(self.lstm(self.embed(bits))[0])


def make():
    torch.manual_seed(9)
    model = EchoModel()
    optimiser = torch.optim.Adam(model.parameters(), lr=0.03)
    for _ in range(STEPS):
        bits = torch.randint(2, (T, B))
        loss = echo_loss(model(bits), bits)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    save_file(model.state_dict(), VALUES / "trained-in-pytorch.safetensors", {"task": f"echo, lag {LAG}"})
    bits = torch.randint(2, (12, 3))
    save("trained-in-pytorch-answers", {"logits": model(bits)}, bits=bits.tolist())


def echo_loss(logits, bits):
    return nn.functional.cross_entropy(logits[LAG:].reshape(-1, 2), bits[:-LAG].reshape(-1))
