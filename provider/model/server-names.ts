/**
 * Names of the server's JSON that are no arguments, and what says the same: a key pasted from an answer of the
 * server is told what to rename. By the path of the argument.
 */
export const serverNames: ReadonlyMap<string, string> = new Map([
  ["_loc", "is the server's name for it; declare tenant and teams"],
  ["authorizations", "is the server's name for it; declare the scope and authorizedEntities"],
  ["authorizedGroup", "is the server's name for it; declare groupId"],
  ["id", "is the server's name for it; declare clientId"],
  ["rotation.nextSecret", "is the server's own; leave it out"],
  ["bearer", "is an output; leave it out"],
]);
