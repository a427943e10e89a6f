/** The data of each event of a stream, once it has ended. */
export async function readEventStream(response: Response): Promise<string[]> {
  const text = await response.text();
  return text.split('\n\n').flatMap((block) => (block.startsWith('data: ') ? block.slice('data: '.length) : []));
}
