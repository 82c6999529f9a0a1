/** Characters that would be invisible, or reorder the text around them. */
export const unseen =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

const control_pictures = 0x2400;

function picture(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) {
    return String.fromCharCode(control_pictures + code);
  }
  return code === 0x7f ? "\u2421" : `[U+${code.toString(16).toUpperCase().padStart(4, "0")}]`;
}

/**
 * Text from outside, as it can stand anywhere: at most `length_max` UTF-16 units of it, with control
 * characters and those that turn the direction of text shown instead of obeyed.
 */
export function plain(text: string, length_max = 300): string {
  if (text.length <= length_max) {
    return text.replace(unseen, picture);
  }
  const cut = /[\ud800-\udbff]/.test(text.charAt(length_max - 1)) ? length_max - 1 : length_max;
  return `${text.slice(0, cut).replace(unseen, picture)}…`;
}
