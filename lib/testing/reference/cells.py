"""The chapter's three cells, written as its equations stand; autograd finds the gradients."""

import torch

from store import DTYPES, leaf, random, save

T, D, H, V = 4, 3, 5, 7


def make():
    for dtype in DTYPES:
        save_cell(f"cell-lstm.{dtype}", DTYPES[dtype], lstm_step, "fico", states=2)
        save_cell(f"cell-gru.{dtype}", DTYPES[dtype], gru_step, "rzh", states=1)
        save_vanilla_rnn(f"vanilla-rnn.{dtype}", DTYPES[dtype])


def lstm_step(p, x, h, c):
    z = torch.cat([h, x])
    f, i, o = (torch.sigmoid(p[f"W{gate}"] @ z + p[f"b{gate}"]) for gate in "fio")
    c = f * c + i * torch.tanh(p["Wc"] @ z + p["bc"])
    return o * torch.tanh(c), c


def gru_step(p, x, h):
    hx = torch.cat([h, x])
    r, z = (torch.sigmoid(p[f"W{gate}"] @ hx + p[f"b{gate}"]) for gate in "rz")
    candidate = torch.tanh(p["Wh"] @ torch.cat([r * h, x]) + p["bh"])
    return ((1 - z) * h + z * candidate,)


def save_cell(name, dtype, step, gates, states):
    torch.manual_seed(2)
    p = {f"W{gate}": leaf(random(H, H + D), dtype) for gate in gates}
    p |= {f"b{gate}": leaf(random(H), dtype) for gate in gates}
    x = leaf(random(T, D), dtype)
    first = [leaf(random(H), dtype) for _ in range(states)]
    dh = random(T, H).to(dtype)
    dlast = [random(H).to(dtype) for _ in range(states)]
    state, hs = first, []
    for t in range(T):
        state = step(p, x[t], *state)
        hs.append(state[0])
    h = torch.stack(hs)
    ((h * dh).sum() + sum((s * ds).sum() for s, ds in zip(state, dlast))).backward()
    tensors = {"x": x, "h": h, "dh": dh, "dx": x.grad}
    for letter, s, s_last, ds in zip("hc", first, state, dlast):
        tensors |= {f"{letter}0": s, f"{letter}N": s_last, f"d{letter}N": ds, f"d{letter}0": s.grad}
    save(name, tensors | {f"param.{n}": t for n, t in p.items()} | {f"grad.{n}": t.grad for n, t in p.items()})


def save_vanilla_rnn(name, dtype):
    torch.manual_seed(3)
    shapes = {"Wxh": (H, V), "Whh": (H, H), "Why": (V, H), "bh": (H,), "by": (V,)}
    p = {n: leaf(random(*shape), dtype) for n, shape in shapes.items()}
    inputs, targets = [3, 0, 6, 3, 1], [0, 6, 3, 1, 5]
    h0 = leaf(random(H), dtype)
    h, hs, ys = h0, [], []
    for token in inputs:
        h = torch.tanh(p["Wxh"][:, token] + p["Whh"] @ h + p["bh"])
        hs.append(h)
        ys.append(p["Why"] @ h + p["by"])
    logits = torch.stack(ys)
    loss = torch.nn.functional.cross_entropy(logits, torch.tensor(targets), reduction="sum")
    loss.backward()
    tensors = {"h0": h0, "h": torch.stack(hs), "p": logits.softmax(-1), "loss": loss, "dh0": h0.grad}
    tensors |= {f"param.{n}": t for n, t in p.items()} | {f"grad.{n}": t.grad for n, t in p.items()}
    save(name, tensors, inputs=inputs, targets=targets)
