// What only the page has: its own looks, and snippets to copy.

const themes = ["auto", "light", "dark"] as const;
type Theme = (typeof themes)[number];

function remembered(): Theme {
  try {
    return themes.find((theme) => theme === localStorage.getItem("theme")) ?? "auto";
  } catch {
    return "auto";
  }
}

function wear(theme: Theme): void {
  if (theme === "auto") {
    delete document.documentElement.dataset["theme"];
  } else {
    document.documentElement.dataset["theme"] = theme;
  }
  try {
    localStorage.setItem("theme", theme);
  } catch {
    // Storage is off: then the choice lasts as long as the page.
  }
}

for (const input of document.querySelectorAll<HTMLInputElement>("[name=theme]")) {
  input.checked = input.value === remembered();
  input.addEventListener("change", () => wear((input.value as Theme) || "auto"));
}

// The snippets name the address that this page was served from.
const embed = new URL("embed.js", location.href).href;
for (const place of document.querySelectorAll(".embed-address")) {
  place.textContent = embed;
}

for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-copies]")) {
  const label = button.textContent ?? "";
  const source = document.getElementById(button.dataset["copies"] ?? "");
  button.hidden = false;
  button.addEventListener("click", () => {
    navigator.clipboard.writeText(source?.textContent ?? "").then(
      () => {
        button.textContent = "Copied";
        setTimeout(() => (button.textContent = label), 2000);
      },
      () => {
        // The reader copies it by hand: it is selected already.
        if (source) {
          getSelection()?.selectAllChildren(source);
        }
      },
    );
  });
}
