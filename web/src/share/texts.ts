/** What the controls of sharing say. */
export const texts = {
  share: "Share this moment",
  copy_link: "Copy link",
  copy_snippet: "Copy embed snippet",
  copied_link: "The link is copied. It leads back to this moment.",
  copied_snippet: "The snippet is copied. It begins at this moment.",
  by_hand: "It could not be copied. Here it is, to copy by hand:",
  too_long: "This moment is too long for a link.",
  bad_link:
    "The link that led here is damaged or from another version, so this is the beginning of the scene.",
} as const;
