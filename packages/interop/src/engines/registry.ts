/** The engines by name. */
import type { Engine } from "./building/engine.js";
import { automodel } from "./definitions/automodel.js";
import { axolotl } from "./definitions/axolotl.js";
import { bigVision } from "./definitions/big-vision.js";
import { composer } from "./definitions/composer.js";
import { deepspeed } from "./definitions/deepspeed.js";
import { easylm } from "./definitions/easylm.js";
import { fairseq } from "./definitions/fairseq.js";
import { fairseq2 } from "./definitions/fairseq2.js";
import { gptNeox } from "./definitions/gpt-neox.js";
import { hf } from "./definitions/hf.js";
import { keras } from "./definitions/keras.js";
import { levanter } from "./definitions/levanter.js";
import { lingua } from "./definitions/lingua.js";
import { litgpt } from "./definitions/litgpt.js";
import { llamafactory } from "./definitions/llamafactory.js";
import { llmC } from "./definitions/llm-c.js";
import { maxtext } from "./definitions/maxtext.js";
import { megatron } from "./definitions/megatron.js";
import { megatronBridge } from "./definitions/megatron-bridge.js";
import { nanochat } from "./definitions/nanochat.js";
import { nanogpt } from "./definitions/nanogpt.js";
import { nanotron } from "./definitions/nanotron.js";
import { nemo } from "./definitions/nemo.js";
import { nemoRl } from "./definitions/nemo-rl.js";
import { olmo } from "./definitions/olmo.js";
import { olmoCore } from "./definitions/olmo-core.js";
import { openClip } from "./definitions/open-clip.js";
import { primeRl } from "./definitions/prime-rl.js";
import { timm } from "./definitions/timm.js";
import { torchtitan } from "./definitions/torchtitan.js";
import { torchtune } from "./definitions/torchtune.js";
import { trl } from "./definitions/trl.js";
import { unsloth } from "./definitions/unsloth.js";
import { verl } from "./definitions/verl.js";
import { ImportError } from "./import-error.js";

/** The engine names for `importSchedule`. */
export const engineNames = [
  "hf",
  "axolotl",
  "llamafactory",
  "unsloth",
  "trl",
  "deepspeed",
  "megatron",
  "megatron-bridge",
  "automodel",
  "nemo",
  "nemo-rl",
  "torchtitan",
  "torchtune",
  "composer",
  "nanotron",
  "levanter",
  "maxtext",
  "olmo",
  "olmo-core",
  "gpt-neox",
  "lingua",
  "litgpt",
  "easylm",
  "open_clip",
  "timm",
  "fairseq",
  "fairseq2",
  "llm.c",
  "nanogpt",
  "nanochat",
  "big_vision",
  "verl",
  "prime-rl",
  "keras",
] as const;

export type EngineName = (typeof engineNames)[number];

const byName: Readonly<Record<EngineName, Engine>> = {
  hf,
  axolotl,
  llamafactory,
  unsloth,
  trl,
  deepspeed,
  megatron,
  "megatron-bridge": megatronBridge,
  automodel,
  nemo,
  "nemo-rl": nemoRl,
  torchtitan,
  torchtune,
  composer,
  nanotron,
  levanter,
  maxtext,
  olmo,
  "olmo-core": olmoCore,
  "gpt-neox": gptNeox,
  lingua,
  litgpt,
  easylm,
  open_clip: openClip,
  timm,
  fairseq,
  fairseq2,
  "llm.c": llmC,
  nanogpt,
  nanochat,
  big_vision: bigVision,
  verl,
  "prime-rl": primeRl,
  keras,
};

export const engines: readonly Engine[] = Object.values(byName);

/** Aliases. */
const ALIASES: Readonly<Record<string, EngineName>> = {
  transformers: "hf",
  huggingface: "hf",
  "alignment-handbook": "hf",
  "megatron-lm": "megatron",
  "llm-foundry": "composer",
  "llama-factory": "llamafactory",
  "open-clip": "open_clip",
  "big-vision": "big_vision",
};

/** @throws ImportError for an unknown name. */
export function engineNamed(name: string, file: string | undefined): Engine {
  const lower = name.toLowerCase();
  const known =
    engineNames.find((each) => each === lower) ??
    (Object.hasOwn(ALIASES, lower) ? ALIASES[lower] : undefined);
  if (known === undefined) {
    throw new ImportError(
      "engine",
      `unknown engine ${JSON.stringify(name)}; expected one of ${engineNames.join(", ")}`,
      { file },
    );
  }
  return byName[known];
}
