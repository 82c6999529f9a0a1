/** The text at an address, as UTF-8. Rejects where there is none, and once it is more than `bytes_max`. */
export async function textOf(address: string, bytes_max: number): Promise<string> {
  const response = await fetch(address);
  if (!response.ok) {
    throw new Error(`the server answered ${response.status}`);
  }
  const decoder = new TextDecoder();
  const reader = response.body?.getReader();
  let text = "";
  for (let bytes = 0; reader !== undefined;) {
    const { done, value } = await reader.read();
    if (done) {
      break;
    }
    bytes += value.byteLength;
    if (bytes > bytes_max) {
      await reader.cancel();
      throw new Error(`it is larger than ${bytes_max} bytes`);
    }
    text += decoder.decode(value, { stream: true });
  }
  return text + decoder.decode();
}
