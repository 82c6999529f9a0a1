import { unseen } from "../../frame/plain.js";

/** An editor of a few lines of code. */
export interface Editor {
  text(): string;
  replace(text: string): void;
  destroy(): void;
}

/** CodeMirror within a shadow root: it is only loaded when a reader wants to edit. */
export async function openEditor(place: Element, text: string, label: string): Promise<Editor> {
  const [view, state, commands, language, javascript, { tags }] = await Promise.all([
    import("@codemirror/view"),
    import("@codemirror/state"),
    import("@codemirror/commands"),
    import("@codemirror/language"),
    import("@codemirror/lang-javascript"),
    import("@lezer/highlight"),
  ]);
  const { EditorView, highlightSpecialChars, keymap, lineNumbers } = view;
  const colours = language.HighlightStyle.define([
    { tag: [tags.keyword, tags.bool, tags.null], color: "var(--answer)" },
    { tag: [tags.string, tags.regexp], color: "var(--fact)" },
    { tag: tags.number, color: "var(--stale)" },
    { tag: tags.comment, color: "var(--muted)" },
    { tag: [tags.definition(tags.variableName), tags.propertyName], color: "var(--intent)" },
  ]);
  const editor = new EditorView({
    parent: place,
    root: place.getRootNode() as ShadowRoot,
    state: state.EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        // Characters that nobody sees, or that turn the code around them, are shown.
        highlightSpecialChars({ addSpecialChars: unseen }),
        commands.history(),
        // Tab leaves the editor, as it leaves any field.
        keymap.of([...commands.defaultKeymap, ...commands.historyKeymap]),
        javascript.javascript(),
        language.syntaxHighlighting(colours),
        EditorView.lineWrapping,
        // Browsers keep the colours of what is overwritten by inline styles, which a strict policy forbids.
        EditorView.domEventHandlers({
          beforeinput: (event, view) => {
            if (event.inputType !== "insertText" || event.data === null || view.composing) {
              return false;
            }
            event.preventDefault();
            view.dispatch(view.state.replaceSelection(event.data), { userEvent: "input.type" });
            return true;
          },
        }),
        EditorView.contentAttributes.of({ "aria-label": label }),
      ],
    }),
  });
  return {
    text: () => editor.state.doc.toString(),
    replace: (insert) =>
      editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert } }),
    destroy: () => editor.destroy(),
  };
}
