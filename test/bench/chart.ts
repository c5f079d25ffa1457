import type { Summary } from "./report";
import { subjects } from "./subjects";

/**
 * Draws seconds over the number of keys, a panel per operation and latency, from measured rows only.
 *
 * @returns an SVG document
 */
export async function chart(rows: readonly Summary[]): Promise<string> {
  // Both are ES modules and slow to load: only who wants a chart pays for them.
  const [vega, { compile }] = await Promise.all([import("vega"), import("vega-lite")]);
  const { spec } = compile({
    title: "Seconds by number of keys",
    data: {
      values: rows.map(({ keys, latency, operation, subject, seconds }) => ({
        keys,
        latency,
        operation,
        subject,
        seconds,
      })),
    },
    columns: 3,
    facet: { field: "panel", type: "nominal", title: null, sort: null },
    transform: [{ calculate: "datum.operation + ', ' + datum.latency + ' ms'", as: "panel" }],
    spec: {
      width: 200,
      height: 130,
      mark: { type: "line", point: true },
      encoding: {
        x: { field: "keys", type: "quantitative", title: "keys" },
        y: { field: "seconds", type: "quantitative", title: "seconds" },
        color: {
          field: "subject",
          type: "nominal",
          title: "provider",
          sort: subjects.map((one) => one.name),
        },
      },
    },
    resolve: { scale: { y: "independent" } },
    config: { background: "white" },
  });
  return new vega.View(vega.parse(spec), { renderer: "none" }).toSVG();
}
