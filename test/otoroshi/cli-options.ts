import { parseArgs, type ParseArgsConfig } from "node:util";
import type { OtoroshiOptions } from "./options";

interface Flag {
  readonly type: "string" | "boolean";
  readonly multiple?: boolean;
  readonly value?: string;
  readonly help: string;
}

const FLAGS = {
  port: { type: "string", value: "N", help: "port on 127.0.0.1 (default: one that is free)" },
  group: { type: "string", multiple: true, value: "ID", help: "a group further to g1, g2, g3; repeatable" },
  service: {
    type: "string",
    multiple: true,
    value: "ID:GROUP",
    help: "a service further to s1:g1, s2:g2; repeatable",
  },
  hostname: { type: "string", value: "NAME", help: "answer only to this Host name" },
  throttle: {
    type: "boolean",
    help: "allow 500 requests per 10 s and client address, as a fresh install does",
  },
  "failure-rate": {
    type: "string",
    value: "RATE",
    help: "share of POST and PATCH that fail with a 502, 0 to 1",
  },
  seed: { type: "string", value: "N", help: "start of the row of failures (default: 1)" },
  latency: { type: "string", value: "MS", help: "milliseconds that every answer takes" },
  legacy: { type: "boolean", help: "behave as a server of 1.4 or 1.5" },
  "admin-key": { type: "boolean", help: "list the admin key and its group, as a real server does" },
  log: { type: "boolean", help: "print one line per request, never a secret" },
  help: { type: "boolean", help: "print this" },
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
    "Starts an embedded Otoroshi admin API.",
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

/** Reads the command line; throws a TypeError that says what is wrong with it. */
export function readCommand(args: readonly string[]): Command {
  const config = { args: [...args], options: FLAGS, strict: true } satisfies ParseArgsConfig;
  const { values } = parseArgs(config);
  return {
    help: values.help ?? false,
    log: values.log ?? false,
    options: {
      port: whole("port", values.port, 65_535),
      groups: values.group,
      services: services(values.service ?? []),
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
