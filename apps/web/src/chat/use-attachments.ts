import { useState } from 'react';
import { formatBytes } from '../text/format.ts';
import { text } from '../text/text.ts';
import { notifyProblem } from '../ui/notices.ts';
import {
  attachmentBytes,
  mostAttachments,
  readAttachment,
  togetherLimitBytes,
  type Attachment,
  type TextAttachment,
} from './attachment.ts';
import { withFiles } from './attached-text.ts';
import type { Question } from './question.ts';
import { useChosenModel } from './use-chosen-model.ts';

const said = text.chat.attachments;

export interface Attachments {
  list: readonly Attachment[];
  /** Reads files and adds them; what cannot be taken is said. */
  add: (files: Iterable<File>) => Promise<void>;
  remove: (attachment: Attachment) => void;
  /** The question with them, after which there are none. */
  take: (words: string) => Question;
  /** Takes back the images of a question that did not get through. */
  giveBack: (images: readonly string[]) => void;
}

/** A name that none of the others has. */
function withOwnName(attachment: Attachment, others: readonly Attachment[]): Attachment {
  let name = attachment.name;
  for (let number = 2; others.some((other) => other.name === name); number++) name = `${number}-${attachment.name}`;
  return { ...attachment, name };
}

export function useAttachments(): Attachments {
  const { chosen } = useChosenModel();
  const [list, setList] = useState<readonly Attachment[]>([]);
  const append = (attachment: Attachment): void => {
    setList((current) => {
      return current.length >= mostAttachments ? current : [...current, withOwnName(attachment, current)];
    });
  };
  return {
    list,
    add: async (files) => {
      const chosenFiles = [...files];
      const room = mostAttachments - list.length;
      if (chosenFiles.length > room) notifyProblem(said.tooMany(mostAttachments));
      const model = { seesImages: chosen?.modalities?.vision, model: chosen?.id ?? text.chat.model };
      let bytes = list.reduce((sum, attachment) => sum + attachmentBytes(attachment), 0);
      for (const file of chosenFiles.slice(0, room)) {
        try {
          const attachment = await readAttachment(file, model);
          bytes += attachmentBytes(attachment);
          if (bytes > togetherLimitBytes) throw new Error(said.tooMuch(file.name, formatBytes(togetherLimitBytes)));
          append(attachment);
        } catch (error) {
          notifyProblem(error);
        }
      }
    },
    remove: (attachment) => setList((current) => current.filter((other) => other !== attachment)),
    take: (words) => {
      setList([]);
      const files = list.filter((attachment): attachment is TextAttachment => attachment.kind === 'text');
      const images = list.flatMap((attachment) => (attachment.kind === 'image' ? [attachment.url] : []));
      return { text: withFiles(words, files), images };
    },
    giveBack: (images) => {
      for (const [index, url] of images.entries()) {
        append({ kind: 'image', name: said.image(index + 1), url });
      }
    },
  };
}
