/** Replaces a file as a whole: after a crash at any moment the path has the old or the new contents. */
import { randomBytes } from "node:crypto";
import { type FileHandle, open, readdir, realpath, rename, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { ByteSink } from "../bytes/ports.js";
import { FileSink } from "./file-sink.js";
import type { FilePath } from "./file-source.js";

/**
 * Writes a temporary file in the same folder, and renames it once it is on the disk.
 * @param publish Called before the file is renamed, with the path; it may keep the old file under another name.
 */
export async function replaceFile(
  path: FilePath,
  write: (sink: ByteSink) => Promise<void>,
  publish: (path: string) => Promise<void>,
): Promise<void> {
  const target = await resolved(path);
  const folder = dirname(target);
  await removeStale(folder, basename(target));
  const temporary = join(
    folder,
    `${temporaryPrefix(basename(target))}${process.pid}-${randomBytes(6).toString("hex")}.tmp`,
  );
  const file = await open(temporary, "wx");
  try {
    await writeAll(file, write);
    await inTurn(target, async () => {
      await publish(target);
      await rename(temporary, target);
    });
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

/** The path with links resolved, so that the links stay. */
async function resolved(path: FilePath): Promise<string> {
  const absolute = resolve(path instanceof URL ? fileURLToPath(path) : path);
  return realpath(absolute).catch(() => absolute);
}

async function writeAll(file: FileHandle, write: (sink: ByteSink) => Promise<void>): Promise<void> {
  const sink = new FileSink(file);
  try {
    await write(sink);
    await sink.sync();
  } finally {
    await file.close();
  }
}

/** Windows can't sync folders, and does not need to. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } catch (error) {
    // Some network file systems reject it.
    if (!["EINVAL", "ENOTSUP", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  } finally {
    await handle.close();
  }
}

/** The beginning of the names of temporary files for a path on this machine. */
function temporaryPrefix(name: string): string {
  return `.${name.slice(0, 100)}.${hostname()
    .replace(/[^\w-]/g, "_")
    .slice(0, 40)}.`;
}

/** Removes temporary files of processes that have ended. */
async function removeStale(folder: string, name: string): Promise<void> {
  const prefix = temporaryPrefix(name);
  for (const each of await readdir(folder)) {
    const pid = each.startsWith(prefix)
      ? /^(\d+)-[\da-f]{12}\.tmp$/.exec(each.slice(prefix.length))?.[1]
      : undefined;
    if (pid !== undefined && hasEnded(Number(pid))) await rm(join(folder, each), { force: true });
  }
}

function hasEnded(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}

const turns = new Map<string, Promise<unknown>>();

/** Runs the actions for a path one after the other. */
async function inTurn(path: string, act: () => Promise<void>): Promise<void> {
  const before = turns.get(path) ?? Promise.resolve();
  const turn = before.catch(() => {}).then(act);
  turns.set(path, turn);
  try {
    await turn;
  } finally {
    if (turns.get(path) === turn) turns.delete(path);
  }
}
