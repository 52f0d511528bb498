export type { Tf, TfOperand, TfTensor, TfVariable } from "./tf.js";
export { type TfParams, Twin } from "./twin.js";
