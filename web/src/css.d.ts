declare module "*.css" {
  /** The sheet's minified text: it becomes a constructed style sheet, which a strict CSP allows. */
  const text: string;
  export default text;
}
