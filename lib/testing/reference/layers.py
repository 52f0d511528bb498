"""nn.RNN, nn.LSTM, nn.GRU over [T, B, D]: outputs, final states, and the gradients of a random linear loss."""

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from store import DTYPES, leaf, parameters_and_gradients, random, randomise, save

T, B, D, H = 5, 3, 4, 6
LENGTHS = [4, 5, 2]
KINDS = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}
FORMS = {
    "1-layer": dict(num_layers=1),
    "2-layer": dict(num_layers=2),
    "2-layer-bidirectional": dict(num_layers=2, bidirectional=True),
    "1-layer-lengths": dict(num_layers=1, lengths=LENGTHS),
    "2-layer-bidirectional-lengths": dict(num_layers=2, bidirectional=True, lengths=LENGTHS),
}


def make():
    for kind in KINDS:
        for form, options in FORMS.items():
            for dtype in DTYPES:
                save_layer(f"{kind}-{form}.{dtype}", kind, dtype=DTYPES[dtype], **options)


def save_layer(name, kind, dtype, num_layers, bidirectional=False, lengths=None):
    torch.manual_seed(1)
    layer = KINDS[kind](D, H, num_layers, bidirectional=bidirectional, dtype=torch.float64)
    randomise(layer)
    layer = layer.to(dtype)
    directions = 2 if bidirectional else 1
    x = leaf(random(T, B, D), dtype)
    states = [leaf(random(num_layers * directions, B, H), dtype) for _ in range(2 if kind == "lstm" else 1)]
    y, finals = run(layer, x, states, lengths)
    dy = random(*y.shape).to(dtype)
    dfinals = [random(*s.shape).to(dtype) for s in states]
    loss = (y * dy).sum() + sum((s * ds).sum() for s, ds in zip(finals, dfinals))
    loss.backward()
    tensors = {"x": x, "y": y, "dy": dy, "dx": x.grad}
    for letter, s, s_last, ds_last in zip("hc", states, finals, dfinals):
        tensors |= {f"{letter}0": s, f"{letter}N": s_last, f"d{letter}N": ds_last, f"d{letter}0": s.grad}
    save(name, tensors | parameters_and_gradients(layer), lengths=lengths)


def run(layer, x, states, lengths):
    state = tuple(states) if len(states) == 2 else states[0]
    if lengths is None:
        y, last = layer(x, state)
    else:
        packed = pack_padded_sequence(x, torch.tensor(lengths), enforce_sorted=False)
        y, last = layer(packed, state)
        y, _ = pad_packed_sequence(y, total_length=T)
    return y, last if isinstance(last, tuple) else (last,)
