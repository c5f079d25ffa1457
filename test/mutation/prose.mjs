/**
 * What mutation testing leaves alone: prose. A text with a space in it is read by people, and the tests that hold
 * it look for what it must tell, not for its words.
 *
 * @type {readonly import("@stryker-mutator/api/plugin").ValuePlugin<"Ignore">[]}
 */
export const strykerPlugins = [
  {
    kind: "Ignore",
    name: "prose",
    value: {
      shouldIgnore({ node }) {
        const texts =
          node.type === "StringLiteral"
            ? [node.value]
            : node.type === "TemplateLiteral"
              ? node.quasis.map((part) => part.value.raw)
              : [];
        return texts.some((text) => text.includes(" ")) ? "prose" : undefined;
      },
    },
  },
];
