import type { ModuleBuilder } from "./assembler.js";
import { sigmoid, tanh } from "./functions.js";
import { type Expr, f32x4 } from "./instructions.js";
import { block, eachNumber, keep, parameters, repeated, times } from "./vectors.js";

/*
 * One row of one step of each cell, four units at a time: the formulas of `plain/rnn.ts`, `lstm.ts` and `gru.ts`.
 * Arguments are byte addresses and, last, H.
 */

const { add, sub, mul } = f32x4;

/** Everything of the row functions that the drivers call. */
export type CellExports = {
  rnnForwardRow(gates: number, h: number, H: number): void;
  rnnBackwardRow(h: number, dh: number, dhNext: number, dGates: number, H: number): void;
  lstmForwardRow(gates: number, cPrev: number, c: number, h: number, H: number): void;
  lstmBackwardRow(
    gates: number,
    cPrev: number,
    c: number,
    dh: number,
    dhNext: number,
    dcNext: number,
    dGates: number,
    H: number,
  ): void;
  gruForwardRow(gates: number, hidden: number, hPrev: number, h: number, H: number): void;
  gruBackwardRow(
    gates: number,
    hidden: number,
    hPrev: number,
    dh: number,
    dhNext: number,
    dGates: number,
    dHidden: number,
    H: number,
  ): void;
};

export function defineCells(module: ModuleBuilder, fma: boolean): void {
  defineRnn(module, fma);
  defineLstmForward(module, fma);
  defineLstmBackward(module, fma);
  defineGruForward(module, fma);
  defineGruBackward(module);
}

function defineRnn(module: ModuleBuilder, fma: boolean): void {
  module.define("rnnForwardRow", Array(3).fill("i32"), (f) => {
    const [gates, h, H] = parameters(f, 3);
    eachNumber(f, H.get, ({ load, store }) => store(h.get, tanh(f, fma, load(gates.get))));
  });
  module.define("rnnBackwardRow", Array(5).fill("i32"), (f) => {
    const [h, dh, dhNext, dGates, H] = parameters(f, 5);
    eachNumber(f, H.get, ({ load, store }) => {
      const hj = keep(f, load(h.get));
      const tanhSlope = sub(repeated(f, 1), mul(hj, hj));
      store(dGates.get, mul(add(load(dh.get), load(dhNext.get)), tanhSlope));
      store(dhNext.get, repeated(f, 0));
    });
  });
}

function defineLstmForward(module: ModuleBuilder, fma: boolean): void {
  module.define("lstmForwardRow", Array(5).fill("i32"), (f) => {
    const [gates, cPrev, c, h, H] = parameters(f, 5);
    const [iAt, fAt, gAt, oAt] = [0, 1, 2, 3].map((k) => block(f, gates.get, H.get, k));
    eachNumber(f, H.get, ({ load, store }) => {
      const i = keep(f, sigmoid(f, fma, load(iAt)));
      const forget = keep(f, sigmoid(f, fma, load(fAt)));
      const g = keep(f, tanh(f, fma, load(gAt)));
      const o = keep(f, sigmoid(f, fma, load(oAt)));
      store(iAt, i);
      store(fAt, forget);
      store(gAt, g);
      store(oAt, o);
      const cell = keep(f, add(mul(forget, load(cPrev.get)), mul(i, g)));
      store(c.get, cell);
      store(h.get, mul(o, tanh(f, fma, cell)));
    });
  });
}

function defineLstmBackward(module: ModuleBuilder, fma: boolean): void {
  module.define("lstmBackwardRow", Array(8).fill("i32"), (f) => {
    const [gates, cPrev, c, dh, dhNext, dcNext, dGates, H] = parameters(f, 8);
    const blocks = (of: Expr) => [0, 1, 2, 3].map((k) => block(f, of, H.get, k));
    const [iAt, fAt, gAt, oAt] = blocks(gates.get);
    const [diAt, dfAt, dgAt, doAt] = blocks(dGates.get);
    const one = repeated(f, 1);
    eachNumber(f, H.get, ({ load, store }) => {
      const [i, forget, g, o] = [iAt, fAt, gAt, oAt].map((gate) => keep(f, load(gate)));
      const tanhC = keep(f, tanh(f, fma, load(c.get)));
      const dhj = keep(f, add(load(dh.get), load(dhNext.get)));
      const dc = keep(f, add(load(dcNext.get), times(dhj, o, sub(one, mul(tanhC, tanhC)))));
      store(diAt, times(dc, g, i, sub(one, i)));
      store(dfAt, times(dc, load(cPrev.get), forget, sub(one, forget)));
      store(dgAt, times(dc, i, sub(one, mul(g, g))));
      store(doAt, times(dhj, tanhC, o, sub(one, o)));
      store(dcNext.get, mul(dc, forget));
      store(dhNext.get, repeated(f, 0));
    });
  });
}

/** PyTorch's form; the chapter's runs on the plain kernels. */
function defineGruForward(module: ModuleBuilder, fma: boolean): void {
  module.define("gruForwardRow", Array(5).fill("i32"), (f) => {
    const [gates, hidden, hPrev, h, H] = parameters(f, 5);
    const [rAt, zAt, nAt] = [0, 1, 2].map((k) => block(f, gates.get, H.get, k));
    const [rHidden, zHidden, nHidden] = [0, 1, 2].map((k) => block(f, hidden.get, H.get, k));
    eachNumber(f, H.get, ({ load, store }) => {
      const r = keep(f, sigmoid(f, fma, add(load(rAt), load(rHidden))));
      const z = keep(f, sigmoid(f, fma, add(load(zAt), load(zHidden))));
      const n = keep(f, tanh(f, fma, add(load(nAt), mul(r, load(nHidden)))));
      store(rAt, r);
      store(zAt, z);
      store(nAt, n);
      store(h.get, add(mul(sub(repeated(f, 1), z), n), mul(z, load(hPrev.get))));
    });
  });
}

function defineGruBackward(module: ModuleBuilder): void {
  module.define("gruBackwardRow", Array(8).fill("i32"), (f) => {
    const [gates, hidden, hPrev, dh, dhNext, dGates, dHidden, H] = parameters(f, 8);
    const blocks = (of: Expr) => [0, 1, 2].map((k) => block(f, of, H.get, k));
    const [rAt, zAt, nAt] = blocks(gates.get);
    const [drAt, dzAt, dnAt] = blocks(dGates.get);
    const [drHidden, dzHidden, dnHidden] = blocks(dHidden.get);
    const hiddenN = block(f, hidden.get, H.get, 2);
    const one = repeated(f, 1);
    eachNumber(f, H.get, ({ load, store }) => {
      const [r, z, n] = [rAt, zAt, nAt].map((gate) => keep(f, load(gate)));
      const dhj = keep(f, add(load(dh.get), load(dhNext.get)));
      const dn = keep(f, times(dhj, sub(one, z), sub(one, mul(n, n))));
      const dr = keep(f, times(dn, load(hiddenN), r, sub(one, r)));
      const dz = keep(f, times(dhj, sub(load(hPrev.get), n), z, sub(one, z)));
      store(drAt, dr);
      store(drHidden, dr);
      store(dzAt, dz);
      store(dzHidden, dz);
      store(dnAt, dn);
      store(dnHidden, mul(dn, r));
      store(dhNext.get, mul(dhj, z));
    });
  });
}
