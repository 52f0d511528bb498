import { onBackend, whereInstalled } from "../testing/tfjs.js";
import { attentionSuite } from "../testing/tfjs-attention.js";
import { recurrentSuite } from "../testing/tfjs-recurrent.js";
import { trainingSuite } from "../testing/tfjs-training.js";

/**
 * Where somebody has installed WebGPU. Without a graphics card the software driver that Chromium brings along will do:
 * VK_ICD_FILENAMES=…/vk_swiftshader_icd.json
 */
await whereInstalled("webgpu", () => {
  for (const suite of [recurrentSuite, trainingSuite, attentionSuite]) onBackend("webgpu", suite);
});
