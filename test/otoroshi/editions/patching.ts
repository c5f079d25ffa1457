import type { Json } from "../json/json";
import { applyPatch, PatchFailure, readPatch, type PatchRules } from "../json/patch";
import { Thrown } from "./edition";

/** The library of 1.5 and 17, which keeps its reasons to itself. */
const NEWER: PatchRules = { digitsAreIndexes: true, slashAtTheEnd: true, changedGoesLast: false };

/** The library of 1.4, which tells them. */
const OLDER: PatchRules = { digitsAreIndexes: false, slashAtTheEnd: false, changedGoesLast: true };

const NO_REASON = new Thrown("java.util.NoSuchElementException: JsError.get");

type Apply = (document: Json, operations: Json | undefined) => Json | Thrown;

function attempt<T>(step: () => T, failed: (failure: PatchFailure) => T): T {
  try {
    return step();
  } catch (error) {
    if (error instanceof PatchFailure) return failed(error);
    throw error;
  }
}

/** A patch that does not fit leaves null of the document, which then cannot be read as a key (observed). */
export const patchOf17: Apply = (document, operations) =>
  attempt<Json | Thrown>(
    () => {
      const patch = readPatch(operations, NEWER);
      return attempt<Json>(
        () => applyPatch(document, patch, NEWER),
        () => null,
      );
    },
    () => NO_REASON,
  );

export const patchOf15: Apply = (document, operations) =>
  attempt<Json | Thrown>(
    () => applyPatch(document, readPatch(operations, NEWER), NEWER),
    () => NO_REASON,
  );

export const patchOf14: Apply = (document, operations) =>
  attempt<Json | Thrown>(
    () => applyPatch(document, readPatch(operations, OLDER), OLDER),
    ({ exception, message }) => new Thrown(`gnieh.diffson.${exception}: ${message}`),
  );
