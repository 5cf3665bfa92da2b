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

/** The range tests of other libraries: their suggestions for each curve, and their rates. */
export function skipFinderFile(content: unknown): Outcome[] {
  const { curves = [], grids = [] } = content as {
    curves?: { results: object }[];
    grids?: { lrs: object }[];
  };
  return skip([
    ...curves.flatMap(({ results }) => Object.keys(results).map((library) => `range test of ${library}`)),
    ...grids.flatMap(({ lrs }) => Object.keys(lrs).map((grid) => `rates of range test ${grid}`)),
  ]);
}

function skip(names: readonly string[]): Outcome[] {
  return names.map((what) => ({ status: "skipped", what }));
}
