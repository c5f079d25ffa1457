import assert from "node:assert/strict";
import { type ApiKey } from "../otoroshi";
import { type Reply } from "./admin-client";
import { created, server } from "./server";

const KEYS = "/api/groups/g1/apikeys";

describe("a patch on the embedded Otoroshi", () => {
  const embedded = server();
  const { call } = embedded;

  async function patched(...operations: unknown[]): Promise<Reply> {
    return call("PATCH", `${KEYS}/k`, operations);
  }

  it("moves and copies within a key", async () => {
    await created(embedded, { metadata: { a: "1" }, tags: ["x"] });
    const { body } = await patched(
      { op: "copy", from: "/metadata/a", path: "/metadata/b" },
      { op: "move", from: "/metadata/a", path: "/tags/0" },
    );
    assert.deepEqual((body as ApiKey).metadata, { b: "1" });
    assert.deepEqual((body as ApiKey).tags, ["1", "x"]);
  });

  it("applies nothing of a patch with an operation that does not fit", async () => {
    const before = await created(embedded, { tags: ["x"], metadata: { a: "1" } });
    for (const misfit of [
      { op: "move", from: "/metadata/none", path: "/metadata/b" },
      { op: "move", from: "/metadata/a", path: "/tags/7" },
      { op: "copy", from: "/clientName", path: "/none/deeper" },
      { op: "test", path: "/tags", value: [] },
      { op: "replace", path: "/tags/1", value: "y" },
      { op: "add", path: "/tags/5", value: "y" },
      { op: "remove", path: "" },
      { op: "replace", path: "", value: [] },
    ]) {
      const { status, body } = await patched({ op: "add", path: "/description", value: "changed" }, misfit);
      assert.deepEqual([status, body], [400, { error: "Bad ApiKey format" }], JSON.stringify(misfit));
    }
    assert.deepEqual(embedded.otoroshi.keys.get("k"), before);
  });

  it("answers a document that is no patch as if nobody had logged in", async () => {
    await created(embedded, {});
    for (const malformed of [
      "null",
      '"text"',
      "[1]",
      '[{"op":"merge","path":"/description"}]',
      '[{"op":"add","path":"/description"}]',
      '[{"op":"move","path":"/description"}]',
      '[{"op":"remove","path":"description"}]',
      '[{"op":"remove","path":"/none"},{"op":"remove"}]',
    ]) {
      const { status, body } = await call("PATCH", `${KEYS}/k`, malformed);
      assert.equal(status, 401, malformed);
      assert.deepEqual(body, { error: "Server error : java.util.NoSuchElementException: JsError.get" });
    }
  });
});
