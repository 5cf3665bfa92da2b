/** A mutant is killed by one failing case. No smaller one is searched. */
import fc from "fast-check";

fc.configureGlobal({ ...fc.readConfigureGlobal(), endOnFailure: true });
