import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const script = join(__dirname, "one-request.ts");

/** What a process with this environment prints that reads one key; of proxies it knows only those given here. */
export async function oneRequest(environment: Record<string, string>): Promise<string> {
  const own = Object.entries(process.env).filter(
    ([name]) => !/_proxy$/iu.test(name) && name !== "NODE_EXTRA_CA_CERTS",
  );
  const env = { ...Object.fromEntries(own), ...environment };
  const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", script], { env });
  return stdout;
}
