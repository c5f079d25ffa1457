/**
 * The web server is no dependency of the package: only who starts an embedded Otoroshi needs it.
 *
 * @internal
 */
export async function loadFastify(): Promise<typeof import("fastify").default> {
  try {
    return (await import("fastify")).default;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code !== "MODULE_NOT_FOUND" && code !== "ERR_MODULE_NOT_FOUND") throw error;
    throw new Error(
      "startOtoroshi needs the package fastify, which is not installed. Run: npm install --save-dev fastify",
      { cause: error },
    );
  }
}
