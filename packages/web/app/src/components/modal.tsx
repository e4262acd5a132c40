import { Dialog } from 'radix-ui';
import type { ReactNode } from 'react';
import { Icon } from './icon.js';
import './modal.css';

interface ModalProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** What it is about, in a sentence. */
  readonly description?: ReactNode;
  readonly children?: ReactNode;
}

/** Not the button that closes it, which comes first. */
function focusFirstField(event: Event): void {
  const first =
    event.target instanceof HTMLElement
      ? event.target.querySelector<HTMLElement>('input, select, textarea, .choices button')
      : null;
  if (first === null) return;
  event.preventDefault();
  first.focus();
}

/** A dialog over the page: holds the focus, and ends with Escape or a press beside it. */
export function Modal({ open, onClose, title, description, children }: ModalProps) {
  return (
    <Dialog.Root
      open={open}
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
    >
      <Dialog.Portal>
        {/* Not Dialog.Overlay: that writes a style element, which the content security policy refuses. */}
        <div className="veil" />
        <Dialog.Content
          className="modal"
          onOpenAutoFocus={focusFirstField}
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
        >
          <header>
            <Dialog.Title>{title}</Dialog.Title>
            <Dialog.Close className="button icon-button" data-kind="quiet" aria-label="Close">
              <Icon name="close" size={14} />
            </Dialog.Close>
          </header>
          {description === undefined ? null : (
            <Dialog.Description className="quiet break">{description}</Dialog.Description>
          )}
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
