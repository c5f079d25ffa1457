import assert from "node:assert/strict";
import { isRecordText, readRecord, recordText, type Record } from "../../provider/state/record";

const nothing: Record = {
  resource: "",
  name: undefined,
  creation: "known",
  owed: [],
  declared: new Set(),
  hidden: new Set(),
};
const everything: Record = {
  resource: "ab12",
  server: "x-_9Z",
  name: "billing: a/b=",
  creation: "unknown",
  owed: ["rotation", "reset"],
  declared: new Set(["description", "metadata.a b,c-", "metadata.-"]),
  hidden: new Set(["metadata.-"]),
};

describe("the record in a state", () => {
  it("is one text of five words, a dash for each that is empty", () => {
    assert.equal(recordText(nothing, "billing"), "v3 - known - -");
    assert.equal(
      recordText(everything, "billing"),
      "v3 ab12@x-_9Z:billing%3A%20a%2Fb%3D unknown rotation,reset description,metadata.a%20b%2Cc-,!metadata.-",
    );
  });

  it("is read as it was written, whatever the names", () => {
    for (const record of [nothing, everything]) {
      assert.deepEqual(readRecord(recordText(record, "billing"), "billing"), record);
    }
  });

  it("says by one character that a resource is called as its key is", () => {
    const named = { ...everything, name: "billing" };
    const text = recordText(named, "billing");
    assert.match(text, /^v3 ab12@x-_9Z= /u);
    assert.deepEqual(readRecord(text, "billing"), named);
  });

  it("without a resource's name, as it was written at first, is read", () => {
    assert.equal(readRecord("v3 ab12 known - -", "billing").name, undefined);
  });

  it("is told by its version, of one digit or of several, from what earlier releases wrote", () => {
    for (const text of ["v3 - known - -", "v12 whatever"]) assert.ok(isRecordText(text), text);
    for (const text of ['["description"]', "", "v3", "v x", " v3 x", "dev3 x"])
      assert.ok(!isRecordText(text), text);
  });

  it("of a later release is refused as an invalid state", () => {
    assert.throws(() => readRecord("v4 - known - -", "billing"), {
      name: "OtoroshiError",
      code: "invalid",
      operation: "state",
      message: /newer version of pulumi-otoroshi\. Upgrade/u,
    });
  });
});
