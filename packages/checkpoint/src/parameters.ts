/** Parameters from safetensors files of other programs, such as `model.safetensors` of Hugging Face. */
import { InvalidArgumentError } from "@anneal/core";
import { Fields, isArray } from "@anneal/core/arguments";
import type { ReadableSource } from "./bytes/browser.js";
import { CHUNK_BYTES } from "./bytes/chunk-reader.js";
import { type NamedParameters, type RunTensor, readParameters } from "./contents.js";
import { CheckpointError } from "./errors.js";
import { isFloat, openSafetensors, type SafetensorsFile } from "./safetensors/file.js";
import type { TensorInfo } from "./safetensors/read-header.js";
import { firstRefused } from "./values.js";

export interface LoadParametersOptions {
  /** Whether every tensor must have a parameter, and every parameter a tensor, as in PyTorch. Default: true. */
  readonly strict?: boolean;
  /** Whether to accept NaN and infinities. Default: false. */
  readonly allowNonFinite?: boolean;
}

/** The names that `strict: false` skipped. */
export interface LoadedParameters {
  /** Parameters without a tensor. */
  readonly missing: readonly string[];
  /** Tensors without a parameter. */
  readonly unexpected: readonly string[];
}

/**
 * Fills parameters from the tensors with their names. F16 and BF16 are converted to float32 exactly.
 *
 * @param source One file, or the parts of a sharded one.
 * @throws CheckpointError if a tensor is missing, unexpected, of another shape, not F32, F16 or BF16, or not finite;
 * nothing is changed then
 */
export async function loadParameters(
  source: ReadableSource | readonly ReadableSource[],
  parameters: NamedParameters,
  options: LoadParametersOptions = {},
): Promise<LoadedParameters> {
  const sources = isArray(source) ? (source as readonly ReadableSource[]) : [source as ReadableSource];
  if (sources.length === 0)
    throw new InvalidArgumentError("source", source, "a file, or a list of at least one");
  const files: SafetensorsFile[] = [];
  for (const each of sources) files.push(await openSafetensors(each));
  return fillParameters(files, parameters, options);
}

/** Fills parameters from open files. */
export async function fillParameters(
  files: readonly SafetensorsFile[],
  parameters: NamedParameters,
  options: LoadParametersOptions,
): Promise<LoadedParameters> {
  const fields = new Fields("loadParameters", "options", options, ["strict", "allowNonFinite"]);
  const strict = fields.flag("strict", true);
  const allowNonFinite = fields.flag("allowNonFinite", false);
  const into = readParameters("parameters", parameters);
  const holders = holdersOf(files);
  const names = new Set(into.map(({ name }) => name));
  const missing = [...names].filter((name) => !holders.has(name));
  const unexpected = [...holders.keys()].filter((name) => !names.has(name));
  if (strict && missing.length > 0) throw new CheckpointError(`tensors.${missing[0]}`, "is missing");
  if (strict && unexpected.length > 0) {
    throw new CheckpointError(
      `tensors.${unexpected[0]}`,
      "is not a parameter; pass strict: false to ignore it",
    );
  }
  const found = into.flatMap((tensor) => {
    const file = holders.get(tensor.name);
    return file === undefined ? [] : [{ tensor, file }];
  });
  for (const { tensor, file } of found) checkTensor(tensor, file);
  if (!allowNonFinite) for (const { tensor, file } of found) await refuseNonFinite(tensor, file);
  for (const { tensor, file } of found) await file.readInto(tensor.name, tensor.values);
  return { missing, unexpected };
}

function holdersOf(files: readonly SafetensorsFile[]): ReadonlyMap<string, SafetensorsFile> {
  const holders = new Map<string, SafetensorsFile>();
  for (const file of files) {
    for (const name of file.tensors.keys()) {
      if (holders.has(name)) throw new CheckpointError(`tensors.${name}`, "is in two files");
      holders.set(name, file);
    }
  }
  return holders;
}

function checkTensor({ name, shape }: RunTensor, file: SafetensorsFile): void {
  const { dtype, shape: found } = file.tensors.get(name) as TensorInfo;
  if (!isFloat(dtype))
    throw new CheckpointError(`tensors.${name}.dtype`, `is ${dtype}, not F32, F16 or BF16`);
  if (found.length !== shape.length || found.some((each, i) => each !== shape[i])) {
    throw new CheckpointError(`tensors.${name}.shape`, `is [${found}], but the parameter has [${shape}]`);
  }
}

async function refuseNonFinite({ name, values }: RunTensor, file: SafetensorsFile): Promise<void> {
  const chunk = new Float32Array(Math.min(values.length, CHUNK_BYTES / 4));
  for (let done = 0; done < values.length; done += chunk.length) {
    const some = chunk.subarray(0, values.length - done);
    await file.readPart(name, done, some);
    const index = firstRefused(some, false);
    if (index < 0) continue;
    const reason = `is ${some[index]}, which is not finite; pass allowNonFinite: true to accept it`;
    throw new CheckpointError(`tensors.${name}[${done + index}]`, reason);
  }
}
