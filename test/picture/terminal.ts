import Anser from "anser";

/** Width and height of a character, in pixels, at the picture's font size. */
const CHARACTER = { width: 7.8, height: 18 };
const FONT_SIZE = 13;
const MARGIN = 16;
const BAR = 28;

/** A terminal's first eight colours on a dark ground; the next eight are the same, brighter. */
const COLOURS = ["#6e7681", "#ff7b72", "#7ee787", "#e3b341", "#79c0ff", "#d2a8ff", "#76e3ea", "#e6edf3"];
const NAMES = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];

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

/** The colour of a name such as `ansi-red`, `ansi-bright-red` or `ansi-palette-9`. */
function colourOf(name: string | null): string | undefined {
  const [, palette, plain = ""] = /^ansi-(?:palette-(\d+)|(?:bright-)?(\w+))$/u.exec(name ?? "") ?? [];
  return COLOURS[palette === undefined ? NAMES.indexOf(plain) : Number(palette) % COLOURS.length];
}

function spans(line: string): string {
  return Anser.ansiToJson(line, { use_classes: true, remove_empty: true })
    .map(({ content, fg, decorations }) => {
      const colour = colourOf(fg);
      const fill = colour === undefined ? "" : ` fill="${colour}"`;
      const weight = decorations.includes("bold") ? ' font-weight="bold"' : "";
      return fill + weight === "" ? escaped(content) : `<tspan${fill}${weight}>${escaped(content)}</tspan>`;
    })
    .join("");
}

function escaped(text: string): string {
  return text.replace(/&/gu, "&amp;").replace(/</gu, "&lt;").replace(/>/gu, "&gt;").replace(/"/gu, "&quot;");
}

/** The output without what Pulumi draws over on a terminal: its progress, and lines that it says again at the end. */
export function settled(output: string): string {
  const lines = output.split("\n").filter((line) => {
    const text = Anser.ansiToText(line);
    return !text.startsWith("@ ") && !text.includes(" running ");
  });
  return lines.join("\n").replace(/\n{3,}/gu, "\n\n");
}
