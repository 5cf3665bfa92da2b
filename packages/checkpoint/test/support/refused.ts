/** What a file was refused with. */
import { CheckpointError } from "@anneal/checkpoint";

/** The error of a promise that must be refused because of the file; any other outcome fails the test. */
export async function refused(promise: Promise<unknown>): Promise<CheckpointError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof CheckpointError) return error;
    throw error;
  }
  throw new Error("the file was accepted");
}
