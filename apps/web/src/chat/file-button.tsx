import { useRef, type ReactElement, type ReactNode } from 'react';
import { Button, IconButton } from '../ui/button.tsx';

/** A button that asks for files of this machine. With `icon` it shows that alone. */
export function FileButton({
  label,
  hint,
  accept,
  isMultiple = false,
  icon,
  onFiles,
}: {
  label: string;
  hint?: string;
  accept?: string;
  isMultiple?: boolean;
  icon?: ReactNode;
  onFiles: (files: File[]) => void;
}): ReactElement {
  const input = useRef<HTMLInputElement>(null);
  const choose = (): void => input.current?.click();
  return (
    <>
      {icon === undefined ? (
        <Button onClick={choose}>{label}</Button>
      ) : (
        <IconButton label={label} title={hint === undefined ? label : `${label}: ${hint}`} onClick={choose}>
          {icon}
        </IconButton>
      )}
      <input
        ref={input}
        type="file"
        accept={accept}
        multiple={isMultiple}
        hidden
        aria-label={label}
        onChange={({ target }) => {
          const files = [...(target.files ?? [])];
          target.value = '';
          if (files.length > 0) onFiles(files);
        }}
      />
    </>
  );
}
