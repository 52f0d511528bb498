"""Keras's LSTM and GRU (in both of its forms): weights as `layer.get_weights()` gives them, and outputs."""

import os

os.environ["KERAS_BACKEND"] = "torch"

import keras
import torch

from store import save

T, B, D, H = 5, 3, 4, 6


def make():
    keras.config.set_floatx("float64")
    save_layer("keras-lstm", keras.layers.LSTM(H, return_sequences=True))
    save_layer("keras-gru-reset-after", keras.layers.GRU(H, return_sequences=True, reset_after=True))
    save_layer("keras-gru-reset-before", keras.layers.GRU(H, return_sequences=True, reset_after=False))


def save_layer(name, layer):
    torch.manual_seed(10)
    layer.build((B, T, D))
    layer.set_weights([0.5 * torch.randn(*w.shape, dtype=torch.float64).numpy() for w in layer.get_weights()])
    x = torch.randn(T, B, D, dtype=torch.float64)
    y = layer(x.transpose(0, 1)).transpose(0, 1)
    kernel, recurrent_kernel, bias = (torch.from_numpy(w) for w in layer.get_weights())
    save(name, {"x": x, "y": y, "kernel": kernel, "recurrentKernel": recurrent_kernel, "bias": bias})
