import { delimiter } from "node:path";

/**
 * The variables that make an engine the one that runs, and keep it off the network.
 *
 * @param directory the folder of its executables
 * @param path the PATH to put that folder before
 */
export function engineEnvironment(directory: string, path: string | undefined): Record<string, string> {
  return {
    PATH: path === undefined || path === "" ? directory : `${directory}${delimiter}${path}`,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_DISABLE_REGISTRY_RESOLVE: "true",
  };
}
