/** The machine on which times were measured, as reports show it. */
import { arch, availableParallelism, cpus, platform, totalmem } from "node:os";

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly platform: string;
  readonly node: string;
  readonly v8: string;
  /** The time of the measurement, ISO 8601. */
  readonly date: string;
}

export function readMachine(): Machine {
  const { node, v8 = "" } = process.versions;
  return {
    processor: cpus()[0]?.model.trim() || "unknown",
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    platform: `${platform()} ${arch()}`,
    node,
    v8,
    date: new Date().toISOString(),
  };
}

/**
 * The file name of the results. A later run on the same machine with the same major version of Node overwrites them.
 */
export function fileNameOf({ platform: system, processor, cores, node }: Machine): string {
  const words = `${system} ${processor} ${cores} cores node ${node.split(".")[0]}`;
  return `${words.toLowerCase().replace(/[^a-z\d]+/g, "-")}.json`;
}
