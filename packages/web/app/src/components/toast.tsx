import { Toast } from 'radix-ui';
import { createContext, type ReactNode, use, useCallback, useRef, useState } from 'react';
import { Icon } from './icon.js';
import { Prose } from './prose.js';
import './toast.css';

/** What a viewer is told beside the page: how something that he did went. */
export interface Notice {
  readonly kind: 'good' | 'bad';
  readonly title: string;
  readonly detail?: string | null;
}

type Tell = (notice: Notice) => void;

const TellContext = createContext<Tell>(() => undefined);

/** A function that shows a notice for some seconds, and has it read aloud. */
export function useTell(): Tell {
  return use(TellContext);
}

/** Shows the notices of what it contains. */
export function Notices({ children }: { children: ReactNode }) {
  const [notices, setNotices] = useState<readonly (Notice & { id: number })[]>([]);
  const last = useRef(0);
  const tell = useCallback<Tell>((notice) => {
    last.current += 1;
    const id = last.current;
    setNotices((before) => [...before.slice(-3), { ...notice, id }]);
  }, []);
  const forget = (id: number) => setNotices((before) => before.filter((notice) => notice.id !== id));
  return (
    <TellContext value={tell}>
      <Toast.Provider label="Notice" duration={6000} swipeDirection="right">
        {children}
        {notices.map(({ id, kind, title, detail }) => (
          <Toast.Root
            key={id}
            className="toast"
            data-kind={kind}
            type={kind === 'bad' ? 'foreground' : 'background'}
            duration={kind === 'bad' ? 12_000 : 6000}
            onOpenChange={(open) => {
              if (!open) forget(id);
            }}
          >
            <Icon name={kind === 'good' ? 'check' : 'failures'} />
            <div>
              <Toast.Title className="break">
                <Prose>{title}</Prose>
              </Toast.Title>
              {detail === undefined || detail === null ? null : (
                <Toast.Description className="quiet break">
                  <Prose>{detail}</Prose>
                </Toast.Description>
              )}
            </div>
            <Toast.Close className="button icon-button" data-kind="quiet" aria-label="Dismiss">
              <Icon name="close" size={14} />
            </Toast.Close>
          </Toast.Root>
        ))}
        <Toast.Viewport className="toasts" label="Notices ({hotkey})" />
      </Toast.Provider>
    </TellContext>
  );
}
