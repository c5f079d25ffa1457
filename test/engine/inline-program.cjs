// Serves a program to the engine for any number of runs, as the Automation API does with an inline program: by the SDK's
// own server. The SDK is loaded once then; a process for each run takes longer to load it than the rest of the run.
const { Server, ServerCredentials } = require("@grpc/grpc-js");
const process = require("node:process");
const { LanguageServer } = require("@pulumi/pulumi/automation/server");
const { LanguageRuntimeService } = require("@pulumi/pulumi/proto/language_grpc_pb");

const file = process.argv[2];

function program() {
  delete require.cache[file];
  const exported = require(file);
  return typeof exported === "function" ? exported() : exported;
}

const server = new Server();
server.addService(LanguageRuntimeService, new LanguageServer(program));
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error;
  process.send(port);
});
process.once("disconnect", () => process.exit());
