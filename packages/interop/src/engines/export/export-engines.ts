/** What each engine that schedules are exported to takes. */
import { InvalidArgumentError } from "@anneal/core";
import { type ExportEngineName, exportEngineNames } from "./engine-names.js";
import { composer } from "./native/composer.js";
import { deepspeed } from "./native/deepspeed.js";
import type { NativeForm } from "./native/form.js";
import { hf } from "./native/hf.js";
import { keras } from "./native/keras.js";
import { automodel, megatron, megatronBridge } from "./native/megatron.js";
import { nanotron } from "./native/nanotron.js";
import { olmo } from "./native/olmo.js";
import { openClip } from "./native/open-clip.js";
import { timm } from "./native/timm.js";
import { lightning, torch } from "./native/torch.js";
import { torchtitan } from "./native/torchtitan.js";
import { torchtune } from "./native/torchtune.js";

type Formed = Exclude<ExportEngineName, "optax" | "typescript">;

/** Engines with their own fields. */
export const nativeForms: Readonly<Record<Formed, NativeForm>> = {
  hf,
  deepspeed,
  megatron,
  "megatron-bridge": megatronBridge,
  automodel,
  torchtitan,
  torchtune,
  composer,
  lightning,
  nanotron,
  olmo,
  open_clip: openClip,
  timm,
  keras,
  torch,
};

const ALIASES: Readonly<Record<string, ExportEngineName>> = {
  transformers: "hf",
  huggingface: "hf",
  trl: "hf",
  "megatron-lm": "megatron",
  "llm-foundry": "composer",
  "open-clip": "open_clip",
  pytorch: "torch",
  jax: "optax",
  ts: "typescript",
};

/** @throws InvalidArgumentError */
export function exportEngineNamed(name: unknown): ExportEngineName {
  const lower = typeof name === "string" ? name.toLowerCase() : "";
  const known =
    exportEngineNames.find((each) => each === lower) ??
    (Object.hasOwn(ALIASES, lower) ? ALIASES[lower] : undefined);
  if (known !== undefined) return known;
  throw new InvalidArgumentError("engine", name, `one of ${exportEngineNames.join(", ")}`);
}
