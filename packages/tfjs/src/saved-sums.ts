/** Sums of gradients between a save and a load: variables may have other names then. */
import { InvalidArgumentError } from "@anneal/core";
import type { Variable } from "@tensorflow/tfjs-core";
import type { SavedSums } from "./gradient-sums.js";
import { plainNames } from "./variables.js";

/** Sums that were loaded with a state. */
export interface LoadedSums {
  readonly accumulated: SavedSums;
  /** The names of the parameters of the state, in order. */
  readonly names: readonly string[];
}

/** The sums with the names of the state. @param names All variables of the optimizer. */
export function withPlainNames({ calls, sums }: SavedSums, names: readonly string[]): SavedSums {
  const plain = plainNames(names);
  return {
    calls,
    sums: new Map([...sums].map(([name, sum]) => [plain[names.indexOf(name)] as string, sum])),
  };
}

/**
 * The sums with the names of the variables, which are found as in `mergeState`: by name, or by order if a name is missing.
 * @throws InvalidArgumentError if a variable is missing or has another size
 */
export function sumsOfVariables(
  { accumulated, names: saved }: LoadedSums,
  variables: readonly Variable[],
): SavedSums {
  const plain = plainNames(variables.map(({ name }) => name));
  const order = saved.every((name) => plain.includes(name)) ? plain : saved;
  const sums = new Map<string, Float32Array>();
  for (const [name, sum] of accumulated.sums) {
    const variable = variables[order.indexOf(name)];
    if (variable?.size !== sum.length) {
      const expected =
        variable === undefined ? "that of a variable" : `${variable.size}, as ${variable.name}`;
      throw new InvalidArgumentError(`the length of the sum of gradients ${name}`, sum.length, expected);
    }
    sums.set(variable.name, sum);
  }
  return { calls: accumulated.calls, sums };
}
