import { Modal } from '../components/modal.js';
import { destinations } from './routes.js';
import './keys-dialog.css';

const always = [
  ['/', 'Search'],
  ['?', 'These keys'],
  ['Esc', 'Close what is open'],
] as const;

/** Which keys do what. */
export function KeysDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Modal open={open} onClose={onClose} title="Keys">
      <dl className="keys">
        {always.map(([key, does]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
        {destinations.map(({ key, title }) => (
          <div key={key}>
            <dt>
              <kbd>g</kbd> <kbd>{key}</kbd>
            </dt>
            <dd>{title}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
