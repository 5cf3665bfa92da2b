/** Replaces a file as a whole: after a crash at any moment the path has the old or the new contents. */
import { randomBytes } from "node:crypto";
import { type FileHandle, open, readdir, realpath, rename, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { ByteSink } from "../bytes/ports.js";
import type { FilePath } from "./file-source.js";

/**
 * Writes a temporary file in the same folder, and renames it once the disk has it.
 * @param publish Called between the two, with the path: what becomes of the old file.
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

/** Where links lead, so that they go on leading there. */
async function resolved(path: FilePath): Promise<string> {
  const absolute = resolve(path instanceof URL ? fileURLToPath(path) : path);
  return realpath(absolute).catch(() => absolute);
}

async function writeAll(file: FileHandle, write: (sink: ByteSink) => Promise<void>): Promise<void> {
  try {
    await write(sinkOf(file));
    await file.sync();
  } finally {
    await file.close();
  }
}

function sinkOf(file: FileHandle): ByteSink {
  return {
    async write(position, bytes) {
      for (let done = 0; done < bytes.byteLength; ) {
        const { bytesWritten } = await file.write(bytes, done, bytes.byteLength - done, position + done);
        done += bytesWritten;
      }
    },
  };
}

/** On Windows folders can't be synced, and need not be. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } catch (error) {
    // Some network file systems refuse it.
    if (!["EINVAL", "ENOTSUP", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  } finally {
    await handle.close();
  }
}

/** What the temporary files for a path on this machine begin with. */
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

/** Runs one thing for a path after the other. */
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
