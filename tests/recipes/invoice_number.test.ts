// Source of the example: dcb.events/examples/invoice-number
import assert from "node:assert/strict";
import test from "node:test";
import { createCqrs, type Cqrs, type MessagesOf } from "cqrs-wasm";

/**
 * An engine without a domain of its own: a log, and conditions on what may be
 * appended.
 */
type Log = Cqrs<MessagesOf<never>>;

const invoices = { types: ["InvoiceCreated"] };

/**
 * The next number is one more than that of the last invoice, and the append fails if
 * another invoice came between. The log knows where the last event of a type stands,
 * so neither looks through it.
 */
function createInvoice(cqrs: Log, amount: number, meanwhile = () => {}) {
  const [last] = cqrs.read({ ...invoices, direction: "backward", limit: 1 });
  const number = last === undefined ? 1 : (last.data as { number: number }).number + 1;
  meanwhile();
  return cqrs.append([{ type: "InvoiceCreated", data: { number, amount } }], {
    failIfEventsMatch: [invoices],
    after: last?.position ?? 0,
  });
}

const numbers = (cqrs: Log) =>
  cqrs.read(invoices).map(({ data }) => (data as { number: number }).number);

test("invoices are numbered 1, 2, 3 without a gap", async () => {
  const cqrs = await createCqrs({ domains: [] });
  for (let i = 0; i < 20; ++i) {
    assert.equal(createInvoice(cqrs, 100 + i).ok, true);
    cqrs.append([{ type: "SomethingElse", data: i }]);
  }
  assert.deepEqual(
    numbers(cqrs),
    Array.from({ length: 20 }, (_, i) => i + 1),
  );
});

test("no number is given twice: who comes second tries again", async () => {
  const cqrs = await createCqrs({ domains: [] });
  const late = createInvoice(cqrs, 1, () => createInvoice(cqrs, 2));
  assert.equal(!late.ok && late.code, "conflict");
  assert.equal(createInvoice(cqrs, 1).ok, true);
  assert.deepEqual(numbers(cqrs), [1, 2]);
});
