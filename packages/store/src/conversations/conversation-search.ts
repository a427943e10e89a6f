/** More than anybody types; each costs a walk through the histories. */
const mostWords = 16;

/** One for each word, as `LIKE … ESCAPE '!'` takes it. */
export function likePatterns(text: string): string[] {
  const words = text.split(/\s+/).filter((word) => word !== '');
  return words.slice(0, mostWords).map((word) => `%${word.replaceAll(/[!%_]/g, '!$&')}%`);
}

/** Whether a row of `conversations` has a title or a history with text like the pattern, which it takes twice. */
export const holdsPattern = `(title LIKE ? ESCAPE '!' OR EXISTS (
    WITH RECURSIVE path (parent, message) AS (
      SELECT parent, message FROM conversations_messages WHERE sequence = conversations.head
      UNION ALL
      SELECT before.parent, before.message FROM conversations_messages AS before JOIN path ON before.sequence = path.parent
    )
    SELECT 1 FROM path, json_tree(path.message, '$.content') AS part
      WHERE part.type = 'text' AND part.key IN ('content', 'text') AND part.atom LIKE ? ESCAPE '!'
  ))`;
