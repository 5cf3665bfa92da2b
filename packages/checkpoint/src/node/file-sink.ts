/** A sink that writes to a file of Node. */
import type { FileHandle } from "node:fs/promises";
import type { ByteSink } from "../bytes/ports.js";

/** The disk starts to store this number of bytes while the next ones are prepared, instead of all of them at the end. */
const SYNC_BYTES = 64 << 20;

export class FileSink implements ByteSink {
  readonly #file: Pick<FileHandle, "write" | "datasync" | "sync">;
  readonly #syncBytes: number;
  #unsynced = 0;
  #isSyncing = false;
  #syncs: Promise<void> = Promise.resolve();

  constructor(file: Pick<FileHandle, "write" | "datasync" | "sync">, syncBytes = SYNC_BYTES) {
    this.#file = file;
    this.#syncBytes = syncBytes;
  }

  async write(position: number, bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.byteLength; ) {
      const { bytesWritten } = await this.#file.write(bytes, done, bytes.byteLength - done, position + done);
      done += bytesWritten;
    }
    this.#unsynced += bytes.byteLength;
    if (this.#unsynced >= this.#syncBytes && !this.#isSyncing) this.#startSync();
  }

  /** Resolves when everything that was written is on the disk. */
  async sync(): Promise<void> {
    // The system reports an error of the disk once: the last call may succeed after an earlier one has failed.
    await this.#syncs;
    await this.#file.sync();
  }

  #startSync(): void {
    this.#unsynced = 0;
    this.#isSyncing = true;
    this.#syncs = this.#syncs.then(async () => {
      await this.#file.datasync();
      this.#isSyncing = false;
    });
    // `sync` reports it; until then a rejection must not count as unhandled.
    this.#syncs.catch(() => {});
  }
}
