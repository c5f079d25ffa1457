import assert from "node:assert/strict";
import { isRecentEnough } from "./pulumi-version";

describe("a Pulumi's version", () => {
  for (const version of ["3.216.0", "v3.216.0", "3.250.0", "3.1000.2", "4.0.0", "3.220.1-alpha.1+dirty"]) {
    it(`${version} will do`, () => assert.equal(isRecentEnough(version), true));
  }
  for (const version of ["3.215.9", "v3.99.0", "2.300.0", "", "unknown", "not v3.250.0"]) {
    it(`"${version}" will not do`, () => assert.equal(isRecentEnough(version), false));
  }
});
