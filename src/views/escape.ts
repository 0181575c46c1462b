// Makes any text safe within Markdown.

/** Names and the API's words are data: none of it may act as Markdown. */
export function escape(text: string): string {
  return text.replace(/[\\`*_{}[\]()#!|<>~$]/g, '\\$&');
}
