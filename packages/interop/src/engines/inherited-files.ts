/** Files that a configuration builds on, as Hydra's `defaults` and NeMo-RL's name them. They are not read. */
import { isSection, type Section } from "./reading/document.js";

/** Their names as written: `defaults: ../grpo_math_1B.yaml`, `defaults: [base, {optimizer: adam}]`. */
export function inheritedFiles({ defaults }: Section): string[] {
  const listed = Array.isArray(defaults) ? defaults : [defaults];
  return listed.flatMap((item: unknown) => {
    if (typeof item === "string") return item === "_self_" ? [] : [item];
    if (!isSection(item)) return [];
    return Object.entries(item).flatMap(([group, name]) =>
      typeof name === "string" ? [`${group}/${name}`] : [],
    );
  });
}
