/// <reference lib="esnext.disposable" preserve="true" />
/** Passes every record to every sink, and reports sinks that fail. */
import { InvalidArgumentError } from "@anneal/core";
import { Fields, isFunction, isRecord, list, text } from "@anneal/core/arguments";
import { ClosedError, SinkError, type SinkFailure } from "./errors.js";
import { flatRecord, type LogRecord } from "./records.js";
import type { Sink } from "./sink.js";

/** The options of a recorder. */
export interface RecorderOptions {
  /** The sinks, in order. */
  readonly sinks: readonly Sink[];
  /**
   * Receives the errors of sinks, which are then not thrown, so that training continues even if the disk is full.
   * Without it, `log`, `flush` and `close` throw them.
   */
  readonly onError?: (error: SinkError) => void;
}

/**
 * Records numbers of a training run to any number of sinks.
 *
 * ```ts
 * const recorder = new Recorder({ sinks: [consoleSink({ every: 100 }), csvSink("run.csv")] });
 * recorder.log({ step, lr: optimizer.step().lr, loss });
 * await recorder.close();
 * ```
 *
 * A record is checked completely before any sink gets it. The sinks of `@anneal/monitor/node` have written it to their
 * files when `log` returns: a process that ends afterwards loses nothing.
 */
export class Recorder {
  readonly #sinks: readonly Sink[];
  readonly #onError: ((error: SinkError) => void) | undefined;
  /** Pending promises of asynchronous sinks. */
  readonly #pending = new Set<Promise<void>>();
  /** Errors of asynchronous sinks. */
  #late: SinkFailure[] = [];
  #closing: Promise<void> | undefined;

  /** @throws InvalidArgumentError */
  constructor(options: RecorderOptions) {
    const fields = new Fields("Recorder", "options", options, ["sinks", "onError"]);
    const sinks = list("sinks", fields.get("sinks"), "sinks");
    for (const [i, sink] of sinks.entries()) {
      if (!isSink(sink)) throw new InvalidArgumentError(`sinks[${i}]`, sink, "an object with a method log");
      if (sink.name !== undefined) text(`sinks[${i}].name`, sink.name);
    }
    const onError = fields.get("onError");
    if (onError !== undefined && !isFunction(onError)) {
      throw new InvalidArgumentError("onError", onError, "a function");
    }
    this.#sinks = sinks as readonly Sink[];
    this.#onError = onError as RecorderOptions["onError"];
  }

  /**
   * Records numbers at a step.
   * @throws InvalidArgumentError before any sink gets anything.
   * @throws SinkError if sinks failed, in this call or, for asynchronous sinks, since the last call; without `onError`.
   * @throws ClosedError
   */
  log(record: LogRecord): void {
    if (this.#closing) throw new ClosedError("the recorder");
    const flat = flatRecord(record);
    this.#report(this.#each((sink) => sink.log(flat)));
  }

  /**
   * Waits until every sink has stored the logged records durably.
   * @throws SinkError without `onError`.
   */
  async flush(): Promise<void> {
    if (this.#closing) throw new ClosedError("the recorder");
    await this.#finish((sink) => sink.flush?.());
  }

  /**
   * Flushes and closes every sink, including failed ones. The second call does nothing.
   * @throws SinkError without `onError`.
   */
  close(): Promise<void> {
    this.#closing ??= this.#finish(
      (sink) => sink.flush?.(),
      (sink) => sink.close?.(),
    );
    return this.#closing;
  }

  /** `close()`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Calls every sink, even if others fail; returns the immediate failures. */
  #each(call: (sink: Sink) => unknown): SinkFailure[] {
    const failures: SinkFailure[] = [];
    for (const [i, sink] of this.#sinks.entries()) {
      const failure = (error: unknown) => ({ sink: sink.name ?? `sinks[${i}]`, error });
      try {
        const answer = call(sink);
        if (isPromise(answer)) this.#wait(answer, (error) => this.#late.push(failure(error)));
      } catch (error) {
        failures.push(failure(error));
      }
    }
    return failures;
  }

  #wait(answer: PromiseLike<unknown>, fail: (error: unknown) => void): void {
    const settled = Promise.resolve(answer).then(
      () => {},
      (error: unknown) => fail(error),
    );
    this.#pending.add(settled);
    settled.finally(() => this.#pending.delete(settled));
  }

  /** Makes the calls in order on every sink, waits for each, and reports all failures. */
  async #finish(...calls: readonly ((sink: Sink) => unknown)[]): Promise<void> {
    const failures: SinkFailure[] = [];
    await Promise.all(this.#pending);
    for (const call of calls) {
      failures.push(...this.#each(call));
      await Promise.all(this.#pending);
    }
    this.#report(failures);
  }

  #report(failures: readonly SinkFailure[]): void {
    const all = [...this.#late, ...failures];
    if (all.length === 0) return;
    this.#late = [];
    const error = new SinkError(all);
    if (!this.#onError) throw error;
    this.#onError(error);
  }
}

function isSink(value: unknown): value is Sink {
  const isObject = isRecord(value) || isFunction(value);
  return isObject && isFunction((value as { log?: unknown }).log);
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return isRecord(value) && typeof (value as { then?: unknown }).then === "function";
}
