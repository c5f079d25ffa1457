/** What divides a JSON text: brackets and commas outside of texts. */
const MARK = /"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{},]/gsu;

/**
 * The items of a list as JSON texts, without building what they hold: a list of thousands of keys costs several times
 * its text as objects, and the texts are views of the one that arrived.
 *
 * @returns `undefined` when the text is not a list, whole and by itself
 */
export function itemTexts(text: string): string[] | undefined {
  const list = text.trim();
  const items: string[] = [];
  let [depth, begin, end] = [0, 1, 0];
  for (const { 0: mark, index } of list.matchAll(MARK)) {
    if (mark.startsWith('"')) continue;
    if (index === 0 && mark !== "[") return undefined;
    if (depth === 1 && (mark === "," || mark === "]")) {
      items.push(list.slice(begin, index));
      begin = index + 1;
    }
    if (mark === "[" || mark === "{") depth += 1;
    else if (mark !== ",") depth -= 1;
    if (depth === 0) end = index + 1;
  }
  if (!list.startsWith("[") || end !== list.length) return undefined;
  return items.length === 1 && items[0]?.trim() === "" ? [] : items;
}
