/** The variables and gradients of a step, checked. */
import { InvalidArgumentError } from "@anneal/core";
import { engine, type NamedTensorMap, type Tensor, type Variable } from "@tensorflow/tfjs-core";

/**
 * The names of variables without the number that TensorFlow.js appends to duplicates, for example when a saved model is
 * loaded next to the original: `dense/bias_1` is `dense/bias`. Names that would become equal keep their numbers.
 */
export function plainNames(names: readonly string[]): readonly string[] {
  const plain = names.map((name) => name.replace(/_\d+$/, ""));
  return plain.map((name, i) =>
    plain.indexOf(name) === plain.lastIndexOf(name) ? name : (names[i] as string),
  );
}

/** A tensor with a name. TensorFlow.js does not export this type. */
export interface NamedTensor {
  readonly name: string;
  readonly tensor: Tensor;
}

/** Gradients by variable name; null: the variable has none in this step. */
export type Gradients = ReadonlyMap<string, Tensor | null>;

/**
 * @param given What `tf.variableGrads` returns as `grads`, or a list of names and tensors.
 * @throws InvalidArgumentError
 */
export function readGradients(given: NamedTensorMap | NamedTensor[]): Gradients {
  if (typeof given !== "object" || given === null) {
    throw new InvalidArgumentError("gradients", given, "an object or a list of tensors by variable name");
  }
  const gradients = new Map<string, Tensor | null>();
  if (Array.isArray(given)) {
    for (const [i, entry] of given.entries()) {
      if (typeof entry?.name !== "string")
        throw new InvalidArgumentError(`gradients[${i}]`, entry, "an object with name and tensor");
      if (gradients.has(entry.name))
        throw new InvalidArgumentError(
          `gradients[${i}].name`,
          entry.name,
          "a name that is not in the list before",
        );
      gradients.set(entry.name, entry.tensor ?? null);
    }
  } else for (const [name, tensor] of Object.entries(given)) gradients.set(name, tensor ?? null);
  for (const [name, tensor] of gradients) if (tensor !== null) checkGradient(name, tensor);
  return gradients;
}

/** The tensors of the variables that have a gradient. */
export function tensorsOf(gradients: Gradients): Tensor[] {
  return [...gradients.values()].filter((tensor) => tensor !== null);
}

function checkGradient(name: string, tensor: Tensor): void {
  const path = `gradients.${name}`;
  const { shape } = variableNamed(name);
  if (typeof tensor.dataSync !== "function" || tensor.isDisposed)
    throw new InvalidArgumentError(path, tensor, "a tensor that is not disposed");
  if (tensor.dtype !== "float32") throw new InvalidArgumentError(`${path}.dtype`, tensor.dtype, "float32");
  if (tensor.shape.join() !== shape.join())
    throw new InvalidArgumentError(`${path}.shape`, tensor.shape, `[${shape.join(", ")}], as the variable's`);
}

/**
 * The variable with a name.
 * @throws InvalidArgumentError for a name without a variable, and for a variable that is not float32.
 */
export function variableNamed(name: string): Variable {
  const variable: Variable | undefined = engine().registeredVariables[name];
  if (variable === undefined || variable.isDisposed)
    throw new InvalidArgumentError("variable", name, "the name of a variable that is not disposed");
  if (variable.dtype !== "float32")
    throw new InvalidArgumentError(`the dtype of variable ${name}`, variable.dtype, "float32");
  return variable;
}

/** An error about `params[1].shape` as one about the shape of the variable. */
export function withVariableName(
  error: InvalidArgumentError,
  names: readonly string[],
): InvalidArgumentError {
  const [, index, property] = /^params\[(\d+)\]\.(\w+)$/.exec(error.argument) ?? [];
  if (index === undefined) return error;
  const argument = `the ${property} of variable ${names[Number(index)]}`;
  return new InvalidArgumentError(argument, error.received, error.expected);
}
