"""The chapter's own VanillaRNN in NumPy, with Adam and the same clipping: numpy_peer.py --precision float32 W1."""
import argparse
import json
import sys
import time

import numpy as np

SIZES = {"W1": 64, "W1b": 256}
V, T = 65, 25


def make_step(hidden, dtype):
    rng = np.random.default_rng(0)
    bound = 1 / np.sqrt(hidden)
    shapes = {"Wxh": (hidden, V), "Whh": (hidden, hidden), "Why": (V, hidden), "bh": (hidden, 1), "by": (V, 1)}
    p = {name: rng.uniform(-bound, bound, shape).astype(dtype) for name, shape in shapes.items()}
    m = {name: np.zeros_like(w) for name, w in p.items()}
    v = {name: np.zeros_like(w) for name, w in p.items()}
    ids, targets = rng.integers(0, V, T), rng.integers(0, V, T)
    inputs = [np.eye(V, dtype=dtype)[:, [i]] for i in ids]
    count = 0

    def step():
        nonlocal count
        hs, ps, loss = {-1: np.zeros((hidden, 1), dtype)}, {}, 0.0
        for t, x in enumerate(inputs):
            hs[t] = np.tanh(p["Wxh"] @ x + p["Whh"] @ hs[t - 1] + p["bh"])
            y = p["Why"] @ hs[t] + p["by"]
            e = np.exp(y - y.max())
            ps[t] = e / e.sum()
            loss -= float(np.log(ps[t][targets[t], 0]))
        g = {name: np.zeros_like(w) for name, w in p.items()}
        dh_next = np.zeros((hidden, 1), dtype)
        for t in reversed(range(T)):
            dy = ps[t].copy()
            dy[targets[t]] -= 1
            g["Why"] += dy @ hs[t].T
            g["by"] += dy
            da = (1 - hs[t] ** 2) * (p["Why"].T @ dy + dh_next)
            g["bh"] += da
            g["Wxh"] += da @ inputs[t].T
            g["Whh"] += da @ hs[t - 1].T
            dh_next = p["Whh"].T @ da
        norm = np.sqrt(sum(float((d * d).sum()) for d in g.values()))
        scale = min(1.0, 5 / norm)
        count += 1
        for name, w in p.items():
            d = g[name] * scale
            m[name] = 0.9 * m[name] + 0.1 * d
            v[name] = 0.999 * v[name] + 0.001 * d * d
            w -= 1e-6 / (1 - 0.9**count) * m[name] / (np.sqrt(v[name] / (1 - 0.999**count)) + 1e-8)
        return loss / T

    return step


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("workload", choices=SIZES)
    parser.add_argument("--precision", choices=["float64", "float32"], default="float32")
    args = parser.parse_args()
    step = make_step(SIZES[args.workload], np.dtype(args.precision))
    print(json.dumps({"ready": f"NumPy {np.__version__}, the chapter's code, {args.precision}"}), flush=True)
    for line in sys.stdin:
        ms, loss, cpu = [], 0.0, time.process_time()
        for _ in range(int(line)):
            start = time.perf_counter()
            loss = step()
            ms.append(1000 * (time.perf_counter() - start))
        answer = {"ms": ms, "loss": loss, "cpu": 1000 * (time.process_time() - cpu)}
        print(json.dumps(answer), flush=True)


main()
