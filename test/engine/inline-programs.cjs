// Serves programs to the engine for any number of runs, as the Automation API does with inline programs: by the SDK's own
// server. The SDK is loaded once then; a process for each run takes longer to load it than the rest of the run.
const process = require("node:process");
const { Server, ServerCredentials } = require("@grpc/grpc-js");
const { LanguageServer } = require("@pulumi/pulumi/automation/server");
const { LanguageRuntimeService } = require("@pulumi/pulumi/proto/language_grpc_pb");

process.on("message", (file) => {
  const server = new Server();
  const language = new LanguageServer(() => {
    delete require.cache[file];
    const exported = require(file);
    return typeof exported === "function" ? exported() : exported;
  });
  server.addService(LanguageRuntimeService, language);
  server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
    if (error !== null) throw error;
    process.send({ file, port });
  });
});
process.once("disconnect", () => process.exit());
