import { canonical, checks, draw } from "../checks/01-requirements.js";
import type { Exercise } from "../checks/exercise.js";
import { withVariants } from "../checks/variants.js";
import { bank } from "../mutants/01-requirements.js";

export const requirements: Exercise = withVariants(canonical, draw, (given) => ({
  number: 1,
  slug: "01-requirements",
  title: "Three requirements, five models",
  names: [
    "bag",
    "concatenation",
    "convolution",
    "recurrence",
    "alphabetical",
    "concatParameters",
    "recurrentParameters",
    "crossing",
  ],
  withheld: [],
  hints: [
    "Do not ask what a model is called, ask its formula. Does a fourth word fit? Do two sentences of the same words come out the same? Which weight does one word meet in each place?",
    "Look at the indices. A weight with the number of a place in it ($w_1, w_2, w_3$) fixes the length and shares nothing. A sum over places forgets the order of its terms, unless each term looks at neighbours. For the counts, ask what *one* unit reads.",
    "Put the words in, for instance *dog bites man* into the recurrence: $h_1 = \\tanh(" +
      `${given.dog})$, $h_2 = \\tanh(${given.bites} + ${given.r}\\, h_1)$, $h_3 = \\tanh(${given.man} + ${given.r}\\, h_2)$. ` +
      "A layer of $H$ units on $n$ inputs has $H n$ weights and $H$ biases; the concatenation has $n = T D$, the recurrent layer $n = D + H$.",
  ],
  insight:
    "Concatenation is the opposite of a bag: it keeps the order and loses the other two properties. A recurrent network has all three, but only if it reads " +
    "in the sentence's own order. And a convolution has all three as well: it is the window, a fixed number of neighbours, that limits it.",
  checks: checks(given),
  bank: bank(given),
}));
