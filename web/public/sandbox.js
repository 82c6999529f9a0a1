// Runs the code that a reader has typed. This page has no origin (its frame is sandboxed) and may load nothing, so that
// the code reaches neither the page around it, nor the network, nor any storage. A worker can be ended when its time is up.

/** What is put after the reader's code: it runs within the worker, over events that are plain data. */
function harness(report) {
  const rows_max = 50;
  const length_max = 100;
  const shown = (value) => String(value).slice(0, length_max);
  const rows = (state) =>
    Object.entries(Object(state))
      .map(([name, value]) => [shown(name), typeof value === "number" ? value : shown(value)])
      .sort(([, a], [, b]) => (typeof a === "number" && typeof b === "number" ? b - a : 0))
      .slice(0, rows_max);
  const fold = (events) => {
    let state = {};
    for (const [i, event] of events.entries()) {
      try {
        state = report(state, event) ?? state;
      } catch (error) {
        return { state, i, message: shown(error) };
      }
    }
    return { state, i: events.length };
  };
  self.onmessage = ({ data: events }) => {
    const first = fold(events);
    if (first.message === undefined) {
      self.postMessage({ read: first.i, rows: rows(first.state) });
      return;
    }
    // What failed may have changed the state in part: it is made anew up to there.
    const { state } = fold(events.slice(0, first.i));
    self.postMessage({ read: first.i, rows: rows(state), message: first.message });
  };
}

function run({ code, events, time_max_ms }, port) {
  const source = `${code}\n;(${harness})(apply);`;
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const worker = new Worker(address);
  const end = (result) => {
    clearTimeout(timer);
    worker.terminate();
    URL.revokeObjectURL(address);
    port.postMessage(result);
  };
  const timer = setTimeout(() => end({ endless: true }), time_max_ms);
  worker.onmessage = ({ data }) => end(data);
  worker.onerror = (error) => {
    error.preventDefault();
    end({ message: error.message, line: error.lineno });
  };
  worker.postMessage(events);
}

addEventListener("message", ({ data, source, ports: [port] }) => {
  if (source === parent && port) {
    run(data, port);
  }
});
