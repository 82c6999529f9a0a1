// The rows with their values as a table: with all figures for a terminal, as ratios alone in Markdown.

function shown(value, unit) {
  const maximumFractionDigits = value < 1000 ? 1 : 0;
  return `${value.toLocaleString("en", { maximumFractionDigits })} ${unit}`;
}

function verdictOf(ratio, target) {
  // So few events that they still fit into the memory that there was.
  if (!Number.isFinite(ratio)) return "no growth";
  if (target === undefined) return "";
  return ratio >= target ? "reached" : `missed by ${Math.ceil((1 - ratio / target) * 100)} %`;
}

/** `valueOf` gives the value of a figure. The ratio is so turned that more is better. */
export function linesOf(rows, valueOf) {
  return rows.map(({ name, ours, theirs, isLess, target }) => {
    const [a, b] = [valueOf(ours), valueOf(theirs)];
    const ratio = isLess ? b / a : a / b;
    return {
      what: name,
      ours: shown(a, ours.unit),
      "measured against": theirs.label,
      "its figure": shown(b, theirs.unit),
      ratio: Number.isFinite(ratio) ? ratio.toFixed(ratio < 10 ? 2 : 0) : "",
      "at least": target === undefined ? "" : String(target),
      "": verdictOf(ratio, target),
    };
  });
}

const numbers = ["ours", "its figure", "ratio", "at least"];

/** The lines as rows of cells, the names of the columns first, each as wide as its column. */
function cellsOf(lines, columns) {
  const table = [columns, ...lines.map((line) => columns.map((column) => line[column]))];
  const widths = columns.map((_, i) => Math.max(...table.map((cells) => cells[i].length)));
  return table.map((cells) =>
    cells.map((cell, i) =>
      numbers.includes(columns[i]) ? cell.padStart(widths[i]) : cell.padEnd(widths[i]),
    ),
  );
}

export function textOf(lines) {
  return cellsOf(lines, Object.keys(lines[0]))
    .map((cells) => cells.join("  ").trimEnd())
    .join("\n");
}

export function markdownOf(lines) {
  const columns = Object.keys(lines[0]).filter((name) => !["ours", "its figure"].includes(name));
  const rule = columns.map((column) => (numbers.includes(column) ? "--:" : "---"));
  const [head, ...rest] = cellsOf(lines, columns);
  return [head, rule, ...rest].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
