/** The machine, as reports name it: a time means nothing without it. */
import { arch, availableParallelism, cpus, platform, totalmem } from "node:os";

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly platform: string;
  readonly node: string;
  readonly v8: string;
  /** When it was measured, ISO 8601. */
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

/** A file name for its results: the same machine with the same Node writes over them. */
export function fileNameOf({ platform: system, processor, cores, node }: Machine): string {
  const words = `${system} ${processor} ${cores} cores node ${node.split(".")[0]}`;
  return `${words.toLowerCase().replace(/[^a-z\d]+/g, "-")}.json`;
}
