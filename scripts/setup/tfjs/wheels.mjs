import { Problem } from "../problem.mjs";

/**
 * A wheel of PyPI, pinned. Only the C library of TensorFlow's is used, so the Python that it was made for does not matter.
 * @typedef {{ name: string, version: string, sha256: string, bytes: number }} Wheel
 */

/**
 * `platforms`: the tags that pip knows the wheels by; `kept`: bytes on the disk when they are unpacked.
 * @typedef {{ wheels: Wheel[], platforms: string[], kept: number }} Source
 */

/** The tags of the wheels that are not for every Python. */
export const pythonTag = { version: "3.11", abi: "cp311" };

/**
 * @param {string} name
 * @param {string} version
 * @param {number} bytes
 * @param {string} sha256
 * @returns {Wheel}
 */
const wheel = (name, version, bytes, sha256) => ({ name, version, bytes, sha256 });

/** The newest libraries of CUDA 12 that TensorFlow's own extra `and-cuda` allows. */
const cuda = [
  wheel(
    "nvidia-cublas-cu12",
    "12.9.3.13",
    581_217_458,
    "d7d51055f161b317c7105ddaae90e71eda059026074ffef93cf7cde2886bfe72",
  ),
  wheel(
    "nvidia-cuda-cupti-cu12",
    "12.9.79",
    10_814_997,
    "096bcf334f13e1984ba36685ad4c1d6347db214de03dbb6eebb237b41d9d934f",
  ),
  wheel(
    "nvidia-cuda-nvcc-cu12",
    "12.9.86",
    40_546_229,
    "5d6a0d32fdc7ea39917c20065614ae93add6f577d840233237ff08e9a38f58f0",
  ),
  wheel(
    "nvidia-cuda-nvrtc-cu12",
    "12.9.86",
    89_568_129,
    "210cf05005a447e29214e9ce50851e83fc5f4358df8b453155d5e1918094dcb4",
  ),
  wheel(
    "nvidia-cuda-runtime-cu12",
    "12.9.79",
    3_493_179,
    "25bba2dfb01d48a9b59ca474a1ac43c6ebf7011f1b0b8cc44f54eb6ac48a96c3",
  ),
  wheel(
    "nvidia-cudnn-cu12",
    "9.28.0.42",
    716_538_495,
    "9ff58b7f36dacd0a93e89f8f2957b52466889217963701daa15e577317cfa375",
  ),
  wheel(
    "nvidia-cufft-cu12",
    "11.4.1.4",
    200_877_592,
    "c67884f2a7d276b4b80eb56a79322a95df592ae5e765cf1243693365ccab4e28",
  ),
  wheel(
    "nvidia-curand-cu12",
    "10.3.10.19",
    68_295_626,
    "49b274db4780d421bd2ccd362e1415c13887c53c214f0d4b761752b8f9f6aa1e",
  ),
  wheel(
    "nvidia-cusolver-cu12",
    "11.7.5.82",
    338_117_415,
    "15da72d1340d29b5b3cf3fd100e3cd53421dde36002eda6ed93811af63c40d88",
  ),
  wheel(
    "nvidia-cusparse-cu12",
    "12.5.10.65",
    366_465_088,
    "73060ce019ac064a057267c585bf1fd5a353734151f87472ff02b2c5c9984e78",
  ),
  wheel("nvidia-nccl-cu12", "2.32.3", 351_526_311, "bb94b2348e4861d5e8aa00b36c3d12d9bdf9c6369b82cbb723de0b582280a21c"),
  wheel(
    "nvidia-nvjitlink-cu12",
    "12.9.86",
    39_748_338,
    "e3f1171dbdc83c5932a45f0f4c99180a70de9bd2718c1ab77d14104f6d7147f9",
  ),
];

/** @type {Record<string, Source>} */
const sources = {
  "linux-x64": {
    wheels: [
      wheel(
        "tensorflow-cpu",
        "2.21.0",
        273_829_956,
        "2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c",
      ),
    ],
    platforms: ["manylinux_2_27_x86_64"],
    kept: 0.86e9,
  },
  "linux-arm64": {
    wheels: [
      wheel("tensorflow", "2.21.0", 281_828_020, "4b24aca16d527a3cf1c37f720c04c484c3d20f4d0fdfa98632ac8b9f3be6eb5c"),
    ],
    platforms: ["manylinux_2_27_aarch64"],
    kept: 0.89e9,
  },
  "darwin-arm64": {
    wheels: [
      wheel("tensorflow", "2.21.0", 223_405_849, "51f46f4806139d01fc7920cc72a4c75876f80649bf40ff083ab6212ceb43ca88"),
    ],
    platforms: ["macosx_12_0_arm64"],
    kept: 0.75e9,
  },
  "linux-x64-gpu": {
    wheels: [
      wheel("tensorflow", "2.21.0", 572_440_367, "9056fbc9ba04235810b71ae6cbd958a196e8804fb53bbcffbf3e23b56155f124"),
      ...cuda,
    ],
    platforms: ["manylinux_2_27_x86_64", "manylinux_2_25_x86_64", "manylinux_2_17_x86_64", "manylinux_2_12_x86_64"],
    kept: 5.7e9,
  },
};

/** @typedef {{ platform: string, arch: string, gpu: boolean, glibc?: string }} Machine */

/**
 * The wheels whose C library the addon can be built against; undefined: there are none for this machine.
 * @param {Machine} machine glibc: its version on Linux, where it has one
 * @returns {Source | undefined}
 */
export function sourceFor({ platform, arch, gpu, glibc }) {
  if (platform === "linux" && !isRecent(glibc)) return undefined;
  return sources[`${platform}-${arch}${gpu ? "-gpu" : ""}`];
}

/** The wheels are built for glibc 2.27 or later; Alpine Linux has none. */
function isRecent(/** @type {string | undefined} */ glibc) {
  const [major, minor] = (glibc ?? "0.0").split(".").map(Number);
  return major > 2 || (major === 2 && minor >= 27);
}

/**
 * Why there is no source, for those for whom the package's own binary did not work either.
 * @param {Machine} machine
 */
export function noSource({ platform, arch, gpu, glibc }) {
  const name = gpu ? "tfjs-node-gpu" : "tfjs-node";
  const why =
    platform === "linux" && !isRecent(glibc)
      ? `TensorFlow's library needs glibc 2.27 or later; this Linux has ${glibc ?? "another C library"}.`
      : gpu
        ? "It is made for Linux and Windows on x86-64 with an NVIDIA card."
        : `TensorFlow offers no library for ${platform} on ${arch} that it could be built against.`;
  return new Problem(`${name} cannot be set up on this machine.`, [
    `Its own binary could not be installed (.cache/logs/${name}-own.log says why), and there is no other way here:`,
    why,
    gpu
      ? "Without a graphics card: npm run setup:tfjs-node"
      : "The course needs none of it: its own engine and tfjs's wasm run here.",
  ]);
}

/**
 * What pip reads: each wheel with its checksum.
 * @param {Source} source
 */
export const requirementsOf = ({ wheels }) =>
  wheels.map(({ name, version, sha256 }) => `${name}==${version} --hash=sha256:${sha256}\n`).join("");

/** @param {Source} source */
export const bytesOf = ({ wheels }) => wheels.reduce((sum, { bytes }) => sum + bytes, 0);
