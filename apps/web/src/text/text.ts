import { chatText } from './en/chat.ts';
import { shellText } from './en/shell.ts';

/**
 * What the app says from its first moment on. A page that is loaded later brings its own file of `en`, so that the folder
 * as a whole is what a translation has to give.
 */
export const text: typeof shellText & { chat: typeof chatText } = { ...shellText, chat: chatText };
