/** A file of a training engine as a schedule: `deepspeed:ds_config.json`, with the options that go with it. */
import type { CommandOptions } from "./command-line.js";

export interface EngineFile {
  /** Undefined: the engine that the file shows. */
  readonly engine: string | undefined;
  readonly path: string;
}

/** A letter and a colon are a drive of Windows, and `recipe:` is another kind of schedule. */
const NAMED = /^(?!recipe:)([a-z][\w.-]+):(.+)$/i;
/** `import:file`: the engine that the file shows. */
const RECOGNIZED = "import";
/** Formats that only engines have. */
const ENGINES_ONLY = /\.(ya?ml|toml|py|sh|flags)$/i;

/** The engine and the file of a word; null: it is something else. */
export function engineFile(word: string): EngineFile | null {
  if (/[\s{}"]/.test(word)) return null;
  const [, engine, path] = NAMED.exec(word) ?? [];
  if (engine !== undefined && path !== undefined) {
    const name = engine.toLowerCase();
    return { engine: name === RECOGNIZED ? undefined : name, path };
  }
  return ENGINES_ONLY.test(word) ? { engine: undefined, path: word } : null;
}

/** What a file may leave open. Each option belongs to the file before it. */
export const IMPORT_OPTIONS: CommandOptions = {
  total: {
    kind: "value",
    value: "<updates>",
    isPerSchedule: true,
    help: "after an engine's file: the updates of the run",
  },
  set: {
    kind: "value",
    value: "<name=value>",
    isPerSchedule: true,
    isRepeatable: true,
    help: "after an engine's file: a value that the file leaves open; may be repeated",
  },
};
