/** The supported libraries, without their schedules. */

/** The library names for `fromLibrary`. */
export const libraryNames = [
  "torch",
  "transformers",
  "optax",
  "braintools",
  "keras",
  "timm",
  "deepspeed",
  "megatron",
  "fairseq",
  "composer",
  "torchtitan",
  "nanogpt",
  "tensor2tensor",
] as const;

export type Library = (typeof libraryNames)[number];

/** The display name of each library, and the source of its rates. */
export const libraryProfiles: Readonly<
  Record<Library, { readonly title: string; readonly takesBase: boolean }>
> = {
  torch: { title: "PyTorch", takesBase: true },
  transformers: { title: "transformers", takesBase: true },
  optax: { title: "Optax", takesBase: false },
  braintools: { title: "braintools", takesBase: false },
  keras: { title: "Keras", takesBase: false },
  timm: { title: "timm", takesBase: true },
  deepspeed: { title: "DeepSpeed", takesBase: true },
  megatron: { title: "Megatron-LM", takesBase: false },
  fairseq: { title: "fairseq", takesBase: false },
  composer: { title: "Composer", takesBase: true },
  torchtitan: { title: "torchtitan", takesBase: true },
  nanogpt: { title: "nanoGPT", takesBase: false },
  tensor2tensor: { title: "tensor2tensor", takesBase: false },
};
