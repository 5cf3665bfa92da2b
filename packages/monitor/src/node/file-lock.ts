/** A lock between processes: a file that only one of them can create, which contains its process id. */
import {
  closeSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { FileBusyError } from "../errors.js";
import { sleep } from "./sleep.js";

/** The longest wait for the lock of a running process, in milliseconds; a large table is widened in seconds. */
const PATIENCE = 120_000;
/** The age, in milliseconds, up to which a lock without a process id may still be about to get it. */
const MAKING = 5_000;

export class FileLock {
  /** The locked file. */
  readonly #path: string;
  readonly #lock: string;

  constructor(path: string) {
    this.#path = path;
    this.#lock = `${path}.lock`;
  }

  get isHeld(): boolean {
    return statSync(this.#lock, { throwIfNoEntry: false }) !== undefined;
  }

  /** Returns when no running process holds the lock. @throws FileBusyError */
  wait(): void {
    for (let waited = 0; this.isHeld; waited += sleep(waited)) this.#breakOrGiveUp(waited);
  }

  /** Runs a function while no other process can. @throws FileBusyError */
  hold<T>(run: () => T): T {
    for (let waited = 0; !this.#create(); waited += sleep(waited)) this.#breakOrGiveUp(waited);
    try {
      return run();
    } finally {
      rmSync(this.#lock, { force: true });
    }
  }

  #create(): boolean {
    try {
      const descriptor = openSync(this.#lock, "wx");
      writeSync(descriptor, `${process.pid} ${startOf(process.pid) ?? ""}`);
      closeSync(descriptor);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
      throw error;
    }
  }

  #breakOrGiveUp(waited: number): void {
    const owner = this.#read();
    if (owner === null) return;
    if (isStale(owner)) this.#remove(owner.text);
    else if (waited > PATIENCE) {
      const advice = `delete ${this.#lock} if no program is writing the file`;
      throw new FileBusyError(this.#path, `is locked by process ${owner.pid}; ${advice}`);
    }
  }

  #read(): Owner | null {
    try {
      const text = readFileSync(this.#lock, "utf8");
      const [pid = Number.NaN, start] = text.trim().split(" ");
      return { text, pid: Number(pid || Number.NaN), start, age: Date.now() - statSync(this.#lock).mtimeMs };
    } catch (error) {
      // Released in the meantime.
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
      throw error;
    }
  }

  /** Removes a stale lock, but not one that has replaced it: the lock is moved away first and then checked. */
  #remove(text: string): void {
    const aside = `${this.#lock}.${process.pid}`;
    try {
      renameSync(this.#lock, aside);
      if (readFileSync(aside, "utf8") !== text) linkSync(aside, this.#lock);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== "ENOENT" && code !== "EEXIST") throw error;
    } finally {
      rmSync(aside, { force: true });
    }
  }
}

interface Owner {
  readonly text: string;
  /** The process id; NaN if there is none. */
  readonly pid: number;
  /** The start time of that process, if the system provides it: process ids are reused. */
  readonly start: string | undefined;
  /** The age of the lock, in milliseconds. */
  readonly age: number;
}

function isStale({ pid, start, age }: Owner): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return age > MAKING;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
  const now = startOf(pid);
  return now === ENDED || (start !== undefined && now !== null && start !== now);
}

/** A process that has ended but has not been reaped by its parent. */
const ENDED = "ended";

/** The start time of a process in Linux clock ticks; null on other systems. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The third and the 22nd field; the second is the name in parentheses, which may contain any character.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" || fields[0] === "X" ? ENDED : (fields[19] ?? null);
  } catch {
    return null;
  }
}
