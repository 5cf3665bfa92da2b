/** Files of which nothing is supported yet: their cases are counted by name, so that they are not passed over. */
import type { Outcome } from "./outcome.js";

type Named = { readonly name?: unknown };

/** The saved states of other libraries' schedulers and optimizers. */
export function skipStateFile(content: unknown): Outcome[] {
  const {
    schedulers = {},
    optimizers = {},
    safetensors,
  } = content as Record<string, Record<string, Named[]>>;
  const states = [...Object.entries(schedulers), ...Object.entries(optimizers)].flatMap(([library, cases]) =>
    cases.map(({ name }) => `state of ${library}/${name}`),
  );
  return skip(safetensors === undefined ? states : [...states, "state in safetensors"]);
}

function skip(names: readonly string[]): Outcome[] {
  return names.map((what) => ({ status: "skipped", what }));
}
