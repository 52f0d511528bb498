"""PyTorch as a contestant, as a practitioner would write it: torch_peer.py --threads 2 W2."""
import argparse
import json
import sys
import time

import torch
from torch import nn


class Translator(nn.Module):
    """GRU encoder–decoder with Bahdanau attention; sizes of W4."""

    def __init__(self, vocab=1000, emb=256, hidden=512):
        super().__init__()
        self.src, self.tgt = nn.Embedding(vocab, emb), nn.Embedding(vocab, emb)
        self.encoder = nn.GRU(emb, hidden)
        self.decoder = nn.GRUCell(emb + hidden, hidden)
        self.W1, self.W2 = nn.Linear(hidden, hidden), nn.Linear(hidden, hidden)
        self.v = nn.Linear(hidden, 1, bias=False)
        self.proj = nn.Linear(hidden, vocab)

    def forward(self, source, inputs):
        h, s = self.encoder(self.src(source))
        s, keys, embedded, states = s[0], self.W2(h), self.tgt(inputs), []
        for x in embedded:
            alpha = torch.softmax(self.v(torch.tanh(self.W1(s) + keys)).squeeze(-1), 0)
            context = (alpha.unsqueeze(-1) * h).sum(0)
            s = self.decoder(torch.cat([x, context], 1), s)
            states.append(s)
        return self.proj(torch.stack(states))


class Sequence(nn.Module):
    """Embedding (or none), a recurrent layer, and a projection."""

    def __init__(self, embed, rnn, proj):
        super().__init__()
        self.embed, self.rnn, self.proj = embed, rnn, proj

    def forward(self, x):
        return self.proj(self.rnn(x if self.embed is None else self.embed(x))[0])


def workload(name):
    if name in ("W1", "W1b"):
        hidden = 64 if name == "W1" else 256
        model = Sequence(nn.Embedding(65, hidden), nn.RNN(hidden, hidden), nn.Linear(hidden, 65))
        return model, (torch.randint(65, (25, 1)),), torch.randint(65, (25,))
    if name == "W2":
        model = Sequence(nn.Embedding(1000, 256), nn.LSTM(256, 512), nn.Linear(512, 1000))
        return model, (torch.randint(1000, (35, 32)),), torch.randint(1000, (35 * 32,))
    if name == "W3":
        model = Sequence(None, nn.LSTM(300, 256, num_layers=2, bidirectional=True), nn.Linear(512, 9))
        return model, (torch.randn(50, 32, 300),), torch.randint(9, (50 * 32,))
    tokens = lambda: torch.randint(1000, (20, 32))  # noqa: E731
    return Translator(), (tokens(), tokens()), torch.randint(1000, (20 * 32,))


def main():
    torch.manual_seed(0)
    parser = argparse.ArgumentParser()
    parser.add_argument("workload")
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    threads = args.threads
    torch.set_num_threads(threads)
    model, inputs, targets = workload(args.workload)
    optimiser = torch.optim.Adam(model.parameters(), lr=1e-6)

    def step():
        optimiser.zero_grad()
        logits = model(*inputs)
        loss = nn.functional.cross_entropy(logits.reshape(-1, logits.shape[-1]), targets)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimiser.step()
        return loss.item()

    print(json.dumps({"ready": f"PyTorch {torch.__version__}, {threads} thread{'s' * (threads > 1)}"}), flush=True)
    for line in sys.stdin:
        ms, loss, cpu = [], 0.0, time.process_time()
        for _ in range(int(line)):
            start = time.perf_counter()
            loss = step()
            ms.append(1000 * (time.perf_counter() - start))
        answer = {"ms": ms, "loss": loss, "cpu": 1000 * (time.process_time() - cpu)}
        print(json.dumps(answer), flush=True)


main()
