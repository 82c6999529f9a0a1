// What goes wrong on a page, kept from page to page: WebKitGTK's driver tells nobody. The first script of each page.
const kept = "what went wrong";
const keep = (problem) => {
  const problems = JSON.parse(sessionStorage.getItem(kept) ?? "[]");
  sessionStorage.setItem(kept, JSON.stringify([...problems, problem]));
};
if (sessionStorage.getItem(kept) === null) {
  sessionStorage.setItem(kept, "[]");
}
for (const method of ["error", "warn", "assert"]) {
  const { [method]: original } = console;
  console[method] = (...words) => {
    if (method !== "assert" || !words[0]) {
      keep(`console: ${words.join(" ")}`);
    }
    original.apply(console, words);
  };
}
// What cannot be loaded is told to the element alone, on the way down to it.
addEventListener(
  "error",
  ({ message, target }) =>
    keep(message ? `page error: ${message}` : `failed: ${target.src ?? target.href}`),
  true,
);
addEventListener("unhandledrejection", ({ reason }) => keep(`page error: ${reason}`));
addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) =>
  keep(`refused by ${effectiveDirective}: ${blockedURI}`),
);
