/** Describes file errors in words. */
import { badInput, CommandError } from "../failure.js";

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file or folder",
  EISDIR: "it is a folder",
  ENOTDIR: "a part of the path is not a folder",
  EACCES: "permission is denied",
  EPERM: "permission is denied",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
  ENAMETOOLONG: "the name is too long",
  ELOOP: "its links form a cycle",
};

/** The error of the file system as a command error that starts with `what`: `can't read a.json`. */
export function fileProblem(error: unknown, what: string): unknown {
  if (error instanceof CommandError || !(error instanceof Error)) return error;
  const code = "code" in error ? String(error.code) : "";
  return badInput(`${what}: ${REASONS[code] ?? error.message}`);
}
