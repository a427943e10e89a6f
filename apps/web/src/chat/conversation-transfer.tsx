import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Download, Upload } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import { text } from '../text/text.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { notify, notifyProblem } from '../ui/notices.ts';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { downloadAll, importFiles } from './conversation-files.ts';
import { FileButton } from './file-button.tsx';

const said = text.chat;

interface Progress {
  label: string;
  share: number;
  /** Where it can be given up. */
  stop: AbortController | undefined;
}

/** All conversations as a file, and files as conversations, with how far that is. */
export function useTransfer(): { buttons: ReactElement; progress: ReactElement | null } {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [progress, setProgress] = useState<Progress>();

  const work = async (
    label: string,
    run: (onProgress: (done: number, all: number) => void) => Promise<unknown>,
    stop?: AbortController,
  ): Promise<void> => {
    setProgress({ label, share: 0, stop });
    try {
      await run((done, all) => setProgress({ label, share: all === 0 ? 0 : done / all, stop }));
    } catch (error) {
      if (!stop?.signal.aborted) notifyProblem(error);
    } finally {
      setProgress(undefined);
    }
  };
  const take = (files: File[]): Promise<void> =>
    work(said.importing, async (onProgress) => {
      try {
        const ids = await importFiles(files, onProgress);
        if (ids.length === 1) await navigate({ to: '/chat/$id', params: { id: ids[0]! } });
        notify(ids.length === 1 ? said.imported : said.importedMany(ids.length));
      } finally {
        await queries.invalidateQueries({ queryKey: ['conversations'] });
      }
    });
  const save = (): Promise<void> => {
    const controller = new AbortController();
    return work(said.downloading, (onProgress) => downloadAll(onProgress, controller.signal), controller);
  };
  return {
    buttons: (
      <>
        <FileButton
          label={said.import}
          hint={said.importHint}
          icon={<Upload size={16} aria-hidden />}
          accept="application/json,.json,.jsonl"
          isMultiple
          onFiles={(files) => void take(files)}
        />
        <IconButton label={said.downloadAll} disabled={progress !== undefined} onClick={() => void save()}>
          <Download size={16} aria-hidden />
        </IconButton>
      </>
    ),
    progress: progress ? (
      <div role="status" className="space-y-1 px-1 text-xs text-muted">
        <p>{progress.label}</p>
        <ProgressBar label={progress.label} value={progress.share} />
        {progress.stop && <Button onClick={() => progress.stop?.abort()}>{text.cancel}</Button>}
      </div>
    ) : null,
  };
}
