/** Writing to files: everything is on the disk in the end, and an error of the disk is never lost. */
import type { FileHandle } from "node:fs/promises";
import { expect, it } from "vitest";
import { FileSink } from "../src/node/file-sink.js";

type File = ConstructorParameters<typeof FileSink>[0];

/** A file that writes at most three bytes at a time, and its calls. */
function fakeFile(datasync: () => Promise<void>) {
  const calls: string[] = [];
  const file = {
    async write(bytes: Uint8Array, offset: number, length: number, position: number) {
      const bytesWritten = Math.min(3, length);
      calls.push(`${position}: ${bytes.subarray(offset, offset + bytesWritten)}`);
      return { bytesWritten };
    },
    async datasync() {
      calls.push("datasync");
      await datasync();
    },
    async sync() {
      calls.push("sync");
    },
  } as unknown as FileHandle;
  return { file: file as File, calls };
}

it("writes the rest where the system has written a part, and syncs on the way and at the end", async () => {
  const { file, calls } = fakeFile(async () => {});
  const sink = new FileSink(file, 8);
  await sink.write(0, Uint8Array.of(1, 2, 3, 4));
  await sink.write(4, Uint8Array.of(5, 6, 7, 8));
  await sink.sync();
  expect(calls).toEqual(["0: 1,2,3", "3: 4", "4: 5,6,7", "7: 8", "datasync", "sync"]);
});

it("starts no second sync while one is running", async () => {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const { file, calls } = fakeFile(() => ended);
  const sink = new FileSink(file, 1);
  for (let i = 0; i < 3; i++) await sink.write(i, Uint8Array.of(i));
  expect(calls.filter((call) => call === "datasync")).toHaveLength(1);
  end();
  await sink.sync();
  await sink.write(3, Uint8Array.of(3));
  await sink.sync();
  expect(calls.filter((call) => call === "datasync")).toHaveLength(2);
});

it("reports an error of an early sync, even if the last one succeeds", async () => {
  const { file } = fakeFile(async () => {
    throw new Error("EIO");
  });
  const sink = new FileSink(file, 1);
  await sink.write(0, Uint8Array.of(1));
  await sink.write(1, Uint8Array.of(2));
  await expect(sink.sync()).rejects.toThrow("EIO");
});
