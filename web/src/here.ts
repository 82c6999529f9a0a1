/** Where this script came from: a classic one knows it only while it is read, so it has to import this at once. */
export const here =
  import.meta.url || (document.currentScript as HTMLScriptElement | null)?.src || document.baseURI;
