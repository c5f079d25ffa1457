import { parseArgs, type ParseArgsConfig } from "node:util";
import type { GroupOptions, OtoroshiOptions } from "./options";

interface Flag {
  readonly type: "string" | "boolean";
  readonly multiple?: boolean;
  readonly value?: string;
  readonly help: string;
}

const FLAGS = {
  port: { type: "string", value: "N", help: "port on 127.0.0.1 (default: a free port)" },
  edition: { type: "string", value: "NAME", help: "Otoroshi version to imitate: 17 (default), 1.5 or 1.4" },
  group: {
    type: "string",
    multiple: true,
    value: "ID[@TENANT]",
    help: "a group besides g1, g2 and g3, optionally of another tenant than default; repeatable",
  },
  service: {
    type: "string",
    multiple: true,
    value: "ID:GROUP",
    help: "a service besides s1:g1 and s2:g2; repeatable",
  },
  api: { type: "string", multiple: true, value: "ID", help: "an API; repeatable" },
  hostname: { type: "string", value: "NAME", help: "answer only to this Host name" },
  throttle: {
    type: "boolean",
    help: "limit requests per client address like a fresh installation (on 17: 500 in 10 s)",
  },
  "failure-rate": {
    type: "string",
    value: "RATE",
    help: "share of POST and PATCH that fail with a 502, 0 to 1",
  },
  seed: { type: "string", value: "N", help: "seed of the random failures (default: 1)" },
  latency: { type: "string", value: "MS", help: "latency of every answer in milliseconds" },
  legacy: { type: "boolean", help: "older name for --edition 1.4" },
  "admin-key": { type: "boolean", help: "list the admin key and its group, as a real server does" },
  log: { type: "boolean", help: "print one line per request, never a secret" },
  help: { type: "boolean", help: "show this help" },
} as const satisfies Record<string, Flag>;

export interface Command {
  readonly help: boolean;
  readonly log: boolean;
  readonly options: OtoroshiOptions;
}

export function usage(): string {
  const names = Object.entries<Flag>(FLAGS).map(([name, { value, help }]) => ({
    flag: value === undefined ? `--${name}` : `--${name} ${value}`,
    help,
  }));
  const width = Math.max(...names.map(({ flag }) => flag.length));
  const lines = names.map(({ flag, help }) => `  ${flag.padEnd(width)}  ${help}`);
  return [
    "Usage: npm run otoroshi -- [options]",
    "",
    "Starts an embedded Otoroshi admin API and prints its URL. The admin key is admin-api-apikey-id with the secret",
    "admin-api-apikey-secret; the groups are g1, g2 and g3, the services s1 and s2. Ctrl-C stops it.",
    "",
    ...lines,
  ].join("\n");
}

function number(name: string, value: string | undefined, least: number, most: number): number | undefined {
  if (value === undefined) return undefined;
  const parsed = Number(value);
  if (value.trim() !== "" && parsed >= least && parsed <= most) return parsed;
  throw new TypeError(`--${name} must be a number from ${least} to ${most}, not "${value}"`);
}

function whole(name: string, value: string | undefined, most: number): number | undefined {
  const parsed = number(name, value, 0, most);
  if (parsed === undefined || Number.isInteger(parsed)) return parsed;
  throw new TypeError(`--${name} must be a whole number, not "${String(value)}"`);
}

/** The group follows the last colon, for ids may have some of their own. */
function services(values: readonly string[]): Record<string, string[]> {
  const all: Record<string, string[]> = {};
  for (const value of values) {
    const colon = value.lastIndexOf(":");
    if (colon <= 0 || colon === value.length - 1) {
      throw new TypeError(`--service must be ID:GROUP, not "${value}"`);
    }
    const groups = (all[value.slice(0, colon)] ??= []);
    groups.push(value.slice(colon + 1));
  }
  return all;
}

/** The tenant follows the last at sign, for ids may have some of their own. */
function group(value: string): GroupOptions {
  const at = value.lastIndexOf("@");
  if (at === 0 || at === value.length - 1)
    throw new TypeError(`--group must be ID or ID@TENANT, not "${value}"`);
  return at < 0 ? { id: value } : { id: value.slice(0, at), tenant: value.slice(at + 1) };
}

const EDITIONS = ["17", "1.5", "1.4"] as const;

function edition(value: string | undefined): OtoroshiOptions["edition"] {
  const known = EDITIONS.find((name) => name === value);
  if (value === undefined || known !== undefined) return known;
  throw new TypeError(`--edition must be one of ${EDITIONS.join(", ")}, not "${value}"`);
}

/** Reads the command line; throws a TypeError that says what is wrong with it. */
export function readCommand(args: readonly string[]): Command {
  const config = { args: [...args], options: FLAGS, strict: true } satisfies ParseArgsConfig;
  const { values } = parseArgs(config);
  return {
    help: values.help ?? false,
    log: values.log ?? false,
    options: {
      port: whole("port", values.port, 65_535),
      edition: edition(values.edition),
      groups: values.group?.map(group),
      services: services(values.service ?? []),
      apis: values.api,
      hostname: values.hostname,
      throttle: values.throttle,
      failureRate: number("failure-rate", values["failure-rate"], 0, 1),
      seed: whole("seed", values.seed, 2 ** 31 - 1),
      latency: number("latency", values.latency, 0, 600_000),
      legacy: values.legacy,
      adminKeyListed: values["admin-key"],
    },
  };
}
