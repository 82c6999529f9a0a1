// The package as built: build/package.
let memory;

/** The module's memory is the package's own affair; a bench may look over its shoulder. */
function watchMemory() {
  const instantiate = WebAssembly.instantiate;
  WebAssembly.instantiate = async (bytes, imports) => {
    const result = await instantiate(bytes, imports);
    memory ??= Object.values(result.instance.exports).find(
      (it) => it instanceof WebAssembly.Memory,
    );
    return result;
  };
}

export async function open() {
  watchMemory();
  const { createCqrs } = await import("cqrs-wasm");
  const memoryBytes = 2 ** 32 - 2 ** 20;
  const cqrs = await createCqrs({ domains: ["bank"], limits: { memoryBytes } });
  return {
    dispatch: (command) => cqrs.dispatch(command),
    dispatchAll: (commands) => cqrs.dispatchAll(commands),
    balance: (account) => cqrs.query("balance", { account }).data,
    money: () => cqrs.query("bankTotals").data.money,
    rebuild() {
      for (const { name } of cqrs.readModels()) cqrs.rebuild(name);
    },
    memoryBytes: () => cqrs.stats().memoryBytes,
    moduleBytes: () => memory.buffer.byteLength,
  };
}
