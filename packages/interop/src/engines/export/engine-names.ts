/** The engines that schedules are exported to, by name. */

/** The names that `toEngine` takes. */
export const exportEngineNames = [
  "hf",
  "deepspeed",
  "megatron",
  "megatron-bridge",
  "automodel",
  "torchtitan",
  "torchtune",
  "composer",
  "lightning",
  "nanotron",
  "olmo",
  "open_clip",
  "timm",
  "keras",
  "optax",
  "torch",
  "typescript",
] as const;

export type ExportEngineName = (typeof exportEngineNames)[number];
