import { checks } from "../checks/17-attention.js";
import type { Exercise } from "../checks/exercise.js";
import { bank } from "../mutants/17-attention.js";

export const attention: Exercise = {
  number: 17,
  slug: "17-attention",
  title: "Attention, with four scores",
  names: ["scores", "attend", "attendBackward", "scoresBackward"],
  withheld: [
    "bahdanauForward", "bahdanauBackward", "luongDotForward", "luongDotBackward", "luongGeneralForward",
    "luongGeneralBackward", "scaledDotForward", "scaledDotBackward", "BahdanauAttention", "LuongAttention",
    "ScaledDotProductAttention", "Decoder", "Seq2Seq",
  ], // biome-ignore format: a list
  hints: [
    "Four small functions, two of them the way back of the other two. Write the plain case first: the dot product, no mask, small scores. Let the check tell you what is missing, one thing at a time.",
    "For the mask and for large scores look at exp: which score gives a power of 0, and which number may be subtracted from all scores without changing a weight? Take it from the *real* positions. On the way back ask of every letter in how many scores it takes part: a state in one, the query and the parameters in all.",
    "`attend`: $m$ = the largest real score; powers $\\exp(e_j - m)$ for real positions, 0 for padding; if their sum is 0, return zeros. `attendBackward`: $\\gamma_j = dc^\\top h_j$, $de_j = \\alpha_j(\\gamma_j - \\sum_k \\alpha_k \\gamma_k)$, $dh_j = \\alpha_j\\, dc$. " +
      "`scoresBackward` for general: $ds = W \\sum_j de_j h_j$, $dh_j = de_j\\, W^\\top s$, $dW = s\\, (\\sum_j de_j h_j)^\\top$; dot is the same with $W = I$. For Bahdanau: $u_j = \\tanh(\\dots)$, $da_j = de_j\\, v \\odot (1 - u_j^2)$; " +
      "then $dv \\mathrel{+}= de_j u_j$, $db \\mathrel{+}= da_j$, $dW_1 \\mathrel{+}= da_j s^\\top$, $dW_2 \\mathrel{+}= da_j h_j^\\top$, $ds \\mathrel{+}= W_1^\\top da_j$, $dh_j = W_2^\\top da_j$.",
  ],
  insight:
    "Only the scores differ; the look-up and its way back are the same for all four. A state gets its gradient in two ways: as a value, because it is mixed into the context, and as a key, because it took part in deciding how much. " +
    "And nothing in your four functions knows which position is which: give them the states in another order, and the same context comes out.",
  checks,
  bank,
};
