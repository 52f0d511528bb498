"""Encoder–decoder with each attention, teacher forcing, source and target padding: logits, loss and every gradient.

Bahdanau's context comes from the state before the step and enters the recurrence; the others come from the state
after the step and enter the output, through tanh(W_c [c; s]).
"""

import math

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from store import DTYPES, parameters_and_gradients, randomise, save

V_SRC, V_TGT, E, H, PAD, START, END = 11, 9, 5, 6, 0, 1, 2
# Time-major: one row a step, one column a sentence.
SOURCE = [[4, 9, 3], [7, 3, 10], [3, 5, PAD], [8, PAD, PAD]]
LENGTHS = [4, 3, 2]
TARGET = [[6, 3, 7], [5, 8, END], [4, END, PAD], [END, PAD, PAD]]
CASES = {
    "none": dict(),
    "none-gru-bidirectional": dict(cell="gru", bidirectional=True),
    "bahdanau": dict(attention="bahdanau"),
    "bahdanau-gru-bidirectional": dict(attention="bahdanau", cell="gru", bidirectional=True),
    "luong-dot": dict(attention="luong-dot"),
    "luong-general": dict(attention="luong-general"),
    "luong-general-gru": dict(attention="luong-general", cell="gru"),
    "scaled-dot": dict(attention="scaled-dot"),
}


def make():
    for name, options in CASES.items():
        for dtype in DTYPES:
            save_case(f"seq2seq-{name}.{dtype}", DTYPES[dtype], **options)


class Bahdanau(nn.Module):
    def __init__(self):
        super().__init__()
        self.W1, self.W2, self.v = nn.Linear(H, H), nn.Linear(H, H), nn.Linear(H, 1, bias=False)

    def score(self, s, h):
        return self.v(torch.tanh(self.W1(s) + self.W2(h))).squeeze(-1)


class LuongDot(nn.Module):
    def score(self, s, h):
        return (s * h).sum(-1)


class LuongGeneral(nn.Module):
    def __init__(self):
        super().__init__()
        self.W = nn.Linear(H, H, bias=False)

    def score(self, s, h):
        return (s * self.W(h)).sum(-1)


class ScaledDot(nn.Module):
    def score(self, s, h):
        return (s * h).sum(-1) / math.sqrt(H)


ATTENTION = {"bahdanau": Bahdanau, "luong-dot": LuongDot, "luong-general": LuongGeneral, "scaled-dot": ScaledDot}


class Encoder(nn.Module):
    def __init__(self, cell, bidirectional):
        super().__init__()
        self.embed = nn.Embedding(V_SRC, E)
        rnn = {"lstm": nn.LSTM, "gru": nn.GRU}[cell](E, H // 2 if bidirectional else H, bidirectional=bidirectional)
        setattr(self, cell, rnn)
        self.cell = cell

    def forward(self, source, lengths):
        packed = pack_padded_sequence(self.embed(source), torch.tensor(lengths), enforce_sorted=False)
        states, last = getattr(self, self.cell)(packed)
        last = last if isinstance(last, tuple) else (last,)
        return pad_packed_sequence(states)[0], tuple(side_by_side(s) for s in last)


def side_by_side(last):
    """[directions, B, H / directions] → [1, B, H]: both directions' final states, forward first."""
    return torch.cat(list(last), dim=-1).unsqueeze(0)


class Decoder(nn.Module):
    def __init__(self, cell, attention):
        super().__init__()
        self.embed = nn.Embedding(V_TGT, E)
        width = E + H if attention == "bahdanau" else E
        setattr(self, cell, {"lstm": nn.LSTM, "gru": nn.GRU}[cell](width, H))
        self.cell, self.kind = cell, attention
        if attention is not None:
            self.attention = ATTENTION[attention]()
            if attention != "bahdanau":
                self.combine = nn.Linear(2 * H, H, bias=False)
        self.proj = nn.Linear(H, V_TGT)

    def step(self, tokens, state, h, mask):
        """tokens: [B], state: ([1, B, H], …), h: [T_src, B, H], mask: [T_src, B], true where a word stands."""
        x, weights = self.embed(tokens), None
        if self.kind == "bahdanau":
            context, weights = self.attend(state[0][0], h, mask)
            x = torch.cat([x, context], dim=-1)
        out, state = getattr(self, self.cell)(x.unsqueeze(0), state if len(state) == 2 else state[0])
        state, s = state if isinstance(state, tuple) else (state,), out[0]
        if self.kind not in (None, "bahdanau"):
            context, weights = self.attend(s, h, mask)
            s = torch.tanh(self.combine(torch.cat([context, s], dim=-1)))
        return self.proj(s), state, weights

    def attend(self, s, h, mask):
        scores = self.attention.score(s.unsqueeze(0).expand_as(h), h).masked_fill(~mask, -math.inf)
        weights = scores.softmax(dim=0)
        return (weights.unsqueeze(-1) * h).sum(0), weights


class Seq2Seq(nn.Module):
    def __init__(self, cell, attention, bidirectional):
        super().__init__()
        self.encoder, self.decoder = Encoder(cell, bidirectional), Decoder(cell, attention)


def save_case(name, dtype, cell="lstm", attention=None, bidirectional=False):
    torch.manual_seed(8)
    model = Seq2Seq(cell, attention, bidirectional).to(torch.float64)
    randomise(model)
    model = model.to(dtype)
    source, target = torch.tensor(SOURCE), torch.tensor(TARGET)
    inputs = torch.cat([torch.full((1, target.shape[1]), START), target[:-1]])
    h, state = model.encoder(source, LENGTHS)
    tensors = {"encoder.h": h} | {f"encoder.{letter}N": s for letter, s in zip("hc", state)}
    logits, alphas = [], []
    for tokens in inputs:
        y, state, weights = model.decoder.step(tokens, state, h, source != PAD)
        logits.append(y)
        alphas.append(weights)
    logits = torch.stack(logits)
    loss = nn.functional.cross_entropy(logits.reshape(-1, V_TGT), target.reshape(-1), ignore_index=PAD)
    loss.backward()
    tensors |= {"logits": logits, "loss": loss} | {f"decoder.{letter}N": s for letter, s in zip("hc", state)}
    if attention is not None:
        tensors["alpha"] = torch.stack(alphas)
    save(
        name,
        tensors | parameters_and_gradients(model),
        source=SOURCE,
        lengths=LENGTHS,
        inputs=inputs.tolist(),
        target=TARGET,
        options=dict(
            srcVocabSize=V_SRC,
            tgtVocabSize=V_TGT,
            embeddingSize=E,
            hiddenSize=H,
            cell=cell,
            attention=attention or "none",
            bidirectional=bidirectional,
        ),
    )
