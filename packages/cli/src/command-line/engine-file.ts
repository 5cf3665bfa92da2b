/** A training engine's file as a schedule: `deepspeed:ds_config.json`, with its options. */
import type { CommandOptions } from "./command-line.js";

export interface EngineFile {
  /** Undefined: recognize the engine from the file. */
  readonly engine: string | undefined;
  readonly path: string;
}

/** A single letter and a colon are a Windows drive, and `recipe:` is another kind of schedule. */
const NAMED = /^(?!recipe:)([a-z][\w.-]+):(.+)$/i;
/** `import:file`: the engine is recognized from the file. */
const RECOGNIZED = "import";
/** File formats that only engines use, and those of exported code. */
const ENGINES_ONLY = /\.(ya?ml|toml|py|ts|sh|flags)$/i;

/** The engine and the file of an argument; null: it is something else. */
export function engineFile(word: string): EngineFile | null {
  if (/[{}"]/.test(word) || hasOptions(word)) return null;
  const [, engine, path] = NAMED.exec(word) ?? [];
  if (engine !== undefined && path !== undefined) {
    const name = engine.toLowerCase();
    return { engine: name === RECOGNIZED ? undefined : name, path };
  }
  return ENGINES_ONLY.test(word) ? { engine: undefined, path: word } : null;
}

/** Whether an argument has options of its own after a space. The names of files may have spaces too. */
export function hasOptions(word: string): boolean {
  return /\s-/.test(word);
}

/** Values that a file may not contain. Each option belongs to the preceding file. */
export const IMPORT_OPTIONS: CommandOptions = {
  total: {
    kind: "value",
    value: "<updates>",
    isPerSchedule: true,
    help: "after an engine's file: number of updates of the run",
  },
  set: {
    kind: "value",
    value: "<name=value>",
    isPerSchedule: true,
    isRepeatable: true,
    help: "after an engine's file: a value that the file does not contain; repeatable",
  },
};
