"""Keras's LSTM and GRU (in both of its forms): weights as `layer.get_weights()` gives them, and outputs.

In float32: on PyTorch, Keras computes parts of a float64 layer in float32 anyway.
"""

import os

os.environ["KERAS_BACKEND"] = "torch"

import keras
import torch

from store import save

T, B, D, H = 5, 3, 4, 6


def make():
    save_layer("keras-lstm", keras.layers.LSTM(H, return_sequences=True))
    save_layer("keras-gru-reset-after", keras.layers.GRU(H, return_sequences=True, reset_after=True))
    save_layer("keras-gru-reset-before", keras.layers.GRU(H, return_sequences=True, reset_after=False))


def save_layer(name, layer):
    torch.manual_seed(10)
    layer.build((B, T, D))
    layer.set_weights([0.5 * torch.randn(*w.shape).numpy() for w in layer.get_weights()])
    x = torch.randn(T, B, D)
    y = layer(x.transpose(0, 1)).transpose(0, 1)
    kernel, recurrent_kernel, bias = (torch.from_numpy(w) for w in layer.get_weights())
    save(name, {"x": x, "y": y, "kernel": kernel, "recurrentKernel": recurrent_kernel, "bias": bias})
