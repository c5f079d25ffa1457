import fc from "fast-check";
import type { Failure } from "../otoroshi";
import type { Program, Properties } from "./stack";

/** The connections that a history uses, `undefined` the default one; two names lead to each of two servers. */
export const connectionNames = [undefined, "same", "name", "two", "second"] as const;

type ConnectionName = (typeof connectionNames)[number];

/** Which of the two servers a connection leads to. */
export function serverOf(connection: unknown): 0 | 1 {
  return connection === "two" || connection === "second" ? 1 : 0;
}

/** One change of a program; `at` picks the resource that it is about. */
interface Change {
  readonly kind: "add" | "remove" | "rename" | "connection" | "scope" | "quota" | "id" | "adopt";
  readonly at: number;
  readonly groupId: string;
  readonly clientId: string | undefined;
  readonly adopt: boolean;
  readonly connection: ConnectionName;
  readonly dailyQuota: number;
}

/** What somebody does to a key behind the stack's back; `at` picks the key. */
export interface ByHand {
  readonly kind: "delete" | "secret" | "quota";
  readonly server: 0 | 1;
  readonly at: number;
}

/** One `pulumi up`, with what comes before it and what goes wrong in it. */
export interface Step {
  readonly change: Change;
  readonly byHand: ByHand | undefined;
  readonly refresh: boolean;
  /** A resource that is replaced, as by `--replace` or by `replacementTrigger`. */
  readonly replaced: { readonly by: "replace" | "triggered"; readonly at: number } | undefined;
  readonly deleteFirst: boolean;
  readonly parallel: boolean;
  readonly fault: { readonly server: 0 | 1; readonly failure: Failure } | undefined;
}

const server = fc.constantFrom(0 as const, 1 as const);

const change: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom(
    ...(["add", "add", "remove", "rename", "rename", "connection", "connection"] as const),
    ...(["scope", "quota", "id", "adopt"] as const),
  ),
  at: fc.nat(99),
  groupId: fc.constantFrom("g1", "g2", "g3"),
  clientId: fc.constantFrom("k1", "k2", "k3", undefined),
  adopt: fc.boolean(),
  connection: fc.constantFrom(...connectionNames),
  dailyQuota: fc.integer({ min: 1, max: 99 }),
});

const failure: fc.Arbitrary<Failure> = fc.record({
  method: fc.constantFrom("GET", "POST", "PATCH", "DELETE"),
  times: fc.constantFrom(1, 2, Infinity),
  how: fc.constantFrom<Failure["how"]>(
    { status: 502 },
    { status: 500 },
    { status: 500, carriedOut: true },
    { status: 404, body: { error: "not found" } },
    { reset: "before" },
    { reset: "after" },
    { cut: true },
    { html: 200 },
  ),
});

const rarely = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: 3 });

/** The steps of a stack's life. */
export const history: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    change,
    byHand: fc.option(
      fc.record({ kind: fc.constantFrom("delete", "secret", "quota"), server, at: fc.nat(99) }),
      { nil: undefined, freq: 1 },
    ),
    refresh: fc.boolean(),
    replaced: fc.option(fc.record({ by: fc.constantFrom("replace", "triggered"), at: fc.nat(99) }), {
      nil: undefined,
      freq: 1,
    }),
    deleteFirst: fc.boolean(),
    parallel: fc.boolean(),
    fault: rarely(fc.record({ server, failure })),
  }),
  { minLength: 3, maxLength: 10 },
);

/** The program after a change; one that no program would be taken with, two resources of one key, changes nothing. */
export function changed(program: Program, { kind, at, ...to }: Change, round: number): Program {
  const names = Object.keys(program);
  const name = names[at % Math.max(1, names.length)];
  const fresh = `r${String(round)}`;
  if (kind === "add" || name === undefined) {
    const { clientId, connection, groupId } = to;
    return withResource(program, fresh, {
      groupId,
      clientId,
      connection,
      adopt: adoptOf(clientId, to.adopt),
    });
  }
  const { [name]: args = {}, ...others } = program;
  if (kind === "remove") return others;
  if (kind === "rename") return { ...others, [fresh]: args };
  if (kind === "adopt")
    return withResource(program, name, { ...args, adopt: adoptOf(args["clientId"], to.adopt) });
  if (kind === "id") {
    const clientId = to.clientId ?? "k1";
    return withResource(program, name, { ...args, clientId, adopt: adoptOf(clientId, to.adopt) });
  }
  const argument = { connection: "connection", scope: "groupId", quota: "dailyQuota" } as const;
  return withResource(program, name, { ...args, [argument[kind]]: to[argument[kind]] });
}

function adoptOf(clientId: unknown, adopt: boolean): true | undefined {
  return clientId !== undefined && adopt ? true : undefined;
}

function withResource(program: Program, name: string, args: Properties): Program {
  const { clientId, connection } = args;
  const taken = Object.entries(program).some(
    ([other, { clientId: id, connection: at }]) =>
      other !== name && clientId !== undefined && id === clientId && serverOf(at) === serverOf(connection),
  );
  const given = Object.entries(args).filter(([, value]) => value !== undefined);
  return taken ? program : { ...program, [name]: Object.fromEntries(given) };
}
