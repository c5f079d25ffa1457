/**
 * Names of the server's JSON that are no arguments, and what says the same: a key pasted from an answer of the
 * server is told what to rename. By the path of the argument.
 */
export const serverNames: ReadonlyMap<string, string> = new Map([
  ["_loc", "is the server's name; declare tenant and teams instead"],
  ["authorizations", "is the server's name; declare the scope and authorizedEntities instead"],
  ["authorizedGroup", "is the server's name; declare groupId instead"],
  ["id", "is the server's name; declare clientId instead"],
  ["rotation.nextSecret", "is set by the server; remove it"],
  ["bearer", "is an output; remove it"],
]);
