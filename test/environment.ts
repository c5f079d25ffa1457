/**
 * This process's environment without what the user has set for Pulumi and Otoroshi: who runs the contract
 * tests against a server of theirs has it there, and neither the engine nor the provider may use it.
 */
export function environmentOfTests(): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(PULUMI|OTOROSHI)_/u.test(name));
  return Object.fromEntries(inherited);
}
