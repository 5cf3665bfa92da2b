/** The libraries whose schedules are known here. */

import { braintoolsDefinitions } from "./braintools/definitions.js";
import { composerDefinitions } from "./composer/definitions.js";
import { deepspeedDefinitions } from "./deepspeed/definitions.js";
import { fairseqDefinitions } from "./fairseq/definitions.js";
import { kerasDefinitions } from "./keras/definitions.js";
import type { Definitions } from "./lowering/definition.js";
import { megatronDefinitions } from "./megatron/definitions.js";
import { nanogptDefinitions } from "./nanogpt/definitions.js";
import { optaxDefinitions } from "./optax/definitions.js";
import { tensor2tensorDefinitions } from "./tensor2tensor/definitions.js";
import { timmDefinitions } from "./timm/definitions.js";
import { torchDefinitions } from "./torch/definitions.js";
import { torchtitanDefinitions } from "./torchtitan/definitions.js";
import { transformersDefinitions } from "./transformers/definitions.js";

export interface KnownLibrary {
  /** What people call it. */
  readonly title: string;
  readonly definitions: Definitions;
  /** Whether schedules start from the rates in an optimizer; where not, the rates are among the arguments. */
  readonly takesBase: boolean;
}

/** The names that `lower` takes. */
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

export const libraries: Readonly<Record<Library, KnownLibrary>> = {
  torch: { title: "PyTorch", definitions: torchDefinitions, takesBase: true },
  transformers: { title: "transformers", definitions: transformersDefinitions, takesBase: true },
  optax: { title: "Optax", definitions: optaxDefinitions, takesBase: false },
  braintools: { title: "braintools", definitions: braintoolsDefinitions, takesBase: false },
  keras: { title: "Keras", definitions: kerasDefinitions, takesBase: false },
  timm: { title: "timm", definitions: timmDefinitions, takesBase: true },
  deepspeed: { title: "DeepSpeed", definitions: deepspeedDefinitions, takesBase: true },
  megatron: { title: "Megatron-LM", definitions: megatronDefinitions, takesBase: false },
  fairseq: { title: "fairseq", definitions: fairseqDefinitions, takesBase: false },
  composer: { title: "Composer", definitions: composerDefinitions, takesBase: true },
  torchtitan: { title: "torchtitan", definitions: torchtitanDefinitions, takesBase: true },
  nanogpt: { title: "nanoGPT", definitions: nanogptDefinitions, takesBase: false },
  tensor2tensor: { title: "tensor2tensor", definitions: tensor2tensorDefinitions, takesBase: false },
};
