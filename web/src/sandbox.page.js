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

const addressOf = (source) => URL.createObjectURL(new Blob([source], { type: "text/javascript" }));

/** Firefox tells no more of a worker whose script is no code than that it failed: the script is read once more. */
function asksWhatIsWrong(address) {
  return `try { importScripts("${address}"); } catch (error) {
    self.postMessage({ message: String(error), line: error.lineNumber });
  }`;
}

function run({ code, events, time_max_ms }, port) {
  const address = addressOf(`${code}\n;(${harness})(apply);`);
  const workers = [];
  const start = (at) => {
    const worker = new Worker(at);
    workers.push(worker);
    worker.onmessage = ({ data }) => end(data);
    worker.onerror = (error) => {
      error.preventDefault();
      if (error.message === undefined && workers.length === 1) {
        start(addressOf(asksWhatIsWrong(address)));
      } else {
        end({ message: error.message, line: error.lineno });
      }
    };
    return worker;
  };
  const end = (result) => {
    clearTimeout(timer);
    workers.forEach((worker) => worker.terminate());
    URL.revokeObjectURL(address);
    port.postMessage(result);
  };
  const timer = setTimeout(() => end({ endless: true }), time_max_ms);
  start(address).postMessage(events);
}

// Where somebody's policy forbids this script, whoever waits for it need not wait long.
parent.postMessage("cqrs-sandbox", "*");

addEventListener("message", ({ data, source, ports: [port] }) => {
  if (source === parent && port) {
    run(data, port);
  }
});
