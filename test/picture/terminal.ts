import Anser from "anser";

/** Width and height of a character, in pixels, at the picture's font size. */
const CHARACTER = { width: 7.8, height: 18 };
const FONT_SIZE = 13;
const MARGIN = 16;
const BAR = 28;

/** A terminal's colours on a dark ground, by the name that the parser gives them. */
const COLOURS: Readonly<Record<string, string>> = {
  "ansi-black": "#6e7681",
  "ansi-red": "#ff7b72",
  "ansi-green": "#7ee787",
  "ansi-yellow": "#e3b341",
  "ansi-blue": "#79c0ff",
  "ansi-magenta": "#d2a8ff",
  "ansi-cyan": "#76e3ea",
  "ansi-white": "#e6edf3",
};

const PLAIN = "#c9d1d9";

/**
 * Draws what a program wrote to a terminal, with its colours.
 *
 * @param command what was typed
 * @param output what it wrote, escape sequences and all
 * @returns an SVG document of the size that the text needs
 */
export function drawn(command: string, output: string): string {
  const lines = [`$ ${command}`, ...output.trimEnd().split("\n")];
  const widest = Math.max(...lines.map((line) => Anser.ansiToText(line).length));
  const width = Math.ceil(widest * CHARACTER.width + 2 * MARGIN);
  const height = lines.length * CHARACTER.height + 2 * MARGIN + BAR;
  const rows = lines.map((line, index) => {
    const y = BAR + MARGIN + (index + 0.8) * CHARACTER.height;
    return `<text x="${String(MARGIN)}" y="${y.toFixed(1)}">${spans(line)}</text>`;
  });
  const lights = ["#ff5f57", "#febc2e", "#28c840"].map(
    (colour, index) =>
      `<circle cx="${String(MARGIN + 6 + index * 18)}" cy="${String(BAR / 2 + 2)}" r="5" fill="${colour}"/>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${String(width)}" height="${String(height)}" viewBox="0 0 ${String(width)} ${String(height)}" role="img">
<title>${escaped(command)}</title>
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
${lights.join("\n")}
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="${String(FONT_SIZE)}" fill="${PLAIN}" xml:space="preserve">
${rows.join("\n")}
</g>
</svg>
`;
}

function spans(line: string): string {
  return Anser.ansiToJson(line, { use_classes: true, remove_empty: true })
    .map(({ content, fg, decorations }) => {
      const colour = COLOURS[(fg as string | null)?.replace("bright-", "") ?? ""];
      const fill = colour === undefined ? "" : ` fill="${colour}"`;
      const weight = decorations.includes("bold") ? ' font-weight="bold"' : "";
      return fill + weight === "" ? escaped(content) : `<tspan${fill}${weight}>${escaped(content)}</tspan>`;
    })
    .join("");
}

function escaped(text: string): string {
  return text.replace(/&/gu, "&amp;").replace(/</gu, "&lt;").replace(/>/gu, "&gt;").replace(/"/gu, "&quot;");
}
