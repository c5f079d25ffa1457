import { setTimeout } from "node:timers/promises";

/** Waits between attempts. A member of an object, so that who tests what comes after a pause need not wait for it. */
export const pause = {
  /** @param milliseconds how long */
  async for(milliseconds: number): Promise<void> {
    await setTimeout(milliseconds);
  },
};
