// Runs a program in the current folder as an engine would, on a monitor that only records, and prints what came of
// it as JSON. The environment says whether the SDK that the program's project has was started.
const { createRequire } = require("node:module");
const { join } = require("node:path");
const process = require("node:process");
const { pathToFileURL } = require("node:url");

const project = createRequire(join(process.cwd(), "index.js"));
const registered = [];
const errors = new Set();

async function run() {
  process.on("unhandledRejection", (error) => errors.add(error));
  if (process.env.STARTED !== "false") {
    const pulumi = project("@pulumi/pulumi");
    const { MockMonitor } = project("@pulumi/pulumi/runtime/mocks");
    const mocks = {
      call: () => ({}),
      newResource: ({ name, inputs }) => {
        if (inputs.__provider !== undefined) registered.push(inputs.__provider);
        return { id: name, state: inputs };
      },
    };
    await pulumi.runtime.setMocks(mocks);
    // Under the CLI each copy of the SDK connects by itself, in an inline program of the Automation API the project's.
    const sdk = createRequire(join(process.cwd(), process.env.CONNECTED, "index.js"));
    const { ResourceMonitorClient } = sdk("@pulumi/pulumi/proto/resource_grpc_pb");
    const monitor = new Proxy(new MockMonitor(mocks), {
      has: (target, name) => name !== "mocks" && name in target,
      getPrototypeOf: () => ResourceMonitorClient.prototype,
    });
    pulumi.runtime.setMockOptions(monitor, "project", "stack", false);
  }
  await import(pathToFileURL(join(process.cwd(), process.argv[2])).href).catch((error) => errors.add(error));
  if (process.env.STARTED !== "false")
    await project("@pulumi/pulumi")
      .runtime.disconnect()
      .catch((error) => errors.add(error));
  // What the engine's host of dynamic providers does with a resource, in the same folder.
  const served = registered.map((provider) => {
    const module = { exports: {} };
    new Function("exports", "require", provider)(module.exports, project);
    return typeof module.exports.handler().create;
  });
  process.stdout.write(
    JSON.stringify({ registered: registered.length, served, errors: [...errors].map((one) => one.message) }),
  );
}

void run();
