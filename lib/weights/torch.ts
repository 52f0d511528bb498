import type { Params } from "../tensor/params.js";
import { convertGru, type GruConvention } from "./gru.js";
import { checkTensors, copyChecked, type Parametrised } from "./load-params.js";
import { nameTorchCell, readTorchCell } from "./torch-cell.js";

/** A model; a GRU in the chapter's form says so, because its equations are not PyTorch's. */
export type TorchModel = Parametrised & { readonly form?: "torch" | "chapter" };

/**
 * Copies a PyTorch state dict into a layer or a model; both name their tensors alike (`lstm.weight_ih_l0`). Read the file
 * with `loadSafetensors`. Numbers are rounded to the model's precision. Nothing is changed unless all tensors fit; one
 * error lists all that are missing, unexpected, of another shape or not finite. A GRU in the chapter's form takes only
 * weights for which it has an equal: see `convertGru`.
 */
export function loadTorchStateDict(model: TorchModel, stateDict: Params): void {
  checkTensors("loadTorchStateDict", shapesOf(model.params), stateDict);
  copyChecked("loadTorchStateDict", model.params, inForm(model, stateDict, "torch", "chung"));
}

/** A copy of all parameters, as `load_state_dict` of the same model in PyTorch wants them; write it with `saveSafetensors`. */
export function toTorchStateDict(model: TorchModel): Params {
  const copy = Object.fromEntries(Object.entries(model.params).map(([name, tensor]) => [name, tensor.clone()]));
  return inForm(model, copy, "chung", "torch");
}

/** Converts the directions of a GRU in the chapter's form; everything else means the same on both sides. */
function inForm({ form }: TorchModel, tensors: Params, from: GruConvention, to: GruConvention): Params {
  if (form !== "chapter") return tensors;
  const suffixes = Object.keys(tensors).flatMap((name) => (name.startsWith("weight_hh") ? [name.slice(9)] : []));
  const converted = suffixes.map((suffix) => {
    const own = Object.fromEntries(Object.entries(tensors).filter(([name]) => name.endsWith(suffix)));
    return nameTorchCell(convertGru(readTorchCell("convertGru", own, suffix, 3), from, to), suffix);
  });
  return Object.assign({}, ...converted);
}

function shapesOf(params: Params): Record<string, readonly number[]> {
  return Object.fromEntries(Object.entries(params).map(([name, { shape }]) => [name, shape]));
}
