import { setTimeout as wait } from "node:timers/promises";
import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from "fastify";
import { AddressThrottle, FRESH_INSTALL, type ThrottleLimits } from "./address-throttle";
import { adminApi } from "../entities/admin-api";
import { gateway, web, type Answer } from "./answers";
import { credentials, refusal, type Credentials } from "./credentials";
import { send } from "./delivery";
import type { Route } from "./exchange";
import type { Faults } from "../faults/faults";
import type { Holds } from "../faults/holds";
import type { Entry, Journal } from "../journal";
import type { OtoroshiOptions } from "../options";
import { requestBody } from "./request-body";
import type { World } from "../world";

export interface Parts {
  readonly world: World;
  readonly options: OtoroshiOptions;
  readonly admin: Credentials;
  readonly journal: Journal;
  readonly holds: Holds;
  readonly faults: Faults;
}

/** More than any request of a test has; the server's own limit is the web layer's matter. */
const RECEIVED_AT_MOST = 64 * 2 ** 20;

function limits(throttle: OtoroshiOptions["throttle"]): ThrottleLimits | undefined {
  if (throttle === undefined || throttle === false) return undefined;
  return throttle === true ? FRESH_INSTALL : { ...FRESH_INSTALL, ...throttle };
}

/** The gateway in front of the admin API: throttling by address, routing by host name, authentication. */
function gatekeeper({ world, options, admin }: Parts): (request: FastifyRequest) => Answer | undefined {
  const throttled = limits(options.throttle);
  const throttle = throttled === undefined ? undefined : new AddressThrottle(throttled, world.now);
  return (request) => {
    if (throttle?.allows(request.ip) === false) {
      return gateway(429, "[IP] You performed too much requests");
    }
    const host = request.headers.host?.replace(/:\d+$/, "");
    if (options.hostname !== undefined && host !== options.hostname) return gateway(404, "no route found !");
    return refusal(credentials(request.headers), admin);
  };
}

/** The HTTP server. It only carries: what to answer is decided by the gatekeeper and the routes. */
export function httpServer(parts: Parts): FastifyInstance {
  const { world, options, journal, holds, faults } = parts;
  const entries = new WeakMap<FastifyRequest, Entry>();

  const deliver = async (request: FastifyRequest, reply: FastifyReply, answer: Answer): Promise<void> => {
    const entry = entries.get(request) ?? journal.open(request.method, request.url, world.now());
    if (options.latency !== undefined && options.latency > 0) await wait(options.latency);
    await holds.pass(entry);
    if (answer.layer !== "gateway" && faults.losesAnswer(request.method)) {
      reply.hijack();
      request.raw.socket.destroy();
    } else {
      entry.status = answer.status;
      send(request, reply, answer);
    }
    options.onAnswer?.(entry);
  };

  const answer = (route: Route, request: FastifyRequest): Answer => {
    const bytes = request.body as Buffer | undefined;
    const parsed = requestBody(route.body, request.headers["content-type"], bytes);
    const params = request.params as Record<string, string>;
    // The server's paths need at least a character where they have a parameter.
    if (Object.values(params).includes("")) return web(404, request.url);
    if ("status" in parsed) return web(parsed.status, request.url);
    const entry = entries.get(request);
    if (entry !== undefined) entry.body = parsed.json;
    const failure = faults.failure(request.method);
    if (failure !== undefined) return failure;
    const [, query = ""] = request.url.split("?", 2);
    return route.handle({
      method: request.method,
      uri: request.url,
      params,
      query: new URLSearchParams(query),
      body: parsed.json,
    });
  };

  const app = fastify({
    bodyLimit: RECEIVED_AT_MOST,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 10_000 },
    frameworkErrors: (_error, request, reply) => {
      void deliver(request, reply, web(400, request.url));
    },
  });

  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => {
    done(null, body);
  });

  const refuse = gatekeeper(parts);
  app.addHook("onRequest", async (request, reply) => {
    entries.set(request, journal.open(request.method, request.url, world.now()));
    const refused = refuse(request);
    if (refused === undefined) return;
    await deliver(request, reply, refused);
    return reply;
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
  return app;
}
