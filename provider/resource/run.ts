import * as pulumi from "@pulumi/pulumi";
import { ResourceMonitorClient } from "@pulumi/pulumi/proto/resource_grpc_pb";

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

/**
 * Whether the connection to the engine is that of the SDK that this package loads. One that another copy of the
 * SDK has made, as in an inline program of the Automation API, takes nothing from this one.
 */
export function isOwnRun(): boolean {
  return currentRun() instanceof ResourceMonitorClient;
}

/** Whether the program runs under `pulumi.runtime.setMocks`. */
export function isMocked(): boolean {
  return "mocks" in currentRun();
}
