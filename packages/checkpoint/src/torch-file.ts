/** PyTorch's optimizer states in safetensors: `param.<i>`, `state.<i>.exp_avg` and, as JSON in the metadata, the groups. */
import type { OptimizerState } from "@anneal/core";
import { InvalidArgumentError } from "@anneal/core";
import { isFloat32Array, isRecord } from "@anneal/core/arguments";
import { type FileHandleLike, type ReadableSource, writeTo } from "./bytes/browser.js";
import type { ByteSink } from "./bytes/ports.js";
import { CheckpointError } from "./errors.js";
import { inFile } from "./load-states.js";
import { openSafetensors, type SafetensorsFile } from "./safetensors/file.js";
import { METADATA_KEY } from "./safetensors/read-header.js";
import { writeFile } from "./safetensors/write-file.js";
import { type NamedTensor, writeHeader } from "./safetensors/write-header.js";
import { readOptimizer, type StatefulOptimizer } from "./stateful.js";
import { fromTorchStateDict, type TorchStateDict, toTorchStateDict } from "./torch.js";
import { firstRefused } from "./values.js";

/**
 * Saves the parameters and the state of an Adam or AdamW for PyTorch.
 * @param target A file handle, whose file is replaced once everything is written, or your own sink.
 * @throws InvalidArgumentError for another rule
 */
export async function saveTorchState(
  target: FileHandleLike | ByteSink,
  optimizer: StatefulOptimizer,
): Promise<void> {
  await writeTo(target, (sink) => writeTorchState(sink, optimizer));
}

/** Writes the file of `saveTorchState`. */
export async function writeTorchState(sink: ByteSink, optimizer: StatefulOptimizer): Promise<void> {
  const { state, param_groups: groups } = await toTorchStateDict(optimizer);
  const own = await optimizer.stateDict({ copy: false });
  const tensors = own.params.flatMap(({ shape }, i): NamedTensor[] => {
    const values = optimizer.params?.[i];
    if (!isFloat32Array(values)) {
      throw new InvalidArgumentError(`optimizer.params[${i}]`, values, "a Float32Array");
    }
    const entries = Object.entries(state[i] ?? {}).map(([key, held]): NamedTensor => {
      const name = `state.${i}.${key}`;
      return typeof held === "number"
        ? { name, shape: [], values: Float32Array.of(held) }
        : { name, shape, values: held };
    });
    return [{ name: `param.${i}`, shape, values }, ...entries];
  });
  const metadata = [
    ["optimizer", `torch.optim.${own.groups[0]?.rule}`],
    ["param_groups", JSON.stringify(groups)],
  ] as const;
  await writeFile(sink, writeHeader(tensors, metadata), tensors);
}

/**
 * Loads the parameters and the state of PyTorch's Adam or AdamW into an optimizer with the same rule, groups and shapes.
 * @throws CheckpointError for a file that does not fit; nothing is changed
 */
export async function loadTorchState(source: ReadableSource, optimizer: StatefulOptimizer): Promise<void> {
  const { params, stateDict } = readOptimizer("optimizer", optimizer);
  const file = await openSafetensors(source);
  const own = await stateDict.call(optimizer, { copy: false });
  const saved = await readStateDict(file);
  const values = await Promise.all(
    own.params.map(async ({ shape }, i) => {
      const into = params?.[i];
      if (!isFloat32Array(into))
        throw new InvalidArgumentError(`optimizer.params[${i}]`, into, "a Float32Array");
      checkShape(file, `param.${i}`, shape);
      return { into, from: finite(`param.${i}`, await file.read(`param.${i}`)) };
    }),
  );
  const state = await fromTorchStateDict(saved, optimizer);
  await inFile("state", () => optimizer.loadStateDict(state as OptimizerState));
  for (const { into, from } of values) into.set(from);
}

function checkShape({ tensors }: SafetensorsFile, name: string, shape: readonly number[]): void {
  const found = tensors.get(name);
  if (found === undefined) throw new CheckpointError(`tensors.${name}`, "is missing");
  if (found.shape.join() === shape.join()) return;
  throw new CheckpointError(`tensors.${name}.shape`, `is [${found.shape}], but [${shape}] in this optimizer`);
}

async function readStateDict(file: SafetensorsFile): Promise<TorchStateDict> {
  const state: Record<string, Record<string, number | Float32Array>> = {};
  for (const [name, { shape }] of file.tensors) {
    const [, index, key] = /^state\.(\d+)\.(\w+)$/.exec(name) ?? [];
    if (index === undefined || key === undefined) {
      if (/^param\.\d+$/.test(name)) continue;
      throw new CheckpointError(`tensors.${name}`, "is neither param.<i> nor state.<i>.<name>");
    }
    const values = finite(name, await file.read(name));
    state[index] ??= {};
    const isNumber = key === "step" && values.length === 1 && shape.length <= 1;
    (state[index] as Record<string, number | Float32Array>)[key] = isNumber ? (values[0] as number) : values;
  }
  return { state, param_groups: readGroups(file.metadata.get("param_groups")) };
}

function readGroups(text: string | undefined): TorchStateDict["param_groups"] {
  const field = `${METADATA_KEY}.param_groups`;
  if (text === undefined) throw new CheckpointError(field, "is missing");
  try {
    const groups: unknown = JSON.parse(text);
    if (Array.isArray(groups) && groups.every(isRecord)) return groups;
  } catch (cause) {
    throw new CheckpointError(field, "is not JSON", { cause });
  }
  throw new CheckpointError(field, "is not a list of groups");
}

function finite(name: string, values: Float32Array): Float32Array {
  const index = firstRefused(values, false);
  if (index < 0) return values;
  throw new CheckpointError(`tensors.${name}[${index}]`, `is ${values[index]}, which is not finite`);
}
