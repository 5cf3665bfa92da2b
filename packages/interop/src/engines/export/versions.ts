/** Versions of the engines: the rules that are applied, and the differences of older and newer versions. */
import { InvalidArgumentError } from "@anneal/core";
import { engineNamed } from "../registry.js";
import type { ExportEngineName } from "./engine-names.js";

/** `[5, 24]` of `"5.24"`. */
export type Version = readonly number[];

/** The versions of targets without import rules. */
const TITLES: Readonly<Partial<Record<ExportEngineName, string>>> = {
  lightning: "lightning 2.6",
  torch: "PyTorch 2.15",
  optax: "Optax 0.2",
  typescript: "@anneal/core",
};

interface Range {
  readonly first: Version;
  readonly newest: Version;
  /** The reason why the fields are not used before `first`. */
  readonly before: string;
}

/** Engines whose fields depend on the version. */
const RANGES: Readonly<Partial<Record<ExportEngineName, Range>>> = {
  hf: {
    first: [4, 27],
    newest: [5, 24],
    before: "the fields of transformers before 4.27 are not known",
  },
  deepspeed: {
    first: [0, 15, 3],
    newest: [0, 19],
    before: "DeepSpeed before 0.15.3 runs update 0 at the optimizer's rate, whatever its scheduler says",
  },
  torchtitan: {
    first: [0, 1],
    newest: [0, 3],
    before: "the fields of torchtitan before 0.1 are not known",
  },
};

/** The version whose rules are known. */
export function knownVersion(name: ExportEngineName): string {
  return TITLES[name] ?? engineNamed(name, undefined).version;
}

/** A release, or one before or after it as pip names them: 5.0.0rc1, 2.15.0+cpu. */
const VERSION = /^(\d{1,6}(?:\.\d{1,6}){0,5})(?:\.?(?:a|b|rc|dev|post)\d{1,10})*(?:\+[a-z\d.]{1,40})?$/;

/**
 * The numbers of the release.
 * @throws InvalidArgumentError
 */
export function readVersion(argument: string, value: unknown): Version {
  const [, release] = (typeof value === "string" ? VERSION.exec(value) : null) ?? [];
  if (release !== undefined) return release.split(".").map(Number);
  throw new InvalidArgumentError(argument, value, 'a version such as "5.24" or "5.24.0rc1"');
}

/** Compares part by part, up to the length of the second: 4.57 and 4.57.1 are not before `[4, 57]`. */
export function isBefore(version: Version, other: Version): boolean {
  const place = other.findIndex((part, i) => part !== (version[i] ?? 0));
  return place >= 0 && (version[place] ?? 0) < (other[place] as number);
}

/** The reason why the engine's own fields are not used for a version; null: they are. */
export function fieldsUnknown(name: ExportEngineName, version: Version | null): string | null {
  const range = RANGES[name];
  return range !== undefined && version !== null && isBefore(version, range.first) ? range.before : null;
}

/** Notes about the requested version. */
export function versionNotes(name: ExportEngineName, version: Version | null): readonly string[] {
  if (version === null || name === "typescript") return [];
  const range = RANGES[name];
  const known = knownVersion(name);
  if (range === undefined) return [`one version is known, ${known}: its rules were applied`];
  return isBefore(range.newest, version.slice(0, range.newest.length))
    ? [`${version.join(".")} is newer than what is known, ${known}: its rules were applied`]
    : [];
}
