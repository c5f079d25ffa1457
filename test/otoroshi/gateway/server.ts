import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { adminApi } from "../admin-api";
import { end } from "../faults/endings";
import type { Failures, Fate } from "../faults/failures";
import type { Faults } from "../faults/faults";
import type { Holds } from "../faults/holds";
import type { Entry, Journal } from "../journal";
import type { Credentials, OtoroshiOptions } from "../options";
import type { World } from "../world";
import { web, type Answer } from "./answers";
import { message, send } from "./delivery";
import type { Route } from "./exchange";
import { loadFastify } from "./fastify";
import { gatekeeper } from "./gatekeeper";
import { requestBody } from "./request-body";
import { EVERYTHING, type Rights } from "./rights";

export interface Parts {
  readonly world: World;
  readonly options: OtoroshiOptions;
  readonly admin: Credentials;
  readonly journal: Journal;
  readonly holds: Holds;
  readonly faults: Faults;
  readonly failures: Failures;
}

export interface HttpServer {
  /** The port that it listens on. */
  readonly port: number;
  close(): Promise<void>;
}

/** More than any request of a test has; the server's own limit is the web layer's matter. */
const RECEIVED_AT_MOST = 64 * 2 ** 20;

/** What is known of a request from its arrival on. */
interface Arrival {
  readonly entry: Entry;
  readonly fate: Fate | undefined;
  rights: Rights;
}

/** Starts the HTTP server. It only carries: what to answer is decided by the gatekeeper and the routes. */
export async function listen(parts: Parts, port: number): Promise<HttpServer> {
  const { world, options, journal, holds, faults, failures } = parts;
  const { edition } = world;
  const arrivals = new WeakMap<FastifyRequest, Arrival>();

  const arrive = (request: FastifyRequest): Arrival => {
    const { method, url } = request;
    const entry = journal.open(method, url, world.now());
    const arrival = { entry, fate: failures.of(method, url), rights: EVERYTHING };
    arrivals.set(request, arrival);
    return arrival;
  };

  const endInstead = (
    ends: Fate["ends"],
    { entry }: Arrival,
    request: FastifyRequest,
    reply: FastifyReply,
  ) => {
    reply.hijack();
    if (typeof ends === "object") entry.status = ends.status;
    end(ends, request.raw, reply.raw);
    options.onAnswer?.(entry);
  };

  const deliver = async (request: FastifyRequest, reply: FastifyReply, answer: Answer): Promise<void> => {
    const arrival = arrivals.get(request) ?? arrive(request);
    const { entry, fate } = arrival;
    reply.hijack();
    if (options.latency !== undefined && options.latency > 0) await wait(options.latency);
    await holds.pass(entry);
    const own = message(request.raw, answer, edition.gateway);
    if (answer.layer !== "gateway" && faults.losesAnswer(request.method)) {
      request.raw.socket.destroy();
    } else if (fate?.carriedOut === true) {
      if (typeof fate.ends === "object") entry.status = fate.ends.status;
      end(fate.ends, request.raw, reply.raw, own);
    } else {
      entry.status = answer.status;
      send(request.raw, reply.raw, own);
    }
    options.onAnswer?.(entry);
  };

  const answer = (route: Route, request: FastifyRequest): Answer => {
    const { method, url } = request;
    const parsed = requestBody(
      route.body,
      request.headers["content-type"],
      request.body as Buffer | undefined,
    );
    const params = request.params as Record<string, string>;
    // The server's paths need at least a character where they have a parameter, and dots lead elsewhere.
    if (["", ".", ".."].some((nowhere) => Object.values(params).includes(nowhere))) return web(404, url);
    if ("status" in parsed) return web(parsed.status, url);
    const arrival = arrivals.get(request) ?? arrive(request);
    arrival.entry.body = parsed.json;
    const failure = faults.failure(method);
    if (failure !== undefined) return failure;
    if (world.config.apiReadOnly && method !== "GET") return edition.notAuthorized(method, url);
    const [, query = ""] = url.split("?", 2);
    return route.handle({
      method,
      uri: url,
      params,
      query: new URLSearchParams(query),
      body: parsed.json,
      rights: arrival.rights,
    });
  };

  const fastify = await loadFastify();
  const app = fastify({
    bodyLimit: RECEIVED_AT_MOST,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 10_000, ignoreDuplicateSlashes: edition.slashesCollapse },
    https: options.tls === undefined ? null : { key: options.tls.key, cert: options.tls.cert },
    frameworkErrors: (_error, request, reply) => {
      void deliver(request, reply, web(400, request.url));
    },
  });

  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => {
    done(null, body);
  });

  const letIn = gatekeeper(world, options, parts.admin);
  app.addHook("onRequest", async (request, reply) => {
    const arrival = arrive(request);
    if (arrival.fate?.carriedOut === false) {
      endInstead(arrival.fate.ends, arrival, request, reply);
      return reply;
    }
    const rights = letIn(request.raw);
    if ("refused" in rights) {
      await deliver(request, reply, rights.refused);
      return reply;
    }
    arrival.rights = rights;
    return undefined;
  });

  app.setNotFoundHandler(async (request, reply) => {
    await deliver(request, reply, web(404, request.url));
    return reply;
  });

  // Fastify refuses a Content-Type that is none before any route sees it.
  app.setErrorHandler<FastifyError>(async (error, request, reply) => {
    if (error.statusCode !== 415) throw error;
    await deliver(request, reply, web(415, request.url));
    return reply;
  });

  for (const route of adminApi(world)) {
    app.route({
      method: route.method,
      url: route.path,
      handler: async (request, reply) => {
        await deliver(request, reply, answer(route, request));
        return reply;
      },
    });
  }

  await app.listen({ host: "127.0.0.1", port });
  return {
    port: (app.server.address() as AddressInfo).port,
    close: async () => {
      await app.close();
    },
  };
}
