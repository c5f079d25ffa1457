/** What is written to standard error while something is done; the rest of the process stays silent there. */
export async function saidDuring(act: () => Promise<void>): Promise<string> {
  const write = process.stderr.write.bind(process.stderr);
  let said = "";
  process.stderr.write = (text: string | Uint8Array) => {
    said += String(text);
    return true;
  };
  try {
    await act();
  } finally {
    process.stderr.write = write;
  }
  return said;
}
