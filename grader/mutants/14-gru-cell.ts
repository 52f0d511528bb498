import { Tensor } from "unrolled";
import type { Bank, Mutant } from "../checks/exercise.js";
import { map } from "../checks/linear.js";
import { arriving, goingBack } from "./14-backward.js";
import { forward } from "./14-forward.js";
import { solution } from "./14-pieces.js";
import { converting } from "./14-torch.js";
import { converter, offDiagonal } from "./14-torch-pieces.js";

const wrong: readonly Mutant[] = [...forward, ...arriving, ...goingBack, ...converting].map(
  ([misconception, lookAt, replaced]) => ({ misconception, lookAt, answers: solution(replaced) }),
);

export const bank: Bank = {
  wrong,
  right: [
    { form: "flat arrays", answers: solution() },
    { form: "h as old state and a step towards the candidate, σ by way of tanh", answers: solution({ mix: (z, hPrev, hTilde) => hPrev + z * (hTilde - hPrev), gate: (a) => (1 + Math.tanh(a / 2)) / 2 }) }, // biome-ignore format: a row
    { form: "the gates' bias in bias_hh", answers: solution({ toTorch: converter(offDiagonal, ({ bias_ih, ...cell }, H) => ({ ...cell, bias_ih: map(bias_ih, (b, n) => (n < 2 * H ? 0 : b)), bias_hh: map(bias_ih, (b, n) => (n < 2 * H ? b : 0)) })) }) }, // biome-ignore format: a row
    { form: "tensors, tanh′ by way of cosh", answers: solution({ daH: ({ dh, z, hTilde }) => (dh * z) / Math.cosh(Math.atanh(hTilde)) ** 2, toTorch: converter(offDiagonal, (cell, H) => ({ ...cell, weight_hh: new Tensor(cell.weight_hh, [3 * H, H]) as never })) }) }, // biome-ignore format: a row
  ],
};
