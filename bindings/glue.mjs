// Emscripten's glue without what is of no use here: it finds the core by itself where the package hands it over, and has
// a word for every type of C++ where the table has numbers and texts.
import ts from "typescript";

const unused = new Set([
  // Loading the core from a file.
  ...["getBinary", "getBinaryPromise", "instantiateArrayBuffer", "instantiateAsync"],
  ...["isDataURI", "locateFile"],
  // Types that no function in table.cpp takes or gives; one that did would be refused as unbound.
  ...["__embind_register_bool", "__embind_register_emval", "__embind_register_memory_view"],
  ...["__embind_register_std_wstring", "__emval_decref"],
  ...["init_emval", "count_emval_handles", "get_first_emval"],
  ...["UTF16ToString", "stringToUTF16", "lengthBytesUTF16"],
  ...["UTF32ToString", "stringToUTF32", "lengthBytesUTF32"],
  // Functions of one name, and integers of 64 bits.
  ...["ensureOverloadTable", "getDynCaller", "dynCallLegacy"],
]);
/** What is done on pages and in workers alone is the loading, too. */
const onPages = /^ENVIRONMENT_IS_WEB ?\|\| ?ENVIRONMENT_IS_WORKER$/;

/** The script with the bodies of those functions empty; another Emscripten may name some otherwise, and keeps them. */
export function trimmed(script) {
  const file = ts.createSourceFile("core.mjs", script, ts.ScriptTarget.Latest);
  const bodies = [];
  const visit = (node) => {
    if (ts.isFunctionDeclaration(node) && unused.has(node.name?.text)) bodies.push(node.body);
    else if (ts.isIfStatement(node) && onPages.test(node.expression.getText(file))) {
      bodies.push(node.thenStatement);
    } else ts.forEachChild(node, visit);
  };
  visit(file);
  let text = "";
  let at = 0;
  for (const body of bodies) {
    text += `${script.slice(at, body.getStart(file))}{}`;
    at = body.end;
  }
  return text + script.slice(at);
}
