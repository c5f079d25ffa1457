import { createRequire } from "node:module";
import { promisify } from "node:util";
import { Server, ServerCredentials, type UntypedServiceImplementation } from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";

type Program = () => unknown;

// What the Automation API serves inline programs by. The SDK exports it, but leaves it out of its declarations.
const { LanguageServer } = createRequire(__filename)("@pulumi/pulumi/automation/server") as {
  LanguageServer: new (program: Program) => UntypedServiceImplementation;
};

/** A program that the engine runs in this process. */
export interface InlineProgram {
  /** The arguments that tell the CLI where the program is. */
  readonly args: readonly string[];
  close(): void;
}

/**
 * Serves a CommonJS program to the engine from this process, as the Automation API does with an inline program. A
 * process of its own for each run takes longer to load the SDK than the rest of the run takes.
 *
 * @param file the program; it is loaded anew for each run, what it requires is not
 */
export async function serveInline(file: string): Promise<InlineProgram> {
  const require = createRequire(file);
  const program: Program = () => {
    Reflect.deleteProperty(require.cache, file);
    const exported: unknown = require(file);
    return typeof exported === "function" ? (exported as Program)() : exported;
  };
  const server = new Server();
  server.addService(LanguageRuntimeService, new LanguageServer(program));
  const bind = promisify(server.bindAsync.bind(server));
  const port = await bind("127.0.0.1:0", ServerCredentials.createInsecure());
  return {
    args: [`--client=127.0.0.1:${String(port)}`, "--exec-kind", "auto.inline"],
    close: () => {
      server.forceShutdown();
    },
  };
}
