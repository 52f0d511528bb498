import * as core from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import type { Tf } from "./tf.js";

it("asks for nothing that TensorFlow.js has not: its own types fit", () => {
  const tf: Omit<Tf, "tidy"> = core; // tidy also takes a name first, which no type without TensorFlow.js's own can say
  expect(tf.variableGrads).toBeTypeOf("function");
});
