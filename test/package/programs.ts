/** A program that declares one key. */
export const direct =
  'const { ApiKey } = require("pulumi-otoroshi"); new ApiKey("billing", { groupId: "g1" });';

/** A library whose component declares one. */
export const library = `
  const pulumi = require("@pulumi/pulumi");
  const { ApiKey } = require("pulumi-otoroshi");
  exports.Platform = class extends pulumi.ComponentResource {
    constructor(name, opts) {
      super("acme:index:Platform", name, {}, opts);
      this.key = new ApiKey(name, { groupId: "g1" }, { parent: this });
    }
  };`;

/** A program that uses the library. */
export const throughLibrary = 'const { Platform } = require("acme-platform"); new Platform("billing");';
