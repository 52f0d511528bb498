"""Makes every file in values/ (see README.md)."""

import torch

import cells
import interchange
import keras_layers
import layers
import sequence_to_sequence
import spectrum
import training

if __name__ == "__main__":
    torch.set_num_threads(1)
    for module in (cells, layers, training, spectrum, sequence_to_sequence, interchange, keras_layers):
        module.make()
