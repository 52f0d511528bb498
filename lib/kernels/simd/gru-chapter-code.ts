import type { ModuleBuilder } from "./assembler.js";
import { sigmoid, tanh } from "./functions.js";
import { f32x4 } from "./instructions.js";
import { block, eachNumber, keep, parameters, repeated, times } from "./vectors.js";

/*
 * One row of one step of the chapter's GRU, whose candidate waits for the reset gate: the formulas of
 * `plain/gru-chapter.ts`. Arguments are byte addresses and, last, H.
 */

const { add, sub, mul } = f32x4;

export type ChapterGruExports = {
  chapterResetRow(gates: number, hPrev: number, hidden: number, H: number): void;
  chapterMixRow(gates: number, hPrev: number, h: number, H: number): void;
  chapterMixBackRow(gates: number, hPrev: number, dh: number, dhNext: number, dGates: number, H: number): void;
  chapterResetBackRow(gates: number, hPrev: number, dHidden: number, dhNext: number, dGates: number, H: number): void;
};

export function defineChapterGru(module: ModuleBuilder, fma: boolean): void {
  defineForward(module, fma);
  defineBackward(module);
}

function defineForward(module: ModuleBuilder, fma: boolean): void {
  module.define("chapterResetRow", Array(4).fill("i32"), (f) => {
    const [gates, hPrev, hidden, H] = parameters(f, 4);
    const zAt = block(f, gates.get, H.get, 1);
    eachNumber(f, H.get, ({ load, store }) => {
      const r = keep(f, sigmoid(f, fma, load(gates.get)));
      store(gates.get, r);
      store(zAt, sigmoid(f, fma, load(zAt)));
      store(hidden.get, mul(r, load(hPrev.get)));
    });
  });
  module.define("chapterMixRow", Array(4).fill("i32"), (f) => {
    const [gates, hPrev, h, H] = parameters(f, 4);
    const [zAt, nAt] = [1, 2].map((k) => block(f, gates.get, H.get, k));
    eachNumber(f, H.get, ({ load, store }) => {
      const z = keep(f, load(zAt));
      const n = keep(f, tanh(f, fma, load(nAt)));
      store(nAt, n);
      store(h.get, add(mul(sub(repeated(f, 1), z), load(hPrev.get)), mul(z, n)));
    });
  });
}

function defineBackward(module: ModuleBuilder): void {
  module.define("chapterMixBackRow", Array(6).fill("i32"), (f) => {
    const [gates, hPrev, dh, dhNext, dGates, H] = parameters(f, 6);
    const [zAt, nAt] = [1, 2].map((k) => block(f, gates.get, H.get, k));
    const [dzAt, dnAt] = [1, 2].map((k) => block(f, dGates.get, H.get, k));
    const one = repeated(f, 1);
    eachNumber(f, H.get, ({ load, store }) => {
      const [z, n] = [keep(f, load(zAt)), keep(f, load(nAt))];
      const dhj = keep(f, add(load(dh.get), load(dhNext.get)));
      store(dzAt, times(dhj, sub(n, load(hPrev.get)), z, sub(one, z)));
      store(dnAt, times(dhj, z, sub(one, mul(n, n))));
      store(dhNext.get, mul(dhj, sub(one, z)));
    });
  });
  module.define("chapterResetBackRow", Array(6).fill("i32"), (f) => {
    const [gates, hPrev, dHidden, dhNext, dGates, H] = parameters(f, 6);
    const one = repeated(f, 1);
    eachNumber(f, H.get, ({ load, store }) => {
      const [r, dHiddenJ] = [keep(f, load(gates.get)), keep(f, load(dHidden.get))];
      store(dGates.get, times(dHiddenJ, load(hPrev.get), r, sub(one, r)));
      store(dhNext.get, add(load(dhNext.get), mul(dHiddenJ, r)));
    });
  });
}
