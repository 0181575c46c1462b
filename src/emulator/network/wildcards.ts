// Patterns with `*` (any characters, or none) and `?` (exactly one), matched in time proportional to their lengths.

const anyRun = -1;
const anyOne = -2;

/** @param escapes whether a backslash takes a wildcard's meaning away */
export function wildcardMatcher(pattern: string, escapes = false): (text: string) => boolean {
  const tokens: number[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const isEscape = escapes && pattern.charAt(at) === '\\' && at + 1 < pattern.length;
    if (isEscape) at++;
    const character = pattern.charCodeAt(at);
    if (!isEscape && character === 0x2a) tokens.push(anyRun);
    else if (!isEscape && character === 0x3f) tokens.push(anyOne);
    else tokens.push(character);
  }
  return (text) => matches(text, tokens);
}

function matches(text: string, tokens: readonly number[]): boolean {
  let at = 0;
  let token = 0;
  let lastRun = -1;
  let resumeAt = 0;
  while (at < text.length) {
    const wanted = tokens[token];
    if (wanted === anyRun) {
      lastRun = token++;
      resumeAt = at;
    } else if (wanted === anyOne || wanted === text.charCodeAt(at)) {
      at++;
      token++;
    } else if (lastRun >= 0) {
      token = lastRun + 1;
      at = ++resumeAt;
    } else {
      return false;
    }
  }
  while (tokens[token] === anyRun) token++;
  return token === tokens.length;
}
