/** Parameters from safetensors files, single or sharded. */
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isRecord } from "@anneal/core/arguments";
import type { NamedParameters } from "../contents.js";
import { CheckpointError } from "../errors.js";
import { fillParameters, type LoadedParameters, type LoadParametersOptions } from "../parameters.js";
import { openSafetensors, type SafetensorsFile } from "../safetensors/file.js";
import { checkPath, type FilePath, withFile } from "./file-source.js";

/**
 * Fills parameters from the tensors with their names. F16 and BF16 are converted to float32 exactly.
 *
 * @param path A file such as `model.safetensors`, or the index of a sharded model, `model.safetensors.index.json`.
 * @throws CheckpointError if a tensor is missing, unexpected, of another shape, not F32, F16 or BF16, or not finite;
 * nothing is changed then
 */
export async function loadParameters(
  path: FilePath,
  parameters: NamedParameters,
  options: LoadParametersOptions = {},
): Promise<LoadedParameters> {
  const checked = checkPath("path", path);
  const text = checked instanceof URL ? fileURLToPath(checked) : checked;
  const paths = text.endsWith(".json") ? await partsOf(text) : [text];
  return withFiles(paths, [], (files) => fillParameters(files, parameters, options));
}

/** Opens several files, so that each is closed. */
function withFiles<T>(
  paths: readonly string[],
  opened: readonly SafetensorsFile[],
  use: (files: readonly SafetensorsFile[]) => Promise<T>,
): Promise<T> {
  const [path, ...others] = paths;
  if (path === undefined) return use(opened);
  return withFile(path, async (source) => withFiles(others, [...opened, await openSafetensors(source)], use));
}

/** The files named by an index, which are next to it. */
async function partsOf(path: string): Promise<readonly string[]> {
  const index = parsed(await readFile(path, "utf8"));
  const map = isRecord(index) ? index.weight_map : undefined;
  if (!isRecord(map)) throw new CheckpointError("weight_map", "is missing in the index");
  const names = Object.entries(map).map(([tensor, name]) => {
    if (typeof name === "string" && /^[\w-][\w.-]*$/.test(name)) return name;
    throw new CheckpointError(`weight_map.${tensor}`, "is not the name of a file next to the index");
  });
  return [...new Set(names)].map((name) => join(dirname(path), name));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CheckpointError("index", "is not JSON", { cause });
  }
}
