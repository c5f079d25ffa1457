import * as pulumi from "@pulumi/pulumi";

const withoutEngine = {};

/**
 * What stands for the run of a program that is under way: the SDK's connection to the engine, of which each
 * run has its own, also where several share a process (the Automation API, mocks).
 */
export function currentRun(): object {
  return pulumi.runtime.getMonitor() ?? withoutEngine;
}

/** Whether the SDK is connected to an engine or to mocks. */
export function isRunning(): boolean {
  return currentRun() !== withoutEngine;
}

/** Whether the program runs under `pulumi.runtime.setMocks`. */
export function isMocked(): boolean {
  return "mocks" in currentRun();
}
