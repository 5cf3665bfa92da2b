/** What a call was refused with. */
import { InvalidArgumentError } from "@anneal/core";

/** The error of a call that must be refused; any other outcome fails the test. */
export function refusal(call: () => unknown): InvalidArgumentError {
  try {
    call();
  } catch (error) {
    if (error instanceof InvalidArgumentError) return error;
    throw error;
  }
  throw new Error("the call was accepted");
}
