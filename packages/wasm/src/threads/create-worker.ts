/** Creates worker threads, in Node or in a browser. */
import { WORKER_NAME, type WorkerMessage } from "./worker.js";

/** A worker thread. */
export interface WorkerHandle {
  /** Sends a message, which may share memory. */
  post(message: WorkerMessage): void;
  /** Called once when the worker has ended by itself or could not be started. */
  onEnd(callback: (reason: string) => void): void;
  terminate(): void;
  /**
   * Whether it runs no more; false: it does, or that is not known. If it is asked while the worker runs, later answers need
   * no return to the event loop of this thread.
   */
  hasEnded(): boolean;
}

/** The part of `node:worker_threads` in use. Naming the module in the declarations would require Node's types. */
interface NodeThreads {
  readonly Worker: new (file: URL, options: object) => NodeWorker;
}

interface NodeWorker {
  postMessage(message: unknown): void;
  once(event: "error", listener: (error: unknown) => void): void;
  once(event: "exit", listener: (code: number) => void): void;
  unref(): void;
  terminate(): Promise<number>;
  readonly performance?: { eventLoopUtilization(): { readonly idle: number } };
}

/** The module `node:worker_threads`, in Node, Deno and Bun. */
export function nodeThreads(): NodeThreads | undefined {
  return globalThis.process?.getBuiltinModule?.("node:worker_threads");
}

/** @throws Whatever the engine throws where workers are not allowed. */
export function createWorker(): WorkerHandle {
  const node = nodeThreads();
  const Worker = node?.Worker ?? globalThis.Worker;
  // Bundlers recognize this form. Each kind of worker ignores the options of the other; the flags of the process, such as
  // a loader, must not apply to the worker.
  const worker = new Worker(new URL("./worker.js", import.meta.url), {
    type: "module",
    name: WORKER_NAME,
    workerData: WORKER_NAME,
    execArgv: [],
  } as object);
  return isNodeWorker(worker) ? nodeHandle(worker) : webHandle(worker);
}

function isNodeWorker(worker: Worker | NodeWorker): worker is NodeWorker {
  return "unref" in worker;
}

/** The handle of a worker thread of Node, also for tests. */
export function nodeHandle(worker: NodeWorker): WorkerHandle {
  // An idle pool must not keep the process alive.
  worker.unref();
  let hasExited = false;
  worker.once("exit", () => {
    hasExited = true;
  });
  return {
    post: (message) => worker.postMessage(message),
    onEnd(callback) {
      // Without a listener, an error would end the process.
      worker.once("error", (error) => callback(error instanceof Error ? error.message : String(error)));
      worker.once("exit", (code) => callback(`it exited with code ${code}`));
    },
    terminate() {
      void worker.terminate();
    },
    // Node remembers when an event loop began, and has no idle time of one that is gone: it then gives -1.
    hasEnded: () => hasExited || (worker.performance?.eventLoopUtilization().idle ?? 0) < 0,
  };
}

function webHandle(worker: Worker): WorkerHandle {
  return {
    post: (message) => worker.postMessage(message),
    onEnd(callback) {
      worker.addEventListener("error", ({ message }) => callback(message || "its script can't be loaded"));
      worker.addEventListener("messageerror", () => callback("it can't share memory with this page"));
    },
    terminate: () => worker.terminate(),
    // Browsers don't report it, and may let a script run for some seconds.
    hasEnded: () => false,
  };
}
