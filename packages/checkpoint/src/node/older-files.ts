/** Older checkpoints next to the newest: `run.safetensors`, `run.1.safetensors`, `run.2.safetensors`. */
import { copyFile, link, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join, parse } from "node:path";

/** The path of an older checkpoint; the age of the previous one is 1. */
function olderPath(path: string, age: number): string {
  const { dir, name, ext } = parse(path);
  return join(dir, `${name}.${age}${ext}`);
}

/** The older checkpoints of a path, newest first. */
export async function olderFiles(
  path: string,
): Promise<readonly { readonly path: string; readonly age: number }[]> {
  const { name, ext } = parse(path);
  const names = await readdir(dirname(path));
  const files = names.flatMap((each) => {
    const inner =
      each.startsWith(`${name}.`) && each.endsWith(ext)
        ? each.slice(name.length + 1, each.length - ext.length)
        : "";
    return /^[1-9]\d{0,8}$/.test(inner) ? [{ path: join(dirname(path), each), age: Number(inner) }] : [];
  });
  return files.sort((a, b) => a.age - b.age);
}

/**
 * Makes the newest checkpoint the first of the older ones, increases the age of the others, and removes those beyond
 * `keep - 1`. The path itself always has its file.
 */
export async function shiftOlder(path: string, keep: number): Promise<void> {
  const older = await olderFiles(path);
  for (const { path: surplus, age } of older) if (age >= keep) await rm(surplus, { force: true });
  const newest = await stat(path).catch(() => null);
  if (newest === null || keep === 1) return;
  const first = olderPath(path, 1);
  // After a crash between linking and renaming, the newest already has this name.
  const last = await stat(first).catch(() => null);
  if (last !== null && last.ino === newest.ino && last.dev === newest.dev) return;
  for (let age = keep - 2; age >= 1; age--) {
    if (older.some((each) => each.age === age)) await rename(olderPath(path, age), olderPath(path, age + 1));
  }
  await linkOrCopy(path, first);
}

/** Copies on file systems without links. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch {
    const { dir, base } = parse(to);
    const partial = join(dir, `.${base}.partial`);
    await copyFile(from, partial);
    await rename(partial, to);
  }
}
