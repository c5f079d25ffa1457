import assert from "node:assert/strict";
import fc from "fast-check";
import { isObject } from "../../provider/model/json";
import { declaredKey } from "./random-keys";
import { endScenes, scene } from "./scene";
import { assertDone, Stack, type Properties } from "./stack";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Every place of a value, as a path to it. */
function places(value: unknown, path: string[] = []): string[][] {
  const within = Array.isArray(value) || isObject(value) ? Object.entries(value as object) : [];
  return [
    ...(path.length === 0 ? [] : [path]),
    ...within.flatMap(([name, part]) => places(part, [...path, name])),
  ];
}

/** The value with something else at one of its places. */
function replaced(value: unknown, [name, ...rest]: string[], by: unknown): unknown {
  if (name === undefined) return by;
  if (Array.isArray(value))
    return value.map((one: unknown, at) => (String(at) === name ? replaced(one, rest, by) : one));
  const entries = Object.entries(value as object);
  return Object.fromEntries(
    entries.map(([key, one]: [string, unknown]) => [key, key === name ? replaced(one, rest, by) : one]),
  );
}

describe("whatever the input", function () {
  this.timeout(120_000);
  afterEach(endScenes);

  it("what is not known yet passes wherever it stands, is a change, and sends nothing but reads", async () => {
    const { stack, writes } = await scene();
    await stack.up({ a: { groupId: "g1", clientId: "k", clientName: "a" } });
    const withUnknown = declaredKey
      .filter((args) => places(args).length > 0)
      .chain((args) =>
        fc.constantFrom(...places(args)).map((path) => replaced(args, path, UNKNOWN) as Properties),
      );
    writes();
    await fc.assert(
      fc.asyncProperty(withUnknown, async (args) => {
        const program = { a: { groupId: "g1", clientId: "k", clientName: "a", ...args } };
        assertDone(await stack.preview(program), { a: "update" });
        const anew = await stack.preview({ b: { groupId: "g1", clientId: "new", ...args } });
        assertDone(anew, { b: "create" });
        assert.deepEqual(writes(), []);
      }),
      { numRuns: 100 },
    );
  });

  it("a key of random arguments is made as declared, changed into another, and found unchanged", async () => {
    const { otoroshi } = await scene();
    const ordinary = declaredKey.map((args) => ({
      ...args,
      clientSecret: `secret ${args.clientSecret ?? ""}`,
    }));
    await fc.assert(
      fc.asyncProperty(ordinary, ordinary, async (first, second) => {
        const of = (args: Properties): Record<string, Properties> => ({
          a: { groupId: "g1", clientId: "k", ...args },
        });
        otoroshi.keys.clear();
        const stack = new Stack(otoroshi);
        assertDone(await stack.up(of(first)), { a: "create" });
        assertDone(await stack.preview(of(first)), { a: "same" });
        assertDone(await stack.refresh(), { a: "same" });
        const run = await stack.up(of(second));
        assert.deepEqual([run.errors, run.refused], [{}, {}]);
        assertDone(await stack.preview(of(second)), { a: "same" });
        assertDone(await stack.destroy(), { a: "delete" });
        assert.equal(otoroshi.keys.size, 0);
      }),
      { numRuns: 60 },
    );
  });

  const ids = [
    "a/b",
    "a b%20c",
    "?#+&=",
    "..a",
    "é💩",
    "\u0001\u007f\n",
    "x".repeat(300),
    "__proto__",
    "constructor",
    "0",
    "k,owed=x",
    "a=b",
  ];
  for (const id of ids) {
    it(`a key of the id ${JSON.stringify(id.slice(0, 20))} lives a life like any other, in a scope of that id`, async () => {
      const { otoroshi, stack } = await scene({ groups: [id] });
      const program = (dailyQuota: number): Record<string, Properties> => ({
        a: { groupId: id, clientId: id, dailyQuota, metadata: { [id]: "x", other: "y" } },
      });
      assertDone(await stack.up(program(1)), { a: "create" });
      assertDone(await stack.preview(program(1)), { a: "same" });
      assertDone(await stack.refresh(), { a: "same" });
      assertDone(await stack.up(program(2)), { a: "update" });
      assert.equal(otoroshi.keys.get(id)?.dailyQuota, 2);
      assertDone(await stack.up({ a: { groupId: id, clientId: id } }), { a: "update" });
      assert.deepEqual(otoroshi.keys.get(id)?.metadata, {});
      assertDone(await stack.destroy(), { a: "delete" });
      assert.equal(otoroshi.keys.size, 0);
    });
  }

  it("ids that cannot be addressed are refused, by property", async () => {
    const { stack, requests } = await scene();
    for (const id of [".", "..", "", " ", "\ud800"]) {
      const run = await stack.preview({ a: { groupId: "g1", clientId: id } });
      assert.deepEqual(
        run.refused["a"]?.map(({ property }) => property),
        ["clientId"],
        JSON.stringify(id),
      );
      const scoped = await stack.preview({ a: { groupId: id } });
      assert.deepEqual(
        scoped.refused["a"]?.map(({ property }) => property),
        ["groupId"],
        JSON.stringify(id),
      );
    }
    assert.deepEqual(requests(), []);
  });

  it("a name of metadata that is empty is refused, whatever stands beside it", async () => {
    const { stack } = await scene();
    const run = await stack.preview({ a: { groupId: "g1", metadata: { "": "x", good: "y" } } });
    assert.deepEqual(
      run.refused["a"]?.map(({ property }) => property),
      ["metadata"],
    );
  });
});
