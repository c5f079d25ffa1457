import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { withoutProvider } from "../../provider/state/inputs";
import { environmentOfTests } from "../environment";

type Properties = Record<string, unknown>;

/** What the host answers to a diff. */
export interface DiffAnswer {
  readonly changes: boolean;
  readonly replaces: string[];
  readonly deleteBeforeReplace: boolean;
}

/** A resource that was created or updated but not initialised. */
export interface InitFailed {
  readonly id: string;
  readonly properties: Properties;
  readonly reasons: string[];
}

/** The SDK's real host of dynamic providers, a process spoken to over gRPC as the engine does. */
export interface DynamicProviderHost {
  check(
    olds: Properties,
    news: Properties,
  ): Promise<{ inputs: Properties; failures: { property: string; reason: string }[] }>;
  diff(id: string, olds: Properties, news: Properties): Promise<DiffAnswer>;
  create(properties: Properties): Promise<{ id: string; properties: Properties }>;
  read(
    id: string,
    properties: Properties,
  ): Promise<{ id: string; properties: Properties; inputs: Properties }>;
  update(id: string, olds: Properties, news: Properties): Promise<Properties>;
  delete(id: string, properties: Properties): Promise<void>;
  /** What the host printed on standard error since the last call. */
  takeDiagnostics(): string;
  stop(): Promise<void>;
}

const root = resolve(__dirname, "../..");

/**
 * Starts the host in a project's folder of its own and configures it as the engine does.
 *
 * @param provider the text that states hold as `__provider`; added to all properties
 * @param config the stack's configuration
 * @param env environment variables besides this process's
 */
export async function startHost(
  provider: string,
  config: Record<string, string>,
  env: Record<string, string> = {},
): Promise<DynamicProviderHost> {
  const project = mkdtempSync(join(ensured(join(root, ".cache")), "host-"));
  symlinkSync(root, join(ensured(join(project, "node_modules")), "pulumi-otoroshi"), "dir");
  const host = spawn(
    process.execPath,
    [require.resolve("@pulumi/pulumi/cmd/dynamic-provider"), "127.0.0.1:1"],
    {
      cwd: project,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...environmentOfTests(), ...env },
    },
  );
  let diagnostics = "";
  host.stderr.setEncoding("utf8").on("data", (text: string) => (diagnostics += text));
  const [port] = (await Promise.race([
    once(createInterface(host.stdout), "line"),
    once(host, "exit").then(() => {
      throw new Error(`the host of dynamic providers ended at its start:\n${diagnostics}`);
    }),
  ])) as [string];
  const client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());

  const configure = new messages.ConfigureRequest();
  configure.setArgs(Struct.fromJavaScript(config));
  await answered((done) => client.configure(configure, done));

  const struct = (properties: Properties): Struct =>
    Struct.fromJavaScript({ ...properties, __provider: provider });

  return {
    async check(olds, news) {
      const request = new messages.CheckRequest();
      request.setOlds(struct(olds));
      request.setNews(struct(news));
      const answer = await answered<messages.CheckResponse>((done) => client.check(request, done));
      const failures = answer
        .getFailuresList()
        .map((one) => ({ property: one.getProperty(), reason: one.getReason() }));
      return { inputs: plain(answer.getInputs()), failures };
    },
    async diff(id, olds, news) {
      const request = new messages.DiffRequest();
      request.setId(id);
      request.setOlds(struct(olds));
      request.setNews(struct(news));
      const answer = await answered<messages.DiffResponse>((done) => client.diff(request, done));
      return {
        changes: answer.getChanges() === messages.DiffResponse.DiffChanges.DIFF_SOME,
        replaces: answer.getReplacesList(),
        deleteBeforeReplace: answer.getDeletebeforereplace(),
      };
    },
    async create(properties) {
      const request = new messages.CreateRequest();
      request.setProperties(struct(properties));
      const answer = await answered<messages.CreateResponse>((done) => client.create(request, done));
      return { id: answer.getId(), properties: plain(answer.getProperties()) };
    },
    async read(id, properties) {
      const request = new messages.ReadRequest();
      request.setId(id);
      request.setProperties(struct(properties));
      const answer = await answered<messages.ReadResponse>((done) => client.read(request, done));
      return {
        id: answer.getId(),
        properties: plain(answer.getProperties()),
        inputs: plain(answer.getInputs()),
      };
    },
    async update(id, olds, news) {
      const request = new messages.UpdateRequest();
      request.setId(id);
      request.setOlds(struct(olds));
      request.setNews(struct(news));
      const answer = await answered<messages.UpdateResponse>((done) => client.update(request, done));
      return plain(answer.getProperties());
    },
    async delete(id, properties) {
      const request = new messages.DeleteRequest();
      request.setId(id);
      request.setProperties(struct(properties));
      await answered<unknown>((done) => client.delete(request, done));
    },
    takeDiagnostics() {
      const taken = diagnostics;
      diagnostics = "";
      return taken;
    },
    async stop() {
      client.close();
      const ended = once(host, "exit");
      host.kill();
      await ended;
      rmSync(project, { recursive: true });
    },
  };
}

type Done<A> = (error: grpc.ServiceError | null, answer: A) => void;

function answered<A>(send: (done: Done<A>) => unknown): Promise<A> {
  return new Promise((resolve, reject) => {
    send((error, answer) => (error === null ? resolve(answer) : reject(error)));
  });
}

function plain(struct: Struct | undefined): Properties {
  return withoutProvider(struct?.toJavaScript() ?? {});
}

function ensured(folder: string): string {
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** The engine's view of a failed create or update that left something behind; `undefined` when it left nothing. */
export function initFailed(error: unknown): InitFailed | undefined {
  const [details] = (error as grpc.ServiceError).metadata.get("grpc-status-details-bin");
  if (!(details instanceof Buffer)) return undefined;
  const status = Status.deserializeBinary(details);
  const [any] = status.getDetailsList();
  if (any === undefined) return undefined;
  const failed = messages.ErrorResourceInitFailed.deserializeBinary(any.getValue_asU8());
  return { id: failed.getId(), properties: plain(failed.getProperties()), reasons: failed.getReasonsList() };
}
