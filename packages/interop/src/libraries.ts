/** All libraries with their schedules, by name. */

import { unknownName } from "@anneal/core/arguments";
import { braintoolsDefinitions } from "./braintools/definitions.js";
import { composerDefinitions } from "./composer/definitions.js";
import { deepspeedDefinitions } from "./deepspeed/definitions.js";
import { fairseqDefinitions } from "./fairseq/definitions.js";
import { kerasDefinitions } from "./keras/definitions.js";
import { type Library, libraryNames, libraryProfiles } from "./library-profiles.js";
import type { LibraryProfile } from "./lowering/lower.js";
import { megatronDefinitions } from "./megatron/definitions.js";
import { nanogptDefinitions } from "./nanogpt/definitions.js";
import { optaxDefinitions } from "./optax/definitions.js";
import { tensor2tensorDefinitions } from "./tensor2tensor/definitions.js";
import { timmDefinitions } from "./timm/definitions.js";
import { torchDefinitions } from "./torch/definitions.js";
import { torchtitanDefinitions } from "./torchtitan/definitions.js";
import { transformersDefinitions } from "./transformers/definitions.js";

/** Aliases of a library. */
const ALIASES = { pytorch: "torch", hf: "transformers", huggingface: "transformers" } as const;

/** A library's name or an alias. */
export type LibraryName = Library | keyof typeof ALIASES;

/** The library with this name or alias. @throws InvalidArgumentError */
export function findLibrary(name: unknown): Library {
  const aliases = Object.keys(ALIASES) as (keyof typeof ALIASES)[];
  const known: readonly LibraryName[] = [...libraryNames, ...aliases];
  const found = known.find((each) => each === name);
  if (found === undefined) throw unknownName("library", name, known);
  return Object.hasOwn(ALIASES, found) ? ALIASES[found as keyof typeof ALIASES] : (found as Library);
}

export const libraries: Readonly<Record<Library, LibraryProfile>> = {
  torch: { ...libraryProfiles.torch, definitions: torchDefinitions },
  transformers: { ...libraryProfiles.transformers, definitions: transformersDefinitions },
  optax: { ...libraryProfiles.optax, definitions: optaxDefinitions },
  braintools: { ...libraryProfiles.braintools, definitions: braintoolsDefinitions },
  keras: { ...libraryProfiles.keras, definitions: kerasDefinitions },
  timm: { ...libraryProfiles.timm, definitions: timmDefinitions },
  deepspeed: { ...libraryProfiles.deepspeed, definitions: deepspeedDefinitions },
  megatron: { ...libraryProfiles.megatron, definitions: megatronDefinitions },
  fairseq: { ...libraryProfiles.fairseq, definitions: fairseqDefinitions },
  composer: { ...libraryProfiles.composer, definitions: composerDefinitions },
  torchtitan: { ...libraryProfiles.torchtitan, definitions: torchtitanDefinitions },
  nanogpt: { ...libraryProfiles.nanogpt, definitions: nanogptDefinitions },
  tensor2tensor: { ...libraryProfiles.tensor2tensor, definitions: tensor2tensorDefinitions },
};
