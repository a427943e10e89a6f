/** What the form says in which an answer is rated. */
export const feedbackText = {
  title: 'Your rating of this answer',
  stars: 'Stars',
  starCount: (count: number) => (count === 1 ? '1 star' : `${count} stars`),
  tags: 'Tags',
  usualTags: ['correct', 'helpful', 'well written', 'wrong', 'incomplete', 'too long', 'off topic', 'unsafe'],
  otherTags: 'Others, with commas between',
  beginWithAnswer: 'Begin with what the model said',
  comment: 'Comment',
  takeBack: 'Take back',
};
